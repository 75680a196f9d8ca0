package scene

import (
	"fmt"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/text"
	"backflow/sim/wire"
)

func laidOut(snap *wire.Snapshot, w, h float32) *Scene {
	s := New()
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: viewtest.Measure})
	return s
}

// No two labels may touch and none may leave the stage: in any view, on any
// screen, with any number of lanes and layers, and in slow motion.
func TestLabelsNeverOverlapOrClip(t *testing.T) {
	moments := []layout.Moment{{}, {On: true, At: 0.02}, {On: true, At: 0.31}, {On: true, At: 0.5}, {On: true, At: 0.77}, {On: true, At: 0.999}}
	for _, depth := range []int{1, 10, 30, 100} {
		for lanes := 1; lanes <= 4; lanes++ {
			snap := viewtest.Sample(depth, 40, []float64{0.2, 0.7, 1, 1.2}[:lanes]...)
			for _, view := range wholeViews {
				snap.View = view
				for i, moment := range moments {
					if i > 0 && view != wire.ViewNetwork {
						break
					}
					for _, size := range viewtest.Screens {
						s := New()
						s.Layout(snap, layout.Options{W: size[0], H: size[1], Theme: theme.Dark, Measure: viewtest.Measure, Moment: moment})
						viewtest.CheckLabels(t, s.picture, fmt.Sprintf("%s %v, %v×%v, %d lanes, depth %d", view, moment, size[0], size[1], lanes, depth))
					}
				}
			}
		}
	}
}

func TestDivergedLaneShowsItsNote(t *testing.T) {
	snap := viewtest.Sample(3, 4, 1)
	snap.Lanes[0].Note, snap.Lanes[0].Diverged = text.Verbatim("Diverged at step 12: layer 2 is the first."), true
	s := laidOut(snap, 800, 600)
	for _, l := range s.Labels {
		if strings.HasPrefix(l.Text, "Diverged at step 12") {
			return
		}
	}
	t.Error("the note is not shown")
}

// firstValue is where the bytes of the rasters begin, if there are any.
func firstValue(s *Scene) *uint8 {
	if len(s.Rasters) == 0 {
		return nil
	}
	return &s.Rasters[0].Values[0]
}

// Laying out again and again makes nothing new.
func TestLayoutDoesNotGrow(t *testing.T) {
	for _, view := range wholeViews {
		snap := viewtest.Sample(30, 12, 1, 1, 1)
		snap.View = view
		s := New()
		v := layout.Options{W: 1440, H: 900, Theme: theme.Dark, Measure: viewtest.Measure}
		again := func() {
			s.Layout(snap, v)
			s.Animate(1)
		}
		for range 3 {
			again()
		}
		back, moving, front, values := cap(s.Back), cap(s.Moving), cap(s.Front), firstValue(s)
		for range 50 {
			again()
		}
		if cap(s.Back) != back || cap(s.Moving) != moving || cap(s.Front) != front || firstValue(s) != values {
			t.Errorf("%s: lists grew from %d, %d, %d to %d, %d, %d, or the bytes of the rasters did", view, back, moving, front, cap(s.Back), cap(s.Moving), cap(s.Front))
		}
	}
}
