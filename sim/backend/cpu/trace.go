package cpu

import (
	"fmt"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// Trace is one forward and backward pass laid open.
type Trace[T stats.Real] struct {
	Loss   float64
	Output []T // (examples, outputs)
	Layers []LayerTrace[T]
}

// LayerTrace is what one layer of a Trace computed. Rows are examples.
type LayerTrace[T stats.Real] struct {
	Kind      nn.Kind
	Out       []T             // the layer's output
	Delta     []T             // ∂C/∂Out
	DX        []T             // ∂C/∂input
	Gradients [][]T           // of its own tensors, as nn.Spec.Tensors orders them; none of a residual's branch
	Layers    []LayerTrace[T] // a residual's branch
}

// RunTrace runs the given examples through a network and back, without
// training it. x is (examples, features); targets are one value an output, for
// softmax cross-entropy also one class index an example. Normalisation uses
// these examples' statistics, and there is no noise.
//
// In float32 it computes what a step of training computes, to the bit. Some
// networks are too sensitive for that: where a BatchNorm divides by the
// difference of two examples that are all but equal, or where what is left of a
// sum is small beside its terms, storing the input in float32 is enough to lose
// the fourth digit of a gradient. In float64 the same layers and loops keep
// every value within 10⁻⁴ of its tensor's RMS of what the reference gives, and
// all but always within 10⁻⁸.
func RunTrace[T stats.Real](spec nn.Spec, params [][]T, x, targets []T) (*Trace[T], error) {
	size := spec.Input.Size()
	if size == 0 || len(x) == 0 || len(x)%size != 0 {
		return nil, fmt.Errorf("%d input values do not make examples of %d", len(x), size)
	}
	examples := len(x) / size
	net, err := newNetwork[T](spec, examples, recorded)
	if err != nil {
		return nil, err
	}
	if err := net.load(params); err != nil {
		return nil, err
	}
	if !spec.Loss.Known() {
		return nil, fmt.Errorf("unknown loss %q", spec.Loss)
	}
	weighted := spec.Loss == nn.SoftmaxCE && len(targets) == examples*net.outputs
	if err := checkTargets(spec.Loss, targets, examples, net.outputs); err != nil && !weighted {
		return nil, err
	}
	p := pass[T]{kernels: loops[T]{}, n: examples}
	t := &Trace[T]{Output: net.forward(x, p)}
	dOut := make([]T, len(t.Output))
	if weighted {
		t.Loss = weightedCE(t.Output, targets, dOut, examples)
	} else {
		t.Loss = evaluate(spec.Loss, t.Output, targets, dOut, examples)
	}
	net.layers.backward(dOut, p)
	t.Layers = traces(net.layers)
	return t, nil
}

// recorder keeps what goes in and out of a layer.
type recorder[T stats.Real] struct {
	layer[T]
	kind           nn.Kind
	tensors        []*tensor[T]
	out, delta, dx []T
}

func (r *recorder[T]) forward(x []T, p pass[T]) []T {
	r.out = r.layer.forward(x, p)
	return r.out
}

func (r *recorder[T]) backward(dy []T, p pass[T]) []T {
	r.delta, r.dx = dy, r.layer.backward(dy, p)
	return r.dx
}

// traces reads off a sequence of recorders.
func traces[T stats.Real](s sequence[T]) []LayerTrace[T] {
	list := make([]LayerTrace[T], len(s))
	for i, l := range s {
		r := l.(*recorder[T])
		t := LayerTrace[T]{Kind: r.kind, Out: r.out, Delta: r.delta, DX: r.dx}
		if inner, ok := r.layer.(*residual[T]); ok {
			t.Layers = traces(inner.branch)
		}
		for _, w := range r.tensors {
			t.Gradients = append(t.Gradients, w.g)
		}
		list[i] = t
	}
	return list
}
