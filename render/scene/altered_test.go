package scene

import (
	"fmt"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// Sentences of other lengths than the English ones, as another language has them, stand
// whole or shortened, apart, over no picture, and on the stage, with what is pointed at
// and without.
func TestAlteredSentencesStayApart(t *testing.T) {
	for name, how := range viewtest.Alterations {
		t.Run(name, func(t *testing.T) {
			viewtest.Alter(t, how)
			for _, lanes := range []int{1, 3} {
				for what, snap := range viewtest.Gridded(lanes) {
					for _, view := range wholeViews {
						snap.View = view
						for _, size := range append(viewtest.Boxes, viewtest.Screens...) {
							checkAltered(t, snap, size, fmt.Sprintf("%s %s, %d lanes, %v", view, what, lanes, size))
						}
					}
				}
			}
		})
	}
}

func checkAltered(t *testing.T, snap *wire.Snapshot, size [2]float32, what string) {
	t.Helper()
	s, o := New(), layout.Options{W: size[0], H: size[1], Theme: theme.Dark, Measure: viewtest.Measure, Confused: true}
	for _, moment := range []layout.Moment{{}, {On: true, At: 0.31}, {On: true, At: 0.77}} {
		if moment.On && !Moves(snap) {
			continue
		}
		o.Moment = moment
		s.Layout(snap, o)
		viewtest.CheckLabels(t, s.picture, fmt.Sprint(what, moment))
		viewtest.CheckShapes(t, s.picture, fmt.Sprint(what, moment))
		for i := range s.picture.Lanes {
			b := &s.picture.Lanes[i]
			viewtest.CheckParts(t, s.picture, b, viewtest.Plots(b), ownWords, fmt.Sprint(what, moment, i))
		}
	}
	o.Pointed = s.Move(layout.Target{}, "ArrowUp")
	for range 4 {
		s.Layout(snap, o)
		viewtest.CheckLabels(t, s.picture, fmt.Sprint(what, o.Pointed))
		o.Pointed = s.Move(s.Move(o.Pointed, "ArrowUp"), "ArrowRight")
	}
}
