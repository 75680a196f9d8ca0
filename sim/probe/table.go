package probe

import "backflow/sim/reason"

// Instrument is one row of the table.
type Instrument struct {
	Name       string   // as queries and columns spell it
	Label      string   // what a viewer reads
	Definition string   // a sentence, with the formula
	Source     string   // paper
	Needs      string   // what it looks at, and what that costs
	Samples    int      // how many of what Needs says, unless Subject.Samples does
	Columns    []string // that a Reading has once it is done, in this order
	Whole      []string // and its figures of the whole network

	measure func(*task)
}

// Instruments is the table.
var Instruments = []Instrument{
	{
		Name: "snr", Label: "Signal to noise", Samples: 16, measure: signalToNoise,
		Columns:    []string{"snr"},
		Definition: "The length of the mean gradient of a layer's weights over its spread from minibatch to minibatch: ‖E g‖/√tr Cov(g), with what the mean of so few owes to the spread taken off.",
		Source:     "McCandlish et al. 2018 (tr Cov(g)/‖E g‖² is its noise scale, for a batch of one)",
		Needs:      "the gradients of 16 minibatches",
	},
	{
		Name: "likeness", Label: "Likeness of inputs", Samples: 64, measure: likeness,
		Columns:    []string{"cosine"},
		Whole:      []string{"inputs", "rest"},
		Definition: "The cosine of two inputs' activations in a layer, averaged over pairs of examples: 1 means that the layer no longer tells them apart.",
		Source:     "Poole et al. 2016, Schoenholz et al. 2017; ReLU: Cho & Saul 2009",
		Needs:      "a forward pass over 64 pairs of examples",
	},
	{
		Name: "shattering", Label: "Shattering", Samples: 64, measure: shattering,
		Columns:    []string{"correlation"},
		Whole:      []string{"gradient", "inputs"},
		Definition: "The correlation of the gradients of the outputs at two neighbouring inputs (an example and the nearest of the others), ⟨J, J′⟩/(‖J‖·‖J′‖) over all outputs: of ∇ₓf for the network, of ∂f/∂z in a layer.",
		Source:     "Balduzzi et al. 2017: 2^−L for plain ReLU, about 1/√L with skip connections and BatchNorm",
		Needs:      "a backward pass for each output over 64 pairs of examples",
	},
	{
		Name: "jacobian", Label: "Singular values", Samples: 1, measure: jacobians,
		Columns:    []string{"largest", "median", "smallest", "rms"},
		Definition: "The largest, the median and the smallest singular value of ∂a/∂x, from the input to a layer's activations, at one example.",
		Source:     "Saxe et al. 2014; Glorot & Bengio 2010, section 4.2.1",
		Needs:      "one pass for each feature where the matrices are small; 40 passes a layer (power iteration, largest value alone) where they are not",
	},
	{
		Name: "dead", Label: "Dead, off, saturated", Samples: 1 << 30, measure: deadUnits,
		Columns:    []string{"dead", "off", "saturated", "silent"},
		Whole:      []string{"silent"},
		Definition: "Over the training set: the share of units whose activation is 0 for every example (dead), of pairs of example and unit on the off side of a rectifier (off) or where |φ′| is under 1 % of its maximum (saturated), and of examples whose δ is exactly 0 in a layer (silent).",
		Source:     "Lu et al. 2019 (dead); Glorot & Bengio 2010 (saturated)",
		Needs:      "a forward and a backward pass over the training set",
	},
	{
		Name: "band", Label: "Band over seeds", Samples: 40, measure: band,
		Columns:    []string{"p5", "p25", "p50", "p75", "p95", "rms"},
		Whole:      []string{"spread", "zeros"},
		Definition: "What is left of δ's RMS in a layer, measured from the last hidden one, in networks that differ by their seed alone, before their first step: quantiles, and the standard deviation of ln of its square.",
		Source:     "Hanin & Nica 2018: the variance of ln grows as Σ 1/width",
		Needs:      "40 networks, and a forward and a backward pass over one minibatch for each",
	},
	{
		Name: "unchanged", Label: "Unchanged weights", Samples: 1, measure: unchangedWeights,
		Columns:    []string{"unchanged"},
		Whole:      []string{"unchanged"},
		Definition: "The share of a layer's weights, biases left aside, whose bits are those of the first draw, before pre-training and before the first step: what training has not reached at all.",
		Source:     "float32's rounding: fl(w + Δw) = w where |Δw| is under about 2⁻²⁵·|w| (Micikevicius et al. 2018, section 3.1)",
		Needs:      "the network's first draw, once more",
	},
}

// Refusal is what the instrument shows of some layers where there is no number at all,
// and why.
func (i Instrument) Refusal(layers []string, why reason.Reason) Reading {
	r := Reading{Instrument: i.Name, Layers: layers}
	for _, name := range i.Columns {
		r.Columns = append(r.Columns, Column{Name: name, Layers: nones(len(layers), why)})
	}
	for _, name := range i.Whole {
		r.Whole = append(r.Whole, Scalar{name, none(why), none(reason.NoTheory)})
	}
	return r
}

// ByName finds a row of Instruments.
func ByName(name string) (Instrument, bool) {
	for _, i := range Instruments {
		if i.Name == name {
			return i, true
		}
	}
	return Instrument{}, false
}
