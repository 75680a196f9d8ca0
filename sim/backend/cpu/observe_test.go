package cpu

import (
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// A sigmoid at z = 120 has a derivative of 1e-52: not zero, though float32
// shows one. What is lost there is an underflow, not a gate that is shut.
func TestUnderflownSlopeIsNoZero(t *testing.T) {
	for act, want := range map[string]struct{ zeros, underflow float64 }{
		"sigmoid": {0, 1},
		"relu":    {1, 0}, // at z = −120
	} {
		p := newProblem(nn.Vector(2), 2, 20, 7, hidden(1, 5, act, 1))
		fill(p.State.Params[0], 0)
		bias := float32(120)
		if act == "relu" {
			bias = -120
		}
		fill(p.State.Params[1], bias)
		o, err := started(t, p).Observe(backend.Want{}, sgd)
		if err != nil {
			t.Fatal(err)
		}
		if l := o.Layers[0]; l.Zeros != want.zeros || l.Underflow != want.underflow {
			t.Errorf("%s: zeros %g, underflow %g; want %+v", act, l.Zeros, l.Underflow, want)
		}
	}
}

// BatchNorm is evaluated with the statistics of the whole training part, so a
// score does not depend on how the part is cut into minibatches.
func TestScoreDoesNotDependOnTheBatch(t *testing.T) {
	layers := allocationProblems()["conv"].Spec.Layers
	var losses []float64
	for _, batch := range []int{1, 8, 50, 64} {
		p := newProblem(nn.Shape{C: 1, H: 12, W: 12}, 10, 50, batch, layers)
		o, err := started(t, p).Observe(backend.Want{Eval: true}, sgd)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, o.Train.Loss)
	}
	for _, loss := range losses {
		if !near(loss, losses[0]) {
			t.Errorf("losses %v of the same network on the same examples", losses)
			break
		}
	}
}

func TestObserveLeavesTrainingAlone(t *testing.T) {
	for name, p := range allocationProblems() {
		h := backend.Hyper{Optimiser: optim.Adam, LR: 1e-3, Equalise: true}
		quiet, watched := started(t, p), started(t, p)
		for range 5 {
			_ = quiet.Train(1, h)
			_ = watched.Train(1, h)
			if _, err := watched.Observe(backend.Want{Eval: true, Units: 4, Field: 5, State: true, Histograms: true}, h); err != nil {
				t.Fatal(err)
			}
		}
		if hashOf(quiet) != hashOf(watched) {
			t.Errorf("%s: observing changed the parameters", name)
		}
	}
}

// Looking costs training nothing but its own time: the tape of a step stays as it
// was written, and the gradient of a look is not computed again for the step.
func TestLooksServeTraining(t *testing.T) {
	for _, m := range exactMachines(t) {
		b := New().On(m)
		if err := b.Reset(allocationProblems()["conv"]); err != nil {
			t.Fatal(err)
		}
		if err := b.Train(1, sgd); err != nil {
			t.Fatal(err)
		}
		written := b.pass.tape
		if _, err := b.Observe(backend.Want{Eval: true, Units: 4, Histograms: true}, sgd); err != nil {
			t.Fatal(err)
		}
		if b.pass.tape != written {
			t.Error("the tape of a step has been written anew")
		}
		if !b.ahead {
			t.Error("the next step's gradient is there and not known to be")
		}
		if err := b.Train(1, sgd); err != nil {
			t.Fatal(err)
		}
		if b.ahead {
			t.Error("a gradient that a step has used counts for the next one, too")
		}
	}
}

// What an observation took leaves out a long pass, which the next step does not take again.
func TestLongPassIsThatOfTheNextStep(t *testing.T) {
	defer func(before time.Duration) { longPass = before }(longPass)
	b, h := New(), backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	if err := b.Reset(wideNetwork()); err != nil {
		t.Fatal(err)
	}
	observed := func() (told, took time.Duration) {
		start := time.Now()
		o, err := b.Observe(backend.Want{}, h)
		if err != nil {
			t.Fatal(err)
		}
		return o.Took, time.Since(start)
	}
	longPass = time.Hour
	if told, _ := observed(); told != 0 {
		t.Errorf("a short pass is told apart: %v", told)
	}
	if err := b.Train(1, h); err != nil {
		t.Fatal(err)
	}
	longPass = 1
	if told, took := observed(); told <= 0 || told >= took {
		t.Errorf("%v of %v are the observation's own", told, took)
	}
}
