package instruments

import (
	"math"

	"backflow/sim/probe"
	"backflow/sim/reason"
)

// Known is a figure of x, or where that is not finite the reason.
func Known(x float64, otherwise reason.Reason) probe.Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return probe.Figure{Value: math.NaN(), Why: otherwise}
	}
	return probe.Figure{Value: x}
}
