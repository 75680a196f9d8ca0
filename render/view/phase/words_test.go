package phase

import (
	"fmt"
	"math"
	"testing"

	"backflow/render/viewtest"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// What theory expects and what is measured are told together, in many words and in few,
// as far as both are known.
func TestCaptionsTellWhatIsKnown(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		theory, now float64
		depth       int
		captions    string
		words       string
	}{
		{0.6, 0.05, 10, `["σ² 1.5, 10 layers: predicted 60 % of the gradient reaches layer 1, measured now 5 %" "σ² 1.5, 10 layers: predicted 60 %, now 5 %"]`, `["theory 60 %" "now 5 %"]`},
		{3, nan, 1, `["σ² 1.5, 1 layer: predicted 3 times the gradient reaches layer 1" "σ² 1.5, 1 layer: predicted 3 times"]`, `["theory 3 times"]`},
		{nan, 0, 2, `["σ² 1.5, 2 layers: theory has no prediction, measured now none" "σ² 1.5, 2 layers: no prediction, now none"]`, `["no prediction" "now none"]`},
		{nan, nan, 2, `["σ² 1.5, 2 layers: theory has no prediction" "σ² 1.5, 2 layers: no prediction"]`, `["no prediction"]`},
	} {
		l := &wire.Lane{Left: c.now, Phase: wire.Phase{WeightVar: 1.5, Depth: c.depth, Left: c.theory}}
		if got := fmt.Sprintf("%q", captions(l)); got != c.captions {
			t.Errorf("captions %s, want %s", got, c.captions)
		}
		if got := fmt.Sprintf("%q", words(l)); got != c.words {
			t.Errorf("words %s, want %s", got, c.words)
		}
	}
}

// The ends of the colours are named shortly where long names have no room beside them.
func TestEndsHaveRoom(t *testing.T) {
	snap := viewtest.Sample(4, 8, 1)
	snap.View = wire.ViewPhase
	ends := func(w float32) string {
		s := viewtest.NewScreen(&Row)
		s.LayOut(snap, w, 600)
		low, high := s.View.(*phase).ends()
		return low + ", " + high
	}
	const long, short = "vanishes 10⁻¹⁰, 10¹⁰ explodes", "10⁻¹⁰, 10¹⁰ of δ"
	if a, b := ends(815), ends(240); a != long || b != short {
		t.Errorf("%q and %q", a, b)
	}
	viewtest.Alter(t, func(sentence string) string { return sentence + " wordy wordy wordy" })
	if got := ends(300); got != short+" wordy wordy wordy" {
		t.Errorf("%q", got)
	}
}

// Levels are coded and crossed where a thousandth is left; stretches of what is not
// known are found from below.
func TestColumns(t *testing.T) {
	levels := []scale.Level{scale.LevelOfExp(0), scale.LevelOfExp(-2), scale.LevelOfExp(-4), scale.LevelUnknown, scale.LevelUnknown, scale.LevelOfExp(-9)}
	if depth, crosses := crossing(levels, -1); !crosses || math.Abs(float64(depth)-1.5) > 0.01 {
		t.Errorf("crosses at %v (%v), want 1.5", depth, crosses)
	}
	if _, crosses := crossing(levels, 1); crosses {
		t.Error("what vanishes explodes")
	}
	p := &wire.Phase{Columns: 1, Depths: len(levels), Levels: levels}
	if got := fmt.Sprint(unknownDepths(p, 0)); got != "[[3 5]]" {
		t.Errorf("unknown are %s, want [[3 5]]", got)
	}
}
