package gpu

import (
	"strings"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"backflow/shaders"

	"backflow/sim/text"
)

// kernel is an entry point. It is compiled when it is first needed, or ahead of
// that by Device.compile: a network that is only tried out takes few of the
// kernels that its programs list.
type kernel struct {
	shaders.Kernel
	d        *Device
	name     string
	options  shaders.Options
	module   *wgpu.ShaderModule
	group    *wgpu.BindGroupLayout
	layout   *wgpu.PipelineLayout
	pipeline *wgpu.ComputePipeline // nil before
}

// kernelKey tells kernels apart.
type kernelKey struct {
	name    string
	size    uint32 // of a workgroup
	side    int
	options shaders.Options
}

// kernel returns a kernel that buffers can be bound to.
func (d *Device) kernel(k shaders.Kernel, o shaders.Options) (*kernel, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost != nil {
		return nil, d.lost // it may have been closed, and its kernels with it
	}
	key := kernelKey{strings.Join(k.Files, "+") + "." + k.Entry, k.SizeX * k.SizeY, k.Side, o}
	if c, ok := d.kernels[key]; ok {
		return c, nil
	}
	c := &kernel{Kernel: k, d: d, name: key.name, options: o}
	var err error
	if c.group, err = d.dev.CreateBindGroupLayout(&wgpu.BindGroupLayoutDescriptor{Label: c.name, Entries: layoutEntries(k.Bindings)}); err != nil {
		return nil, c.refused(err)
	}
	d.kernels[key] = c
	return c, nil
}

func (k *kernel) refused(err error) error {
	return text.New("place.kernelRefused", "name", k.name, "why", err)
}

// compiled returns the kernel's pipeline.
func (k *kernel) compiled() (*wgpu.ComputePipeline, error) {
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

// compile compiles kernels before they are used, and waits until that is done: side
// by side where the host can, which takes a fraction of the time of one after the
// other, and leaves alone the thread that a browser draws by. It may be called
// beside a goroutine that uses the device.
func (d *Device) compile(kernels []*kernel) error {
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
	b, err := d.newBuffer("mark", markSize, staging)
	if err != nil {
		return err
	}
	defer d.free(b)
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
func (d *Device) order(kernels []*kernel) {
	d.mu.Lock()
	defer d.mu.Unlock()
	ordered := map[*kernel]bool{}
	for _, k := range kernels {
		if k.pipeline == nil && !ordered[k] {
			ordered[k] = true
			k.newPipeline()
		}
	}
}

// newPipeline asks for the kernel's pipeline.
func (k *kernel) newPipeline() (*wgpu.ComputePipeline, error) {
	if err := k.load(); err != nil {
		return nil, err
	}
	return k.d.dev.CreateComputePipeline(&wgpu.ComputePipelineDescriptor{
		Label: k.name, Layout: k.layout, Module: k.module, EntryPoint: k.Entry,
	})
}

// load hands the kernel's text over, unless it has been.
func (k *kernel) load() error {
	if k.layout != nil {
		return nil
	}
	source, err := k.Source(k.options)
	if err != nil {
		return err
	}
	if k.module, err = k.d.dev.CreateShaderModule(&wgpu.ShaderModuleDescriptor{Label: k.name, WGSL: source}); err != nil {
		return err
	}
	groups := []*wgpu.BindGroupLayout{k.group}
	k.layout, err = k.d.dev.CreatePipelineLayout(&wgpu.PipelineLayoutDescriptor{Label: k.name, BindGroupLayouts: groups})
	return err
}

func layoutEntries(bindings []shaders.Binding) []wgpu.BindGroupLayoutEntry {
	types := map[shaders.Access]gputypes.BufferBindingType{
		shaders.Uniform:   gputypes.BufferBindingTypeUniform,
		shaders.Read:      gputypes.BufferBindingTypeReadOnlyStorage,
		shaders.ReadWrite: gputypes.BufferBindingTypeStorage,
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

func (k *kernel) release() {
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
