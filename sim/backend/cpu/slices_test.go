package cpu

import (
	"reflect"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// slicedProblems are networks of every kind that is evaluated in another way.
func slicedProblems() map[string]backend.Problem {
	conv := digitsConv(6, 4, "relu", 40)
	normed := newProblem(nn.Shape{C: 2, H: 9, W: 8}, 3, 300, 8, []nn.LayerSpec{
		{Kind: nn.KindConv, Units: 5, Kernel: 3, Stride: 1, Pad: 1},
		{Kind: nn.KindBatchNorm, Eps: 1e-5},
		{Kind: nn.KindAct, Act: "tanh"},
		{Kind: nn.KindResidual, Scale: 0.5, Layers: []nn.LayerSpec{
			{Kind: nn.KindConv, Units: 5, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindBatchNorm, Eps: 1e-5},
			{Kind: nn.KindAct, Act: "relu"},
		}},
		{Kind: nn.KindMaxPool, Size: 2},
		{Kind: nn.KindFlatten},
		{Kind: nn.KindDense, Units: 3},
	})
	plane := newProblem(nn.Vector(2), 2, 600, 8, hidden(3, 8, "sigmoid", 1))
	plane.Data.Extent = 1.5
	return map[string]backend.Problem{"conv": conv, "batchnorm": normed, "plane": plane, "wide": wideNetwork()}
}

// Slices come to the bits that an observation comes to, a minibatch each, while the backend
// trains between them, and although passes are given up in their midst.
func TestSlicesComeToTheSameBits(t *testing.T) {
	for name, p := range slicedProblems() {
		for _, m := range append(exactMachines(t), nil) {
			t.Run(name, func(t *testing.T) { compareSlices(t, p, m) })
		}
	}
}

func compareSlices(t *testing.T, p backend.Problem, m simd.Machine) {
	asked := 0
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	b := NewInterruptible(func() bool { // gives up ever more seldom
		asked++
		return asked&(asked-1) == 0
	}).On(m)
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	trainWhole(t, b, 2, h)
	want := backend.Want{Eval: true, Field: 9, State: true}
	expected, _ := observeWhole(t, b, want, h)
	e, err := b.StartEval(expected.State.Params, want)
	if err != nil {
		t.Fatal(err)
	}
	slices := 1
	for ; !e.Work(0); slices++ {
		trainWhole(t, b, 1, h)
	}
	if got := e.Scores(); !reflect.DeepEqual(got, expected.Scores) {
		t.Errorf("%v, want %v", got, expected.Scores)
	}
	once, err := newEvaluator(b, b.net.tensors)
	if err != nil {
		t.Fatal(err)
	}
	examples := len(p.Data.Train.X) / p.Spec.Input.Size()
	if least := (examples + once.batch - 1) / once.batch; slices < least {
		t.Errorf("%d slices for at least %d minibatches", slices, least)
	}
	e.Stop()
	e.Stop()
}

// What is not wanted any longer ends where it is, and the backend goes on.
func TestEvaluationIsStopped(t *testing.T) {
	b := New()
	if err := b.Reset(slicedProblems()["conv"]); err != nil {
		t.Fatal(err)
	}
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	o, err := b.Observe(backend.Want{State: true}, h)
	if err != nil {
		t.Fatal(err)
	}
	for _, slices := range []int{0, 1} {
		e, err := b.StartEval(o.State.Params, backend.Want{Eval: true})
		if err != nil {
			t.Fatal(err)
		}
		for range slices {
			if e.Work(0) {
				t.Fatal("whole after a slice")
			}
		}
		if e.Stop(); e.Scores().Train != nil || !e.Work(0) {
			t.Error("it goes on after it was stopped")
		}
	}
	if err := b.Train(1, h); err != nil || b.step != 1 {
		t.Errorf("then step %d, %v", b.step, err)
	}
}
