package session

import (
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// seen is an observation of one layer.
func seen(step int, loss, delta float64) *backend.Observation {
	return &backend.Observation{Step: step, Loss: loss, Layers: []stats.Layer{{DeltaRMS: delta, DWRMS: 1}}}
}

func TestHistoryStaysEvenAndBounded(t *testing.T) {
	h := history{most: historyLen}
	for step := 0; step < 100_000; step += 7 {
		h.add(seen(step, 1, 1))
	}
	n := len(h.Steps)
	if n > historyLen || n < historyLen/2 || len(h.Loss) != 2*n || len(h.Levels) != wire.TraceFields*n {
		t.Fatalf("%d bins, %d losses, %d levels", n, len(h.Loss), len(h.Levels))
	}
	for i := 2; i < n-1; i++ {
		d0, d1 := h.Steps[1]-h.Steps[0], h.Steps[i]-h.Steps[i-1]
		if d1 < d0/2 || d1 > d0*2 {
			t.Fatalf("bins %d and %d are %v steps apart, the first two %v", i-1, i, d1, d0)
		}
	}
}

// However long the run, the one spike and the one dip in it are still there,
// in their order, and so is the exact zero.
func TestHistoryKeepsExtremes(t *testing.T) {
	h := history{most: 8}
	for step := range 5000 {
		loss, delta := 1.0, 1e-3
		switch step {
		case 1234:
			loss, delta = 9, 0
		case 1300:
			loss, delta = 0.25, 1e-30
		}
		h.add(seen(step, loss, delta))
	}
	if len(h.Steps) > 8 {
		t.Fatalf("%d bins", len(h.Steps))
	}
	spike, dip := slices.Index(h.Loss, 9), slices.Index(h.Loss, 0.25)
	if spike < 0 || dip < 0 || spike > dip {
		t.Errorf("the spike is at %d, the dip after it at %d, of %v", spike, dip, h.Loss)
	}
	if slices.Index(h.Levels, scale.LevelZero) < 0 {
		t.Errorf("the zero is gone: %v", h.Levels)
	}
}

// A step that is looked at twice, as a pause does, is one moment.
func TestHistoryTakesAStepOnce(t *testing.T) {
	h := history{most: 8}
	for _, step := range []int{0, 0, 1, 1, 1, 2} {
		h.add(seen(step, 1, 1))
	}
	if !slices.Equal(h.Steps, []uint32{0, 1, 2}) {
		t.Errorf("bins at %v", h.Steps)
	}
}

// A run that is looked at rarely jumps over many bins at once.
func TestHistoryOfRareLooks(t *testing.T) {
	h := history{most: 16}
	for i := range 100 {
		h.add(seen(i*100_000, float64(i), 1))
	}
	if n := len(h.Steps); n > 16 || n < 4 {
		t.Errorf("%d bins of at most 16", n)
	}
	if h.Loss[0] != 0 || h.Loss[len(h.Loss)-1] != 99 {
		t.Errorf("the run goes from %v to %v, not from 0 to 99", h.Loss[0], h.Loss[len(h.Loss)-1])
	}
}

// All levels together must fit into a snapshot, at the largest sizes too.
func TestHistoryFitsIntoASnapshot(t *testing.T) {
	for _, c := range [][2]int{{1, 2}, {3, 11}, {4, 101}, {1, 101}} {
		lanes, layers := c[0], c[1]
		bins := historyBins(lanes, layers)
		levels := bins * layers * wire.TraceFields
		if bins < 16 || bins%2 != 0 || levels > 0xffff || 2*lanes*levels > historyBytes {
			t.Errorf("%d lanes of %d layers: %d bins, %d levels", lanes, layers, bins, levels)
		}
	}
}
