package theory

import (
	"math"
	"sync"
)

// DepthScale is ξ, over how many layers what a network can learn decays by e
// (Schoenholz et al. 2017, eq. 11: ξ_c). Two inputs drift towards a correlation
// c*; near it the distance to it shrinks per layer by
//
//	χ_c = σ_w²·E[φ'(z₁)·φ'(z₂)]   with z₁, z₂ of variance q* and correlation c*
//
// and ξ = −1/ln χ_c. In the ordered phase c* = 1 and χ_c = χ. Networks deeper
// than about 6ξ cannot be trained. ξ is +Inf on the critical line. Where q*
// is infinite, correlations say nothing, and ξ is 1/|ln χ|, the scale of the
// gradients' growth.
func (a Activation) DepthScale(w Weights, qstar float64) float64 {
	if math.IsInf(qstar, 1) {
		return scaleOf(a.Chi(w, mostVariance))
	}
	chi := a.Chi(w, qstar)
	if _, _, ok := a.piecewise(); ok || qstar == 0 || chi <= 1 {
		return scaleOf(chi)
	}
	pair := newPair(a, w, qstar)
	return scaleOf(pair.chi(pair.fixedPoint()))
}

// scaleOf is 1/|ln χ|, infinite where χ is 1 to rounding.
func scaleOf(chi float64) float64 {
	if math.Abs(chi-1) < 1e-12 {
		return math.Inf(1)
	}
	return 1 / math.Abs(math.Log(chi))
}

// pair is two pre-activations of variance q and some correlation c. Averages
// over it expand in Hermite polynomials (Mehler): with f(√q·x) = Σ f_k·h_k(x)
// in normalised polynomials h_k, E[f(z₁)·f(z₂)] = Σ f_k²·c^k. The expansion is
// a convex function of c ≥ 0 that costs one integral a coefficient, once.
type pair struct {
	w     Weights
	q     float64
	value []float64 // f_k² of φ
	slope []float64 // f_k² of φ'
}

// expansionTerms is enough for steep sigmoids: σ_w² of some hundreds.
const expansionTerms = 200

func newPair(a Activation, w Weights, q float64) *pair {
	return &pair{
		w: w, q: q,
		value: expand(func(z float64) float64 { return a.F(z, a.Slope) }, q, a.Square(q), a.Kinks),
		slope: expand(func(z float64) float64 { return a.D(z, a.Slope) }, q, a.SlopeSquare(q), a.Kinks),
	}
}

// expand returns the squares of f's coefficients. The last one is what the
// others lack of the whole, E[f²], so that a correlation of 1 keeps it.
func expand(f func(float64) float64, q, whole float64, kinks []float64) []float64 {
	coefficients := make([]float64, expansionTerms)
	deviation := math.Sqrt(q)
	end := farthest * deviation
	for lo, hi := 0.0, math.Min(1, deviation)/4; lo < end; lo, hi = hi, math.Min(2*hi, hi+deviation/4) {
		hi = firstKink(kinks, lo, hi)
		for i, x := range legendre.nodes {
			z := lo + (hi-lo)*x
			density := math.Exp(-z*z/(2*q)) / (deviation * math.Sqrt(2*math.Pi))
			weight := legendre.weights[i] * (hi - lo) * density
			project(coefficients, z/deviation, weight*f(z))
			project(coefficients, -z/deviation, weight*f(-z))
		}
	}
	for i, c := range coefficients {
		coefficients[i] = c * c
		whole -= c * c
	}
	return append(coefficients, math.Max(whole, 0))
}

// project adds y·h_k(x) to the k-th coefficient, by the recurrence
// √(k+1)·h_{k+1} = x·h_k − √k·h_{k−1}.
func project(coefficients []float64, x, y float64) {
	before, now := 0.0, 1.0
	roots := squareRoots()
	for k := range coefficients {
		coefficients[k] += y * now
		before, now = now, (x*now-roots[k]*before)/roots[k+1]
	}
}

// squareRoots are √0, √1, …: taking them anew would be most of the work.
var squareRoots = sync.OnceValue(func() []float64 {
	roots := make([]float64, expansionTerms+1)
	for k := range roots {
		roots[k] = math.Sqrt(float64(k))
	}
	return roots
})

// power sums squares[k]·c^k.
func power(squares []float64, c float64) float64 {
	sum := 0.0
	for k := len(squares) - 1; k >= 0; k-- {
		sum = sum*c + squares[k]
	}
	return sum
}

// next is the map of the correlation from one layer to the next.
func (p *pair) next(c float64) float64 {
	return (p.w.WeightVar*power(p.value, c) + p.w.BiasVar) / p.q
}

func (p *pair) chi(c float64) float64 { return p.w.WeightVar * power(p.slope, c) }

// fixedPoint is c* < 1 of the chaotic phase. The map is convex, starts at or
// above 0 and has a slope over 1 at 1, so it crosses the diagonal once.
func (p *pair) fixedPoint() float64 {
	excess := func(c float64) float64 { return p.next(c) - c }
	if excess(0) <= 0 {
		return 0
	}
	return bisect(excess, 0, 1-1e-9)
}
