package theme

import "math"

// mantissaBits are the leading bits of a float32's mantissa that logs tells
// apart: log10 of it is exact to a thousandth.
const mantissaBits = 9

var logs = func() (table [1 << mantissaBits]float32) {
	for i := range table {
		table[i] = float32(math.Log10(1 + (float64(i)+0.5)/float64(len(table))))
	}
	return table
}()

// log10 is the logarithm of a finite size that is not zero, to a thousandth: as
// exactly as colours show it, in a fraction of the time. A picture takes tens of
// thousands.
func log10(x float32) float32 {
	const log2, bias, digits = 0.30102999566, 127, 23
	bits := math.Float32bits(x) &^ (1 << 31)
	if bits < 1<<digits { // too small to have all digits
		return float32(math.Log10(float64(math.Float32frombits(bits))))
	}
	exp := int(bits>>digits) - bias
	return log2*float32(exp) + logs[bits>>(digits-mantissaBits)&(1<<mantissaBits-1)]
}

// CodeOf is the code of a size, whatever it is.
func (a Axis) CodeOf(x float32) uint8 {
	switch {
	case x == 0:
		return CodeZero
	case x-x != 0: // infinite, or not a number
		return CodeUnknown
	}
	return a.Code(float64(log10(x)))
}
