package probe

import "backflow/sim/reason"

// Instrument is one row of the table. Its words, definition and source are those of its
// name in sim/text: instrument.NAME, instrument.NAMEAbout and instrument.NAMESource.
type Instrument struct {
	Name    string   // as queries and columns spell it
	Samples int      // how many minibatches, pairs, examples or seeds, unless Subject.Samples says
	Columns []string // that a Reading has once it is done, in this order
	Whole   []string // and its figures of the whole network
	Draws   bool     // it draws first parameters: Subject.Draw

	measure func(*task)
}

// Instruments is the table, with what each looks at.
var Instruments = []Instrument{
	{ // the gradients of 16 minibatches
		Name: "snr", Samples: 16, measure: signalToNoise,
		Columns: []string{"snr"},
	},
	{ // a forward pass over 64 pairs of examples
		Name: "likeness", Samples: 64, measure: likeness,
		Columns: []string{"cosine"},
		Whole:   []string{"inputs", "rest", "xi"},
	},
	{ // a backward pass for each output over 64 pairs of examples
		Name: "shattering", Samples: 64, measure: shattering,
		Columns: []string{"correlation"},
		Whole:   []string{"gradient", "inputs"},
	},
	{ // one pass for each feature where the matrices are small; where they are not, 40 passes a layer: power iteration, which finds the largest value alone
		Name: "jacobian", Samples: 1, measure: jacobians,
		Columns: []string{"largest", "median", "smallest", "rms"},
	},
	{ // a forward and a backward pass over the training set
		Name: "dead", Samples: 1 << 30, measure: deadUnits,
		Columns: []string{"dead", "off", "saturated", "silent"},
		Whole:   []string{"silent"},
	},
	{ // 40 networks, and a forward and a backward pass over one minibatch for each
		Name: "band", Samples: 40, Draws: true, measure: band,
		Columns: []string{"p5", "p25", "p50", "p75", "p95", "rms"},
		Whole:   []string{"spread", "zeros", "silent"},
	},
	{ // the network's first draw, once more
		Name: "unchanged", Samples: 1, Draws: true, measure: unchangedWeights,
		Columns: []string{"unchanged"},
		Whole:   []string{"unchanged"},
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
