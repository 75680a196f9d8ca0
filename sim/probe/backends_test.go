//go:build !js

package probe

import (
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/ref"
)

// Whichever backend trains, every instrument shows the same of its parameters. Only
// "unchanged" may differ from the reference, whose weights are not float32.
func TestInstrumentsAgreeOnEveryBackend(t *testing.T) {
	const steps, tolerance = 8, 2e-4
	hyper := backend.Hyper{LR: 0.05, Optimiser: optim.SGD}
	for _, name := range []string{"tanh", "conv"} {
		c := caseOf(t, name)
		want := c.readings(t, ref.New(), steps, hyper)
		for backendName, open := range map[string]func(t *testing.T) backend.Backend{
			"cpu": func(*testing.T) backend.Backend { return cpu.New() },
			"gpu": onGPU,
		} {
			t.Run(name+"/"+backendName, func(t *testing.T) {
				b := open(t)
				defer b.Close()
				for instrument, got := range c.readings(t, b, steps, hyper) {
					if instrument != "unchanged" {
						sameReading(t, got, want[instrument], tolerance)
					}
				}
			})
		}
		first := c.subject(t)
		if moved := measured(t, "snr", first); moved.Columns[0].Layers[0] == want["snr"].Columns[0].Layers[0] {
			t.Errorf("%s: the signal to noise of layer 1 is the same before training, %v", name, moved.Columns[0].Layers[0])
		}
	}
}

// readings are of every instrument, once a backend has trained.
func (c testCase) readings(t *testing.T, b backend.Backend, steps int, h backend.Hyper) map[string]Reading {
	t.Helper()
	s := c.subject(t)
	s.State = *onward(t, b, s.Problem, steps, h).State
	all := map[string]Reading{}
	for _, i := range Instruments {
		all[i.Name] = measured(t, i.Name, s)
	}
	return all
}

// sameReading holds two readings' figures to each other, relative to the wanted one.
func sameReading(t *testing.T, got, want Reading, tolerance float64) {
	t.Helper()
	for i, column := range want.Columns {
		for j, w := range column.Layers {
			sameFigure(t, want.Instrument+", "+column.Name+", layer "+want.Layers[j], got.Columns[i].Layers[j], w, tolerance)
		}
	}
	for i, w := range want.Whole {
		sameFigure(t, want.Instrument+", "+w.Name, got.Whole[i].Figure, w.Figure, tolerance)
	}
}

func sameFigure(t *testing.T, what string, got, want Figure, tolerance float64) {
	t.Helper()
	if got.Why != want.Why {
		t.Errorf("%s: %v, want %v", what, got, want)
	} else if far := math.Abs(got.Value - want.Value); far > tolerance*max(1e-3, math.Abs(want.Value)) {
		t.Errorf("%s: %g, want %g", what, got.Value, want.Value)
	}
}
