// Package format writes numbers as a viewer reads them.
package format

import (
	"math"
	"strconv"
	"strings"

	"backflow/render/theme"
	"backflow/sim/text"
)

// Numbers are written by one rule here and on the page (site/js/numbers): a
// size by Number, what one layer multiplies δ by by Factor, the share of the
// gradient that reaches layer 1 by Left, shares of units, examples and values by
// Percent, counts by Count.

// unknown stands for a number that is not there.
const unknown = "–"

// Number writes a size as a viewer reads it: 0.693, 12.4, 1.2·10⁻⁶; a dash for
// NaN.
func Number(x float64) string {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return unknown
	case x < 0:
		return "−" + Number(a)
	case math.IsInf(x, 0):
		return "∞"
	case a == 0:
		return "0"
	case a >= 0.0009995 && a < 999.5:
		return plain(a)
	}
	exp := theme.Exponent(a)
	mantissa := strconv.FormatFloat(a/math.Pow(10, float64(exp)), 'f', 1, 64)
	if mantissa == "10.0" {
		mantissa, exp = "1.0", exp+1
	}
	return mantissa + "·" + theme.Power(exp)
}

// plain writes three significant digits without a power of ten.
func plain(a float64) string {
	decimals := max(0, 2-theme.Exponent(a))
	digits := strconv.FormatFloat(a, 'f', decimals, 64)
	if strings.Contains(digits, ".") {
		digits = strings.TrimRight(strings.TrimRight(digits, "0"), ".")
	}
	return digits
}

// Factor writes what a layer multiplies δ by: × 0.598.
func Factor(x float64) string {
	if math.IsNaN(x) {
		return unknown
	}
	return "× " + Number(x)
}

// Grown is from where on Left counts times.
const Grown = 2

// Left writes how much of the gradient reaches layer 1: 60 %, 1/590 000, none, and from
// twice on 18 times.
func Left(x float64) string {
	const smallestFraction = 1e-9
	switch {
	case math.IsNaN(x):
		return unknown
	case x == 0:
		return text.Say("picture.none")
	case x >= Grown:
		return text.Say("picture.times", "factor", growth(x))
	case x >= 0.0995:
		return strconv.FormatFloat(100*x, 'f', 0, 64) + " %"
	case x >= 0.00995:
		return strings.TrimSuffix(strconv.FormatFloat(100*x, 'f', 1, 64), ".0") + " %"
	case x >= smallestFraction:
		return "1/" + Count(twoDigits(1/x))
	}
	return Number(x)
}

// growth writes how many times the gradient has grown.
func growth(x float64) string {
	if x >= 10 && x < 999.5 {
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return Number(x)
}

// Reaches says how much of the gradient reaches layer 1.
func Reaches(x float64) string {
	switch {
	case x == 0:
		return text.Say("picture.gradientNone")
	case x >= Grown:
		return text.Say("picture.gradientGrown", "factor", growth(x))
	}
	return text.Say("picture.gradientReaches", "share", Left(x))
}

// twoDigits rounds to two significant digits.
func twoDigits(x float64) int {
	unit := math.Pow(10, float64(theme.Exponent(x)-1))
	return int(math.Round(math.Round(x/unit) * unit))
}

// Percent writes a share in whole per cent; only none is 0 %, and only all 100 %.
func Percent(x float64) string {
	text := strconv.FormatFloat(100*x, 'f', 0, 64) + " %"
	switch {
	case math.IsNaN(x):
		return unknown
	case x > 0 && text == "0 %":
		return "< 1 %"
	case x < 1 && text == "100 %":
		return "> 99 %"
	}
	return text
}

// Count writes a number of steps with thin spaces: 12 480.
func Count(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "\u202f" + text[at:]
	}
	return text
}
