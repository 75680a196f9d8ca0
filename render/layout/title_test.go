package layout

import (
	"strings"
	"testing"

	"backflow/sim/wire"
)

func TestNothingLeftSaysWhy(t *testing.T) {
	l := wire.Lane{Left: 0.25, Layers: make([]wire.Layer, 4)}
	if got := leftTexts(&l)[0]; got != "25 % of the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 1.7e-6
	if got := leftTexts(&l)[0]; got != "1/590\u202f000 of the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 3
	if got := leftTexts(&l)[0]; got != "3 times the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 0
	if got := leftTexts(&l)[0]; got != "none of the gradient reaches layer 1: exactly 0" {
		t.Errorf("zero: %q", got)
	}
	l.Layers[0].Underflow = 0.5
	if got := leftTexts(&l)[0]; got != "none of the gradient reaches layer 1: underflow" {
		t.Errorf("underflow: %q", got)
	}
}

// Lanes at different steps say theirs; one that has diverged has a note for that.
func TestLanesAtOwnStepsSayWhich(t *testing.T) {
	lanes := []wire.Lane{{Step: 50}, {Step: 5000}, {Step: 7, Diverged: true}}
	say := func(i int, lanes []wire.Lane) string {
		h := heading{Picture: &Picture{Snap: &wire.Snapshot{Lanes: lanes}}, l: &lanes[i]}
		return h.numbers()[0]
	}
	if got := say(1, lanes); got != "step 5\u202f000" {
		t.Errorf("%q", got)
	}
	if got := say(2, lanes); strings.HasPrefix(got, "step") {
		t.Errorf("diverged: %q", got)
	}
	lanes[1].Step = 50
	if got := say(0, lanes); strings.HasPrefix(got, "step") {
		t.Errorf("all at one step: %q", got)
	}
}
