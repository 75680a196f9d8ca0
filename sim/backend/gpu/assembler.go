package gpu

import (
	"strings"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
)

// assembler puts a program together of kernels of the table.
type assembler struct {
	*device.Assembler
	matmul shaders.Matmul
}

func newAssembler(d *Device) *assembler { return assemblerOf(d, d.matmul) }

func assemblerOf(d *Device, m shaders.Matmul) *assembler {
	return &assembler{device.NewAssembler(d.dev), m}
}

// using leaves only some products to dense layers, or all if there are none.
func (a *assembler) using(products []shaders.Products) *assembler {
	if len(products) > 0 {
		a.matmul.Sets = products // of this assembler's copy
	}
	return a
}

// add appends a dispatch of x × y invocations, grouped as the kernel says.
func (a *assembler) add(k shaders.Kernel, o shaders.Options, x, y uint32, uniform []uint32, buffers ...*device.Buffer) {
	a.Add(shaderOf(k, o), x, y, uniform, buffers...)
}

// shaderKey tells kernels apart.
type shaderKey struct {
	name    string
	size    uint32 // of a workgroup
	side    int
	options shaders.Options
}

// shaderOf is a kernel of the table for the runtime.
func shaderOf(k shaders.Kernel, o shaders.Options) device.Shader {
	name := strings.Join(k.Files, "+") + "." + k.Entry
	s := device.Shader{
		Key:  shaderKey{name, k.SizeX * k.SizeY, k.Side, o},
		Name: name, Entry: k.Entry, SizeX: k.SizeX, SizeY: k.SizeY,
		Text: func() (string, error) { return k.Source(o) },
	}
	for _, b := range k.Bindings {
		s.Bindings = append(s.Bindings, device.Binding{Index: b.Index, Access: accesses[b.Access]})
	}
	return s
}

// accesses are the runtime's for those of the table.
var accesses = map[shaders.Access]device.Access{
	shaders.Uniform: device.Uniform, shaders.Read: device.Read, shaders.ReadWrite: device.ReadWrite,
}
