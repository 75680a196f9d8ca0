package scene

import (
	"fmt"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/view"
	"backflow/render/viewtest"
)

// In every box, whatever it shows: text is whole, stands alone and over no picture,
// parts of lanes stand apart, larger is up, what is not drawn is said, and what is
// drawn can be pointed at.
func TestSmallBoxes(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for name, snap := range viewtest.Gridded(lanes) {
			for _, view := range wholeViews {
				snap.View = view
				for _, size := range viewtest.Boxes {
					for _, text := range []float64{1, 2} {
						for _, moment := range []layout.Moment{{}, {On: true, At: 0.31}, {On: true, At: 0.77}} {
							if moment.On && !Moves(snap) {
								continue
							}
							zoom := float32(layout.Zoom(size[0], size[1], lanes, text))
							if text > 1 && zoom == 1 {
								continue // no other picture
							}
							s := New()
							s.Layout(snap, layout.Options{W: size[0] / zoom, H: size[1] / zoom, Theme: theme.Dark, Measure: viewtest.Measure, Moment: moment})
							s.Animate(0.9)
							checkBox(t, s, fmt.Sprintf("%s %s, %d lanes, %v at × %v, %v", view, name, lanes, size, zoom, moment), lanes)
						}
					}
				}
			}
			if t.Failed() {
				return // one network's faults are enough to read
			}
		}
	}
}

func checkBox(t *testing.T, s *Scene, what string, lanes int) {
	t.Helper()
	viewtest.CheckLabels(t, s.picture, what)
	viewtest.CheckShapes(t, s.picture, what)
	together := view.Table[view.Find(s.picture.Snap.View)].Together
	if together {
		lanes = 1
	}
	if n := len(s.picture.Lanes); n == 0 || n < lanes && s.picture.Options.H > 100 {
		t.Errorf("%s: %d lanes are drawn", what, n)
	}
	if !viewtest.SaysPart(s.List, "step") && !viewtest.SaysPart(s.List, "steps") {
		t.Errorf("%s: no step", what)
	}
	for i := range s.picture.Lanes {
		b, l := &s.picture.Lanes[i], &s.picture.Snap.Lanes[i]
		at := fmt.Sprintf("%s, lane %d", what, i)
		viewtest.CheckParts(t, s.picture, b, viewtest.Plots(b), ownWords, at)
		if got := s.LaneAt(b.All.Y + b.All.H/2); got != l.Label.String() && !together || got != "" && together {
			t.Errorf("%s: on it lies %q", at, got)
		}
		for k := range b.Plots {
			p := &b.Plots[k]
			if got := s.At(p.X+p.W/2, p.Y+p.H/2); got.Lane != i || got.Part != p.Part {
				t.Errorf("%s: on plot %d lies %v", at, k, got)
			}
		}
	}
}

// ownWords are labels that a picture has inside: the names of classes.
func ownWords(string) []string { return strings.Split("0123456789", "") }
