package session_test

import (
	"math"
	"testing"

	"backflow/sim/num"
	"backflow/sim/wire"
)

// A network that is not finite from the start is shown as far as it is, in every
// view, and what cannot be shown is unknown and not a picture of nothing.
func TestWhatIsFiniteOfAnInfiniteNetworkIsShown(t *testing.T) {
	for _, view := range []string{"network", "waterfall", "histograms", "phase"} {
		s := newSession(t, "cpu", "data=spiral&act=linear&init=lecun&gain=10&width=100&depth=60&backend=cpu&vs=none&view="+view)
		snap := s.Snapshot(1)
		if snap == nil {
			t.Fatalf("%s: no snapshot", view)
		}
		encoded, err := wire.Encode(snap)
		if err != nil {
			t.Fatalf("%s: %v", view, err)
		}
		decoded, err := wire.Decode(encoded)
		if err != nil {
			t.Fatalf("%s: %v", view, err)
		}
		l := decoded.Lanes[0]
		if !l.Diverged || l.Note.Empty() || !math.IsNaN(l.ScoreStep) || len(l.Layers) != 61 {
			t.Errorf("%s: diverged %t, “%s”, scores of %v, %d layers", view, l.Diverged, l.Note, l.ScoreStep, len(l.Layers))
		}
		for i, y := range l.Layers[:30] {
			if !num.Finite(y.ActRMS) || !num.Finite(y.WRMS) || y.ActRMS == 0 {
				t.Errorf("%s: layer %d has an activation of %v and weights of %v", view, i+1, y.ActRMS, y.WRMS)
			}
		}
	}
}
