package gpu

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gogpu/wgpu"
)

// device is a GPU ready to run programs. Its methods may be called from any goroutine;
// what it makes (programs, paces, readbacks) belongs to one goroutine at a time.
type device struct {
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
	kernels  map[any]*kernel
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

// openDevice finds the adapter that suits best and asks it for a device. host may be
// nil. An error is a sentence for the viewer.
func openDevice(ctx context.Context, host *Host) (d *device, err error) {
	defer func() { recovered(recover(), &err) }()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a, err := openAdapter()
	if err != nil {
		return nil, err
	}
	limits := a.dev.Limits()
	d = &device{dev: a.dev, most: min(limits.MaxBufferSize, limits.MaxStorageBufferBindingSize), kernels: map[any]*kernel{}}
	if host != nil {
		a.name, a.software = host.Describe()
		d.ahead = host.Compile
	}
	d.name, d.software = a.name, a.software
	return d, nil
}

// adapterName is what the adapter is called.
func (d *device) adapterName() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.name
}

// isSoftware reports whether the adapter is known, or assumed, to be software.
func (d *device) isSoftware() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.software
}

// assumeSoftware has the device wait as long for answers as software may need.
func (d *device) assumeSoftware() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.software = true
}

// fail tells the device what has befallen it: from then on all that it is asked for
// fails with that error. Later failures are consequences of the first and are dropped.
func (d *device) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost == nil {
		d.lost = err
	}
}

// err is what has befallen the device, nil where it can be used.
func (d *device) err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lost
}

// giveUp marks a device that does not answer: nobody shall wait for it again.
func (d *device) giveUp(reason error) {
	d.fail(reason)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hung = true
}

func (d *device) isHung() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hung
}

// close gives the device back. What was made on it must be released before.
func (d *device) close() {
	var err error
	defer func() { recovered(recover(), &err) }() // a lost device throws at everything
	d.fail(errors.New("the GPU was closed"))
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
func (d *device) patience() time.Duration {
	if d.isSoftware() {
		return 2 * time.Minute
	}
	return 30 * time.Second
}
