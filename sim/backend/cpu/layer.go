package cpu

import (
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// layer is one layer of a network together with its buffers for one minibatch.
// Examples are rows: (n, channels·height·width).
type layer[T stats.Real] interface {
	// forward computes the layer's output for p.n examples. The layer owns the
	// result and may keep x until backward.
	forward(x []T, p pass[T]) []T
	// backward takes ∂C/∂output of the newest forward, leaves the gradients of
	// the layer's own tensors in them, and returns ∂C/∂x, which it owns. A
	// layer that nothing trainable stands in front of may return nil.
	backward(dy []T, p pass[T]) []T
}

// pass says how a batch runs forward, and what computes.
type pass[T stats.Real] struct {
	kernels[T]
	n int // examples
	// noise is what noisy activations add; nil adds nothing, as in evaluation.
	noise *nn.Noise
	// frozen makes batchNorm normalise with the statistics it has, in place of
	// the batch's own. There is no backward from it.
	frozen bool
	pause  func() // gives up or returns; nil does neither; see rest
}

// tensor is one trainable tensor and its gradient.
type tensor[T stats.Real] struct {
	nn.TensorSpec
	w, g    []T
	scalars []float32 // of the next update: simd.UpdateScalars
}

// sequence is layers one behind the other.
type sequence[T stats.Real] []layer[T]

func (s sequence[T]) forward(x []T, p pass[T]) []T {
	for _, l := range s {
		p.rest()
		x = l.forward(x, p)
	}
	return x
}

func (s sequence[T]) backward(dy []T, p pass[T]) []T {
	for i := len(s) - 1; i >= 0 && dy != nil; i-- {
		p.rest()
		dy = s[i].backward(dy, p)
	}
	return dy
}

// probe is where an observed layer's numbers are found: its dense or conv
// layer, and the activation that belongs to it, if any.
type probe[T stats.Real] struct {
	weights *tensor[T]
	linear  interface {
		output() (z, delta []T)
		size() int // values an example
	}
	act *act[T]
}

// view shows the numbers of the newest passes.
func (p probe[T]) view() stats.View[T] {
	v := stats.View[T]{W: p.weights.w, DW: p.weights.g}
	if y := p.act; y != nil {
		v.Z, v.A, v.D, v.Delta = y.z, y.a, y.d[:len(y.z)], y.dx
	} else {
		v.Z, v.Delta = p.linear.output()
		v.A = v.Z
	}
	return v
}
