//go:build browser

package test

import (
	"context"
	"math"
	"strconv"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/session"
)

// slowToScore is a network whose evaluation takes far longer than a look.
const slowToScore = "data=digits&model=cnn&depth=4&width=16&batch=8&act=relu&init=he&vs=none&backend=cpu&lr=0.1"

// What stands still is evaluated where it stands, however long that takes: the
// page's numbers are then those of the command line for the same query and step.
// While training runs a score says which step it belongs to.
func TestScoresBelongToTheStepThatIsShown(t *testing.T) {
	p := noWebGPU.open(t, slowToScore)
	p.untilTraining(1)
	p.call(`backflow.pause()`)
	if l := p.firstStats().Lanes[0]; l.ScoreStep == nil || *l.ScoreStep != l.Step {
		t.Errorf("paused at step %d: scores of step %s", l.Step, stepText(l.ScoreStep))
	}
	p.call(`backflow.reset()`)
	if l := p.firstStats().Lanes[0]; l.Step != 0 || l.ScoreStep == nil || *l.ScoreStep != 0 {
		t.Errorf("reset: step %d, scores of step %s", l.Step, stepText(l.ScoreStep))
	}
	p.call(`backflow.step(40)`)
	got, want := p.firstStats().Lanes[0], natively(t, slowToScore, 40)
	if got.Step != 40 || got.ScoreStep == nil || *got.ScoreStep != 40 {
		t.Errorf("step %d, scores of step %s; want those of step 40", got.Step, stepText(got.ScoreStep))
	}
	for _, c := range []struct {
		name      string
		got, want num.JSON
	}{
		{"loss", got.Loss, want.Loss},
		{"accuracy", got.Accuracy, want.Accuracy},
		{"test loss", got.TestLoss, want.TestLoss},
		{"test accuracy", got.TestAcc, want.TestAcc},
	} {
		// A browser that fuses products rounds otherwise, and 40 steps carry that on.
		if math.Abs(float64(c.got-c.want)) > 0.02 {
			t.Errorf("%s is %.4f on the page, %.4f on the command line", c.name, float64(c.got), float64(c.want))
		}
	}
	t.Logf("loss %.4f and %.4f, test accuracy %.4f and %.4f", float64(got.Loss), float64(want.Loss), float64(got.TestAcc), float64(want.TestAcc))
}

// firstStats is what stats() resolves to once, however long that takes.
func (p *tab) firstStats() session.Stats {
	p.t.Helper()
	return p.untilStats("stats() resolves", 5*time.Minute, func(session.Stats) bool { return true })
}

func stepText(step *int) string {
	if step == nil {
		return "none"
	}
	return strconv.Itoa(*step)
}

// natively trains a query for some steps where the tests run.
func natively(t *testing.T, query string, steps int) session.LaneLine {
	t.Helper()
	s := session.New(session.Openers{
		CPU:  func() backend.Backend { return cpu.New() },
		Data: func(context.Context, string, uint64) (*data.Set, error) { return mnist.Digits() },
	})
	defer s.Close()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := s.Apply(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	for s.Step(steps); s.Pending() > 0; {
		s.Work(patience)
	}
	return s.Stats().Lanes[0]
}
