package cpu

import (
	"math"

	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// nn.Flush in float32: nothing here stores subnormal numbers. A product of
// ordinary numbers is ordinary, so that what most kernels store needs no test;
// those that store δ, gradients, moments or activations have it. The products of
// matrices are in lift.go.

// exponentBits are those of a float32. They are all zero of 0 and of subnormal
// numbers, and of no others.
const exponentBits = 0x7f800000

// flushed is nn.Flush of a float32. A float64 stays what it is.
func flushed[T stats.Real](x T) T {
	if wide[T]() {
		return x
	}
	return T(flush32(float32(x)))
}

// flush32 takes no branch: which numbers of a ReLU net are 0 cannot be foretold.
func flush32(x float32) float32 {
	b := math.Float32bits(x)
	return math.Float32frombits(b &^ ifNegative(b&exponentBits-1))
}

// ifNegative is all ones of a number below 0, else 0.
func ifNegative(x uint32) uint32 { return uint32(int32(x) >> 31) }

// kept is x, or 0 where it is smaller in size than the positive number whose bits
// are least.
func kept(x float32, least uint32) float32 {
	b := math.Float32bits(x)
	return math.Float32frombits(b &^ ifNegative(b&^signBit-least))
}

const signBit = 1 << 31

// leastBy is the smallest x whose product with a factor is no subnormal number.
func leastBy(factor float64) float32 {
	const roundedUp = 1 + 0x1p-22
	return float32(nn.SmallestNormal / math.Abs(factor) * roundedUp)
}

// leastSquareBy is the smallest x whose square's product with a factor is none.
func leastSquareBy(factor float64) float32 {
	return float32(math.Sqrt(float64(leastBy(factor))))
}

// The least entries of a gradient that a moment takes up.
var (
	leastFirst      = math.Float32bits(leastBy(1 - optim.AdamBeta1))
	leastSecond     = math.Float32bits(leastSquareBy(1 - optim.AdamBeta2))
	leastMeanSquare = math.Float32bits(leastSquareBy(1 - optim.RMSPropBeta))
)
