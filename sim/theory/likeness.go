package theory

import (
	"math"
	"slices"
)

// kernel gives averages over two pre-activations of one variance q: in closed form
// for activations of two lines (the arc-cosine kernels of Cho & Saul 2009), else by
// the Hermite expansion of pair, which costs an integral for each coefficient, once.
type kernel struct {
	a Activation
	q float64
	*pair
}

func (a Activation) kernel(q float64) kernel {
	if _, _, ok := a.piecewise(); ok {
		return kernel{a, q, nil}
	}
	return kernel{a, q, newPair(a, Weights{}, q)}
}

// at returns the kernel of q, this one if it is the same but for rounding.
func (k kernel) at(a Activation, q float64) kernel {
	if k.q > 0 && math.Abs(q-k.q) <= 1e-12*k.q {
		return k
	}
	return a.kernel(q)
}

// covariance is E[φ(z₁)·φ(z₂)] at correlation c.
func (k kernel) covariance(c float64) float64 {
	c = clamp(c)
	if below, above, ok := k.a.piecewise(); ok {
		odd, even := (above+below)/2, (above-below)/2
		return k.q * (odd*odd*c + even*even*2/math.Pi*(math.Sqrt(1-c*c)+c*math.Asin(c)))
	}
	return power(k.value, c)
}

// slopes is E[φ′(z₁)·φ′(z₂)] at correlation c.
func (k kernel) slopes(c float64) float64 {
	c = clamp(c)
	if below, above, ok := k.a.piecewise(); ok {
		same := (1 + 2/math.Pi*math.Asin(c)) / 4 // the chance that both are above 0
		return same*(above*above+below*below) + (1-2*same)*above*below
	}
	return power(k.slope, c)
}

// PairLayer is what the theory predicts of two inputs at one hidden layer.
type PairLayer struct {
	// Cosine is that of the two activations, as vectors.
	Cosine float64
	// SlopeCosine is E[φ′(z₁)·φ′(z₂)]/E[φ′²], by which the correlation of the two
	// gradients shrinks here.
	SlopeCosine float64
}

// Pairs follows two inputs of a cosine, and equal lengths, through the hidden
// layers: the map of correlations of Poole et al. 2016, eq. 5, in evaluation (no
// noise is added). With BatchNorm the rest of a large batch is taken to be independent
// of both. In a conv net the edges of its image are left out, and NaN follows a pool.
func (n Net) Pairs(cosine float64) []PairLayer { return n.pairs([]float64{cosine})[0] }

// Likeness is the mean, over pairs of inputs of their own cosines, of what Pairs says
// of the activations' cosine. The map of cosines is convex, so that it is more than
// what becomes of the mean cosine: 0.405 behind ReLU where cosines are ±1, and 0.318 at 0.
func (n Net) Likeness(cosines ...float64) []float64 {
	mean := make([]float64, n.Depth)
	for _, layers := range n.pairs(cosines) {
		for i, l := range layers {
			mean[i] += l.Cosine
		}
	}
	return over(mean, len(cosines))
}

// over divides a list of sums: of n ones comes 1, and not what rounding leaves of n shares.
func over(sums []float64, n int) []float64 {
	for i := range sums {
		sums[i] /= float64(n)
	}
	return sums
}

// clamp takes what rounding has carried out of the range of a cosine back to its end.
func clamp(cosine float64) float64 { return math.Max(-1, math.Min(1, cosine)) }

// pairs is Pairs of each cosine. They share the integrals.
func (n Net) pairs(cosines []float64) [][]PairLayer {
	n = n.quiet()
	n.Rows, n.Cols = 0, 0
	pairs := make([][]PairLayer, len(cosines))
	for j := range pairs {
		pairs[j] = make([]PairLayer, n.Depth)
	}
	cosines = slices.Clone(cosines)
	h := pairHop{in: signal{square: n.InputSquare}, fanIn: n.Inputs * n.area()}
	for i, p := range n.forward()[:n.Depth] {
		h = n.pairHop(p, h, n.skips(i))
		for j, c := range cosines {
			pairs[j][i] = n.pairThrough(h, c)
			cosines[j] = pairs[j][i].Cosine
		}
		h.in, h.fanIn = h.out, n.Width*n.area()
	}
	return pairs
}

// pairHop is one hidden layer on the way of pairs: what is the same for all of them.
type pairHop struct {
	k      kernel
	branch signal  // behind the activation
	slope  float64 // E[φ′²]
	skips  bool
	in     signal
	fanIn  int
	out    signal
}

// pairHop is the hop of a layer, from what comes into it and the kernel before. Cosines
// do not depend on how small a signal is, so that one whose square float64 cannot hold
// is as good as one of the variance smallest.
func (n Net) pairHop(p pass, h pairHop, skips bool) pairHop {
	a, q := n.Activation(), math.Max(p.Q, smallest)
	h.k, h.skips = h.k.at(a, q), skips
	h.branch, h.slope = signal{a.Square(q), a.Mean(q)}, a.SlopeSquare(q)
	h.out = h.branch
	if skips {
		h.out = signal{p.ActRMS * p.ActRMS, h.in.mean + n.branchScale()*h.branch.mean}
	}
	return h
}

// pairThrough takes two inputs of a cosine through a hop.
func (n Net) pairThrough(h pairHop, cosine float64) PairLayer {
	c := n.correlation(h.in, cosine, h.fanIn)
	covariance := h.k.covariance(c)
	if h.skips {
		s := n.branchScale()
		covariance = cosine*h.in.square + 2*s*h.in.mean*h.branch.mean + s*s*covariance
	}
	return PairLayer{Cosine: clamp(covariance / h.out.square), SlopeCosine: h.k.slopes(c) / h.slope}
}

// correlation is that of two pre-activations, from the cosine of their inputs.
func (n Net) correlation(in signal, cosine float64, fanIn int) float64 {
	if n.Norm == "batch" {
		m := in.mean * in.mean
		return (cosine*in.square - m) / (in.square - m)
	}
	forward := float64(fanIn) * n.weightVar(fanIn, n.Width*n.area(), in.square, n.leak())
	bias := n.biasVar(fanIn)
	return (forward*cosine*in.square + bias) / (forward*in.square + bias)
}

// Rest is where the cosine of two inputs' activations comes to rest in a
// deep plain network, and the depth scale over which the distance to it shrinks
// by e (Schoenholz et al. 2017, ξ_c): +Inf where it shrinks slower than any
// exponential, as under ReLU without biases. Both are NaN with normalisation or
// skip connections or weights of 0, and the cosine is where the network becomes linear with
// depth, so that cosines stay what they are.
func (n Net) Rest() (cosine, xi float64) {
	if n.normalises() || n.hasSkips() {
		return math.NaN(), math.NaN()
	}
	n = n.quiet()
	a, p := n.Activation(), Predict(n)
	below, above, lines := a.piecewise()
	switch {
	case p.WeightVar == 0:
		return math.NaN(), math.NaN()
	case lines && below == above && p.BiasVar == 0:
		return math.NaN(), math.Inf(1)
	case lines && (p.BiasVar == 0 || p.Chi >= 1):
		return 1, math.Inf(1)
	case p.QStar == 0:
		return math.NaN(), math.Inf(1)
	case lines || p.Chi <= 1:
		return 1, p.Xi
	case math.IsInf(p.QStar, 1):
		return 1, math.Inf(1)
	}
	pair := newPair(a, p.Weights, p.QStar)
	return power(pair.value, pair.fixedPoint()) / a.Square(p.QStar), p.Xi
}
