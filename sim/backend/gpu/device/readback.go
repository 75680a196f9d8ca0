package device

import (
	"errors"

	"github.com/gogpu/wgpu"
)

// Span is a stretch of GPU memory, counted in floats.
type Span struct {
	From   *Buffer
	At     int
	Floats int
}

// Readback brings stretches of GPU memory to the CPU in a single staging buffer, which
// it keeps. One reading may be under way.
type Readback struct {
	d       *Device
	buffer  *Buffer
	size    uint64 // bytes
	pending *wgpu.MapPending
	spans   []Span
}

// Start runs programs, copies spans one behind the other and asks for them.
func (r *Readback) Start(d *Device, spans []Span, programs ...*Program) error {
	r.d, r.spans = d, spans
	end := bytesOf(spans)
	if err := r.makeRoom(end); err != nil {
		return err
	}
	err := d.Submit(func(c Commands) error {
		if len(programs) > 0 {
			if err := c.Run(programs...); err != nil {
				return err
			}
		}
		at := 0
		for _, s := range spans {
			c.Copy(s.From, s.At, r.buffer, at, s.Floats)
			at += s.Floats
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.pending, err = r.buffer.MapAsync(wgpu.MapModeRead, 0, end)
	return d.explain(err)
}

func bytesOf(spans []Span) (bytes uint64) {
	for _, s := range spans {
		bytes += uint64(4 * s.Floats)
	}
	return bytes
}

// makeRoom makes the staging buffer large enough.
func (r *Readback) makeRoom(bytes uint64) (err error) {
	if bytes <= r.size {
		return nil
	}
	r.Release()
	if r.buffer, err = r.d.makeBuffer("staging", bytes, staging); err != nil {
		return err
	}
	r.size = bytes
	return nil
}

// UnderWay reports whether there is something to wait for.
func (r *Readback) UnderWay() bool { return r.pending != nil }

var errNotStarted = errors.New("the GPU was asked for nothing")

// Wait waits for what was started and returns its spans.
func (r *Readback) Wait() ([][]byte, error) {
	pending := r.pending
	if pending == nil {
		return nil, errNotStarted
	}
	r.pending = nil
	if err := r.d.awaitMap(pending); err != nil {
		return nil, err
	}
	defer r.buffer.Unmap()
	mapped, err := r.buffer.MappedRange(0, bytesOf(r.spans))
	if err != nil {
		return nil, err
	}
	bytes := append([]byte(nil), mapped.Bytes()...) // the mapping ends with this function
	mapped.Release()
	parts := make([][]byte, len(r.spans))
	for i, s := range r.spans {
		parts[i], bytes = bytes[:4*s.Floats], bytes[4*s.Floats:]
	}
	return parts, nil
}

// Release waits for what is under way, as a map may not find its buffer gone, and frees
// the buffer.
func (r *Readback) Release() {
	if r.pending != nil {
		r.d.awaitMap(r.pending) // an error means that the device is gone
	}
	if r.buffer != nil {
		r.d.Free(r.buffer)
	}
	r.buffer, r.size, r.pending = nil, 0, nil
}
