package scene

import (
	"fmt"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// Whatever the zoom, the layout holds.
func TestLayoutHoldsAtLargeText(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for _, view := range wholeViews {
			snap := viewtest.Sample(10, 8, []float64{0.2, 0.7, 1, 1.2}[:lanes]...)
			snap.View = view
			for _, size := range append(viewtest.Screens, [2]float32{844, 300}, [2]float32{720, 330}) {
				zoom := float32(layout.Zoom(size[0], size[1], lanes, 2))
				s := New()
				s.Layout(snap, layout.Options{W: size[0] / zoom, H: size[1] / zoom, Theme: theme.Dark, Measure: viewtest.Measure})
				viewtest.CheckLabels(t, s.picture, fmt.Sprintf("%s, %v at × %v, %d lanes", view, size, zoom, lanes))
			}
		}
	}
}

// On a low stage the legend gives way: every lane keeps a picture that shows
// something.
func TestLowStageKeepsItsPictures(t *testing.T) {
	for _, view := range []string{wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase, wire.ViewInstruments, wire.ViewRace} {
		snap := viewtest.Sample(10, 8, 0.2, 1, 1)
		snap.View = view
		s := laidOut(snap, 720, 250)
		viewtest.CheckLabels(t, s.picture, view+" on a low stage")
		for i := range s.picture.Lanes {
			for _, p := range s.picture.Lanes[i].Plots {
				if p.H < 16 {
					t.Errorf("%s: lane %d is %v high", view, i, p.H)
				}
			}
		}
		for _, r := range s.Rasters {
			if r.H < 16 {
				t.Errorf("%s: a raster is %v high", view, r.H)
			}
		}
	}
}
