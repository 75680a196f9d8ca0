package sim_test

import (
	"testing"

	"backflow/sim/wire"
)

// The largest comparison fits into a snapshot of every view: four networks of a
// hundred layers, on pictures.
func TestEveryViewFitsIntoASnapshot(t *testing.T) {
	for _, view := range []string{wire.ViewNetwork, wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase} {
		s := newSession(t, "cpu", "data=digits&depth=100&width=4&batch=4&backend=cpu&vs=act:relu,leaky,elu,tanh&view="+view)
		b, err := wire.Encode(s.Snapshot(1))
		if err != nil {
			t.Errorf("%s: %v", view, err)
			continue
		}
		const longRun = 4 * 256 * (4 + 2*4) // lanes × bins × a step and two losses
		if room := wire.MaxBytes - len(b); view != wire.ViewWaterfall && room < longRun {
			t.Errorf("%s: only %d bytes left for the loss of a long run", view, room)
		}
	}
}
