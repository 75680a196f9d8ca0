package gpu

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/gogpu/wgpu"

	"backflow/shaders"
)

// program is a list of dispatches that can be recorded any number of times.
// Each one sees what those before it have written.
type program struct {
	d        *Device
	steps    []dispatch
	uniforms *wgpu.Buffer
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

// inPass records programs as one compute pass.
func inPass(encoder *wgpu.CommandEncoder, programs ...*program) error {
	pass, err := encoder.BeginComputePass(nil)
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

// assembler puts a program together: first the list, with each dispatch's
// uniform as plain words, then in one go the uniform buffer and the bindings.
type assembler struct {
	d       *Device
	matmul  shaders.Matmul
	pending []pendingDispatch
	words   []uint32 // of all uniforms, each at a multiple of uniformSlot
	err     error
}

func newAssembler(d *Device) *assembler { return &assembler{d: d, matmul: d.matmul} }

// using leaves only some products to dense layers, or all if there are none.
func (a *assembler) using(products []shaders.Products) *assembler {
	if len(products) > 0 {
		a.matmul.Sets = products // of this assembler's copy
	}
	return a
}

type pendingDispatch struct {
	dispatch
	buffers []*wgpu.Buffer // in the order of the kernel's bindings, uniform left out
	uniform int            // first word
}

// uniformSlot is the distance of uniforms in words; WebGPU wants them 256
// bytes apart.
const uniformSlot = 64

// uniformSize is what a kernel may see of its uniform, in bytes: as much as
// the largest of their structs.
const uniformSize = 96

// add appends a dispatch of x × y invocations, grouped as the kernel says.
func (a *assembler) add(k shaders.Kernel, o shaders.Options, x, y uint32, uniform []uint32, buffers ...*wgpu.Buffer) {
	if a.err != nil {
		return
	}
	p := pendingDispatch{buffers: buffers, uniform: len(a.words)}
	if p.kernel, a.err = a.d.kernel(k, o); a.err != nil {
		return
	}
	p.x, p.y = spread(ceilDiv(x, k.SizeX), ceilDiv(y, k.SizeY))
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

// program makes what was added into a program.
func (a *assembler) program() (*program, error) {
	if a.err != nil {
		return nil, a.err
	}
	p := &program{d: a.d}
	var err error
	if p.uniforms, err = a.d.newBuffer("uniforms", uint64(4*len(a.words)), uniform); err != nil {
		return nil, err
	}
	if len(a.words) > 0 {
		if err := a.d.write(p.uniforms, 0, asBytes(a.words)); err != nil {
			p.release()
			return nil, err
		}
	}
	for _, d := range a.pending {
		if d.group, err = a.bind(d, p.uniforms); err != nil {
			p.release()
			return nil, err
		}
		p.steps = append(p.steps, d.dispatch)
	}
	return p, nil
}

func (a *assembler) bind(d pendingDispatch, uniforms *wgpu.Buffer) (*wgpu.BindGroup, error) {
	var entries []wgpu.BindGroupEntry
	next := 0
	for _, b := range d.kernel.Bindings {
		e := wgpu.BindGroupEntry{Binding: b.Index, Buffer: uniforms, Offset: uint64(4 * d.uniform), Size: uniformSize}
		if b.Access != shaders.Uniform {
			e.Buffer, e.Offset = d.buffers[next], 0
			e.Size = e.Buffer.Size()
			next++
		}
		entries = append(entries, e)
	}
	return a.d.dev.CreateBindGroup(&wgpu.BindGroupDescriptor{Label: d.kernel.Entry, Layout: d.kernel.group, Entries: entries})
}

func ceilDiv[T int | uint32](a, b T) T { return (a + b - 1) / b }

func roundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }

func bitsOf(x float64) uint32 { return math.Float32bits(float32(x)) }

// asBytes is the little-endian form of words, which is that of every GPU.
func asBytes[T uint32 | float32](xs []T) []byte {
	bytes := make([]byte, 4*len(xs))
	for i, x := range xs {
		var word uint32
		switch v := any(x).(type) {
		case uint32:
			word = v
		case float32:
			word = math.Float32bits(v)
		}
		binary.LittleEndian.PutUint32(bytes[4*i:], word)
	}
	return bytes
}

func asFloats(bytes []byte) []float32 {
	xs := make([]float32, len(bytes)/4)
	for i := range xs {
		xs[i] = math.Float32frombits(binary.LittleEndian.Uint32(bytes[4*i:]))
	}
	return xs
}

func asWords(bytes []byte) []uint32 {
	xs := make([]uint32, len(bytes)/4)
	for i := range xs {
		xs[i] = binary.LittleEndian.Uint32(bytes[4*i:])
	}
	return xs
}
