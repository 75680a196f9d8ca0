package gpu

import (
	"context"
	"errors"
	"sync"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/text"
)

// Device is a GPU that trains networks. One is enough for any number of backends,
// which share its compiled kernels. Its methods may be called from any
// goroutine, its backends each from one at a time.
type Device struct {
	dev    *device.Device
	matmul shaders.Matmul // the faster of both on this adapter

	mu     sync.Mutex
	groups map[string]*group // backends that may train together, by groupKey
	plans  map[string]string // what choosePlan has found out

	rbmPeer  func() backend.Backend // that RBMs are still to be compared with; nil for none
	rbmFault error                  // what that has found
}

// Open finds the adapter that suits best, asks it for a device and measures
// which of the matrix kernels it runs faster. host may be nil. An error is a
// sentence for the viewer.
func Open(ctx context.Context, host *device.Host) (d *Device, err error) {
	defer rescue(&err)
	dev, err := device.Open(ctx, host)
	if err != nil {
		return nil, err
	}
	d = &Device{dev: dev, matmul: shaders.Blocked}
	if !dev.Software() {
		if d.matmul, err = d.fasterMatmul(); err != nil {
			d.Close()
			return nil, err
		}
	}
	if d.inSoftware() {
		dev.AssumeSoftware()
	}
	return d, nil
}

// Info names the adapter.
func (d *Device) Info() backend.Info {
	return backend.Info{Name: "gpu", Adapter: d.dev.Adapter(), Software: d.dev.Software()}
}

// Matmul names the matrix kernels that run: "tiled" or "blocked".
func (d *Device) Matmul() string { return d.matmul.Name }

// inSoftware reports whether the adapter seems to be software: see
// fasterMatmul.
func (d *Device) inSoftware() bool { return d.matmul.Name == shaders.Blocked.Name }

// Failure says what has happened to a device, as far as only the browser can see.
type Failure string

// The failures. After any of them nothing that the device computes can be
// trusted, and everything that its backends are asked for fails.
const (
	Lost    Failure = "lost"    // the browser or the driver has taken it away
	Full    Failure = "full"    // it found no memory for a buffer
	Refused Failure = "refused" // it took no kernel or no command: one that does not compile, for instance
)

// Fail tells the device what has happened to it. Later failures are consequences
// of the first and say nothing new. A device that is Full fails with a
// *backend.FullError.
func (d *Device) Fail(f Failure, reason text.Message) {
	switch f {
	case Full:
		d.dev.Fail(&backend.FullError{Reason: text.New("place.full")})
	case Refused:
		d.dev.Fail(text.New("place.refused", "why", reason))
	default:
		d.dev.Fail(&backend.LostError{Reason: text.New("place.lost", "why", reason)})
	}
}

// Buffers is how many buffers of its backends have not been freed.
func (d *Device) Buffers() int { return d.dev.Buffers() }

// NewBackend makes a backend on the device. It is cheap; Reset does the work.
func (d *Device) NewBackend() backend.Backend { return &Backend{d: d} }

// trial is what backends have in common that are timed together. It has a size, so
// that each has an address of its own.
type trial struct{ _ byte }

// NewTrials makes backends that are only to be timed. They train together with each
// other, and never with any that NewBackend has made: another goroutine may use these.
func (d *Device) NewTrials(n int) []backend.Backend {
	t := new(trial)
	backends := make([]backend.Backend, n)
	for i := range backends {
		backends[i] = &Backend{d: d, trial: t}
	}
	return backends
}

// Close gives the device back. Its backends must be closed before.
func (d *Device) Close() { d.dev.Close() }

// kernel returns a kernel of the table, as options specialise it.
func (d *Device) kernel(k shaders.Kernel, o shaders.Options) (*device.Kernel, error) {
	return d.dev.Kernel(shaderOf(k, o))
}

// rescue, deferred, turns what the browser or the binding throws into an error, and an
// error of the runtime into that of the contract.
func rescue(err *error) {
	device.Recovered(recover(), err)
	var unsuitable *device.UnsuitableError
	if errors.As(*err, &unsuitable) && *err == error(unsuitable) {
		*err = &backend.UnsupportedError{Reason: unsuitable.Reason}
	}
}
