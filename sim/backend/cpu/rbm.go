package cpu

import (
	"math"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// RBM implements backend.RBM in float32, with the kernels of training. What it
// computes is nn.RBM.Contrast, a minibatch at a time.
type RBM struct {
	problem backend.RBMProblem
	w, a, b rbmTensor
	draw    data.Minibatches
	step    int

	indices []int    // of the minibatch's examples
	rows    []uint32 // the same
	// A minibatch and below it, as more rows of one matrix, its reconstruction;
	// P(h|v) of the minibatch and below it −P(h|v) of the reconstruction. One
	// product of the two is then the direction of W.
	v, h []float32

	z              []float32 // room for the inputs of the units of either side
	slope          []float32 // room for σ′, which nobody reads
	wt             []float32 // room for Wᵀ
	states, h1     []float32 // what P(h|v) turned out as; P(h|v) of the reconstruction
	a1             []float32 // Σ of the reconstruction
	there, andBack *script   // to the reconstruction, and on to the directions

	on *machine // nil computes in Go's loops
}

// rbmTensor is one parameter tensor, the direction it is to move in, and its
// velocity.
type rbmTensor struct{ x, d, v []float32 }

func newRBMTensor(x []float32) rbmTensor {
	return rbmTensor{slices.Clone(x), make([]float32, len(x)), make([]float32, len(x))}
}

// NewRBM implements backend.Backend: it computes where b does.
func (b *Backend) NewRBM() backend.RBM { return &RBM{on: b.on} }

// Reset implements backend.RBM. All memory that training needs is taken here.
func (r *RBM) Reset(p backend.RBMProblem) error {
	visible, hidden := p.Batch*p.Visible, p.Batch*p.Hidden
	biases := make([]float32, p.Visible)
	for i, a := range nn.VisibleBiases(p.X, p.Visible, p.Gaussian) {
		biases[i] = float32(a)
	}
	*r = RBM{
		on: r.on, problem: p, w: newRBMTensor(p.W), a: newRBMTensor(biases), b: newRBMTensor(p.B),
		draw:    data.NewMinibatches(len(p.X)/p.Visible, p.Seed),
		indices: make([]int, p.Batch), rows: make([]uint32, p.Batch),
		v: make([]float32, 2*visible), h: make([]float32, 2*hidden),
		z: make([]float32, max(visible, hidden)), slope: make([]float32, max(visible, hidden)),
		wt:     make([]float32, transposeValues[float32](p.Batch, p.Visible, p.Hidden)),
		states: make([]float32, hidden), h1: make([]float32, hidden), a1: make([]float32, p.Visible),
	}
	r.there, r.andBack = r.on.script(r.reconstruct), r.on.script(r.point)
	return nil
}

// reconstruct runs the minibatch of the next step to the hidden units and back.
func (r *RBM) reconstruct(k trainKernels) {
	p := r.problem
	v0, v1 := r.halves(r.v)
	h0, _ := r.halves(r.h)
	k.gather(v0, p.X, r.rows, p.Visible)
	r.hiddenGiven(k, h0, v0)
	k.do(r.sample)
	if p.Gaussian {
		r.visibleGiven(k, v1)
		return
	}
	z := r.z[:len(v1)]
	r.visibleGiven(k, z)
	k.activate("sigmoid", z, v1, r.slope[:len(z)], 0)
}

func (r *RBM) halves(rows []float32) (data, reconstruction []float32) {
	return rows[:len(rows)/2], rows[len(rows)/2:]
}

func (r *RBM) hiddenGiven(k kernels[float32], h, v []float32) {
	p, z := r.problem, r.z[:len(h)]
	k.fillRows(z, r.b.x, p.Batch)
	k.multiplyTransposeAdd(z, v, r.w.x, r.wt, p.Batch, p.Visible, p.Hidden)
	k.activate("sigmoid", z, h, r.slope[:len(z)], 0)
}

// sample turns hidden units on or off.
func (r *RBM) sample() {
	h0, _ := r.halves(r.h)
	key := nn.NewNoise(r.problem.Seed, r.step).Layer(0)
	for i, p := range h0 {
		r.states[i] = 0
		if nn.ChanceAt(key, i) < float64(p) {
			r.states[i] = 1
		}
	}
}

// visibleGiven leaves the inputs of the visible units in u.
func (r *RBM) visibleGiven(k kernels[float32], u []float32) {
	p := r.problem
	k.fillRows(u, r.a.x, p.Batch)
	k.multiplyAdd(u, r.states, r.w.x, p.Batch, p.Hidden, p.Visible)
}

// point finds the directions, as sums over the minibatch, once there is a
// reconstruction.
func (r *RBM) point(k trainKernels) {
	p := r.problem
	v0, v1 := r.halves(r.v)
	_, minusH1 := r.halves(r.h)
	r.hiddenGiven(k, r.h1, v1)
	k.scaled(minusH1, r.h1, -1)
	k.transposeMultiply(r.w.d, r.h, r.v, p.Hidden, 2*p.Batch, p.Visible)
	k.sumColumns(r.b.d, r.h, 2*p.Batch)
	k.sumColumns(r.a.d, v0, p.Batch)
	k.sumColumns(r.a1, v1, p.Batch)
	k.do(func() {
		for j, sum := range r.a1 {
			r.a.d[j] -= sum
		}
	})
}

// Train implements backend.RBM.
func (r *RBM) Train(steps int) error {
	for range steps {
		r.drawRows()
		r.there.run()
		r.andBack.run()
		r.move(r.w, backend.RBMDecay)
		r.move(r.a, 0)
		r.move(r.b, 0)
		r.step++
	}
	return nil
}

// drawRows draws the minibatch of the next step.
func (r *RBM) drawRows() {
	r.draw.Batch(r.indices, r.step)
	for i, from := range r.indices {
		r.rows[i] = uint32(from)
	}
}

// move is the update of backend.RBMProblem.Momentum; a weight decays.
func (r *RBM) move(t rbmTensor, decay float64) {
	p := r.problem
	momentum, rate := float32(p.Momentum(r.step)), float32(p.Rate())
	share, decay32 := rate/float32(p.Batch), rate*float32(decay)
	x, d, v := t.x, t.d[:len(t.x)], t.v[:len(t.x)]
	for i := range x {
		v[i] = flush32(float32(momentum*v[i]) + (float32(share*d[i]) - float32(decay32*x[i])))
		x[i] += v[i]
	}
}

// Observe implements backend.RBM.
func (r *RBM) Observe() (backend.RBMObservation, error) {
	r.drawRows()
	r.there.run()
	v0, v1 := r.halves(r.v)
	sum := 0.0
	for i, v := range v0 {
		d := float64(v) - float64(v1[i])
		sum += float64(d * d)
	}
	return backend.RBMObservation{
		Step: r.step, W: slices.Clone(r.w.x), B: slices.Clone(r.b.x),
		Error: math.Sqrt(sum / float64(len(v0))),
	}, nil
}

// Close implements backend.RBM.
func (r *RBM) Close() {}
