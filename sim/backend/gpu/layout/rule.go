package layout

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// Rule is what a step's kernels are specialised for: another rule is another
// program.
type Rule struct {
	optimiser      int // place in shaders.Optimisers
	Clip, Equalise bool
}

// RuleOf is the rule of h, or a *backend.UnsupportedError.
func RuleOf(h backend.Hyper) (Rule, error) {
	name := h.Optimiser
	if name == "" {
		name = optim.SGD
	}
	i := slices.Index(shaders.Optimisers, string(name))
	if i < 0 {
		return Rule{}, unsupported(text.New("place.theOptimiser", "name", string(name)))
	}
	return Rule{i, h.Clip > 0, h.Equalise}, nil
}

// Moments is how many numbers the rule remembers of each parameter.
func (r Rule) Moments() int { return optim.Rule(shaders.Optimisers[r.optimiser]).Moments() }

// Options specialises a kernel for the rule.
func (r Rule) Options() shaders.Options {
	return shaders.Options{Optimiser: r.optimiser, Clip: r.Clip, Equalise: r.Equalise}
}

// UpdateQuads is how many fours of parameters there are.
func (n *Network) UpdateQuads() uint32 { return uint32(n.Params / shaders.Quad) }

// UpdateUniform is the uniform of update.wgsl.
func (n *Network) UpdateUniform(batch, examples int) []uint32 {
	bias := n.Homes[slices.IndexFunc(n.Tensors, func(t nn.TensorSpec) bool { return t.Role == nn.RoleBias })]
	return []uint32{n.UpdateQuads(), uint32(batch), uint32(examples), uint32(bias.At), uint32(bias.Columns), uint32(len(n.Layers))}
}

// Rates is the rate buffer of optimiser.wgsl: what does not depend on the layer,
// then a rate a layer.
func (n *Network) Rates(h backend.Hyper) []float32 {
	rates := make([]float32, shaders.Rates, shaders.Rates+len(n.Layers))
	rates[0], rates[1] = float32(h.Decay), float32(h.Clip)
	for i := range len(n.Layers) {
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
