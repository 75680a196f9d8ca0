// Package num has floating-point numbers that need not be finite.
package num

import (
	"math"
	"strconv"
)

// JSON is a float64 whose JSON is null where it is not finite: JSON has no
// NaN, and a consumer must be able to parse every answer.
type JSON float64

// MarshalJSON implements json.Marshaler.
func (n JSON) MarshalJSON() ([]byte, error) { return n.Append(nil), nil }

// Append appends what MarshalJSON returns.
func (n JSON) Append(b []byte) []byte {
	x, format := float64(n), byte('f')
	if !Finite(x) {
		return append(b, "null"...)
	}
	if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(b, x, format, -1, 64)
}

// UnmarshalJSON implements json.Unmarshaler: null is NaN again.
func (n *JSON) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*n = JSON(math.NaN())
		return nil
	}
	x, err := strconv.ParseFloat(string(text), 64)
	*n = JSON(x)
	return err
}

// Finite reports whether x is neither NaN nor infinite.
func Finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// Float64s copies numbers to float64.
func Float64s(xs []float32) []float64 {
	wide := make([]float64, len(xs))
	for i, x := range xs {
		wide[i] = float64(x)
	}
	return wide
}
