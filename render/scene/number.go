package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// Number writes x as a viewer reads it: 0.693, 12.4, 1.2·10⁻⁶. NaN is an em
// dash.
func Number(x float64) string {
	a := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return "—"
	case math.IsInf(x, 0):
		return "∞"
	case x == 0:
		return "0"
	case a >= 0.01 && a < 1000:
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	exp := theme.Exponent(x)
	mantissa := x / math.Pow(10, float64(exp))
	text := strconv.FormatFloat(mantissa, 'f', 1, 64)
	if text == "10.0" || text == "-10.0" {
		text, exp = text[:len(text)-4]+"1.0", exp+1
	}
	return text + "·" + theme.Power(exp)
}

func percent(x float64) string {
	if math.IsNaN(x) {
		return "—"
	}
	return strconv.FormatFloat(100*x, 'f', 0, 64) + " %"
}

// Count writes a number of steps with thin spaces: 12 480.
func Count(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "\u202f" + text[at:]
	}
	return text
}

// smallestExponent returns the decade of the smallest δ or ∂C/∂W in a
// snapshot that is not zero, now or at any time that the snapshot tells of.
func smallestExponent(snap *wire.Snapshot) float64 {
	least := 0.0
	for i := range snap.Lanes {
		for j := range snap.Lanes[i].Layers {
			y := &snap.Lanes[i].Layers[j]
			for _, x := range [...]float64{y.DeltaRMS, y.DWRMS} {
				if x > 0 && !math.IsInf(x, 0) {
					least = min(least, math.Log10(x))
				}
			}
		}
		for _, level := range snap.Lanes[i].Trace.Levels {
			if exp, ok := level.Exp(); ok && exp < least {
				least = exp
			}
		}
	}
	return least
}
