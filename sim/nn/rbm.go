package nn

import "math"

// RBM is a restricted Boltzmann machine: visible units v, binary hidden units
// h, and between the two sides, but not within one, weights. It gives a state
// the probability e^(−E)/Z with the energy
//
//	E(v, h) = −a·v − b·h − h·W·v          binary visible units
//	E(v, h) = ½|v−a|² − b·h − h·W·v       Gaussian ones, of unit variance
//
// (Hinton 2010, “A practical guide to training restricted Boltzmann machines”,
// eq. 1 and section 13.2). Given one side the units of the other are
// independent, and a hidden unit is on with the probability that a sigmoid
// unit of a dense layer computes, which is why W has that layer's layout and
// can become its weights.
type RBM struct {
	Visible, Hidden int
	Gaussian        bool      // what the visible units are
	W               []float64 // (hidden, visible)
	A, B            []float64 // biases of the visible and of the hidden units
}

// HiddenGiven returns P(hᵢ = 1 | v) = σ(bᵢ + Wᵢ·v) for a batch of v,
// (batch, hidden).
func (r *RBM) HiddenGiven(v []float64) []float64 {
	batch := len(v) / r.Visible
	h := make([]float64, 0, batch*r.Hidden)
	for n := range batch {
		for i := range r.Hidden {
			h = append(h, sigmoid(r.drive(row(v, n, r.Visible), i), 0))
		}
	}
	return h
}

// drive is bᵢ + Wᵢ·v, the input of a hidden unit for one example.
func (r *RBM) drive(v []float64, i int) float64 {
	return r.B[i] + dot(row(r.W, i, r.Visible), v)
}

// VisibleGiven returns the mean of v given a batch of h, (batch, visible):
// a + Wᵀ·h of Gaussian units, σ of that of binary ones.
func (r *RBM) VisibleGiven(h []float64) []float64 {
	batch := len(h) / r.Hidden
	v := make([]float64, batch*r.Visible)
	for n := range batch {
		vn := row(v, n, r.Visible)
		copy(vn, r.A)
		for i, on := range row(h, n, r.Hidden) {
			axpy(on, row(r.W, i, r.Visible), vn)
		}
	}
	if !r.Gaussian {
		for i, u := range v {
			v[i] = sigmoid(u, 0)
		}
	}
	return v
}

// FreeEnergy is F(v) = −log Σₕ e^(−E(v,h)) of one example: what an energy
// would be if there were no hidden units (section 16.1).
func (r *RBM) FreeEnergy(v []float64) float64 {
	f := 0.0
	for j, x := range v {
		if r.Gaussian {
			f += float64((x - r.A[j]) * (x - r.A[j]) / 2)
		} else {
			f -= float64(r.A[j] * x)
		}
	}
	for i := range r.Hidden {
		f -= softplus(r.drive(v, i), 0)
	}
	return f
}

// Contrast is what one step of contrastive divergence makes of a batch.
type Contrast struct {
	// DW, DA and DB say where to move the parameters, means over the batch:
	// for W, ⟨h·v⟩ of the data less ⟨h·v⟩ of its reconstruction (eq. 5).
	DW, DA, DB []float64
	// SquaredError is that of the reconstruction, a mean over batch and
	// visible units. It is what is watched, not what is minimised.
	SquaredError float64
}

// Contrast takes one step of Gibbs sampling, CD-1, from a batch of examples.
// As section 3 of the guide has it, hidden units that are driven by data turn
// on or off at random (by the chances of key, one a unit and example), and all
// else are probabilities: the reconstruction, the hidden units it drives, and
// both sides of the statistics.
func (r *RBM) Contrast(v []float64, key uint32) Contrast {
	batch := len(v) / r.Visible
	h := r.HiddenGiven(v)
	v1 := r.VisibleGiven(Sampled(h, key))
	h1 := r.HiddenGiven(v1)
	c := Contrast{DW: make([]float64, len(r.W)), DA: make([]float64, r.Visible), DB: make([]float64, r.Hidden)}
	share := 1 / float64(batch)
	for n := range batch {
		r.gather(c, share, row(v, n, r.Visible), row(h, n, r.Hidden))
		r.gather(c, -share, row(v1, n, r.Visible), row(h1, n, r.Hidden))
	}
	for i := range v {
		d := v[i] - v1[i]
		c.SquaredError += float64(d*d) / float64(len(v))
	}
	return c
}

// gather adds k times the statistics h·v, v and h of one example.
func (r *RBM) gather(c Contrast, k float64, v, h []float64) {
	axpy(k, v, c.DA)
	axpy(k, h, c.DB)
	for i, on := range h {
		axpy(float64(k*on), v, row(c.DW, i, r.Visible))
	}
}

// Sampled turns probabilities into states 0 and 1, by the chances of key.
func Sampled(p []float64, key uint32) []float64 {
	states := make([]float64, len(p))
	for i := range p {
		if ChanceAt(key, i) < p[i] {
			states[i] = 1
		}
	}
	return states
}

// VisibleBiases returns the biases from which visible units, with no help from
// the hidden ones, have the means of the examples x (n, visible): the means of
// Gaussian units, log p/(1−p) of binary ones (section 8.1). Units that are
// nearly always on or off are taken for a little less so.
func VisibleBiases(x []float32, visible int, gaussian bool) []float64 {
	a := make([]float64, visible)
	for i, v := range x {
		a[i%visible] += float64(v)
	}
	for j := range a {
		a[j] /= float64(len(x) / visible)
		if !gaussian {
			p := math.Min(math.Max(a[j], rarest), 1-rarest)
			a[j] = log(p / (1 - p))
		}
	}
	return a
}

// rarest is the least probability that VisibleBiases takes a unit to have.
const rarest = 0.005
