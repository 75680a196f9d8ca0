package device

import (
	"context"
	"sync"
	"time"

	"github.com/gogpu/wgpu"

	"backflow/sim/text"
)

// Device is a GPU ready to run programs. Its methods may be called from any goroutine;
// what it makes (programs, paces, readbacks) belongs to one goroutine at a time.
type Device struct {
	dev   *wgpu.Device
	most  uint64             // bytes of a buffer
	ahead func(order func()) // Host.Compile, or nil

	// queue is held while the queue is called: the binding's fences are not made for
	// several goroutines.
	queue sync.Mutex

	mu       sync.Mutex
	name     string
	software bool
	lost     error
	hung     bool // it will not answer what it was asked before
	kernels  map[any]*Kernel
	buffers  int // that have not been freed
}

// Host is what the program around this package knows or can do and the Go binding
// does not: in a browser, JavaScript that wraps methods of WebGPU.
type Host struct {
	// Describe tells what the adapter is called and whether it is software rather
	// than a chip. It is called once there is a device.
	Describe func() (name string, software bool)
	// Compile calls order, which asks the device for pipelines, and returns once all
	// of them are compiled, side by side. What order gets is not valid; what is then
	// asked for again is there at once. A pipeline that cannot be compiled is left
	// for then.
	Compile func(order func())
}

// adapter is what the platform's openAdapter found.
type adapter struct {
	dev      *wgpu.Device
	name     string
	software bool // known to be software rather than a chip
}

// Open finds the adapter that suits best and asks it for a device. host may be
// nil. An error is a sentence for the viewer.
func Open(ctx context.Context, host *Host) (d *Device, err error) {
	defer rescue(&err)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a, err := openAdapter()
	if err != nil {
		return nil, err
	}
	limits := a.dev.Limits()
	d = &Device{dev: a.dev, most: min(limits.MaxBufferSize, limits.MaxStorageBufferBindingSize), kernels: map[any]*Kernel{}}
	if host != nil {
		a.name, a.software = host.Describe()
		d.ahead = host.Compile
	}
	d.name, d.software = a.name, a.software
	return d, nil
}

// Adapter is what the adapter is called.
func (d *Device) Adapter() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.name
}

// Software reports whether the adapter is known, or assumed, to be software.
func (d *Device) Software() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.software
}

// AssumeSoftware has the device wait as long for answers as software may need.
func (d *Device) AssumeSoftware() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.software = true
}

// Fail tells the device what has happened to it: from then on all that it is asked for
// fails with that error. Later failures are consequences of the first and are dropped.
func (d *Device) Fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost == nil {
		d.lost = err
	}
}

// Err is what has happened to the device, nil where it can be used.
func (d *Device) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lost
}

// giveUp marks a device that does not answer: nobody must wait for it again.
func (d *Device) giveUp(reason error) {
	d.Fail(reason)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hung = true
}

func (d *Device) isHung() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hung
}

// Close gives the device back. What was made on it must be released before.
func (d *Device) Close() {
	var err error
	defer rescue(&err) // a lost device throws at everything
	d.Fail(text.New("place.closed"))
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.kernels {
		k.release()
	}
	d.kernels = nil
	d.dev.Release()
}

// patience is how long a device may take to answer before it counts as hung. One
// that is software waits for its turn among all others, and needs seconds for the
// largest networks.
func (d *Device) patience() time.Duration {
	if d.Software() {
		return 2 * time.Minute
	}
	return 30 * time.Second
}
