package cpu

import (
	"backflow/sim"
	"backflow/sim/nn"
)

// layer is one layer of a network together with its buffers for one minibatch.
// Examples are rows: (n, channels·height·width).
type layer interface {
	// forward computes the layer's output for p.n examples. The layer owns the
	// result and may keep x until backward.
	forward(x []float32, p pass) []float32
	// backward takes ∂C/∂output of the newest forward, leaves the gradients of
	// the layer's own tensors in them, and returns ∂C/∂x, which it owns. A
	// layer that nothing trainable stands in front of may return nil.
	backward(dy []float32, p pass) []float32
}

// pass says how a batch runs forward, and what computes.
type pass struct {
	kernels
	n int // examples
	// noise is what noisy activations add; nil adds nothing, as in evaluation.
	noise *nn.Noise
	// frozen makes batchNorm normalise with the statistics it has, in place of
	// the batch's own. There is no backward from it.
	frozen bool
	pause  func() // gives up or returns; nil does neither; see rest
}

// tensor is one trainable tensor and its gradient.
type tensor struct {
	nn.TensorSpec
	w, g    []float32
	scalars []float32 // of the next update: simd.UpdateScalars
}

// sequence is layers one behind the other.
type sequence []layer

func (s sequence) forward(x []float32, p pass) []float32 {
	for _, l := range s {
		p.rest()
		x = l.forward(x, p)
	}
	return x
}

func (s sequence) backward(dy []float32, p pass) []float32 {
	for i := len(s) - 1; i >= 0 && dy != nil; i-- {
		p.rest()
		dy = s[i].backward(dy, p)
	}
	return dy
}

// probe is where an observed layer's numbers are found: its dense or conv
// layer, and the activation that belongs to it, if any.
type probe struct {
	weights *tensor
	linear  interface{ output() (z, delta []float32) }
	act     *act
}

// view shows the numbers of the newest passes.
func (p probe) view() sim.LayerView[float32] {
	v := sim.LayerView[float32]{W: p.weights.w, DW: p.weights.g}
	if y := p.act; y != nil {
		v.Z, v.A, v.D, v.Delta = y.z, y.a, y.d[:len(y.z)], y.dx
	} else {
		v.Z, v.Delta = p.linear.output()
		v.A = v.Z
	}
	return v
}
