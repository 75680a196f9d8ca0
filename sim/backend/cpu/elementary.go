package cpu

import (
	"math"

	"backflow/sim/backend/stats"
)

// The elementary functions of training. They take and give float64 but are
// only as exact as T can show. For float32 that is a few parts in 10⁸ and a
// fifth of the work of a full-precision exp; the bits are the same everywhere.

// wide reports whether T has more digits than float32. It is a constant in
// each instance.
func wide[T stats.Real]() bool { return T(0x1p24)+1 > 0x1p24 }

const (
	log2E = 1 / math.Ln2
	// roundingShift moves the binary point of a float64 to its last bit, so
	// that adding it rounds to a whole number.
	roundingShift = 0x1.8p52
	exponentBias  = 1023
	// expFloor is where e⁻ˣ is long below float32's range, and its scale is
	// still a normal float64.
	expFloor = -700
)

// Taylor coefficients of eʳ, 1/k!: at |r| ≤ ln 2 / 2 the first term left out
// is below 1.5e-8 of eʳ − 1, and with the wide ones below 1e-17.
const (
	inv2 = 1.0 / 2
	inv3 = 1.0 / 6
	inv4 = 1.0 / 24
	inv5 = 1.0 / 120
	inv6 = 1.0 / 720
	inv7 = 1.0 / 5040
)

var expWide = [...]float64{
	1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800,
}

// expParts splits eˣ of x ≤ 0 into s·(1+p), s a power of two: s + s·p is eˣ,
// and s·p + (s−1) is eˣ − 1 without cancellation.
func expParts[T stats.Real](x float64) (s, p float64) {
	if x < expFloor {
		x = expFloor
	}
	shifted := float64(x*log2E) + roundingShift
	r := x - float64((shifted-roundingShift)*math.Ln2)
	p = inv7
	if wide[T]() {
		p += float64(r * poly(r, expWide[:]))
	}
	p = inv6 + float64(r*p)
	p = inv5 + float64(r*p)
	p = inv4 + float64(r*p)
	p = inv3 + float64(r*p)
	p = inv2 + float64(r*p)
	p = 1 + float64(r*p)
	return math.Float64frombits((math.Float64bits(shifted) + exponentBias) << 52), float64(r * p)
}

// expNeg is eˣ of x ≤ 0.
func expNeg[T stats.Real](x float64) float64 {
	s, p := expParts[T](x)
	return s + float64(s*p)
}

// log is the natural logarithm of a positive, finite x: x = 2ᵏ·m with m in
// √½ … √2, and log m = 2·artanh((m−1)/(m+1)).
func log[T stats.Real](x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	return float64(float64(k)*math.Ln2) + artanhSeries[T]((m-1)/(m+1))
}

// log1p is log(1+x) of 0 ≤ x ≤ 1, and keeps the digits of a small x.
func log1p[T stats.Real](x float64) float64 { return artanhSeries[T](x / (2 + x)) }

// artanhSeries is 2·artanh(s) for |s| ≤ 1/3: 2·(s + s³/3 + s⁵/5 + …).
func artanhSeries[T stats.Real](s float64) float64 {
	s2 := float64(s * s)
	last := 19.0
	if wide[T]() {
		last = 33
	}
	sum := 1 / last
	for k := last - 2; k > 0; k -= 2 {
		sum = 1/k + float64(s2*sum)
	}
	return 2 * s * sum
}

// The upper tail of the normal distribution is e^(−u²/2)·h(t), with h a smooth
// function of t = 1/(1+0.3·u) for u ≥ 0. tailPoly is h(t)/t interpolated at
// Chebyshev points of t, to 4 parts in 10⁸.
const tailScale = 0.3

var tailPoly = [...]float64{
	0.11968268803103521, 0.11968174319210362, 0.10894778095829322, 0.086830515387872287,
	0.061864497472917154, 0.01101760895657098, 0.034372174709113967, -0.048907392329489388,
	-0.016045497312398106, 0.03188474581418875, -0.0093288706143306969,
}

// normal returns the standard normal distribution Φ(u) and its density. Both
// tails keep their digits.
func normal[T stats.Real](u float64) (cdf, density float64) {
	const inverseRoot2Pi = 0.39894228040143267793994605993438
	e := expNeg[T](-u * u / 2)
	if wide[T]() {
		return math.Erfc(-u/math.Sqrt2) / 2, e * inverseRoot2Pi
	}
	t := 1 / (1 + float64(tailScale*math.Abs(u)))
	cdf = e * t * poly(t, tailPoly[:])
	if u > 0 {
		cdf = 1 - cdf
	}
	return cdf, e * inverseRoot2Pi
}

// poly is c[0] + c[1]·x + c[2]·x² + …, by Horner's rule.
func poly(x float64, c []float64) float64 {
	sum := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		sum = c[i] + float64(x*sum)
	}
	return sum
}

// power is bⁿ by squaring, n ≥ 0.
func power(b float64, n int) float64 {
	result := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result *= b
		}
		b *= b
	}
	return result
}
