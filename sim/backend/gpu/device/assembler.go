package device

import "github.com/gogpu/wgpu"

// Assembler puts a program together: first the list, with each dispatch's
// uniform as plain words, then in one go the uniform buffer and the bindings.
type Assembler struct {
	d       *Device
	pending []pendingDispatch
	words   []uint32 // of all uniforms, each at a multiple of uniformSlot
	err     error
}

// NewAssembler begins a program.
func NewAssembler(d *Device) *Assembler { return &Assembler{d: d} }

type pendingDispatch struct {
	dispatch
	buffers []*Buffer // in the order of the kernel's bindings, uniform left out
	uniform int       // first word
}

// uniformSlot is the distance of uniforms in words; WebGPU wants them 256
// bytes apart.
const uniformSlot = 64

// uniformSize is what a kernel may see of its uniform, in bytes: as much as
// the largest of their structs.
const uniformSize = 96

// Add appends a dispatch of x × y invocations, grouped as the kernel says.
func (a *Assembler) Add(s Shader, x, y uint32, uniform []uint32, buffers ...*Buffer) {
	if a.err != nil {
		return
	}
	p := pendingDispatch{buffers: buffers, uniform: len(a.words)}
	if p.kernel, a.err = a.d.Kernel(s); a.err != nil {
		return
	}
	p.x, p.y = spread(ceilDiv(x, s.SizeX), ceilDiv(y, s.SizeY))
	a.words = append(a.words, uniform...)
	a.words = append(a.words, make([]uint32, roundUp(len(a.words), uniformSlot)-len(a.words))...)
	a.pending = append(a.pending, p)
}

// spread folds a long line of groups into a rectangle: WebGPU counts at most
// 65 535 groups in a direction. Kernels over lines fold it back.
func spread(x, y uint32) (uint32, uint32) {
	const most = 65535
	if x <= most {
		return x, y
	}
	rows := ceilDiv(x, most)
	return ceilDiv(x, rows), rows
}

// Program makes what was added into a program.
func (a *Assembler) Program() (*Program, error) {
	if a.err != nil {
		return nil, a.err
	}
	p := &Program{d: a.d}
	var err error
	if p.uniforms, err = a.d.makeBuffer("uniforms", uint64(4*len(a.words)), uniform); err != nil {
		return nil, err
	}
	if len(a.words) > 0 {
		if err := a.d.Write(p.uniforms, 0, Bytes(a.words)); err != nil {
			p.Release()
			return nil, err
		}
	}
	for _, d := range a.pending {
		if d.group, err = a.bind(d, p.uniforms); err != nil {
			p.Release()
			return nil, err
		}
		p.steps = append(p.steps, d.dispatch)
	}
	return p, nil
}

func (a *Assembler) bind(d pendingDispatch, uniforms *Buffer) (*wgpu.BindGroup, error) {
	var entries []wgpu.BindGroupEntry
	next := 0
	for _, b := range d.kernel.Bindings {
		e := wgpu.BindGroupEntry{Binding: b.Index, Buffer: uniforms, Offset: uint64(4 * d.uniform), Size: uniformSize}
		if b.Access != Uniform {
			e.Buffer, e.Offset = d.buffers[next], 0
			e.Size = e.Buffer.Size()
			next++
		}
		entries = append(entries, e)
	}
	return a.d.dev.CreateBindGroup(&wgpu.BindGroupDescriptor{Label: d.kernel.Entry, Layout: d.kernel.group, Entries: entries})
}

func ceilDiv(a, b uint32) uint32 { return (a + b - 1) / b }

func roundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }
