package device

import "github.com/gogpu/wgpu"

// ending implements portions on a device. Each ends in a copy of what the steps have
// written into a buffer that is then mapped: the map is done when the portion is.
type ending struct {
	d       *Device
	take    Take
	buffers [marks]*Buffer
}

const markSize = 16 // bytes

func (e *ending) poll() { e.d.poll(wgpu.PollPoll) }

func (e *ending) start(place, n int) (ticket, int, error) {
	b := &e.buffers[place]
	if *b == nil {
		var err error
		if *b, err = e.d.makeBuffer("mark", markSize, staging); err != nil {
			return nil, 0, err
		}
	}
	fresh, err := e.take(n, func(c Commands, written *Buffer) { c.Copy(written, 0, *b, 0, markSize/4) })
	if err != nil {
		return nil, 0, err
	}
	pending, err := (*b).MapAsync(wgpu.MapModeRead, 0, markSize)
	if err != nil {
		return nil, 0, e.d.explain(err)
	}
	return mapping{e.d, *b, pending}, fresh, e.d.explain(nil)
}

func (e *ending) release() {
	for i, b := range e.buffers {
		e.d.Free(b)
		e.buffers[i] = nil
	}
}

// mapping is the ticket of a portion whose mark is being mapped.
type mapping struct {
	d       *Device
	mark    *Buffer
	pending *wgpu.MapPending
}

func (m mapping) ready() bool {
	ready, _ := m.pending.Status()
	return ready
}

func (m mapping) wait() error {
	if err := m.d.awaitMap(m.pending); err != nil {
		return err
	}
	return m.mark.Unmap()
}
