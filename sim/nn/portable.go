package nn

import "math"

// The standard library computes exp and log in assembly on some processors and
// in Go on others, which differ in the last bit. The two here give the same
// bits everywhere: no assembly, and each product that meets a sum is wrapped
// in float64(), which forbids the compiler to fuse the two.
//
// The polynomials are those of FreeBSD's msun library (Sun Microsystems 1993).

// ln 2 in two parts. The high one ends in zeros, so that k·ln2Hi is exact for
// every exponent k.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

var (
	expPoly     = []float64{1.66666666666666657415e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05, -1.65339022054652515390e-06, 4.13813679705723846039e-08}
	logPolyOdd  = []float64{6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01}
	logPolyEven = []float64{3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01}
)

// exp is eˣ within one unit in the last place: x = k·ln 2 + r with
// |r| ≤ ln 2 / 2, and eʳ is a rational function of r.
func exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	k := math.RoundToEven(x / math.Ln2)
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	c := r - float64(r*r)*poly(float64(r*r), expPoly)
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return math.Ldexp(y, int(k))
}

// log is the natural logarithm of a positive finite x within one unit in the
// last place: x = 2ᵏ·(1+f) with 1+f between √½ and √2, and log(1+f) is a
// series in s = f/(2+f).
func log(x float64) float64 {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	k, f := float64(e), m-1
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	series := float64(s2*poly(s4, logPolyOdd)) + float64(s4*poly(s4, logPolyEven))
	half := float64(f * f / 2)
	return float64(k*ln2Hi) - ((half - (float64(s*(half+series)) + float64(k*ln2Lo))) - f)
}

// poly is c[0] + c[1]·x + c[2]·x² + …, by Horner's rule.
func poly(x float64, c []float64) float64 {
	sum := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		sum = c[i] + float64(sum*x)
	}
	return sum
}

// normalQuantile is Φ⁻¹(p) for p and 1−p of at least e⁻²⁵, within about one
// part in 10⁷: algorithm AS 241, function PPND7 (Wichura 1988), less its branch
// for tails beyond that. float32, where its values end up, holds no more, and
// a shader can evaluate it as it stands.
func normalQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * poly(r, quantileMid[0]) / poly(r, quantileMid[1])
	}
	r := math.Sqrt(-log(math.Min(p, 1-p))) - 1.6
	return math.Copysign(poly(r, quantileTail[0])/poly(r, quantileTail[1]), q)
}

// Numerators and denominators of AS 241's rational functions.
var (
	quantileMid = [2][]float64{
		{3.3871327179, 50.434271938, 159.29113202, 59.109374720},
		{1, 17.895169469, 78.757757664, 67.187563600},
	}
	quantileTail = [2][]float64{
		{1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103},
		{1, 0.73700164250, 0.12021132975},
	}
)
