package layout

import (
	"math"
	"testing"
)

// The picture's text follows the viewer's, and grows on large screens, as far as
// there is room; a broken wish changes nothing.
func TestZoomFollowsTheText(t *testing.T) {
	for _, c := range []struct {
		w, h  float32
		lanes int
		text  float64
		want  float64
	}{
		{1000, 700, 3, 1, 1},
		{1000, 700, 1, 2, 2},
		{1000, 1400, 4, 2, 2},
		{390, 545, 1, 2, 1.375},
		{390, 180, 1, 2, 1.5},
		{280, 110, 3, 2, 1},
		{280, 200, 3, 2, 1.25},
		{720, 250, 3, 2, 1.5},
		{2300, 1200, 3, 1, 1.375},
		{2300, 1300, 1, 2, 3},
		{1000, 700, 3, 0, 1},
		{1000, 700, 3, math.NaN(), 1},
		{1000, 700, 3, 0.5, 1},
		{0, 0, 1, 2, 1},
	} {
		if got := Zoom(c.w, c.h, c.lanes, c.text); got != c.want {
			t.Errorf("%v × %v, %d lanes, text × %v: %v, want %v", c.w, c.h, c.lanes, c.text, got, c.want)
		}
	}
}
