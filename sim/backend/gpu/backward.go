package gpu

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// backward adds, from the last stage to the first, the gradients of a stage's
// parameters and δ of what it reads.
//
// What several stages read, the x of residual connections, gets its δ in
// parts. The stage closest to x, which comes last here, writes its part; what
// the sums pass on then joins it. Only the whole is multiplied by φ′.
func (t *traversal) backward() {
	readers := t.n.readers()
	past := make([][]int, len(readers)) // sums that pass their δ on to a slot
	for i := len(t.n.stages) - 1; i >= 0; i-- {
		s := t.n.stages[i]
		if s.kind == nn.KindResidual {
			past[s.skip] = append(past[s.skip], i+1)
		}
		t.gradient(s, i)
		if s.from == 0 {
			continue // nobody asks for δ of the input
		}
		below := t.n.stages[s.from-1]
		if len(past[s.from]) == 0 {
			t.delta(s, i, below)
			continue
		}
		t.delta(s, i, stage{}) // whose activation is linear
		for j, sum := range past[s.from] {
			last := stage{}
			if j == len(past[s.from])-1 {
				last = below
			}
			size := s.in.Size()
			t.quads(shaders.Join, last.options(), t.elementwise(size, t.at[sum], t.at[s.from], last.slope), t.m.delta, t.pre)
		}
	}
}

// gradient adds the gradients of the parameters of stage i.
func (t *traversal) gradient(s stage, i int) {
	m := t.m
	switch s.kind {
	case nn.KindDense:
		g := shapeOf(s.out.C, s.in.Size(), t.rows, 0)
		g.left, g.ldLeft = t.at[i+1], ld(s.out.C)
		g.right, g.ldRight = t.at[s.from], ld(s.in.Size())
		g.result, g.ldResult, g.bias = s.weights, ld(s.in.Size()), s.bias
		t.product(gradient, shaders.Options{}, g, m.delta, t.acts, m.grads)
	case nn.KindConv:
		t.convGradient(s, i)
	case nn.KindBatchNorm, nn.KindLayerNorm:
		t.normGradient(s, i)
	}
}

// delta adds δ of the slot that stage i reads, whose activation is that of
// below.
func (t *traversal) delta(s stage, i int, below stage) {
	m, from := t.m, t.at[s.from]
	switch s.kind {
	case nn.KindDense:
		d := shapeOf(t.rows, s.in.Size(), s.out.C, below.slope)
		d.left, d.ldLeft = t.at[i+1], ld(s.out.C)
		d.result, d.ldResult = from, ld(s.in.Size())
		d.right, d.ldRight = s.weights, ld(s.in.Size())
		t.product(backward, below.options(), d, m.params, m.delta, t.pre)
	case nn.KindConv:
		t.convBackward(s, i, below)
	case nn.KindMaxPool, nn.KindAvgPool:
		t.line(shaders.Unpool, below.options(), t.rows*ld(s.in.Size()), t.poolUniform(s, i, below.slope), m.delta, t.acts, t.pre)
	case nn.KindBatchNorm, nn.KindLayerNorm:
		t.add(shaders.NormBackward, below.options(), uint32(ld(s.in.Size())), uint32(t.rows), t.normUniform(s, i, below.slope),
			m.params, t.moments, m.delta, t.acts, t.pre, m.normMeans)
	default:
		d := t.elementwise(s.in.Size(), t.at[i+1], from, below.slope)
		if s.kind == nn.KindResidual {
			d.factor = s.scale
		}
		t.quads(shaders.Derive, below.options(), d, m.delta, t.pre)
	}
}
