package stats

import "testing"

// Around 1 the neighbours of float32 are 2⁻²⁴ below and 2⁻²³ above, and a tie goes to
// the even one, which is 1.
func TestLost(t *testing.T) {
	const up, down = 0x1p-23, 0x1p-24
	for _, c := range []struct {
		w, change, factor float64
		lost              int
	}{
		{1, up, 1, 0},
		{1, up / 2, 1, 1},
		{1, up * 0.51, 1, 0},
		{1, -down / 2, 1, 1},
		{1, -down * 0.51, 1, 0},
		{1, up / 2, 2, 0},
		{1, up, 0.5, 1},
		{1, 0, 1, 1},
		{0, 1e-30, 1, 0},
		{0, 0, 1, 1},
		{-3, 1e-7, 1, 1},
		{1 + 1e-12, 1e-9, 1, 1}, // in float64 both are more than rounding
	} {
		if got := Lost([]float64{c.w}, []float64{c.change}, c.factor); got != c.lost {
			t.Errorf("%g + %g·%g in float64: %d lost, want %d", c.w, c.factor, c.change, got, c.lost)
		}
		if got := Lost([]float32{float32(c.w)}, []float32{float32(c.change)}, float32(c.factor)); got != c.lost {
			t.Errorf("%g + %g·%g in float32: %d lost, want %d", c.w, c.factor, c.change, got, c.lost)
		}
	}
}
