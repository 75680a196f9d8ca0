package theory

import "math"

// smoothVariance is up to which variance Gauss–Hermite does for the smooth
// activations: beyond it, sigmoids are steps that fall between its nodes.
const smoothVariance = 0.4

// gaussian returns E[f(z)] for z ~ N(0, q), NaN unless q is finite. kinks
// are where f is not smooth.
func gaussian(f func(float64) float64, q float64, kinks []float64) float64 {
	if math.IsNaN(q) || math.IsInf(q, 0) {
		return math.NaN()
	}
	if len(kinks) == 0 && q <= smoothVariance {
		return gaussHermite(f, q)
	}
	return split(f, q, kinks)
}

func gaussHermite(f func(float64) float64, q float64) float64 {
	deviation := math.Sqrt(q)
	sum := 0.0
	for i, x := range hermite().nodes {
		sum += hermite().weights[i] * f(deviation*x)
	}
	return sum
}

// farthest is where the normal density has fallen below rounding, in standard
// deviations.
const farthest = 9.0

// split integrates the two sides of 0 apart, so that a kink there does no
// harm, and each in panels that double in length from the scale of z or that
// of the distribution, whichever is smaller, so that steep functions do none.
// Panels end at other kinks, too.
func split(f func(float64) float64, q float64, kinks []float64) float64 {
	deviation := math.Sqrt(q)
	end := farthest * deviation
	sum := 0.0
	for lo, hi := 0.0, math.Min(1, deviation); lo < end; lo, hi = hi, 2*hi {
		hi = firstKink(kinks, lo, math.Min(hi, end))
		for i, x := range legendre.nodes {
			z := lo + (hi-lo)*x
			density := math.Exp(-z*z/(2*q)) / (deviation * math.Sqrt(2*math.Pi))
			sum += legendre.weights[i] * (hi - lo) * density * (f(z) + f(-z))
		}
	}
	return sum
}

// firstKink is the place of the kink, on either side of 0, that is nearest behind
// lo and before hi, or hi if there is none.
func firstKink(kinks []float64, lo, hi float64) float64 {
	for _, k := range kinks {
		if at := math.Abs(k); at > lo && at < hi {
			hi = at
		}
	}
	return hi
}
