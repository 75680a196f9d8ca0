package scene

import (
	"fmt"
	"math"
	"testing"

	"backflow/render/theme"
	"backflow/sim/wire"
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

// Whatever the zoom, the layout holds.
func TestLayoutHoldsAtLargeText(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for _, view := range []string{wire.ViewNetwork, wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase} {
			snap := sample(10, 8, []float64{0.2, 0.7, 1, 1.2}[:lanes]...)
			snap.View = view
			for _, size := range append(screens, [2]float32{844, 300}, [2]float32{720, 330}) {
				zoom := float32(Zoom(size[0], size[1], lanes, 2))
				s := New()
				s.Layout(snap, View{W: size[0] / zoom, H: size[1] / zoom, Theme: theme.Dark, Measure: measure})
				checkLabels(t, s, fmt.Sprintf("%s, %v at × %v, %d lanes", view, size, zoom, lanes))
			}
		}
	}
}

// On a low stage the legend gives way: every lane keeps a picture that shows
// something.
func TestLowStageKeepsItsPictures(t *testing.T) {
	for _, view := range []string{wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase} {
		snap := sample(10, 8, 0.2, 1, 1)
		snap.View = view
		s := layout(snap, 720, 250)
		checkLabels(t, s, view+" on a low stage")
		for i := range s.lanes {
			b := &s.lanes[i]
			h := b.charts[0].H
			for _, p := range b.plots {
				h = p.H
			}
			if h < 16 {
				t.Errorf("%s: lane %d is %v high", view, i, h)
			}
		}
	}
}
