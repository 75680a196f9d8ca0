package session

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend/stats"
	"backflow/sim/num"
	"backflow/sim/session/meter"
)

func TestNumberSurvivesJSON(t *testing.T) {
	for _, x := range []float64{0, -2.5, 1e-300, math.NaN()} {
		text, err := json.Marshal(num.JSON(x))
		if err != nil {
			t.Fatal(err)
		}
		back := num.JSON(7)
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if same := float64(back) == x || (x != x && back != back); !same {
			t.Errorf("%v became %s and then %v", x, text, back)
		}
	}
	if text, _ := json.Marshal(num.JSON(math.Inf(1))); string(text) != "null" {
		t.Errorf("infinity is written as %s; want null, which JSON has", text)
	}
}

// Histograms are in the account of a layer where it was asked for them.
func TestHistogramsInStats(t *testing.T) {
	y := stats.Layer{Name: "1"}
	text, err := json.Marshal(layerLine(y, 1))
	if err != nil || strings.Contains(string(text), "Hist") {
		t.Errorf("without histograms: %s (%v)", text, err)
	}
	y.ActHist = stats.LinearHistogram([]float32{0, 0, 1})
	y.DeltaHist, y.DWHist = stats.LogHistogram([]float32{0, 1e-19}), stats.LogHistogram([]float32{3})
	text, err = json.Marshal(layerLine(y, 1))
	var back LayerLine
	if err == nil {
		err = json.Unmarshal(text, &back)
	}
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	act, delta := back.ActHist, back.DeltaHist
	if len(act.Counts) != stats.HistogramBins || act.Zeros != 2 || act.Counts[0] != 0 || act.Counts[stats.HistogramBins-1] != 1 || act.Lo != 0 || act.Hi != 1 {
		t.Errorf("activations %+v", act)
	}
	const bin = 25 // ⌊(−19 − LogLo)/LogStep⌋
	if delta.Zeros != 1 || delta.Counts[bin] != 1 || delta.Lo != stats.LogLo {
		t.Errorf("δ %+v", delta)
	}
	if back.DWHist == nil {
		t.Errorf("∂C/∂W has none: %s", text)
	}
}

// Where a look takes long, a glance gives the numbers of the one before, by the
// step they belong to.
func TestGlanceIsForSlowLooks(t *testing.T) { synctest.Test(t, testGlanceIsForSlowLooks) }

func testGlanceIsForSlowLooks(t *testing.T) {
	b := newBench(t, "act=relu", fake{stepCost: time.Microsecond}, fake{})
	b.lanes[0].look = meter.Look{Cost: time.Second, Seen: 2}
	if _, ok := b.Glance(); ok {
		t.Error("a glance at a lane that nobody has looked at")
	}
	b.lanes[0].look = meter.Look{}
	b.work(t, func() bool { return b.lanes[0].step > 20 })
	b.SetRunning(false)
	seen := b.Stats().Step
	b.Step(7)
	b.Work(time.Second)
	if _, ok := b.Glance(); ok {
		t.Error("a glance where a look is quick")
	}
	b.lanes[0].look = meter.Look{Cost: time.Second, Seen: 2}
	if s, ok := b.Glance(); !ok || s.Step != seen || s.Lanes[0].Step != seen {
		t.Errorf("a glance gives step %d (%t), the look before was at %d", s.Step, ok, seen)
	}
	if s := b.Stats(); s.Step <= seen {
		t.Errorf("a look afterwards is at step %d still", s.Step)
	}
}
