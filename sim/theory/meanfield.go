package theory

import "math"

// Weights are the two variances of a random network.
type Weights struct {
	WeightVar float64 // σ_w² = n·Var(W)
	BiasVar   float64 // σ_b²
}

// NextVariance is the map of q from one layer to the next (Poole et al. 2016,
// eq. 3).
func (a Activation) NextVariance(w Weights, q float64) float64 {
	return w.WeightVar*a.Square(q) + w.BiasVar
}

// Chi is χ, the factor of the mean square of δ per layer where
// pre-activations have variance q (Schoenholz et al. 2017, eq. 9).
func (a Activation) Chi(w Weights, q float64) float64 {
	return w.WeightVar * a.SlopeSquare(q)
}

// Limits of the search for a fixed point of q: beyond them it is called 0 or
// infinite.
const (
	leastVariance = 1e-9
	mostVariance  = 1e12
)

// FixedPoint is q*, where a deep network's variance ends up from the variance
// start: a finite number, 0, or +Inf where it grows without bound.
//
// The map rises with q, so iterating it would go to the first fixed point on
// its way, without turning back. The search walks the same way in doubling
// steps and then closes in, as near a critical line iterating takes for ever.
func (a Activation) FixedPoint(w Weights, start float64) float64 {
	if below, above, ok := a.piecewise(); ok {
		return piecewiseFixedPoint(w.WeightVar*(below*below+above*above)/2, w, a.noise(), start)
	}
	rise := func(q float64) float64 { return a.NextVariance(w, q) - q }
	at := math.Min(math.Max(start, leastVariance), mostVariance)
	up := rise(at) > 0
	for {
		next := at / 2
		if up {
			next = at * 2
		}
		switch {
		case next < leastVariance:
			return a.vanishingFixedPoint(w)
		case next > mostVariance:
			return math.Inf(1)
		case rise(next) > 0 != up:
			return bisect(rise, at, next)
		}
		at = next
	}
}

// vanishingFixedPoint is q* below leastVariance: 0, or what little the biases
// alone make.
func (a Activation) vanishingFixedPoint(w Weights) float64 {
	if chi := a.Chi(w, 0); w.BiasVar > 0 && chi < 1 {
		return w.BiasVar / (1 - chi)
	}
	return 0
}

// piecewiseFixedPoint solves q = χ·(q + noise) + σ_b². At χ = 1, He's
// initialisation, every q is a fixed point.
func piecewiseFixedPoint(chi float64, w Weights, noise, start float64) float64 {
	source := chi*noise + w.BiasVar
	switch {
	case math.Abs(chi-1) < 1e-12 && source == 0:
		return start
	case chi < 1:
		return source / (1 - chi)
	case start == 0 && source == 0:
		return 0
	}
	return math.Inf(1)
}

// bisect finds where f changes sign between a and b, to the last digits.
func bisect(f func(float64) float64, a, b float64) float64 {
	positive := f(a) > 0
	for range 200 {
		mid := a + (b-a)/2
		if mid == a || mid == b || math.Abs(b-a) <= 1e-15*math.Abs(mid) {
			break
		}
		if f(mid) > 0 == positive {
			a = mid
		} else {
			b = mid
		}
	}
	return a + (b-a)/2
}
