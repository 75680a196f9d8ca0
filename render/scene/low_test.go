package scene

import (
	"fmt"
	"strings"
	"testing"
)

// In small boxes, too, the numbers of what is pointed at are written, over what else
// stands there and not through it.
func TestReadoutInSmallBoxes(t *testing.T) {
	for _, view := range wholeViews {
		snap := sample(10, 8, 0.2, 1, 1)
		snap.View = view
		for _, size := range [][2]float32{{280, 110}, {280, 200}, {480, 133}, {720, 200}} {
			for lane := range snap.Lanes {
				s := layout(snap, size[0], size[1])
				at := middleOf(s, lane)
				v := s.view
				v.Pointed = at
				s.Layout(snap, v)
				what := fmt.Sprintf("%s %v: %v", view, size, at)
				checkLabels(t, s, what)
				if lines := s.describe(at); at.Part == None || at.Lane != lane || !saysPart(s, start(lines[0])) || !saysPart(s, start(lines[1])) {
					t.Errorf("%s: not written: %q", what, lines)
				}
			}
		}
	}
}

// start is a line's first two words: long lines are broken.
func start(line string) string { return strings.Join(strings.Fields(line)[:2], " ") }

// middleOf is what lies in the middle of a lane's first picture.
func middleOf(s *Scene, lane int) Target {
	b := &s.lanes[lane]
	if len(b.column) > 0 {
		return s.At(b.column[3], b.rows[3][1])
	}
	p := b.charts[0].Box
	if len(b.plots) > 0 {
		p = b.plots[len(b.plots)-1].Box
	}
	return s.At(p.X+p.W/2, p.Y+p.H/2)
}

// Lanes whose names begin alike are told apart where the names have no room.
func TestLongNamesAreToldApart(t *testing.T) {
	snap := sample(10, 8, 1, 1, 1)
	for i, rate := range []string{"0.1", "0.01", "0.001"} {
		snap.Lanes[i].Label = "Learning rate " + rate
	}
	s := layout(snap, 280, 110)
	for _, rate := range []string{"0.1", "0.01", "0.001"} {
		if !hasLabel(s, "rate "+rate) && !hasLabel(s, rate) {
			t.Errorf("no lane %s", rate)
		}
	}
}

// What has no room is said in place of a picture, and lanes that have none are
// counted.
func TestNoRoomIsSaid(t *testing.T) {
	if s := layout(sample(3, 4, 1), 280, 50); !hasLabel(s, "No room for the picture.") {
		t.Error("an empty stage")
	}
	s := layout(sample(3, 4, 1, 1, 1, 1), 280, 60)
	if len(s.lanes) == 4 || !saysPart(s, fmt.Sprintf("%d of 4 lanes", len(s.lanes))) {
		t.Errorf("%d lanes are drawn of 4", len(s.lanes))
	}
}
