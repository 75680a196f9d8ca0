package session

import (
	"math"
	"testing"

	"backflow/sim/backend/stats"
)

func TestUpdateSpan(t *testing.T) {
	for _, c := range []struct {
		ratios []float64
		want   float64
	}{
		{[]float64{1e-6, 1e-3, 1e-4}, 1e3},
		{[]float64{2, 2}, 1},
		{[]float64{0, 1}, math.Inf(1)},
		{[]float64{0, 0}, math.NaN()},
		{[]float64{1, math.NaN(), 2}, math.NaN()},
		{[]float64{math.Inf(1), 1}, math.Inf(1)},
		{[]float64{1}, math.NaN()},
		{nil, math.NaN()},
	} {
		var layers []stats.Layer
		for _, r := range c.ratios {
			layers = append(layers, stats.Layer{UpdateRatio: r})
		}
		got := updateSpan(layers)
		if !(math.Abs(got-c.want) <= 1e-12*c.want || got == c.want || math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%g span %g, want %g", c.ratios, got, c.want)
		}
	}
}
