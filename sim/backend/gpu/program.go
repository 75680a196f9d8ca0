package gpu

import (
	"slices"

	"github.com/gogpu/wgpu"
)

// program is a list of dispatches that can be recorded any number of times.
// Each one sees what those before it have written.
type program struct {
	d        *device
	steps    []dispatch
	uniforms *buffer
}

type dispatch struct {
	kernel *kernel
	group  *wgpu.BindGroup
	x, y   uint32 // workgroups
}

// record adds the program's dispatches to a pass.
func (p *program) record(pass *wgpu.ComputePassEncoder) error {
	var set *kernel
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

// pick is a program of some dispatches of p, by their places and in the given order. It
// shares what p holds and is not to be released.
func (p *program) pick(places []int) *program {
	picked := &program{d: p.d, steps: make([]dispatch, len(places))}
	for i, at := range places {
		picked.steps[i] = p.steps[at]
	}
	return picked
}

// dispatches is how many there are.
func (p *program) dispatches() int { return len(p.steps) }

// kernelsOf lists the kernels of programs, of which some may be nil.
func kernelsOf(programs ...*program) (list []*kernel) {
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

func (p *program) release() {
	for _, s := range p.steps {
		s.group.Release()
	}
	p.d.free(p.uniforms)
	*p = program{d: p.d}
}
