package session

import (
	"math"

	"backflow/sim/backend/stats"
)

// updateSpan is how far the update/weight ratios of a network's layers lie apart: the
// largest ÷ the smallest. At one rate for all, the layer with the smallest learns so many
// times more slowly, whatever the rate (You, Gitman & Ginsburg 2017, "Large batch training
// of convolutional networks", section 4, whose LARS makes it 1; so does layerlr=equalise).
// It is infinite where a layer does not change at all, and NaN where a ratio is unknown or
// there is one layer only.
func updateSpan(layers []stats.Layer) float64 {
	if len(layers) < 2 {
		return math.NaN()
	}
	least, most := layers[0].UpdateRatio, layers[0].UpdateRatio
	for _, l := range layers[1:] {
		least, most = math.Min(least, l.UpdateRatio), math.Max(most, l.UpdateRatio)
	}
	return most / least
}
