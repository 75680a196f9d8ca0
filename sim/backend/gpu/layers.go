package gpu

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// poolUniform is the uniform of pool.wgsl for stage i.
func (t *traversal) poolUniform(s stage, i int, slope float64) []uint32 {
	largest := uint32(0)
	if s.kind == nn.KindMaxPool {
		largest = 1
	}
	return []uint32{
		uint32(t.rows), uint32(s.size), uint32(s.in.C), uint32(s.in.H), uint32(s.in.W), uint32(s.out.H), uint32(s.out.W),
		uint32(t.at[s.from]), uint32(ld(s.in.Size())), uint32(t.at[i+1]), uint32(ld(s.out.Size())), largest, bitsOf(slope),
	}
}

// normGroups is how many groups of values share moments.
func (t *traversal) normGroups(s stage) int {
	if s.kind == nn.KindBatchNorm {
		return s.in.C
	}
	return t.rows
}

// normUniform is the uniform of norm.wgsl for stage i. Each stage has moments of
// its own: the backward pass needs them.
func (t *traversal) normUniform(s stage, i int, slope float64) []uint32 {
	pixels, across := 1, uint32(0)
	if s.kind == nn.KindBatchNorm {
		pixels, across = s.in.H*s.in.W, 1
	}
	return []uint32{
		uint32(t.rows), uint32(s.in.Size()), uint32(ld(s.in.Size())), uint32(t.at[s.from]), uint32(t.at[i+1]),
		uint32(s.weights), uint32(s.bias), uint32(pixels), across, uint32(t.normGroups(s)), uint32(i * t.stride),
		bitsOf(s.eps), bitsOf(slope),
	}
}

// normalise adds stage i, a normalisation.
func (t *traversal) normalise(s stage, i int) {
	uniform := t.normUniform(s, i, s.slope)
	if s.kind == nn.KindLayerNorm || !t.frozen {
		groups := uint32(t.normGroups(s))
		t.add(shaders.MomentParts, shaders.Options{}, shaders.NormParts, groups, uniform, t.acts, t.m.normParts)
		t.add(shaders.MomentsOf, shaders.Options{}, groups, 1, uniform, t.m.normParts, t.moments)
	}
	t.add(shaders.Normalise, s.options(), uint32(ld(s.in.Size())), uint32(t.rows), uniform, t.acts, t.pre, t.m.params, t.moments)
}

// normGradient adds the means that δ needs, and the gradients of γ and β.
func (t *traversal) normGradient(s stage, i int) {
	m, groups, uniform := t.m, uint32(t.normGroups(s)), t.normUniform(s, i, 0)
	t.add(shaders.DeltaParts, shaders.Options{}, shaders.NormParts, groups, uniform, m.params, m.normParts, t.moments, m.delta, t.acts)
	t.add(shaders.DeltaMeans, shaders.Options{}, groups, 1, uniform, m.normParts, m.grads, m.normMeans)
	if s.kind == nn.KindLayerNorm {
		t.add(shaders.NormGradient, shaders.Options{}, uint32(s.in.Size()), 1, uniform, t.moments, m.delta, t.acts, m.grads)
	}
}
