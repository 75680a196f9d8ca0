package nn

import "math"

// SmallestNormal is 2⁻¹²⁶, the smallest number that float32 holds with all its
// digits.
const SmallestNormal = 0x1p-126

// Flush says what networks that train make of small numbers: float32 has no
// subnormal ones here. What a layer or an optimiser computes and keeps, its
// output, φ′(z), ∂C/∂output, ∂C/∂parameter or a moment, is 0 where it is smaller
// in size than SmallestNormal; so is each term that an update rule adds to a
// moment or multiplies by the rate. Many processors take a hundred times as long
// for a subnormal number, and GPUs do not have them. A share of δ that is lost so
// is still counted, as stats.Layer.Underflow.
func Flush(x float64) float64 {
	if math.Abs(x) < SmallestNormal {
		return 0
	}
	return x
}

// FlushAll flushes every value.
func FlushAll(xs []float64) {
	for i, x := range xs {
		xs[i] = Flush(x)
	}
}
