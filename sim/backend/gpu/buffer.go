package gpu

import (
	"fmt"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"
)

// buffer is a stretch of the GPU's memory.
type buffer = wgpu.Buffer

// Uses of buffers.
const (
	storage = gputypes.BufferUsageStorage | gputypes.BufferUsageCopySrc | gputypes.BufferUsageCopyDst
	uniform = gputypes.BufferUsageUniform | gputypes.BufferUsageCopyDst
	staging = gputypes.BufferUsageMapRead | gputypes.BufferUsageCopyDst
)

// mostBytes is how large a buffer may be.
func (d *device) mostBytes() uint64 { return d.most }

// newBuffer makes a buffer of so many floats that kernels read and write. An
// *unsuitableError says that there is no memory for it.
func (d *device) newBuffer(name string, floats int) (*buffer, error) {
	return d.makeBuffer(name, uint64(4*floats), storage)
}

func (d *device) makeBuffer(name string, bytes uint64, usage wgpu.BufferUsage) (*buffer, error) {
	const smallest = 16 // WebGPU binds nothing empty
	b, err := d.dev.CreateBuffer(&wgpu.BufferDescriptor{Label: name, Size: max(bytes, smallest), Usage: usage})
	if err != nil {
		return nil, &unsuitableError{Reason: fmt.Sprintf("the GPU has no room for the %s of this network: %v", name, err)}
	}
	d.count(1)
	return b, nil
}

// free gives a buffer back, if there is one.
func (d *device) free(b *buffer) {
	if b != nil {
		b.Release()
		d.count(-1)
	}
}

func (d *device) count(more int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.buffers += more
}

// heldBuffers is how many buffers have not been freed.
func (d *device) heldBuffers() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.buffers
}

// write queues what is to stand in a buffer, from a place on that is counted in words of
// four bytes. Natively it does not wait for what was submitted before.
func (d *device) write(b *buffer, at int, contents []byte) error {
	d.queue.Lock()
	defer d.queue.Unlock()
	return d.dev.Queue().WriteBuffer(b, uint64(4*at), contents)
}
