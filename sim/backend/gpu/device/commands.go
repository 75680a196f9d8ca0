package device

import "github.com/gogpu/wgpu"

// Commands is a list of commands that is being recorded; see submit.
type Commands struct{ encoder *wgpu.CommandEncoder }

// Run adds programs, as one compute pass.
func (c Commands) Run(programs ...*Program) error {
	pass, err := c.encoder.BeginComputePass(nil)
	if err != nil {
		return err
	}
	for _, p := range programs {
		if err := p.record(pass); err != nil {
			pass.End()
			return err
		}
	}
	return pass.End()
}

// Copy adds a copy of so many floats from a place in one buffer to one in another,
// both counted in floats. Natively a list cannot copy both from and to a buffer.
func (c Commands) Copy(from *Buffer, at int, to *Buffer, toAt, floats int) {
	if floats > 0 {
		c.encoder.CopyBufferToBuffer(from, uint64(4*at), to, uint64(4*toAt), uint64(4*floats))
	}
}
