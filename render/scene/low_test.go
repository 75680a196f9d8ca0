package scene

import (
	"fmt"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/viewtest"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// In small boxes, too, the numbers of what is pointed at are written, over what else
// stands there and not through it.
func TestReadoutInSmallBoxes(t *testing.T) {
	for _, view := range wholeViews {
		snap := viewtest.Sample(10, 8, 0.2, 1, 1)
		snap.View = view
		for _, size := range [][2]float32{{280, 110}, {280, 200}, {480, 133}, {720, 200}} {
			for lane := range laidOut(snap, size[0], size[1]).picture.Lanes {
				s := laidOut(snap, size[0], size[1])
				at := middleOf(s, lane)
				v := s.picture.Options
				v.Pointed = at
				s.Layout(snap, v)
				what := fmt.Sprintf("%s %v: %v", view, size, at)
				viewtest.CheckLabels(t, s.picture, what)
				if lines := s.lines(at); at.Part == layout.None || at.Lane != lane || !viewtest.SaysPart(s.List, start(lines[0])) || !viewtest.SaysPart(s.List, start(lines[1])) {
					t.Errorf("%s: not written: %q", what, lines)
				}
			}
		}
	}
}

// lines are what is said of a target, two at least.
func (s *Scene) lines(at layout.Target) []string {
	if !s.picture.Valid(at) {
		return []string{"", ""}
	}
	return s.view.Describe(at)
}

// start is a line's first two words: long lines are broken.
func start(line string) string { return strings.Join(strings.Fields(line)[:2], " ") }

// middleOf is what lies in the middle of a lane's first picture.
func middleOf(s *Scene, lane int) layout.Target {
	b := &s.picture.Lanes[lane]
	if len(b.Plots) > 0 && s.picture.Snap.View != wire.ViewNetwork {
		p := b.Plots[len(b.Plots)-1].Box
		return s.At(p.X+p.W/2, p.Y+p.H/2)
	}
	for i := range 400 {
		at := s.At(b.Body.X+b.Body.W*(0.2+float32(i%20)/40), b.Body.Y+b.Body.H*float32(i/20)/20)
		if at.Part == "unit" || at.Part == "cell" {
			return at
		}
	}
	return layout.Target{}
}

// Lanes whose names begin alike are told apart where the names have no room.
func TestLongNamesAreToldApart(t *testing.T) {
	snap := viewtest.Sample(10, 8, 1, 1, 1)
	for i, rate := range []string{"0.1", "0.01", "0.001"} {
		snap.Lanes[i].Label = text.Verbatim("Learning rate " + rate)
	}
	s := laidOut(snap, 280, 110)
	for _, rate := range []string{"0.1", "0.01", "0.001"} {
		if !viewtest.HasLabel(s.List, "rate "+rate) && !viewtest.HasLabel(s.List, rate) {
			t.Errorf("no lane %s", rate)
		}
	}
}

// What has no room is said in place of a picture, and lanes that have none are
// counted.
func TestNoRoomIsSaid(t *testing.T) {
	if s := laidOut(viewtest.Sample(3, 4, 1), 280, 50); !viewtest.HasLabel(s.List, "No room for the picture.") {
		t.Error("an empty stage")
	}
	s := laidOut(viewtest.Sample(3, 4, 1, 1, 1, 1), 280, 60)
	if len(s.picture.Lanes) == 4 || !viewtest.SaysPart(s.List, fmt.Sprintf("%d of 4 lanes", len(s.picture.Lanes))) {
		t.Errorf("%d lanes are drawn of 4", len(s.picture.Lanes))
	}
}

// A note that has no room is told in its short form, in titles and beside low lanes, and
// never cut in the middle where that fits.
func TestNotesAreToldInShort(t *testing.T) {
	viewtest.Alter(t, func(sentence string) string { return sentence })
	english, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	english["session.broken"], english["session.broken_short"] = "Layer {layer} broke. What is shown was there before, at step 12.", "Layer {layer} broke."
	text.Use(english)
	for size, want := range map[[2]float32]string{{815, 600}: english["session.broken"], {390, 600}: english["session.broken_short"], {390, 90}: english["session.broken_short"]} {
		snap := viewtest.Sample(3, 4, 1, 1)
		snap.Lanes[0].Note = text.New("session.broken", "layer", "3")
		s := laidOut(snap, size[0], size[1])
		if want = strings.ReplaceAll(want, "{layer}", "3"); !viewtest.HasLabel(s.List, want) {
			t.Errorf("at %v the note is not %q", size, want)
		}
	}
}
