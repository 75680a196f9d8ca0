//go:build browser

package test

import (
	"math"
	"strings"
	"testing"
	"time"

	"backflow/sim/num"
	"backflow/sim/session"
)

// The digits are real input: a small ReLU network with He initialisation
// learns to read them.
func TestReLUNetReadsDigits(t *testing.T) {
	p := noWebGPU.open(t, "data=digits&act=relu&init=he&depth=3&width=64&lr=0.03&batch=32")
	s := p.untilStats("nine digits in ten of the test part are read rightly", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 1 && s.Lanes[0].TestAcc > 0.9
	})
	l := s.Lanes[0]
	t.Logf("step %d: test accuracy %.3f, train %.3f", s.Step, float64(l.TestAcc), float64(l.Accuracy))
	if l.Accuracy < 0.9 {
		t.Errorf("train accuracy is only %.3f", float64(l.Accuracy))
	}
}

// A deep sigmoid network with the same rule stands still: its loss stays that
// of a guess among ten, but for the noise that minibatches leave in the output
// layer.
func TestDeepSigmoidNetStandsStillOnDigits(t *testing.T) {
	p := noWebGPU.open(t, "data=digits&act=sigmoid&init=xavier&depth=10&width=32&lr=0.03&batch=32")
	s := p.untilStats("a thousand steps", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 1 && s.Step >= 1000 && num.Finite(float64(s.Lanes[0].TestAcc))
	})
	l := s.Lanes[0]
	if l.TestAcc > 0.15 || math.Abs(float64(l.TestLoss)-math.Log(10)) > 0.15 {
		t.Errorf("after %d steps: test accuracy %.3f and loss %.3f; want about 0.1 and ln 10 = 2.303", s.Step, float64(l.TestAcc), float64(l.TestLoss))
	}
}

// What deep belief nets were for: the same network learns once its layers have
// been pre-trained, and the page tells of that while it goes on.
func TestPretrainingLetsADeepSigmoidNetLearn(t *testing.T) {
	p := noWebGPU.open(t, "data=digits&depth=10&width=32&lr=0.03&vs=pretrain:none,autoencoder")
	s := p.untilStats("pre-training is told of", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 2 && strings.Contains(s.Lanes[1].Note.String(), " of 10 as an auto-encoder: reconstruction error")
	})
	if s.Step != 0 || !strings.HasPrefix(s.Lanes[0].Note.String(), "Waits") || len(s.Lanes[1].Layers) != 11 {
		t.Errorf("during pre-training: step %d, the other lane says %q, %d layers", s.Step, s.Lanes[0].Note, len(s.Lanes[1].Layers))
	}
	began := time.Now()
	s = p.untilStats("pre-training is over", patience, func(s session.Stats) bool { return s.Lanes[1].Pretraining.Done && s.Step > 0 })
	t.Logf("pre-training took about %v", time.Since(began).Round(100*time.Millisecond))
	s = p.untilStats("half of the test digits are read rightly", patience, func(s session.Stats) bool { return s.Lanes[1].TestAcc > 0.5 })
	t.Logf("step %d: test accuracy %.3f", s.Step, float64(s.Lanes[1].TestAcc))
	if l := s.Lanes[0]; l.TestAcc > 0.15 || l.Note.String() != "" || !s.Lanes[1].Note.Empty() {
		t.Errorf("without pre-training: test accuracy %.3f; notes %q and %q", float64(l.TestAcc), l.Note, s.Lanes[1].Note)
	}
}
