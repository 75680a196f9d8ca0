package scene

import (
	"math"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// Figures of an earlier step stand under no lane without that step beside them,
// however little room there is; those that are not known are still to come.
func TestTitleSaysHowOldItsFiguresAre(t *testing.T) {
	seen := map[string]bool{}
	for width := float32(220); width < 1400; width += 20 {
		snap := viewtest.Sample(3, 5, 0.9)
		l := &snap.Lanes[0]
		l.ScoreStep, l.Outdated = 1200, true
		old := titleOf(layoutTexts(snap, width))
		if strings.Contains(old, "loss") != strings.Contains(old, "(step 1\u202f200)") {
			t.Errorf("%v px: “%s”", width, old)
		}
		l.Outdated = false
		if now := titleOf(layoutTexts(snap, width)); strings.Contains(now, "(step") {
			t.Errorf("%v px: “%s” of the step that is shown", width, now)
		}
		seen[old] = true
	}
	if !seen["loss 0.693 accuracy 50 % on new data 49 % (step 1\u202f200)"] {
		t.Errorf("never all of it: %v", seen)
	}
	snap := viewtest.Sample(3, 5, 0.9)
	snap.Lanes[0].ScoreStep = math.NaN()
	if text := titleOf(layoutTexts(snap, 1200)); text != "loss on the minibatch 0.693 accuracy not computed yet" {
		t.Errorf("before the first evaluation: “%s”", text)
	}
}

func layoutTexts(snap *wire.Snapshot, width float32) []string {
	s := New()
	s.Layout(snap, layout.Options{W: width, H: 700, Theme: theme.Dark, Measure: viewtest.Measure})
	var texts []string
	for _, l := range s.Labels {
		texts = append(texts, l.Text)
	}
	return texts
}

// titleOf joins what a title says of scores.
func titleOf(texts []string) string {
	var of []string
	for _, text := range texts {
		for _, start := range []string{"loss 0", "loss on", "accuracy", "on new data", "(step"} {
			if strings.HasPrefix(text, start) {
				of = append(of, text)
			}
		}
	}
	return strings.Join(of, " ")
}
