package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// passProgram takes one minibatch forward and backward: after it, all
// activations, δ and gradients stand in memory, and nothing has been changed.
func passProgram(d *Device, n *layout.Network, m *memory, p backend.Problem) (*device.Program, error) {
	t := newTraversal(newAssembler(d).using(n.Products), n, m, p)
	t.add(shaders.Minibatch, shaders.Options{}, uint32(layout.LD(n.Inputs)/shaders.Quad), uint32(t.rows),
		minibatchUniform(n, p), m.trainX, m.trainY, m.status, m.acts, m.targets, m.indices)
	t.forward()
	t.loss()
	t.backward()
	return t.Program()
}

func minibatchUniform(n *layout.Network, p backend.Problem) []uint32 {
	count, half, seed := data.NewMinibatches(n.Examples(p.Data.Train), p.Seed).Key()
	return []uint32{uint32(p.Batch), uint32(n.Inputs), uint32(layout.LD(n.Inputs)), 0, count, half, seed, 0, 0, 0, uint32(n.Goals())}
}

// traversal assembles a way through all stages of a network, of some rows.
type traversal struct {
	*assembler
	n         *layout.Network
	m         *memory
	rows      int
	at        []int // where each slot lies in acts and pre
	acts, pre *device.Buffer
	moments   *device.Buffer // of normalisations, stride records a stage
	stride    int
	noise     uint32 // seed of the minibatches and of noise
	training  bool   // else no noise is added
	frozen    bool   // BatchNorms take the moments that are there
}

// newTraversal is that of a minibatch.
func newTraversal(a *assembler, n *layout.Network, m *memory, p backend.Problem) *traversal {
	t := &traversal{assembler: a, n: n, m: m, rows: p.Batch, acts: m.acts, pre: m.pre, moments: m.normMoments, stride: n.NormGroups(p.Batch), training: true}
	t.at, _ = n.Slots(p.Batch)
	_, _, t.noise = data.NewMinibatches(n.Examples(p.Data.Train), p.Seed).Key()
	return t
}

func (t *traversal) forward() {
	for i, s := range t.n.Stages {
		switch s.Kind {
		case nn.KindDense:
			t.forwardDense(s, t.at[s.From], t.at[i+1])
		case nn.KindConv:
			t.convForward(s, i)
		case nn.KindMaxPool, nn.KindAvgPool:
			t.line(shaders.Pool, shaders.Options{}, t.rows*layout.LD(s.Out.Size()), t.poolUniform(s, i, 0), t.acts, t.pre)
		case nn.KindBatchNorm, nn.KindLayerNorm:
			t.normalise(s, i)
		case nn.KindResidual:
			shape := t.elementwise(s.Out.Size(), t.at[s.From], t.at[i+1], s.Slope)
			shape.right, shape.ldRight, shape.factor = t.at[s.Skip], shape.ldLeft, s.Scale
			t.quads(shaders.Add, s.Options(), shape, t.acts, t.pre)
		default:
			shape := t.elementwise(s.Out.Size(), t.at[s.From], t.at[i+1], s.Slope)
			shape.seed, shape.layer = t.noise, s.Noise
			o := s.Options()
			o.Noise = s.Noisy && t.training
			t.quads(shaders.Activate, o, shape, t.acts, t.pre, t.m.status)
		}
	}
}

func (t *traversal) forwardDense(s layout.Stage, from, to int) {
	shape := shapeOf(t.rows, s.Out.C, s.In.Size(), s.Slope)
	shape.left, shape.ldLeft = from, layout.LD(s.In.Size())
	shape.result, shape.ldResult = to, layout.LD(s.Out.C)
	shape.right, shape.ldRight, shape.bias = s.Weights, layout.LD(s.In.Size()), s.Bias
	t.product(forward, s.Options(), shape, t.m.params, t.acts, t.pre)
}

// elementwise is the shape of what is done to each of some values by itself.
func (t *traversal) elementwise(size, from, to int, slope float64) shape {
	s := eachOf(t.rows, size, from, to)
	s.slope = slope
	return s
}

// eachOf is the shape of rows of so many values, read at one place and written
// at another.
func eachOf(rows, size, from, to int) shape {
	s := shapeOf(rows, size, size, 0)
	s.left, s.ldLeft, s.result, s.ldResult, s.factor = from, layout.LD(size), to, layout.LD(size), 1
	return s
}

// quads adds a kernel that takes four values of a row at a time.
func (a *assembler) quads(k shaders.Kernel, o shaders.Options, s shape, buffers ...*device.Buffer) {
	a.add(k, o, uint32(layout.LD(s.n)/shaders.Quad), uint32(s.m), s.words(), buffers...)
}

// line adds a kernel over a long line of invocations.
func (a *assembler) line(k shaders.Kernel, o shaders.Options, count int, uniform []uint32, buffers ...*device.Buffer) {
	a.add(k, o, uint32(count), 1, uniform, buffers...)
}

// product adds one matrix product, a group for each square of its result.
func (a *assembler) product(which func(shaders.Products) shaders.Kernel, o shaders.Options, s shape, buffers ...*device.Buffer) {
	k := which(a.matmul.Set(s.m, s.n))
	side := uint32(k.Side)
	a.add(k, o, layout.CeilDiv(uint32(s.n), side)*k.SizeX, layout.CeilDiv(uint32(s.m), side)*k.SizeY, s.words(), buffers...)
}

// The three products of a layer, for product.
func forward(p shaders.Products) shaders.Kernel  { return p.Forward }
func backward(p shaders.Products) shaders.Kernel { return p.Backward }
func gradient(p shaders.Products) shaders.Kernel { return p.Gradient }

// loss adds the loss and δ of the last stage.
func (t *traversal) loss() {
	m, last := t.m, t.n.Last()
	t.add(shaders.LossesAndDelta, shaders.Options{Act: last.Act, Loss: t.n.Loss}, uint32(t.rows), 1,
		endsUniform(t.n, t.rows, t.at[len(t.at)-1], 0), t.acts, t.pre, m.targets, m.delta, m.losses, m.status)
}

// endsUniform is the uniform of loss.wgsl.
func endsUniform(n *layout.Network, rows, at, first int) []uint32 {
	return []uint32{
		uint32(rows), uint32(n.Outputs()), uint32(at), uint32(layout.LD(n.Outputs())),
		layout.Bits(n.Last().Slope), layout.Bits(n.LossScale(rows)), uint32(first),
	}
}

// shape is the uniform of shape.wgsl.
type shape struct {
	m, n, k                              int
	left, ldLeft, right, ldRight, result int
	ldResult, bias                       int
	slope, factor                        float64
	seed, layer                          uint32
}

func shapeOf(m, n, k int, slope float64) shape { return shape{m: m, n: n, k: k, slope: slope} }

func (s shape) words() []uint32 {
	return []uint32{
		uint32(s.m), uint32(s.n), uint32(s.k), uint32(s.left), uint32(s.ldLeft), uint32(s.right), uint32(s.ldRight),
		uint32(s.result), uint32(s.ldResult), uint32(s.bias), layout.Bits(s.slope), layout.Bits(s.factor), s.seed, s.layer,
	}
}
