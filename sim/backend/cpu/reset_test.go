package cpu

import (
	"errors"
	"math"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// Every way in which a problem can be wrong is answered with a sentence that
// names what is wrong.
func TestResetRefuses(t *testing.T) {
	tests := []struct {
		change func(*backend.Problem)
		says   string
	}{
		{func(p *backend.Problem) { p.Batch = 0 }, "batch is 0"},
		{func(p *backend.Problem) { p.Data = nil }, "no examples"},
		{func(p *backend.Problem) { p.Data = &data.Set{Shape: p.Data.Shape} }, "no examples"},
		{func(p *backend.Problem) { p.Spec.Input = nn.Vector(3) }, "2 features, the network takes 3"},
		{func(p *backend.Problem) { p.Spec.Loss = "hinge" }, `loss "hinge"`},
		{func(p *backend.Problem) { p.Spec.Loss = nn.SoftmaxCE }, "class 1, the network has classes 0 to 0"},
		{func(p *backend.Problem) { p.State.Params = p.State.Params[1:] }, "3 parameter tensors"},
		{func(p *backend.Problem) { p.State.Params[1] = nil }, "tensor 1 has 0 values"},
		{func(p *backend.Problem) { p.State.Moments = p.State.Params[:3] }, "3 tensors of the optimiser's memory"},
		{func(p *backend.Problem) { p.Spec.Layers[1].Act = "step" }, "activation “step”"},
		{func(p *backend.Problem) { p.Data.Train.Y = p.Data.Train.Y[1:] }, "target values"},
	}
	for _, test := range tests {
		p := newProblem(nn.Vector(2), 2, 20, 7, hidden(1, 5, "tanh", 1))
		test.change(&p)
		if err := New().Reset(p); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("Reset = %v, want an error with %q", err, test.says)
		}
	}
}

func TestUnknownLossIsUnsupported(t *testing.T) {
	p := newProblem(nn.Vector(2), 2, 20, 7, hidden(1, 5, "tanh", 1))
	p.Spec.Loss = "hinge"
	var unsupported *backend.UnsupportedError
	if err := New().Reset(p); !errors.As(err, &unsupported) {
		t.Errorf("Reset = %v, want an UnsupportedError, so that another backend is asked", err)
	}
}

// An infinite weight is blamed on the layer it stands in, and the step that
// would have spread it is not taken.
func TestDivergenceNamesTheLayer(t *testing.T) {
	for tensor, want := range map[int]string{0: "1", 2: "2", 4: "out"} {
		p := newProblem(nn.Vector(2), 2, 20, 7, hidden(2, 5, "relu", 1))
		fill(p.State.Params[tensor], float32(math.Inf(1)))
		b := started(t, p)
		if err := b.Train(3, sgd); err != nil {
			t.Fatal(err)
		}
		if b.diverged == nil || b.diverged.Layer != want || b.diverged.Step != 0 {
			t.Errorf("infinite tensor %d: diverged = %+v, want layer %s at step 0", tensor, b.diverged, want)
		}
	}
}

// A gradient can overflow where the loss does not: a small error behind
// weights that are huge in front and tiny behind.
func TestGradientOverflowStopsToo(t *testing.T) {
	for name, c := range map[string]struct {
		layers []nn.LayerSpec
		sizes  map[int]float32
	}{
		"weights": {hidden(3, 5, "linear", 1), map[int]float32{0: 1e-30, 2: 1e-30, 4: 1e30, 6: 1e30}},
		"a BatchNorm, before which biases have no gradient": {
			[]nn.LayerSpec{
				{Kind: nn.KindDense, Units: 5},
				{Kind: nn.KindBatchNorm},
				{Kind: nn.KindDense, Units: 5},
				{Kind: nn.KindDense, Units: 1},
			}, map[int]float32{2: 2e-38, 4: 1e30, 6: 1e9},
		},
	} {
		p := newProblem(nn.Vector(2), 2, 20, 7, c.layers)
		for i, size := range c.sizes {
			fill(p.State.Params[i], size)
		}
		b := started(t, p)
		if err := b.Train(1, sgd); err != nil {
			t.Fatal(err)
		}
		if b.diverged == nil || b.step != 0 {
			t.Fatalf("%s: took a step with an overflown gradient: %+v", name, b.net.tensors[1].g)
		}
		if o, err := b.Observe(backend.Want{State: true}, sgd); err != nil || !finite(o.State.Params[0]) {
			t.Errorf("%s: parameters are left as %v, error %v", name, o.State.Params[0], err)
		}
	}
}

// A batch may be larger than the data, and the data a single example.
func TestFewExamples(t *testing.T) {
	for _, examples := range []int{1, 3} {
		b := started(t, newProblem(nn.Vector(2), 2, examples, 32, hidden(2, 8, "tanh", 1)))
		if err := b.Train(50, sgd); err != nil {
			t.Fatal(err)
		}
		o, err := b.Observe(backend.Want{Eval: true}, sgd)
		if err != nil || o.Diverged != nil || !num.Finite(o.Train.Loss) {
			t.Errorf("%d examples: %+v, error %v", examples, o, err)
		}
	}
}

// The network learns: a straight line that separates two classes.
func TestLearnsALine(t *testing.T) {
	p := newProblem(nn.Vector(2), 2, 200, 16, hidden(2, 8, "tanh", 1))
	y := make([]float32, 200)
	for i := range y {
		if p.Data.Train.X[2*i] > p.Data.Train.X[2*i+1] {
			y[i] = 1
		}
	}
	p.Data.Train.Y, p.Data.Test.Y = y, y
	b := started(t, p)
	if err := b.Train(2000, sgd); err != nil {
		t.Fatal(err)
	}
	o, err := b.Observe(backend.Want{Eval: true}, sgd)
	if err != nil || o.Train.Accuracy < 0.97 {
		t.Errorf("accuracy %v after 2000 steps, error %v", o.Train, err)
	}
}
