//go:build browser

package test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

// steps is satisfied once every lane has taken n steps.
func steps(n int) func(session.Stats) bool {
	return func(s session.Stats) bool { return len(s.Lanes) > 0 && s.Step >= n }
}

// click presses whatever a CSS selector names first, as a mouse does.
func (p *tab) click(selector string) {
	p.t.Helper()
	css := chromedp.CSS(selector)
	p.do("clicking "+selector, chromedp.ScrollIntoView(css), chromedp.Click(css, chromedp.NodeVisible))
}

// What a first visitor gets, without a click, with and without WebGPU.
func TestThreeLanesTrainAtOnce(t *testing.T) {
	for _, b := range []*browser{webGPU, noWebGPU} {
		t.Run(b.name, func(t *testing.T) {
			p := b.blank(t)
			p.small()
			p.navigate(home + "/")
			s := p.untilTraining(3)
			var labels []string
			for _, l := range s.Lanes {
				labels = append(labels, l.Label.String())
				if n := len(l.Layers); n != 11 {
					t.Errorf("%s has %d layers; want 10 hidden ones and the output", l.Label, n)
				}
				if l.Diverged || l.Note.String() != "" && !strings.Contains(l.Note.String(), "standing still") {
					t.Errorf("%s: diverged %v, %s", l.Label, l.Diverged, l.Note)
				}
			}
			if got := strings.Join(labels, ", "); got != "Sigmoid, ReLU, Leaky ReLU" {
				t.Errorf("lanes %s", got)
			}
		})
	}
}

// The pace of the default page stands beside its slider, which leads to others.
func TestDefaultPaceIsShown(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	p.navigate(home + "/")
	p.untilTraining(3)
	p.untilJS("the pace is 100 steps/s", patience, `document.getElementById("pace-text").textContent === "100 steps/s"`)
	stops := js[int](p, `document.getElementById("pace").max - document.getElementById("pace").value`)
	p.do("moving the slider of the pace", chromedp.SendKeys(chromedp.CSS("#pace"), kb.End))
	p.untilJS("all speed is in the address", patience, `document.getElementById("pace-text").textContent === "max" && location.search.includes("speed=max")`)
	p.do("moving it back", chromedp.SendKeys(chromedp.CSS("#pace"), strings.Repeat(kb.ArrowLeft, stops)))
	p.untilJS("the default is not in the address", patience, `document.getElementById("pace-text").textContent === "100 steps/s" && !location.search.includes("speed")`)
}

// The point of the page: the sigmoid lane's gradient is all but gone at the
// first layer, and the others' is not.
func TestSigmoidVanishesAndReLUDoesNot(t *testing.T) {
	p := webGPU.open(t, "")
	s := p.untilStats("a hundred steps", patience, steps(100))
	left := make([]float64, len(s.Lanes))
	for i, l := range s.Lanes {
		left[i] = float64(l.Layers[0].DeltaRMS / l.Layers[9].DeltaRMS)
	}
	if left[0] > 1e-4 {
		t.Errorf("sigmoid keeps %.2g of the gradient at layer 1", left[0])
	}
	if left[1] < 1e-3 || left[2] < 1e-3 {
		t.Errorf("ReLU keeps %.2g and leaky ReLU %.2g of the gradient at layer 1", left[1], left[2])
	}
}

// Which backend trains, and on what, stands on the page; and asked for by
// name it is the one that runs.
func TestBackendIsNamedAndCanBeChosen(t *testing.T) {
	t.Run("gpu", func(t *testing.T) {
		p := webGPU.open(t, "backend=gpu")
		s := p.untilOnGPU(0)
		if l := s.Lanes[0]; !strings.Contains(strings.ToLower(l.Adapter), "swiftshader") {
			t.Errorf("the adapter is %q", l.Adapter)
		}
		p.untilSays("WebGPU (")
		p.untilSays(s.Lanes[0].Adapter)
	})
	t.Run("cpu", func(t *testing.T) {
		p := webGPU.open(t, "backend=cpu")
		if l := p.untilTraining(3).Lanes[0]; l.Backend != "cpu" {
			t.Errorf("runs on %q", l.Backend)
		}
		p.untilSays("CPU")
	})
	t.Run("gpu where there is none", func(t *testing.T) {
		p := noWebGPU.open(t, "backend=gpu")
		if l := p.untilTraining(3).Lanes[0]; l.Backend != "cpu" {
			t.Errorf("runs on %q", l.Backend)
		}
		p.untilSays("Sigmoid, ReLU and Leaky ReLU run on the CPU: ")
	})
	t.Run("gpu over plain http", func(t *testing.T) {
		p := noWebGPU.blank(t)
		p.navigate(strings.Replace(home, "127.0.0.1", classroom, 1) + "/?backend=gpu")
		p.untilTraining(3)
		p.untilSays("WebGPU needs https or localhost")
	})
}

// The same network on both backends: the first gradients agree.
func TestGPUAndCPULanesAgree(t *testing.T) {
	p := webGPU.open(t, "vs=backend:cpu,gpu&act=tanh&depth=4&width=16")
	p.untilOnGPU(1)
	s := p.atStart("vs=backend:cpu,gpu&act=tanh&depth=4&width=16")
	if a, b := s.Lanes[0].Backend, s.Lanes[1].Backend; a != "cpu" || b != "gpu" {
		t.Fatalf("the lanes run on %s and %s", a, b)
	}
	for i, y := range s.Lanes[0].Layers {
		z := s.Lanes[1].Layers[i]
		if !near(float64(z.DeltaRMS), float64(y.DeltaRMS), 1e-3) || !near(float64(z.DWRMS), float64(y.DWRMS), 1e-3) {
			t.Errorf("layer %s: δ %g and %g, ∂C/∂W %g and %g", y.Name, y.DeltaRMS, z.DeltaRMS, y.DWRMS, z.DWRMS)
		}
	}
}

// Layers are pre-trained where their lane computes, and come to the same.
func TestGPUAndCPUPretrainAlike(t *testing.T) {
	t.Parallel()
	const query = "vs=backend:cpu,gpu&act=sigmoid&depth=2&width=16&pretrain="
	p := webGPU.open(t, query+"none")
	p.untilOnGPU(1)
	for _, method := range []string{experiment.PretrainAutoencoder, experiment.PretrainRBM} {
		p.call(fmt.Sprintf("backflow.set(%q)", query+method))
		s := p.untilStats("pre-training is over", patience, func(s session.Stats) bool {
			return len(s.Lanes) == 2 && s.Lanes[1].Pretraining != nil && s.Lanes[1].Pretraining.Done && s.Lanes[1].Step > 0
		})
		if s.Lanes[1].Backend != "gpu" || strings.Contains(p.text(), "pre-trained on the CPU") {
			t.Errorf("%s: the lane of the GPU is on the %s; the page says\n%s", method, s.Lanes[1].Backend, p.text())
		}
		for i, want := range s.Lanes[0].Pretraining.Errors {
			got := s.Lanes[1].Pretraining.Errors[i]
			t.Logf("%s, layer %s: reconstruction error %v to %v on the CPU, %v to %v on the GPU", method, want.Name, want.Before, want.After, got.Before, got.After)
			if !near(float64(got.Before), float64(want.Before), 1e-3) || !near(float64(got.After), float64(want.After), 0.02) {
				t.Errorf("%s, layer %s: errors %v and %v on the GPU, %v and %v on the CPU", method, want.Name, got.Before, got.After, want.Before, want.After)
			}
		}
	}
}

// untilOnGPU waits until a lane that begins on the CPU, as the GPU is still being
// tested, has moved.
func (p *tab) untilOnGPU(lane int) session.Stats {
	p.t.Helper()
	return p.untilStats("the lane is on the GPU", patience, func(s session.Stats) bool {
		return lane < len(s.Lanes) && s.Lanes[lane].Backend == "gpu"
	})
}

// atStart returns the statistics at initialisation of a query, paused.
func (p *tab) atStart(query string) session.Stats {
	p.t.Helper()
	p.call("backflow.pause()")
	p.call(fmt.Sprintf("backflow.set(%q)", query))
	p.call("backflow.reset()")
	return p.atRest()
}

func TestPlayPauseStepReset(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)

	p.click("#play")
	paused := p.stats()
	time.Sleep(400 * time.Millisecond)
	if s := p.stats(); s.Step != paused.Step {
		t.Errorf("paused at step %d and then at %d", paused.Step, s.Step)
	}
	p.untilSays("Play")

	p.click("#step")
	if s := p.stats(); s.Step != paused.Step+1 {
		t.Errorf("one step after %d is %d", paused.Step, s.Step)
	}
	p.call("backflow.step(25)")
	if s := p.stats(); s.Step != paused.Step+26 {
		t.Errorf("26 steps after %d is %d", paused.Step, s.Step)
	}

	p.click("#reset")
	if s := p.stats(); s.Step != 0 || s.Samples != 0 {
		t.Errorf("after a reset: step %d, %d samples", s.Step, s.Samples)
	}
	p.click("#play")
	p.untilStats("training again", patience, steps(1))
}

// Same seed, same numbers; another seed, others.
func TestSeedDecidesEveryNumber(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	run := func(query string) string {
		p.atStart(query)
		p.call("backflow.step(20)")
		s := p.stats()
		return fmt.Sprint(s.Step, s.Lanes[0].Loss, s.Lanes[0].Layers)
	}
	const query = "act=tanh&backend=cpu&seed=5"
	first := run(query)
	if again := run(query); again != first {
		t.Errorf("twenty steps from the same seed:\n%s\n%s", first, again)
	}
	if other := run("act=tanh&backend=cpu&seed=6"); other == first {
		t.Errorf("another seed changes nothing: %s", other)
	}
}
