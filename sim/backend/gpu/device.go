package gpu

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/text"
)

// Device is a GPU ready to compute. One is enough for any number of backends,
// which share its compiled kernels. Its methods may be called from any
// goroutine, its backends each from one at a time.
type Device struct {
	dev    *wgpu.Device
	limits wgpu.Limits
	matmul shaders.Matmul     // the faster of both on this adapter
	ahead  func(order func()) // Host.Compile, or nil

	// queue is held while the queue is called: the binding's fences are not made for
	// several goroutines.
	queue sync.Mutex

	mu      sync.Mutex
	name    string
	lost    error
	hung    bool // it will not answer what it was asked before
	kernels map[kernelKey]*kernel
	joints  map[string]*joint // backends that may train together, by kin
	buffers int               // that have not been freed
	plans   map[string]string // what choosePlan has found out

	rbmPeer  func() backend.Backend // that RBMs are still to be compared with; nil for none
	rbmFault error                  // what that has found
}

// Host is what the program around this package knows or can do and the Go binding
// does not: in a browser, JavaScript that wraps methods of WebGPU.
type Host struct {
	// Describe tells what the adapter is called and whether it is a program rather
	// than a chip. It is called once there is a device.
	Describe func() (name string, software bool)
	// Compile calls order, which asks the device for pipelines, and returns once all
	// of them are compiled, side by side. What order gets is not valid; what is then
	// asked for again is there at once. A pipeline that cannot be compiled is left
	// for then.
	Compile func(order func())
}

// Open finds the adapter that suits best, asks it for a device and measures
// which of the matrix kernels it runs faster. host may be nil. An error is a
// sentence for the viewer.
func Open(ctx context.Context, host *Host) (d *Device, err error) {
	defer rescue(&err)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	adapter, err := openAdapter()
	if err != nil {
		return nil, err
	}
	d = &Device{dev: adapter.dev, limits: adapter.dev.Limits(), kernels: map[kernelKey]*kernel{}}
	if host != nil {
		adapter.name, adapter.software = host.Describe()
		d.ahead = host.Compile
	}
	d.name = adapter.name
	d.matmul = shaders.Blocked
	if !adapter.software {
		if d.matmul, err = d.fasterMatmul(); err != nil {
			d.Close()
			return nil, err
		}
	}
	return d, nil
}

// adapter is what the platform's openAdapter found.
type adapter struct {
	dev      *wgpu.Device
	name     string
	software bool // known to be a program rather than a chip
}

// Info names the adapter.
func (d *Device) Info() backend.Info {
	d.mu.Lock()
	defer d.mu.Unlock()
	return backend.Info{Name: "gpu", Adapter: d.name}
}

// Matmul names the matrix kernels that run: "tiled" or "blocked".
func (d *Device) Matmul() string { return d.matmul.Name }

// Failure says what has befallen a device, as far as only the browser can see.
type Failure string

// The failures. After any of them nothing that the device computes can be
// trusted, and everything that its backends are asked for fails.
const (
	Lost    Failure = "lost"    // the browser or the driver has taken it away
	Full    Failure = "full"    // it found no memory for a buffer
	Refused Failure = "refused" // it took no kernel or no command: one that does not compile, for instance
)

// Fail tells the device what has befallen it. Later failures are consequences
// of the first and say nothing new. A device that is Full fails with a
// *backend.FullError.
func (d *Device) Fail(f Failure, reason string) {
	var err error = &backend.LostError{Reason: text.New("place.lost", "why", text.Visible(reason))}
	switch f {
	case Full:
		err = &backend.FullError{Reason: text.New("place.full")}
	case Refused:
		err = text.New("place.refused", "why", text.Visible(reason))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost == nil {
		d.lost = err
	}
}

// giveUp marks a device that does not answer: nobody shall wait for it again.
func (d *Device) giveUp(reason error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost == nil {
		d.lost = reason
	}
	d.hung = true
}

func (d *Device) isHung() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.hung
}

// Buffers is how many buffers of its backends have not been freed.
func (d *Device) Buffers() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.buffers
}

func (d *Device) usable() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.lost
}

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
func (d *Device) Close() {
	var err error
	defer rescue(&err) // a lost device throws at everything
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost == nil {
		d.lost = text.New("place.closed")
	}
	for _, k := range d.kernels {
		k.release()
	}
	d.kernels = nil
	d.dev.Release()
}

// inSoftware reports whether the adapter seems to be a program: see
// fasterMatmul.
func (d *Device) inSoftware() bool { return d.matmul.Name == shaders.Blocked.Name }

// patience is how long a device may take to answer before it counts as hung. One
// that is a program waits for its turn among all others, and needs seconds for the
// largest networks.
func (d *Device) patience() time.Duration {
	if d.inSoftware() {
		return 2 * time.Minute
	}
	return 30 * time.Second
}

// afterSleep is what an answer may still take when patience is over: a computer
// that slept in between finds the timer at its end before the answer.
const afterSleep = 2 * time.Second

// A browser says why something failed after it has failed, at most so much later.
const saysWhy = time.Second

// awaitMap waits until a buffer can be read. It also drives native devices,
// which finish nothing by themselves.
func (d *Device) awaitMap(p *wgpu.MapPending) error {
	d.poll(wgpu.PollPoll)
	if ready, err := p.Status(); ready {
		return d.explain(err)
	}
	if d.isHung() {
		return d.usable()
	}
	d.poll(wgpu.PollWait)
	err := waitFor(p, d.patience())
	if errors.Is(err, context.DeadlineExceeded) {
		err = waitFor(p, afterSleep)
	}
	return d.explain(err)
}

func waitFor(p *wgpu.MapPending, atMost time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), atMost)
	defer cancel()
	return p.Wait(ctx)
}

// explain turns what came of waiting for the device into an error that says what
// is the matter with it. An answer is none if the device has failed meanwhile.
func (d *Device) explain(err error) error {
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		d.awaitReason()
	}
	switch {
	case d.usable() != nil:
		return d.usable()
	case err == nil:
		return nil
	case errors.Is(err, context.DeadlineExceeded):
		err = text.New("place.notAnswered", "seconds", fmt.Sprintf("%.0f", d.patience().Seconds()))
		d.giveUp(err)
		return err
	}
	return text.New("place.noAnswer", "why", err)
}

// awaitReason gives the browser time to say what has befallen the device.
func (d *Device) awaitReason() {
	for end := time.Now().Add(saysWhy); d.usable() == nil && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
}

// submit records commands and hands them to the device.
func (d *Device) submit(record func(*wgpu.CommandEncoder) error) error {
	if err := d.usable(); err != nil {
		return err
	}
	return d.handOver(record)
}

func (d *Device) handOver(record func(*wgpu.CommandEncoder) error) error {
	encoder, err := d.dev.CreateCommandEncoder(nil)
	if err != nil {
		return text.New("place.takesNone", "why", err)
	}
	if err := record(encoder); err != nil {
		encoder.DiscardEncoding()
		return err
	}
	commands, err := encoder.Finish()
	if err != nil {
		return text.New("place.refusedAll", "why", err)
	}
	d.queue.Lock()
	defer d.queue.Unlock()
	if _, err := d.dev.Queue().Submit(commands); err != nil {
		return text.New("place.refusedAll", "why", err)
	}
	return nil
}

// write queues what is to stand in a buffer, from a place in bytes on.
func (d *Device) write(b *wgpu.Buffer, at uint64, contents []byte) error {
	d.queue.Lock()
	defer d.queue.Unlock()
	return d.dev.Queue().WriteBuffer(b, at, contents)
}

// poll has a native device find out what is done, or wait for all of it.
func (d *Device) poll(kind wgpu.PollType) {
	d.queue.Lock()
	defer d.queue.Unlock()
	d.dev.Poll(kind)
}

// settle lets a native device finish everything that it was ever given, so
// that buffers can be freed. Writes, too: they wait for the next submit, and
// crash it if their buffers are gone by then. Browsers see to that themselves.
func (d *Device) settle() {
	d.handOver(func(e *wgpu.CommandEncoder) error { return inPass(e) }) // an error means that the device is gone
	d.poll(wgpu.PollWait)
}

// Uses of buffers.
const (
	storage = gputypes.BufferUsageStorage | gputypes.BufferUsageCopySrc | gputypes.BufferUsageCopyDst
	uniform = gputypes.BufferUsageUniform | gputypes.BufferUsageCopyDst
	staging = gputypes.BufferUsageMapRead | gputypes.BufferUsageCopyDst
)

// room returns an *backend.UnsupportedError where a buffer of so many floats does
// not fit, with the name of what it would hold.
func (d *Device) room(name string, floats uint64) error {
	most := min(d.limits.MaxBufferSize, d.limits.MaxStorageBufferBindingSize)
	if 4*floats <= most {
		return nil
	}
	return &backend.UnsupportedError{Reason: text.New("place.tooLarge", "name", name, "need", int(4*floats>>20), "most", int(most>>20))}
}

func (d *Device) newBuffer(name string, bytes uint64, usage wgpu.BufferUsage) (*wgpu.Buffer, error) {
	const smallest = 16 // WebGPU binds nothing empty
	b, err := d.dev.CreateBuffer(&wgpu.BufferDescriptor{Label: name, Size: max(bytes, smallest), Usage: usage})
	if err != nil {
		return nil, &backend.UnsupportedError{Reason: text.New("place.noRoom", "name", name, "why", err)}
	}
	d.count(1)
	return b, nil
}

// free gives a buffer back, if there is one.
func (d *Device) free(b *wgpu.Buffer) {
	if b != nil {
		b.Release()
		d.count(-1)
	}
}

func (d *Device) count(more int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.buffers += more
}
