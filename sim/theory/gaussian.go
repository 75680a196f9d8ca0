package theory

import "math"

// smoothVariance is up to which variance Gauss–Hermite does for the smooth
// activations: beyond it, sigmoids are steps that fall between its nodes.
const smoothVariance = 0.4

// gaussian returns E[f(z)] for z ~ N(0, q), NaN unless q is finite. kinked
// tells that f is not smooth at 0.
func gaussian(f func(float64) float64, q float64, kinked bool) float64 {
	if math.IsNaN(q) || math.IsInf(q, 0) {
		return math.NaN()
	}
	if !kinked && q <= smoothVariance {
		return gaussHermite(f, q)
	}
	return split(f, q)
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
func split(f func(float64) float64, q float64) float64 {
	deviation := math.Sqrt(q)
	end := farthest * deviation
	sum := 0.0
	for lo, hi := 0.0, math.Min(1, deviation); lo < end; lo, hi = hi, 2*hi {
		hi = math.Min(hi, end)
		for i, x := range legendre.nodes {
			z := lo + (hi-lo)*x
			density := math.Exp(-z*z/(2*q)) / (deviation * math.Sqrt(2*math.Pi))
			sum += legendre.weights[i] * (hi - lo) * density * (f(z) + f(-z))
		}
	}
	return sum
}
