package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// poolUniform is the uniform of pool.wgsl for stage i.
func (t *traversal) poolUniform(s layout.Stage, i int, slope float64) []uint32 {
	largest := uint32(0)
	if s.Kind == nn.KindMaxPool {
		largest = 1
	}
	return []uint32{
		uint32(t.rows), uint32(s.Size), uint32(s.In.C), uint32(s.In.H), uint32(s.In.W), uint32(s.Out.H), uint32(s.Out.W),
		uint32(t.at[s.From]), uint32(layout.LD(s.In.Size())), uint32(t.at[i+1]), uint32(layout.LD(s.Out.Size())), largest, layout.Bits(slope),
	}
}

// normGroups is how many groups of values share moments.
func (t *traversal) normGroups(s layout.Stage) int {
	if s.Kind == nn.KindBatchNorm {
		return s.In.C
	}
	return t.rows
}

// normUniform is the uniform of norm.wgsl for stage i. Each stage has moments of
// its own: the backward pass needs them.
func (t *traversal) normUniform(s layout.Stage, i int, slope float64) []uint32 {
	pixels, across := 1, uint32(0)
	if s.Kind == nn.KindBatchNorm {
		pixels, across = s.In.H*s.In.W, 1
	}
	return []uint32{
		uint32(t.rows), uint32(s.In.Size()), uint32(layout.LD(s.In.Size())), uint32(t.at[s.From]), uint32(t.at[i+1]),
		uint32(s.Weights), uint32(s.Bias), uint32(pixels), across, uint32(t.normGroups(s)), uint32(i * t.stride),
		layout.Bits(s.Eps), layout.Bits(slope),
	}
}

// normalise adds stage i, a normalisation.
func (t *traversal) normalise(s layout.Stage, i int) {
	uniform := t.normUniform(s, i, s.Slope)
	if s.Kind == nn.KindLayerNorm || !t.frozen {
		groups := uint32(t.normGroups(s))
		t.add(shaders.MomentParts, shaders.Options{}, shaders.NormParts, groups, uniform, t.acts, t.m.normParts)
		t.add(shaders.MomentsOf, shaders.Options{}, groups, 1, uniform, t.m.normParts, t.moments)
	}
	t.add(shaders.Normalise, s.Options(), uint32(layout.LD(s.In.Size())), uint32(t.rows), uniform, t.acts, t.pre, t.m.params, t.moments)
}

// normGradient adds the means that δ needs, and the gradients of γ and β.
func (t *traversal) normGradient(s layout.Stage, i int) {
	m, groups, uniform := t.m, uint32(t.normGroups(s)), t.normUniform(s, i, 0)
	t.add(shaders.DeltaParts, shaders.Options{}, shaders.NormParts, groups, uniform, m.params, m.normParts, t.moments, m.delta, t.acts)
	t.add(shaders.DeltaMeans, shaders.Options{}, groups, 1, uniform, m.normParts, m.grads, m.normMeans)
	if s.Kind == nn.KindLayerNorm {
		t.add(shaders.NormGradient, shaders.Options{}, uint32(s.In.Size()), 1, uniform, t.moments, m.delta, t.acts, m.grads)
	}
}
