package race

import (
	"errors"

	"backflow/sim/backend"
)

// OnCPU are CPU backends in a sweep.
func OnCPU(cpu func() backend.Backend) Entrant {
	return Entrant{Make: func(p backend.Problem, _ backend.Hyper) (backend.Backend, error) {
		b := cpu()
		if err := b.Reset(p); err != nil {
			b.Close()
			return nil, err
		}
		return b, nil
	}}
}

// None is where there is no backend to measure.
func None() Entrant {
	return Entrant{Make: func(backend.Problem, backend.Hyper) (backend.Backend, error) { return nil, errNone }}
}

var errNone = errors.New("race: there is no such backend")

// OnGPU are those of a device, with all that their steps need compiled.
func OnGPU(device backend.GPU) Entrant {
	return Entrant{GPU: true, Make: func(p backend.Problem, h backend.Hyper) (backend.Backend, error) {
		trial := backend.Trial{Backend: device.NewTrials(1)[0], Hyper: h}
		err := trial.Reset(p)
		if err == nil {
			err = device.Prepare([]backend.Trial{trial})
		}
		if err != nil {
			trial.Close()
			return nil, err
		}
		return trial.Backend, nil
	}}
}

// Warm gets a backend to compile what the steps of a problem take: what is compiled for one
// is there for others of its kind. The channel is closed when that is done, or has failed: then the
// race finds out why.
func Warm(e Entrant, p backend.Problem, h backend.Hyper) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		b, err := e.Make(p, h)
		if err != nil {
			return
		}
		defer b.Close()
		if b.Train(warming, h) == nil {
			_ = finish(b)
		}
	}()
	return done
}
