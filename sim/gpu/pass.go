package gpu

import (
	"github.com/gogpu/wgpu"

	"backflow/shaders"
	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

func saturation(act int) float64 {
	a, _ := nn.ActivationByName(shaders.Activations[act])
	return sim.SaturationShare * a.MaxD
}

// passProgram takes one minibatch forward and backward: after it, all
// activations, δ and gradients stand in memory, and nothing has been changed.
func passProgram(d *Device, n *network, m *memory, p sim.Problem) (*program, error) {
	a := newAssembler(d)
	at, _ := n.slots(p.Batch)
	rows := uint32(p.Batch)
	a.add(shaders.Minibatch, shaders.Options{}, uint32(ld(n.inputs)/shaders.Quad), rows,
		minibatchUniform(n, p), m.trainX, m.trainY, m.status, m.acts, m.targets, m.indices)
	for i := range n.stages {
		a.forward(n.stages[i], rows, at[i], at[i+1], m.params, m.acts, m.pre)
	}
	a.loss(n, m, rows, at[len(at)-1])
	for i := len(n.stages) - 1; i >= 0; i-- {
		a.backward(n, m, i, rows, at)
	}
	return a.program()
}

func minibatchUniform(n *network, p sim.Problem) []uint32 {
	count, half, seed := data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	return []uint32{uint32(p.Batch), uint32(n.inputs), uint32(ld(n.inputs)), 0, count, half, seed, 0, 0, 0, uint32(n.goals())}
}

// forward takes rows through one stage.
func (a *assembler) forward(s stage, rows uint32, from, to int, params, acts, pre *wgpu.Buffer) {
	shape := shapeOf(int(rows), s.units, s.in, s.slope)
	shape.left, shape.ldLeft = from, ld(s.in)
	shape.result, shape.ldResult = to, ld(s.units)
	if !s.dense {
		a.add(shaders.Activate, s.options(), uint32(ld(s.units)/shaders.Quad), rows, shape.words(), acts, pre)
		return
	}
	shape.right, shape.ldRight, shape.bias = s.weights, ld(s.in), s.bias
	a.product(a.matmul.Forward, s.options(), shape, params, acts, pre)
}

// product adds one matrix product, a group for each block of its result.
func (a *assembler) product(k shaders.Kernel, o shaders.Options, s shape, buffers ...*wgpu.Buffer) {
	block := a.matmul.Block
	a.add(k, o, ceilDiv(uint32(s.n), block)*k.SizeX, ceilDiv(uint32(s.m), block)*k.SizeY, s.words(), buffers...)
}

// loss adds the loss and δ of the last stage.
func (a *assembler) loss(n *network, m *memory, rows uint32, at int) {
	last := n.stages[len(n.stages)-1]
	a.add(shaders.LossesAndDelta, shaders.Options{Act: last.act, Loss: n.loss}, rows, 1,
		endsUniform(n, int(rows), at, 0), m.acts, m.pre, m.targets, m.delta, m.losses, m.status)
}

// lossScale is what the gradient of one example's own loss is multiplied by.
func (n *network) lossScale(rows int) float64 {
	if n.spec.Loss == nn.SoftmaxCE {
		return 1 / float64(rows)
	}
	return 1 / float64(rows) / float64(n.outputs())
}

// endsUniform is the uniform of loss.wgsl.
func endsUniform(n *network, rows, at, first int) []uint32 {
	last := n.stages[len(n.stages)-1]
	return []uint32{
		uint32(rows), uint32(n.outputs()), uint32(at), uint32(ld(n.outputs())),
		bitsOf(last.slope), bitsOf(n.lossScale(rows)), uint32(first),
	}
}

// backward adds the gradients of stage i, and δ of the stage below it, from δ
// of stage i.
func (a *assembler) backward(n *network, m *memory, i int, rows uint32, at []int) {
	s := n.stages[i]
	if s.dense {
		g := shapeOf(s.units, s.in, int(rows), 0)
		g.left, g.ldLeft = at[i+1], ld(s.units)
		g.right, g.ldRight = at[i], ld(s.in)
		g.result, g.ldResult, g.bias = s.weights, ld(s.in), s.bias
		a.product(a.matmul.Gradient, shaders.Options{}, g, m.delta, m.acts, m.grads)
	}
	if i == 0 {
		return // nobody asks for δ of the input
	}
	below := n.stages[i-1]
	d := shapeOf(int(rows), s.in, s.units, below.slope)
	d.left, d.ldLeft = at[i+1], ld(s.units)
	d.result, d.ldResult = at[i], ld(s.in)
	if !s.dense {
		a.add(shaders.Derive, below.options(), uint32(ld(s.in)/shaders.Quad), rows, d.words(), m.delta, m.pre)
		return
	}
	d.right, d.ldRight = s.weights, ld(s.in)
	a.product(a.matmul.Backward, below.options(), d, m.params, m.delta, m.pre)
}

// shape is the uniform of shape.wgsl.
type shape struct {
	m, n, k                              int
	left, ldLeft, right, ldRight, result int
	ldResult, bias                       int
	slope                                float64
}

func shapeOf(m, n, k int, slope float64) shape { return shape{m: m, n: n, k: k, slope: slope} }

func (s shape) words() []uint32 {
	return []uint32{
		uint32(s.m), uint32(s.n), uint32(s.k), uint32(s.left), uint32(s.ldLeft), uint32(s.right), uint32(s.ldRight),
		uint32(s.result), uint32(s.ldResult), uint32(s.bias), bitsOf(s.slope),
	}
}
