package inspect

import (
	"backflow/sim/nn"
	"backflow/sim/text"
)

// Place is what is inspected: a layer, a unit of it, or a weight that leads there.
type Place struct {
	Layer int `json:"layer"` // observed layer, from 0
	Unit  int `json:"unit"`  // unit, or channel of a conv layer; None for the layer
	// From is the input of a dense layer, or the input channel of a conv layer, that
	// the weight multiplies; None for the unit, Bias for its bias.
	From int `json:"from"`
	Tap  int `json:"tap"` // of a conv weight: its place in the kernel, row by row; None for the middle
}

// None is a Unit, From or Tap that is not there, and Bias the From of a bias.
const (
	None = -1
	Bias = -2
)

// in makes the place one of a layer, or says in a sentence why it is none.
func (p Place) in(layers []nn.ObservedNode) (Place, error) {
	if p.Layer < 0 || p.Layer >= len(layers) {
		return p, text.New("session.inspectNoLayer", "layer", p.Layer+1, "count", len(layers))
	}
	o := layers[p.Layer]
	if p.Unit <= None {
		return Place{p.Layer, None, None, None}, nil
	}
	if p.Unit >= o.Units {
		return p, text.New("session.inspectNoUnit", "unit", p.Unit+1, "layer", o.Name, "count", o.Units)
	}
	area := 1
	if c, ok := o.Node.Layer.(*nn.Conv); ok {
		area = c.Kernel * c.KernelW
	}
	if p.From < Bias || p.From >= o.FanIn/area {
		return p, text.New("session.inspectNoInput", "input", p.From+1, "layer", o.Name, "count", o.FanIn/area)
	}
	if p.From < 0 || area == 1 {
		p.Tap = None
	} else if p.Tap < 0 || p.Tap >= area {
		p.Tap = area / 2
	}
	return p, nil
}

// weighs reports whether the place is a weight or a bias.
func (p Place) weighs() bool { return p.From != None }
