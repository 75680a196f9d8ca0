package device

import (
	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"backflow/sim/text"
)

// Buffer is a stretch of the GPU's memory.
type Buffer = wgpu.Buffer

// Uses of buffers.
const (
	storage = gputypes.BufferUsageStorage | gputypes.BufferUsageCopySrc | gputypes.BufferUsageCopyDst
	uniform = gputypes.BufferUsageUniform | gputypes.BufferUsageCopyDst
	staging = gputypes.BufferUsageMapRead | gputypes.BufferUsageCopyDst
)

// MostBytes is how large a buffer may be.
func (d *Device) MostBytes() uint64 { return d.most }

// NewBuffer makes a buffer of so many floats that kernels read and write. An
// *unsuitableError says that there is no memory for it.
func (d *Device) NewBuffer(name string, floats int) (*Buffer, error) {
	return d.makeBuffer(name, uint64(4*floats), storage)
}

func (d *Device) makeBuffer(name string, bytes uint64, usage wgpu.BufferUsage) (*Buffer, error) {
	const smallest = 16 // WebGPU binds nothing empty
	b, err := d.dev.CreateBuffer(&wgpu.BufferDescriptor{Label: name, Size: max(bytes, smallest), Usage: usage})
	if err != nil {
		return nil, &UnsuitableError{Reason: text.New("place.noRoom", "name", name, "why", err)}
	}
	d.count(1)
	return b, nil
}

// Free gives a buffer back, if there is one.
func (d *Device) Free(b *Buffer) {
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

// Buffers is how many buffers have not been freed.
func (d *Device) Buffers() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.buffers
}

// Write queues what is to stand in a buffer, from a place on that is counted in words of
// four bytes. Natively it does not wait for what was submitted before.
func (d *Device) Write(b *Buffer, at int, contents []byte) error {
	d.queue.Lock()
	defer d.queue.Unlock()
	return d.dev.Queue().WriteBuffer(b, uint64(4*at), contents)
}
