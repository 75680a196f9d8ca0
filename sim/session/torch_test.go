package session_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"
	"time"

	"backflow/sim/num"
	"backflow/sim/session"
)

// torchLook is what PyTorch says of a look, a list a column; nil for no number.
type torchLook map[string][]*float64

// torchLooks are those that the instruments' tests keep: see sim/probe/looks_test.go.
func torchLooks(t *testing.T, network string) map[string]torchLook {
	t.Helper()
	golden, err := os.ReadFile("../probe/testdata/looks.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]map[string]torchLook
	if err := json.Unmarshal(golden, &all); err != nil {
		t.Fatal(err)
	}
	return all[network]
}

// The account's figures of updates and slopes, the span among them, are PyTorch's.
func TestAccountAgreesWithPyTorch(t *testing.T) {
	want := torchLooks(t, "ten sigmoids")
	for _, on := range []string{"ref", "cpu"} {
		for look, steps := range map[string]int{"first": 0, "trained": 20} {
			lane := take(newSession(t, on, tenSigmoids), steps, time.Hour).Lanes[0]
			wantLine(t, on+", "+look, lane, want[look])
		}
	}
}

func wantLine(t *testing.T, where string, lane session.LaneLine, want torchLook) {
	t.Helper()
	near(t, where+", span", lane.UpdateSpan, want["span"][0])
	for i, l := range lane.Layers {
		for column, got := range map[string]num.JSON{"update": l.UpdateRatio, "slope": l.SlopeRMS, "factor": l.Factor, "rest": l.Rest} {
			near(t, where+", "+column+" of layer "+l.Name, got, want[column][i])
		}
		if lost := *want["lost"][i]; !(math.Abs(float64(l.Lost)-lost) <= 0.002) {
			t.Errorf("%s: %g of layer %s are lost, want %g", where, l.Lost, l.Name, lost)
		}
	}
}

func near(t *testing.T, what string, got num.JSON, want *float64) {
	t.Helper()
	switch {
	case want == nil && !math.IsNaN(float64(got)):
		t.Errorf("%s: %g, and PyTorch has no number", what, got)
	case want != nil && !(math.Abs(float64(got) / *want - 1) <= 1e-5):
		t.Errorf("%s: %g, want %g", what, got, *want)
	}
}
