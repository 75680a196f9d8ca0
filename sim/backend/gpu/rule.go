package gpu

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// rule is what a step's kernels are specialised for: another rule is another
// program.
type rule struct {
	optimiser      int // place in shaders.Optimisers
	clip, equalise bool
}

func ruleOf(h backend.Hyper) (rule, error) {
	name := h.Optimiser
	if name == "" {
		name = optim.SGD
	}
	i := slices.Index(shaders.Optimisers, string(name))
	if i < 0 {
		return rule{}, unsupported("with the optimiser %q", name)
	}
	return rule{i, h.Clip > 0, h.Equalise}, nil
}

// moments is how many numbers the rule remembers of each parameter.
func (r rule) moments() int {
	switch optim.Rule(shaders.Optimisers[r.optimiser]) {
	case optim.SGD:
		return 0
	case optim.Adam:
		return 2
	}
	return 1
}

func (r rule) options() shaders.Options {
	return shaders.Options{Optimiser: r.optimiser, Clip: r.clip, Equalise: r.equalise}
}

func (n *network) updateQuads() uint32 { return uint32(n.params / shaders.Quad) }

// updateUniform is the uniform of update.wgsl.
func (n *network) updateUniform(batch, examples int) []uint32 {
	bias := n.homes[slices.IndexFunc(n.tensors, func(t nn.TensorSpec) bool { return t.Role == nn.RoleBias })]
	return []uint32{n.updateQuads(), uint32(batch), uint32(examples), uint32(bias.at), uint32(bias.columns), uint32(len(n.layers))}
}

// rates is the rate buffer of optimiser.wgsl: what does not depend on the layer,
// then a rate a layer.
func (n *network) rates(h backend.Hyper) []float32 {
	rates := make([]float32, shaders.Rates, shaders.Rates+len(n.layers))
	rates[0], rates[1] = float32(h.Decay), float32(h.Clip)
	for i := range len(n.layers) {
		rates = append(rates, float32(h.LR*layerFactor(h, i)))
	}
	return rates
}

func layerFactor(h backend.Hyper, layer int) float64 {
	if layer < len(h.LayerLR) {
		return h.LayerLR[layer]
	}
	return 1
}
