package device

import (
	"slices"

	"github.com/gogpu/wgpu"
)

// Program is a list of dispatches that can be recorded any number of times.
// Each one sees what those before it have written.
type Program struct {
	d        *Device
	steps    []dispatch
	uniforms *Buffer
}

type dispatch struct {
	kernel *Kernel
	group  *wgpu.BindGroup
	x, y   uint32 // workgroups
}

// record adds the program's dispatches to a pass.
func (p *Program) record(pass *wgpu.ComputePassEncoder) error {
	var set *Kernel
	for _, s := range p.steps {
		if s.kernel != set {
			pipeline, err := s.kernel.compiled()
			if err != nil {
				return err
			}
			pass.SetPipeline(pipeline)
			set = s.kernel
		}
		pass.SetBindGroup(0, s.group, nil)
		pass.Dispatch(s.x, s.y, 1)
	}
	return nil
}

// Pick is a program of some dispatches of p, by their places and in the given order. It
// shares what p holds and is not to be released.
func (p *Program) Pick(places []int) *Program {
	picked := &Program{d: p.d, steps: make([]dispatch, len(places))}
	for i, at := range places {
		picked.steps[i] = p.steps[at]
	}
	return picked
}

// Dispatches is how many there are.
func (p *Program) Dispatches() int { return len(p.steps) }

// KernelsOf lists the kernels of programs, of which some may be nil.
func KernelsOf(programs ...*Program) (list []*Kernel) {
	for _, p := range programs {
		if p == nil {
			continue
		}
		for _, s := range p.steps {
			if !slices.Contains(list, s.kernel) {
				list = append(list, s.kernel)
			}
		}
	}
	return list
}

// Release gives back what the program holds: its kernels stay the device's.
func (p *Program) Release() {
	for _, s := range p.steps {
		s.group.Release()
	}
	p.d.Free(p.uniforms)
	*p = Program{d: p.d}
}
