package session_test

import (
	"testing"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/wire"
)

// The largest comparison fits into a snapshot of every view: four networks of a
// hundred layers, on pictures.
func TestEveryViewFitsIntoASnapshot(t *testing.T) {
	for i := range experiment.Views {
		view, lanes := experiment.Views[i].Name, "act:relu,leaky,elu,tanh"
		if experiment.Views[i].Race {
			lanes = "backend:cpu,gpu,auto"
		}
		s := newSession(t, "cpu", "data=digits&depth=100&width=4&batch=4&vs="+lanes+"&view="+view)
		b, err := wire.Encode(s.Snapshot(1))
		if err != nil {
			t.Errorf("%s: %v", view, err)
			continue
		}
		if _, err := wire.Decode(b); err != nil {
			t.Errorf("%s: %v", view, err)
		}
		const longRun = 4 * 256 * (4 + 2*4) // lanes × bins × a step and two losses
		if room := wire.MaxBytes - len(b); !experiment.Views[i].Levels && room < longRun {
			t.Errorf("%s: only %d bytes left for the loss of a long run", view, room)
		}
	}
}

// A stage takes whatever networks make, infinite and unfinished ones included.
func TestStageTakesEverySnapshot(t *testing.T) {
	for _, query := range []string{
		"", "data=digits&model=cnn&depth=2&width=2&batch=4&vs=none", "act=linear&init=lecun&gain=10&width=16&depth=60&vs=none", "act=linear&lr=100&vs=none",
		"act=sigmoid&depth=40&vs=none", "data=moons&depth=1&width=1", "norm=batch&batch=1",
	} {
		for i := range experiment.Views {
			view := experiment.Views[i].Name
			s := newSession(t, "cpu", query+"&backend=cpu&view="+view)
			s.MaxEval = time.Millisecond
			for range 2 {
				b, err := wire.Encode(s.Snapshot(1))
				if err != nil {
					t.Fatal(err)
				}
				if _, err := wire.Decode(b); err != nil {
					t.Errorf("%s in %s: %v", query, view, err)
				}
				s.SetRunning(false)
				s.Step(2)
				s.Work(time.Second)
			}
		}
	}
}

// The stage is told which units are off for the example that it shows.
func TestSnapshotSaysWhichUnitsAreOff(t *testing.T) {
	for _, act := range []string{"relu", "tanh"} {
		s := newSession(t, "cpu", "vs=none&backend=cpu&depth=3&width=16&act="+act)
		s.SetRunning(false)
		layers := s.Snapshot(1).Lanes[0].Layers
		off := 0
		for i, y := range layers {
			for unit, a := range y.Act {
				is := y.Flags[unit]&wire.UnitOff != 0
				if is {
					off++
				}
				if is != (a == 0 && act == "relu" && i+1 < len(layers)) {
					t.Errorf("%s, layer %s, unit %d of activation %v: off is %v", act, y.Name, unit+1, a, is)
				}
			}
		}
		if (off > 0) != (act == "relu") {
			t.Errorf("%s: %d units are off", act, off)
		}
	}
}
