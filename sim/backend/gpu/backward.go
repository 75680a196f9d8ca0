package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// backward adds, from the last stage to the first, the gradients of a stage's
// parameters and δ of what it reads.
//
// What several stages read, the x of residual connections, gets its δ in
// parts. The stage closest to x, which comes last here, writes its part; what
// the sums pass on then joins it. Only the whole is multiplied by φ′.
func (t *traversal) backward() {
	readers := t.n.Readers()
	past := make([][]int, len(readers)) // sums that pass their δ on to a slot
	for i := len(t.n.Stages) - 1; i >= 0; i-- {
		s := t.n.Stages[i]
		if s.Kind == nn.KindResidual {
			past[s.Skip] = append(past[s.Skip], i+1)
		}
		t.gradient(s, i)
		if s.From == 0 {
			continue // nobody asks for δ of the input
		}
		below := t.n.Stages[s.From-1]
		if len(past[s.From]) == 0 {
			t.delta(s, i, below)
			continue
		}
		t.delta(s, i, layout.Stage{}) // whose activation is linear
		for j, sum := range past[s.From] {
			last := layout.Stage{}
			if j == len(past[s.From])-1 {
				last = below
			}
			size := s.In.Size()
			t.quads(shaders.Join, last.Options(), t.elementwise(size, t.at[sum], t.at[s.From], last.Slope), t.m.delta, t.pre)
		}
	}
}

// gradient adds the gradients of the parameters of stage i.
func (t *traversal) gradient(s layout.Stage, i int) {
	m := t.m
	switch s.Kind {
	case nn.KindDense:
		g := shapeOf(s.Out.C, s.In.Size(), t.rows, 0)
		g.left, g.ldLeft = t.at[i+1], layout.LD(s.Out.C)
		g.right, g.ldRight = t.at[s.From], layout.LD(s.In.Size())
		g.result, g.ldResult, g.bias = s.Weights, layout.LD(s.In.Size()), s.Bias
		t.product(gradient, shaders.Options{}, g, m.delta, t.acts, m.grads)
	case nn.KindConv:
		t.convGradient(s, i)
	case nn.KindBatchNorm, nn.KindLayerNorm:
		t.normGradient(s, i)
	}
}

// delta adds δ of the slot that stage i reads, whose activation is that of
// below.
func (t *traversal) delta(s layout.Stage, i int, below layout.Stage) {
	m, from := t.m, t.at[s.From]
	switch s.Kind {
	case nn.KindDense:
		d := shapeOf(t.rows, s.In.Size(), s.Out.C, below.Slope)
		d.left, d.ldLeft = t.at[i+1], layout.LD(s.Out.C)
		d.result, d.ldResult = from, layout.LD(s.In.Size())
		d.right, d.ldRight = s.Weights, layout.LD(s.In.Size())
		t.product(backward, below.Options(), d, m.params, m.delta, t.pre)
	case nn.KindConv:
		t.convBackward(s, i, below)
	case nn.KindMaxPool, nn.KindAvgPool:
		t.line(shaders.Unpool, below.Options(), t.rows*layout.LD(s.In.Size()), t.poolUniform(s, i, below.Slope), m.delta, t.acts, t.pre)
	case nn.KindBatchNorm, nn.KindLayerNorm:
		t.add(shaders.NormBackward, below.Options(), uint32(layout.LD(s.In.Size())), uint32(t.rows), t.normUniform(s, i, below.Slope),
			m.params, t.moments, m.delta, t.acts, t.pre, m.normMeans)
	default:
		d := t.elementwise(s.In.Size(), t.at[i+1], from, below.Slope)
		if s.Kind == nn.KindResidual {
			d.factor = s.Scale
		}
		t.quads(shaders.Derive, below.Options(), d, m.delta, t.pre)
	}
}
