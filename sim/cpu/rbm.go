package cpu

import (
	"math"
	"slices"

	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// RBM implements sim.RBM in float32, with the matrix products of training. What
// it computes is nn.RBM.Contrast, a minibatch at a time.
type RBM struct {
	problem sim.RBMProblem
	w, a, b rbmTensor
	draw    data.Minibatches
	step    int

	indices        []int
	v0, v1         []float32 // a minibatch and its reconstruction
	h0, h1, states []float32 // P(h|v0), P(h|v1), and what h0 turned out as
	slope, wt      []float32 // room for σ′, which nobody reads, and for Wᵀ
}

// rbmTensor is one parameter tensor, the direction it is to move in, and its
// velocity.
type rbmTensor struct{ x, d, v []float32 }

func newRBMTensor(x []float32) rbmTensor {
	return rbmTensor{slices.Clone(x), make([]float32, len(x)), make([]float32, len(x))}
}

// NewRBM returns one without a machine; Reset gives it one.
func NewRBM() *RBM { return &RBM{} }

// Reset implements sim.RBM. All memory that training needs is taken here.
func (r *RBM) Reset(p sim.RBMProblem) {
	visible, hidden := p.Batch*p.Visible, p.Batch*p.Hidden
	biases := make([]float32, p.Visible)
	for i, a := range nn.VisibleBiases(p.X, p.Visible, p.Gaussian) {
		biases[i] = float32(a)
	}
	*r = RBM{
		problem: p, w: newRBMTensor(p.W), a: newRBMTensor(biases), b: newRBMTensor(p.B),
		draw:    data.NewMinibatches(len(p.X)/p.Visible, p.Seed),
		indices: make([]int, p.Batch),
		v0:      make([]float32, visible), v1: make([]float32, visible),
		h0: make([]float32, hidden), h1: make([]float32, hidden), states: make([]float32, hidden),
		slope: make([]float32, max(visible, hidden)),
		wt:    transposeRoom(p.Batch, p.Visible, p.Hidden),
	}
}

// reconstruct runs the minibatch of the next step to the hidden units and back.
func (r *RBM) reconstruct() {
	r.draw.Batch(r.indices, r.step)
	visible := r.problem.Visible
	for i, from := range r.indices {
		copy(example(r.v0, i, visible), example(r.problem.X, from, visible))
	}
	r.hiddenGiven(r.h0, r.v0)
	key := nn.NewNoise(r.problem.Seed, r.step).Layer(0)
	for i, p := range r.h0 {
		r.states[i] = 0
		if nn.ChanceAt(key, i) < float64(p) {
			r.states[i] = 1
		}
	}
	r.visibleGiven(r.v1, r.states)
}

func (r *RBM) hiddenGiven(h, v []float32) {
	p := r.problem
	repeat(h, r.b.x)
	multiplyTransposeAdd(h, v, r.w.x, r.wt, p.Batch, p.Visible, p.Hidden)
	sigmoid(h, h, r.slope, 0)
}

func (r *RBM) visibleGiven(v, h []float32) {
	p := r.problem
	repeat(v, r.a.x)
	multiplyAdd(v, h, r.w.x, p.Batch, p.Hidden, p.Visible)
	if !p.Gaussian {
		sigmoid(v, v, r.slope, 0)
	}
}

// repeat fills dst with as many copies of x as fit.
func repeat(dst, x []float32) {
	for ; len(dst) > 0; dst = dst[len(x):] {
		copy(dst, x)
	}
}

// Train implements sim.RBM.
func (r *RBM) Train(steps int) {
	for range steps {
		r.reconstruct()
		r.hiddenGiven(r.h1, r.v1)
		r.point()
		r.move(r.w, sim.RBMDecay)
		r.move(r.a, 0)
		r.move(r.b, 0)
		r.step++
	}
}

// point finds the directions, as sums over the minibatch.
func (r *RBM) point() {
	p := r.problem
	negate(r.h1) // so that the reconstruction's share is added, too
	for _, t := range []rbmTensor{r.w, r.a, r.b} {
		clear(t.d)
	}
	transposeMultiplyAdd(r.w.d, r.h0, r.v0, p.Hidden, p.Batch, p.Visible)
	transposeMultiplyAdd(r.w.d, r.h1, r.v1, p.Hidden, p.Batch, p.Visible)
	columnSums(r.b.d, r.h0, p.Batch)
	columnSums(r.b.d, r.h1, p.Batch)
	columnSums(r.a.d, r.v0, p.Batch)
	negate(r.v1)
	columnSums(r.a.d, r.v1, p.Batch)
}

func negate(xs []float32) {
	for i := range xs {
		xs[i] = -xs[i]
	}
}

// move is the update of sim.RBMProblem.Momentum; a weight decays.
func (r *RBM) move(t rbmTensor, decay float64) {
	p := r.problem
	momentum, rate := float32(p.Momentum(r.step)), float32(p.Rate())
	share, decay32 := rate/float32(p.Batch), rate*float32(decay)
	x, d, v := t.x, t.d[:len(t.x)], t.v[:len(t.x)]
	for i := range x {
		v[i] = float32(momentum*v[i]) + (float32(share*d[i]) - float32(decay32*x[i]))
		x[i] += v[i]
	}
}

// Observe implements sim.RBM.
func (r *RBM) Observe() sim.RBMObservation {
	r.reconstruct()
	sum := 0.0
	for i, v := range r.v0 {
		d := float64(v) - float64(r.v1[i])
		sum += float64(d * d)
	}
	return sim.RBMObservation{
		Step: r.step, W: slices.Clone(r.w.x), B: slices.Clone(r.b.x),
		Error: math.Sqrt(sum / float64(len(r.v0))),
	}
}
