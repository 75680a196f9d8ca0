package inspect

import (
	"math"
	"slices"

	"backflow/sim/nn"
	"backflow/sim/num"
)

// Number is a figure of a Report; one that is not finite is null in JSON.
type Number = num.JSON

// Report is what there is to say of a Place. E is the loss of the example on show, C
// the minibatch's mean: ∂E/∂… of an example is the batch times what it adds to ∂C/∂….
type Report struct {
	Step     int      `json:"step"`
	Place    Place    `json:"place"`
	Layer    Layer    `json:"layer"`
	Names    []string `json:"names"` // of the layers
	Batch    int      `json:"batch"`
	Example  int      `json:"example"` // by its place in the training part
	Mixed    bool     `json:"mixed"`   // a BatchNorm makes examples depend on each other
	Loss     Number   `json:"loss"`    // C
	LossHere Number   `json:"lossHere"`
	Chain    Chain    `json:"chain"`
	Curve    Curve    `json:"curve"`
	Unit     *Unit    `json:"unit"`   // null for a layer
	Weight   *Weight  `json:"weight"` // null but for a weight or a bias
}

// Layer is the layer of a place.
type Layer struct {
	Name   string   `json:"name"`
	Kind   nn.Kind  `json:"kind"` // dense or conv
	Units  int      `json:"units"`
	FanIn  int      `json:"fanIn"`
	Inputs int      `json:"inputs"` // of a dense layer; input channels of a conv layer
	Act    string   `json:"act"`    // name of the activation; linear where none follows
	Label  string   `json:"label"`  // the same as a viewer reads it
	Noisy  bool     `json:"noisy"`  // z is Σwx + b plus noise
	Norms  []string `json:"norms"`  // kinds of normalisation between Σwx + b and z
	Kernel [2]int   `json:"kernel"` // height and width
	Stride int      `json:"stride"`
	Pad    int      `json:"pad"`
	Image  [2]int   `json:"image"` // height and width of the layer's output

	DWRMS Number `json:"dwRMS"` // of ∂C/∂W
	WRMS  Number `json:"wRMS"`
	XRMS  Number `json:"xRMS"` // of the layer's inputs
}

// Report explains a place. An error is a sentence for the viewer.
func (s Subject) Report(at Place) (*Report, error) {
	l, at, err := s.openAt(at)
	if err != nil {
		return nil, err
	}
	r := &Report{
		Step: s.State.Step, Place: at, Batch: s.Batch, Example: l.first, Mixed: l.mixed, Names: s.Spec.LayerNames(),
		Loss: Number(l.loss), LossHere: Number(l.losses(l.net.Output())[0]),
	}
	v := l.view(at)
	r.Layer, r.Chain, r.Curve = v.describe(), v.chain(), v.curve()
	if at.Unit != None {
		r.Unit = v.explain()
	}
	if at.weighs() {
		r.Weight = v.weigh()
	}
	return r, nil
}

// view is a place of a lens: the observed layer with its nodes.
type view struct {
	*lens
	Place
	o      nn.ObservedNode
	spot   *spot      // of what gives y
	norms  []*nn.Node // between Σwx + b and z
	conv   *nn.Conv   // nil for a dense layer
	pixels int        // of a channel of the output
}

func (l *lens) view(at Place) *view {
	v := &view{lens: l, Place: at, o: l.layers[at.Layer]}
	v.conv, _ = v.o.Node.Layer.(*nn.Conv)
	v.pixels = v.o.Out.H * v.o.Out.W
	v.spot = find(l.net.Nodes, v.o.Node, nil)
	if v.o.ActOf == nil {
		return v
	}
	from := v.spot.at + 1
	v.spot.at = slices.Index(v.spot.list, v.o.ActOf)
	v.norms = v.spot.list[from:v.spot.at]
	return v
}

func (v *view) describe() Layer {
	o := v.o
	y := Layer{
		Name: o.Name, Kind: o.Kind, Units: o.Units, FanIn: o.FanIn, Inputs: o.FanIn, Act: o.Act.Name, Label: o.Act.Label,
		Noisy: o.Act.Noisy, Norms: []string{}, Kernel: [2]int{1, 1}, Stride: 1, Image: [2]int{o.Out.H, o.Out.W},
		DWRMS: Number(rms(v.net.DParams[o.Weight])), WRMS: Number(rms(v.net.Params[o.Weight])), XRMS: Number(rms(o.Node.In)),
	}
	for _, n := range v.norms {
		y.Norms = append(y.Norms, string(n.Spec.Kind))
	}
	if c := v.conv; c != nil {
		y.Inputs, y.Kernel, y.Stride, y.Pad = c.In.C, [2]int{c.Kernel, c.KernelW}, c.Stride, c.Pad
	}
	return y
}

func rms(xs []float64) float64 {
	squares := 0.0
	for _, x := range xs {
		squares += x * x
	}
	return math.Sqrt(squares / float64(max(len(xs), 1)))
}
