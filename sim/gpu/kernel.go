package gpu

import (
	"fmt"
	"strings"

	"github.com/gogpu/gputypes"
	"github.com/gogpu/wgpu"

	"backflow/shaders"
)

// kernel is an entry point, compiled.
type kernel struct {
	shaders.Kernel
	module   *wgpu.ShaderModule
	group    *wgpu.BindGroupLayout
	layout   *wgpu.PipelineLayout
	pipeline *wgpu.ComputePipeline
}

// kernelKey tells compiled kernels apart.
type kernelKey struct {
	name    string
	size    uint32 // of a workgroup
	side    int
	options shaders.Options
}

// kernel compiles a kernel, or returns what an earlier call compiled.
func (d *Device) kernel(k shaders.Kernel, o shaders.Options) (*kernel, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	key := kernelKey{strings.Join(k.Files, "+") + "." + k.Entry, k.SizeX * k.SizeY, k.Side, o}
	if c, ok := d.kernels[key]; ok {
		return c, nil
	}
	c := &kernel{Kernel: k}
	if err := c.compile(d.dev, key.name, o); err != nil {
		c.release()
		return nil, fmt.Errorf("the GPU does not take the kernel %s: %w", key.name, err)
	}
	d.kernels[key] = c
	return c, nil
}

func (k *kernel) compile(dev *wgpu.Device, name string, o shaders.Options) error {
	source, err := k.Source(o)
	if err != nil {
		return err
	}
	if k.module, err = dev.CreateShaderModule(&wgpu.ShaderModuleDescriptor{Label: name, WGSL: source}); err != nil {
		return err
	}
	if k.group, err = dev.CreateBindGroupLayout(&wgpu.BindGroupLayoutDescriptor{Label: name, Entries: layoutEntries(k.Bindings)}); err != nil {
		return err
	}
	groups := []*wgpu.BindGroupLayout{k.group}
	if k.layout, err = dev.CreatePipelineLayout(&wgpu.PipelineLayoutDescriptor{Label: name, BindGroupLayouts: groups}); err != nil {
		return err
	}
	k.pipeline, err = dev.CreateComputePipeline(&wgpu.ComputePipelineDescriptor{
		Label: name, Layout: k.layout, Module: k.module, EntryPoint: k.Entry,
	})
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
