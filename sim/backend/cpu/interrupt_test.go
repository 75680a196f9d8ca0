package cpu

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// wideNetwork is a network large enough to be interrupted.
func wideNetwork() backend.Problem {
	return newProblem(nn.Vector(8), 3, 40, 32, []nn.LayerSpec{
		{Kind: nn.KindDense, Units: 400},
		{Kind: nn.KindBatchNorm, Eps: 1e-5},
		{Kind: nn.KindAct, Act: "tanh"},
		{Kind: nn.KindDense, Units: 400},
		{Kind: nn.KindAct, Act: "relu"},
		{Kind: nn.KindDense, Units: 3},
	})
}

// Wherever a pass is given up, training goes on afterwards as if it had not
// been.
func TestInterruptedTrainingEndsAtTheSameBits(t *testing.T) {
	interruptEvery(t, 1, nil)
	for _, m := range exactMachines(t) {
		interruptEvery(t, 7, m)
	}
}

func interruptEvery(t *testing.T, stride int, m simd.Machine) {
	const steps = 3
	h := backend.Hyper{Optimiser: optim.Adam, LR: 0.01}
	want := backend.Want{State: true, Eval: true}
	calm := New()
	if err := calm.Reset(wideNetwork()); err != nil {
		t.Fatal(err)
	}
	if err := calm.Train(steps, h); err != nil {
		t.Fatal(err)
	}
	expected, err := calm.Observe(want, h)
	if err != nil {
		t.Fatal(err)
	}
	asked, at := 0, 0
	b := NewInterruptible(func() bool { asked++; return asked == at }).On(m)
	for at = 1; at <= 36; at += stride { // a step takes twelve questions, an observation all of them
		if err := b.Reset(wideNetwork()); err != nil {
			t.Fatal(err)
		}
		asked = 0
		interruptions := trainWhole(t, b, steps, h)
		asked = 0
		got, given := observeWhole(t, b, want, h)
		if interruptions != 1 || given != 1 {
			t.Errorf("at %d: interrupted %d and %d times, want once each", at, interruptions, given)
		}
		for i := range expected.State.Params {
			if !slices.Equal(got.State.Params[i], expected.State.Params[i]) {
				t.Fatalf("at %d: tensor %d differs", at, i)
			}
		}
		if !reflect.DeepEqual(got.Test, expected.Test) {
			t.Errorf("at %d: scored %v, want %v", at, *got.Test, *expected.Test)
		}
	}
}

// However small a network is, the whole data may take long: its evaluation rests
// between minibatches, and comes to the same after it was given up.
func TestEvaluationOfASmallNetworkCanBeGivenUp(t *testing.T) {
	small := newProblem(nn.Vector(4), 3, 2000, 5, []nn.LayerSpec{{Kind: nn.KindDense, Units: 3}})
	h, want := backend.Hyper{Optimiser: optim.SGD, LR: 0.01}, backend.Want{Eval: true}
	calm := New()
	if err := calm.Reset(small); err != nil {
		t.Fatal(err)
	}
	expected, _ := observeWhole(t, calm, want, h)
	asked, at := 0, 3
	b := NewInterruptible(func() bool { asked++; return asked == at })
	if err := b.Reset(small); err != nil {
		t.Fatal(err)
	}
	got, given := observeWhole(t, b, want, h)
	if given != 1 || asked < at+len(small.Data.Train.Y)/evaluated {
		t.Errorf("given up %d times after %d questions", given, asked)
	}
	if !reflect.DeepEqual(got.Train, expected.Train) || !reflect.DeepEqual(got.Test, expected.Test) {
		t.Errorf("scored %v and %v, want %v and %v", *got.Train, *got.Test, *expected.Train, *expected.Test)
	}
}

func trainWhole(t *testing.T, b *Backend, steps int, h backend.Hyper) (interruptions int) {
	t.Helper()
	for steps > 0 {
		err := b.Train(steps, h)
		given := (*backend.InterruptedError)(nil)
		if err == nil {
			return interruptions
		}
		if !errors.As(err, &given) {
			t.Fatal(err)
		}
		interruptions++
		steps -= given.Steps
	}
	return interruptions
}

func observeWhole(t *testing.T, b *Backend, want backend.Want, h backend.Hyper) (o *backend.Observation, interruptions int) {
	t.Helper()
	for range 100 {
		o, err := b.Observe(want, h)
		if given := (*backend.InterruptedError)(nil); errors.As(err, &given) {
			interruptions++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		return o, interruptions
	}
	t.Fatal("interrupted a hundred times")
	return nil, 0
}

// A network that is done in no time is not slowed down by questions.
func TestSmallNetworksAreNotAsked(t *testing.T) {
	b := NewInterruptible(func() bool { t.Error("asked"); return false })
	if err := b.Reset(newProblem(nn.Vector(2), 2, 10, 10, hidden(10, 8, "sigmoid", 1))); err != nil {
		t.Fatal(err)
	}
	if err := b.Train(2, backend.Hyper{Optimiser: optim.SGD, LR: 0.1}); err != nil {
		t.Fatal(err)
	}
}
