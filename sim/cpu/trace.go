package cpu

import (
	"fmt"

	"backflow/sim/nn"
)

// Trace is one forward and backward pass laid open.
type Trace struct {
	Loss   float64
	Output []float32 // (examples, outputs)
	Layers []LayerTrace
}

// LayerTrace is what one layer of a Trace computed. Rows are examples.
type LayerTrace struct {
	Kind      nn.Kind
	Out       []float32    // the layer's output
	Delta     []float32    // ∂C/∂Out
	DX        []float32    // ∂C/∂input
	Gradients [][]float32  // of its own tensors, as nn.Spec.Tensors orders them; none of a residual's branch
	Layers    []LayerTrace // a residual's branch
}

// RunTrace runs the given examples through a network and back, without
// training it. x is (examples, features); targets are one value an output, or
// one class index an example for softmax cross-entropy. Normalisation uses
// these examples' statistics, and there is no noise.
//
// Every value is within 10⁻⁴ of its tensor's RMS of what float64 gives, unless
// storing activations and gradients in float32 already moves it further, as
// where a BatchNorm divides by the difference of two examples that are all but
// equal, or where what is left of a sum is small beside its terms: then it is
// within ten times that. The tests of package trace hold this over thousands of
// random networks, of which one in a hundred is so sensitive.
func RunTrace(spec nn.Spec, params [][]float32, x, targets []float32) (*Trace, error) {
	size := spec.Input.Size()
	if size == 0 || len(x) == 0 || len(x)%size != 0 {
		return nil, fmt.Errorf("%d input values do not make examples of %d", len(x), size)
	}
	examples := len(x) / size
	net, err := newNetwork(spec, examples, recorded, nil)
	if err != nil {
		return nil, err
	}
	if err := net.load(params); err != nil {
		return nil, err
	}
	compute := lossOf(spec.Loss)
	if compute == nil {
		return nil, fmt.Errorf("unknown loss %q", spec.Loss)
	}
	if err := checkTargets(spec.Loss, targets, examples, net.outputs); err != nil {
		return nil, err
	}
	p := pass{kernels: loops{}, n: examples}
	t := &Trace{Output: net.forward(x, p)}
	dOut := make([]float32, len(t.Output))
	t.Loss = compute(t.Output, targets, dOut, examples)
	net.layers.backward(dOut, p)
	t.Layers = traces(net.layers)
	return t, nil
}

// recorder keeps what goes in and out of a layer.
type recorder struct {
	layer
	kind           nn.Kind
	tensors        []*tensor
	out, delta, dx []float32
}

func (r *recorder) forward(x []float32, p pass) []float32 {
	r.out = r.layer.forward(x, p)
	return r.out
}

func (r *recorder) backward(dy []float32, p pass) []float32 {
	r.delta, r.dx = dy, r.layer.backward(dy, p)
	return r.dx
}

// traces reads off a sequence of recorders.
func traces(s sequence) []LayerTrace {
	list := make([]LayerTrace, len(s))
	for i, l := range s {
		r := l.(*recorder)
		t := LayerTrace{Kind: r.kind, Out: r.out, Delta: r.delta, DX: r.dx}
		if inner, ok := r.layer.(*residual); ok {
			t.Layers = traces(inner.branch)
		}
		for _, w := range r.tensors {
			t.Gradients = append(t.Gradients, w.g)
		}
		list[i] = t
	}
	return list
}
