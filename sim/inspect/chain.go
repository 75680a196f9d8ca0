package inspect

import (
	"slices"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// Chain is the way from the loss to a place as a product: the RMS of δ = ∂C/∂z
// at the output, times what each layer on the way back multiplies it by.
type Chain struct {
	Start Number `json:"start"` // RMS δ of the output layer
	Links []Link `json:"links"` // from the layer before it back to the place's own
	Delta Number `json:"delta"` // RMS δ of that layer: Start times all factors
	// Share is the unit's RMS δ over that, over the minibatch; null for a layer.
	Share Number `json:"share"`
	// Ways are the kinds of layer on the way that are in the factors' rest beside the weights.
	Ways []nn.Kind `json:"ways"`
}

// Link is a layer on the way back: Factor = Slope·Rest, as in stats.Layer.
type Link struct {
	Name   string `json:"name"`
	Factor Number `json:"factor"`
	Slope  Number `json:"slope"` // RMS of φ′(z)
	Rest   Number `json:"rest"`
	Delta  Number `json:"delta"`
}

func (v *view) chain() Chain {
	layers := stats.Describe(v.Spec, v.Batch, v.views(), stats.Sample{})
	last := len(layers) - 1
	c := Chain{Start: Number(layers[last].DeltaRMS), Links: []Link{}, Delta: Number(layers[v.Layer].DeltaRMS), Ways: v.ways()}
	for i := last - 1; i >= v.Layer; i-- {
		y := layers[i]
		c.Links = append(c.Links, Link{y.Name, Number(y.Factor), Number(y.SlopeRMS), Number(y.Rest), Number(y.DeltaRMS)})
	}
	c.Share = none
	if v.Unit != None {
		c.Share = Number(v.unitRMS()) / c.Delta
	}
	return c
}

// views shows the layers to package stats.
func (l *lens) views() []stats.View[float64] {
	views := make([]stats.View[float64], len(l.layers))
	for i, o := range l.layers {
		views[i] = stats.View[float64]{Z: o.Z(), A: o.A(), Delta: o.Delta(), W: l.net.Params[o.Weight], DW: l.net.DParams[o.Weight]}
	}
	return views
}

// ways lists what lies behind the place beside weights and activations, each kind once.
func (v *view) ways() []nn.Kind {
	kinds := []nn.Kind{}
	add := func(nodes []*nn.Node) {
		for _, k := range kindsOf(nodes) {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	for s := v.spot; s != nil; s = s.outer {
		add(s.list[s.at+1:])
		if s.outer != nil && !slices.Contains(kinds, nn.KindResidual) {
			kinds = append(kinds, nn.KindResidual)
		}
	}
	return kinds
}

// kindsOf lists the kinds of nodes that are neither weights nor activations.
func kindsOf(nodes []*nn.Node) (kinds []nn.Kind) {
	for _, n := range nodes {
		switch n.Spec.Kind {
		case nn.KindDense, nn.KindConv, nn.KindAct, nn.KindFlatten:
		default:
			kinds = append(kinds, n.Spec.Kind)
		}
		kinds = append(kinds, kindsOf(n.Branch)...)
	}
	return kinds
}
