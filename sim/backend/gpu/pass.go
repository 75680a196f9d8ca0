package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// passProgram takes one minibatch forward and backward: after it, all
// activations, δ and gradients stand in memory, and nothing has been changed.
func passProgram(d *Device, n *network, m *memory, p backend.Problem) (*device.Program, error) {
	t := newTraversal(newAssembler(d).using(n.products), n, m, p)
	t.add(shaders.Minibatch, shaders.Options{}, uint32(ld(n.inputs)/shaders.Quad), uint32(t.rows),
		minibatchUniform(n, p), m.trainX, m.trainY, m.status, m.acts, m.targets, m.indices)
	t.forward()
	t.loss()
	t.backward()
	return t.Program()
}

func minibatchUniform(n *network, p backend.Problem) []uint32 {
	count, half, seed := data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	return []uint32{uint32(p.Batch), uint32(n.inputs), uint32(ld(n.inputs)), 0, count, half, seed, 0, 0, 0, uint32(n.goals())}
}

// traversal assembles a way through all stages of a network, of some rows.
type traversal struct {
	*assembler
	n         *network
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
func newTraversal(a *assembler, n *network, m *memory, p backend.Problem) *traversal {
	t := &traversal{assembler: a, n: n, m: m, rows: p.Batch, acts: m.acts, pre: m.pre, moments: m.normMoments, stride: n.normGroups(p.Batch), training: true}
	t.at, _ = n.slots(p.Batch)
	_, _, t.noise = data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	return t
}

func (t *traversal) forward() {
	for i, s := range t.n.stages {
		switch s.kind {
		case nn.KindDense:
			t.forwardDense(s, t.at[s.from], t.at[i+1])
		case nn.KindConv:
			t.convForward(s, i)
		case nn.KindMaxPool, nn.KindAvgPool:
			t.line(shaders.Pool, shaders.Options{}, t.rows*ld(s.out.Size()), t.poolUniform(s, i, 0), t.acts, t.pre)
		case nn.KindBatchNorm, nn.KindLayerNorm:
			t.normalise(s, i)
		case nn.KindResidual:
			shape := t.elementwise(s.out.Size(), t.at[s.from], t.at[i+1], s.slope)
			shape.right, shape.ldRight, shape.factor = t.at[s.skip], shape.ldLeft, s.scale
			t.quads(shaders.Add, s.options(), shape, t.acts, t.pre)
		default:
			shape := t.elementwise(s.out.Size(), t.at[s.from], t.at[i+1], s.slope)
			shape.seed, shape.layer = t.noise, s.noise
			o := s.options()
			o.Noise = s.noisy && t.training
			t.quads(shaders.Activate, o, shape, t.acts, t.pre, t.m.status)
		}
	}
}

func (t *traversal) forwardDense(s stage, from, to int) {
	shape := shapeOf(t.rows, s.out.C, s.in.Size(), s.slope)
	shape.left, shape.ldLeft = from, ld(s.in.Size())
	shape.result, shape.ldResult = to, ld(s.out.C)
	shape.right, shape.ldRight, shape.bias = s.weights, ld(s.in.Size()), s.bias
	t.product(forward, s.options(), shape, t.m.params, t.acts, t.pre)
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
	s.left, s.ldLeft, s.result, s.ldResult, s.factor = from, ld(size), to, ld(size), 1
	return s
}

// quads adds a kernel that takes four values of a row at a time.
func (a *assembler) quads(k shaders.Kernel, o shaders.Options, s shape, buffers ...*device.Buffer) {
	a.add(k, o, uint32(ld(s.n)/shaders.Quad), uint32(s.m), s.words(), buffers...)
}

// line adds a kernel over a long line of invocations.
func (a *assembler) line(k shaders.Kernel, o shaders.Options, count int, uniform []uint32, buffers ...*device.Buffer) {
	a.add(k, o, uint32(count), 1, uniform, buffers...)
}

// product adds one matrix product, a group for each square of its result.
func (a *assembler) product(which func(shaders.Products) shaders.Kernel, o shaders.Options, s shape, buffers ...*device.Buffer) {
	k := which(a.matmul.Set(s.m, s.n))
	side := uint32(k.Side)
	a.add(k, o, ceilDiv(uint32(s.n), side)*k.SizeX, ceilDiv(uint32(s.m), side)*k.SizeY, s.words(), buffers...)
}

// The three products of a layer, for product.
func forward(p shaders.Products) shaders.Kernel  { return p.Forward }
func backward(p shaders.Products) shaders.Kernel { return p.Backward }
func gradient(p shaders.Products) shaders.Kernel { return p.Gradient }

// loss adds the loss and δ of the last stage.
func (t *traversal) loss() {
	m, last := t.m, t.n.last()
	t.add(shaders.LossesAndDelta, shaders.Options{Act: last.act, Loss: t.n.loss}, uint32(t.rows), 1,
		endsUniform(t.n, t.rows, t.at[len(t.at)-1], 0), t.acts, t.pre, m.targets, m.delta, m.losses, m.status)
}

// endsUniform is the uniform of loss.wgsl.
func endsUniform(n *network, rows, at, first int) []uint32 {
	return []uint32{
		uint32(rows), uint32(n.outputs()), uint32(at), uint32(ld(n.outputs())),
		bitsOf(n.last().slope), bitsOf(n.lossScale(rows)), uint32(first),
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
		uint32(s.result), uint32(s.ldResult), uint32(s.bias), bitsOf(s.slope), bitsOf(s.factor), s.seed, s.layer,
	}
}
