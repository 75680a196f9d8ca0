package theme

import (
	"math"
	"strconv"
)

// Place says where a value lies on a logarithmic axis. Nothing is ever
// floored: what the axis cannot show has a place of its own.
type Place uint8

// Places on an axis.
const (
	OnAxis  Place = iota
	Below         // smaller than the axis shows, yet not zero
	Above         // larger than the axis shows
	Zero          // exactly zero
	Unknown       // NaN: not measured, or not a number any more
)

// Axis is an absolute logarithmic axis from 10^Lo to 10^Hi.
type Axis struct{ Lo, Hi int }

// axes are the ones in use, from the everyday one to one that holds the whole
// range of float32. An axis is never fitted to the data beyond this choice.
var axes = [...]Axis{{-10, 0}, {-20, 0}, {-40, 0}}

// DefaultAxis suits networks of about ten layers.
var DefaultAxis = axes[0]

// Choose returns the axis for values as small as 10^smallest. It goes to a
// longer axis only when the smallest value lies a decade below the present
// one, and back only with a decade to spare, so that the axis holds still.
func (a Axis) Choose(smallest float64) Axis {
	for _, longer := range axes {
		slack := 1.0
		if longer.Lo > a.Lo { // shorter than the present one
			slack = -1
		}
		if smallest >= float64(longer.Lo)-slack {
			return longer
		}
	}
	return axes[len(axes)-1]
}

// At returns the position of x (0 at 10^Lo, 1 at 10^Hi) and its place. The
// position is cut to 0 … 1; look at the place before drawing it.
func (a Axis) At(x float64) (float32, Place) {
	switch {
	case math.IsNaN(x):
		return 0, Unknown
	case x == 0:
		return 0, Zero
	}
	t := a.Position(math.Log10(math.Abs(x)))
	switch {
	case t < 0:
		return 0, Below
	case t > 1:
		return 1, Above
	}
	return t, OnAxis
}

// Position returns where 10^exp lies, 0 at Lo and 1 at Hi; it is not cut to
// the axis.
func (a Axis) Position(exp float64) float32 {
	return float32((exp - float64(a.Lo)) / float64(a.Hi-a.Lo))
}

// Step is the number of decades between labels, for at most n labels.
func (a Axis) Step(n int) int {
	span := a.Hi - a.Lo
	for _, step := range [...]int{1, 2, 5, 10, 20} {
		if span/step+1 <= n {
			return step
		}
	}
	return span
}

// Power is the text of 10^exp: "1", "10", "10⁻³".
func Power(exp int) string {
	switch exp {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10" + Superscript(exp)
}

// Superscript is exp in raised digits.
func Superscript(exp int) string {
	raised := [...]string{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"}
	text := ""
	for _, r := range strconv.Itoa(exp) {
		if r == '-' {
			text += "⁻"
			continue
		}
		text += raised[r-'0']
	}
	return text
}

// Exponent is the decade of x, the power of ten below it; x is not zero.
func Exponent(x float64) int { return int(math.Floor(math.Log10(math.Abs(x)))) }
