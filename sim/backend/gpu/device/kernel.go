package device

import (
	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"backflow/sim/text"
)

// Access says how a kernel uses a buffer.
type Access uint8

// The kinds of access.
const (
	Uniform   Access = iota // small constants
	Read                    // storage that is only read
	ReadWrite               // storage that is written, and perhaps read
)

// Binding is one buffer of a kernel.
type Binding struct {
	Index  uint32
	Access Access
}

// Shader is what a kernel is made of: an entry point of a text in WGSL.
type Shader struct {
	Key          any    // comparable: kernels of the same key are the same
	Name         string // for messages
	Entry        string
	Bindings     []Binding
	SizeX, SizeY uint32                 // SizeX × SizeY invocations are one workgroup
	Text         func() (string, error) // called when the kernel is compiled
}

// Kernel is an entry point. It is compiled when it is first needed, or ahead of
// that by device.compile: a network that is only tried out takes few of the
// kernels that its programs list.
type Kernel struct {
	Shader
	d        *Device
	module   *wgpu.ShaderModule
	group    *wgpu.BindGroupLayout
	layout   *wgpu.PipelineLayout
	pipeline *wgpu.ComputePipeline // nil before
}

// Kernel returns a kernel that buffers can be bound to.
func (d *Device) Kernel(s Shader) (*Kernel, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost != nil {
		return nil, d.lost // it may have been closed, and its kernels with it
	}
	if k, ok := d.kernels[s.Key]; ok {
		return k, nil
	}
	k := &Kernel{Shader: s, d: d}
	var err error
	if k.group, err = d.dev.CreateBindGroupLayout(&wgpu.BindGroupLayoutDescriptor{Label: s.Name, Entries: layoutEntries(s.Bindings)}); err != nil {
		return nil, k.refused(err)
	}
	d.kernels[s.Key] = k
	return k, nil
}

func (k *Kernel) refused(err error) error {
	return text.New("place.kernelRefused", "name", k.Name, "why", err)
}

// compiled returns the kernel's pipeline.
func (k *Kernel) compiled() (*wgpu.ComputePipeline, error) {
	k.d.mu.Lock()
	defer k.d.mu.Unlock()
	if k.pipeline != nil {
		return k.pipeline, nil
	}
	var err error
	if k.pipeline, err = k.newPipeline(); err != nil {
		return nil, k.refused(err)
	}
	return k.pipeline, nil
}

// Compile compiles kernels before they are used, and waits until that is done: side
// by side where the host can, which takes a fraction of the time of one after the
// other, and leaves alone the thread that a browser draws by. It may be called
// beside a goroutine that uses the device.
func (d *Device) Compile(kernels []*Kernel) error {
	if d.ahead != nil {
		d.ahead(func() { d.order(kernels) })
	}
	for _, k := range kernels {
		if _, err := k.compiled(); err != nil {
			return err
		}
	}
	return d.awaitCompiler()
}

// awaitCompiler waits for pipelines that were not compiled ahead: a browser says
// at once that they are there, and answers nothing else before they are.
func (d *Device) awaitCompiler() error {
	b, err := d.makeBuffer("mark", markSize, staging)
	if err != nil {
		return err
	}
	defer d.Free(b)
	pending, err := b.MapAsync(wgpu.MapModeRead, 0, markSize)
	if err != nil {
		return d.explain(err)
	}
	if err := d.awaitMap(pending); err != nil {
		return err
	}
	return b.Unmap()
}

// order asks for the pipelines of kernels that have none, once each. An error comes
// up again when they are asked for the second time.
func (d *Device) order(kernels []*Kernel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ordered := map[*Kernel]bool{}
	for _, k := range kernels {
		if k.pipeline == nil && !ordered[k] {
			ordered[k] = true
			k.newPipeline()
		}
	}
}

// newPipeline asks for the kernel's pipeline.
func (k *Kernel) newPipeline() (*wgpu.ComputePipeline, error) {
	if err := k.Load(); err != nil {
		return nil, err
	}
	return k.d.dev.CreateComputePipeline(&wgpu.ComputePipelineDescriptor{
		Label: k.Name, Layout: k.layout, Module: k.module, EntryPoint: k.Entry,
	})
}

// Load hands the kernel's text over, unless it has been.
func (k *Kernel) Load() error {
	if k.layout != nil {
		return nil
	}
	source, err := k.Text()
	if err != nil {
		return err
	}
	if k.module, err = k.d.dev.CreateShaderModule(&wgpu.ShaderModuleDescriptor{Label: k.Name, WGSL: source}); err != nil {
		return err
	}
	groups := []*wgpu.BindGroupLayout{k.group}
	k.layout, err = k.d.dev.CreatePipelineLayout(&wgpu.PipelineLayoutDescriptor{Label: k.Name, BindGroupLayouts: groups})
	return err
}

func layoutEntries(bindings []Binding) []wgpu.BindGroupLayoutEntry {
	types := map[Access]gputypes.BufferBindingType{
		Uniform:   gputypes.BufferBindingTypeUniform,
		Read:      gputypes.BufferBindingTypeReadOnlyStorage,
		ReadWrite: gputypes.BufferBindingTypeStorage,
	}
	entries := make([]wgpu.BindGroupLayoutEntry, len(bindings))
	for i, b := range bindings {
		entries[i] = wgpu.BindGroupLayoutEntry{
			Binding: b.Index, Visibility: wgpu.ShaderStageCompute,
			Buffer: &gputypes.BufferBindingLayout{Type: types[b.Access]},
		}
	}
	return entries
}

func (k *Kernel) release() {
	if k.pipeline != nil {
		k.pipeline.Release()
	}
	if k.layout != nil {
		k.layout.Release()
	}
	if k.group != nil {
		k.group.Release()
	}
	if k.module != nil {
		k.module.Release()
	}
}
