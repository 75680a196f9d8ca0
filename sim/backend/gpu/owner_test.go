//go:build !js

package gpu

import (
	"sync"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/optim"
)

// Trials train together with each other only: another goroutine than that of the lanes
// may use them, and those of a trial before it may still be closing.
func TestTrialsJoinNoLanes(t *testing.T) {
	d := testDevice(t)
	p := lanes("relu")[0]
	lane := started(t, d.NewBackend().(*Backend), p)
	first, second := d.NewTrials(2), d.NewTrials(1)
	a, b := started(t, first[0].(*Backend), p), started(t, first[1].(*Backend), p)
	c := started(t, second[0].(*Backend), p)
	for _, trained := range []*Backend{lane, a, b, c} {
		if err := trained.Train(1, backend.Hyper{Optimiser: optim.SGD, LR: 0.1}); err != nil {
			t.Fatal(err)
		}
	}
	if a.group != b.group || a.group == nil {
		t.Error("two backends of a trial do not train together")
	}
	if a.group == lane.group || a.group == c.group || c.group == lane.group {
		t.Error("backends of a trial train together with a lane, or with those of another trial")
	}
}

// While a lane trains on one goroutine, trials are made, timed and closed on others, and the device is tested:
// the race detector looks on.
func TestDeviceServesSeveralGoroutines(t *testing.T) {
	d := testDevice(t)
	p, h := lanes("relu")[0], backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	lane := started(t, d.NewBackend().(*Backend), p)
	var others sync.WaitGroup
	for range 2 {
		others.Go(func() {
			for range 3 {
				tryOut(t, d, p, h)
			}
		})
	}
	others.Go(func() {
		if err := SelfTest(d, func() backend.Backend { return cpu.New() }); err != nil {
			t.Error(err)
		}
	})
	for range 30 {
		if err := lane.Train(3, h); err != nil {
			t.Fatal(err)
		}
		if _, err := lane.Observe(backend.Want{}, h); err != nil {
			t.Fatal(err)
		}
	}
	others.Wait()
}

func tryOut(t *testing.T, d *Device, p backend.Problem, h backend.Hyper) {
	var trials []backend.Trial
	for _, b := range d.NewTrials(2) {
		defer b.Close()
		if err := b.Reset(p); err != nil {
			t.Error(err)
		}
		trials = append(trials, backend.Trial{Backend: b, Hyper: h})
	}
	if err := d.Prepare(trials); err != nil {
		t.Error(err)
	}
	for _, tried := range trials {
		if err := tried.Train(2, h); err != nil {
			t.Error(err)
		}
	}
	for _, tried := range trials {
		if err := tried.Backend.(backend.Finisher).Finish(); err != nil {
			t.Error(err)
		}
	}
}
