package layout

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// New lays a net out, or returns an *backend.UnsupportedError.
func New(spec nn.Spec) (*Network, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	n := &Network{Spec: spec, Tensors: tensors, Inputs: spec.Input.Size()}
	if n.Loss = slices.Index(shaders.Losses, string(spec.Loss)); n.Loss < 0 {
		return nil, unsupported(text.New("place.theLoss", "name", string(spec.Loss)))
	}
	b := networkBuilder{n: n, shape: spec.Input}
	if err := b.walk(spec.Layers); err != nil {
		return nil, err
	}
	return n, nil
}

func unsupported(what text.Message) error {
	return &backend.UnsupportedError{Reason: text.New("place.notOnGPU", "what", what)}
}

// networkBuilder follows an example through the layers.
type networkBuilder struct {
	n     *Network
	shape nn.Shape
	slot  int // that holds the values now
	acts  int // activation layers so far
	norms int // BatchNorms so far
}

func (b *networkBuilder) walk(layers []nn.LayerSpec) error {
	for i, l := range layers {
		switch {
		case l.Kind == nn.KindAct:
			if err := b.activation(layers, i); err != nil {
				return err
			}
		case l.Kind == nn.KindFlatten:
			b.shape = nn.Vector(b.shape.Size()) // examples lie flat in memory anyway
			b.close()
		case l.Kind == nn.KindResidual:
			if err := b.residual(l); err != nil {
				return err
			}
		case l.Kind == nn.KindWrap:
			return unsupported(text.New("place.wrapped"))
		default:
			b.layer(layers, i)
		}
	}
	return nil
}

// layer adds a dense, conv, pooling or normalisation layer.
func (b *networkBuilder) layer(layers []nn.LayerSpec, i int) {
	l := layers[i]
	out, _ := nn.Spec{Input: b.shape, Layers: layers[i : i+1]}.Output() // the spec is right
	s := Stage{Kind: l.Kind, In: b.shape, Out: out, Kernel: l.Kernel, Stride: l.Stride, Pad: l.Pad, Size: l.Size, Eps: l.Eps}
	switch l.Kind {
	case nn.KindDense, nn.KindConv:
		s.Weights = b.n.Place(l.Units, s.FanIn())
		s.Bias = b.n.Place(1, l.Units)
		at := len(b.n.Stages)
		b.n.Layers = append(b.n.Layers, layer{Weights: at, end: at})
	case nn.KindBatchNorm:
		s.Weights, s.Bias = b.n.Place(1, s.In.C), b.n.Place(1, s.In.C)
		s.norm = b.norms
		b.norms++
		b.n.groups = max(b.n.groups, s.In.C)
	case nn.KindLayerNorm:
		s.Weights, s.Bias = b.n.Place(1, s.In.Size()), b.n.Place(1, s.In.Size())
	case nn.KindMaxPool:
		if i > 0 && endsLayer(layers, i-1) {
			b.n.Layers[len(b.n.Layers)-1].pool = l.Size
		}
		s.closed = true
	default:
		s.closed = true
	}
	b.append(s)
}

// endsLayer says whether the output of the layer at place i is the a of an
// observed layer.
func endsLayer(layers []nn.LayerSpec, i int) bool {
	if layers[i].Kind == nn.KindAct {
		return nn.OwnerOf(layers, i) >= 0
	}
	return layers[i].Kind.Weighted()
}

func (b *networkBuilder) append(s Stage) {
	s.From = b.slot
	b.n.Stages = append(b.n.Stages, s)
	b.slot, b.shape = len(b.n.Stages), s.Out
}

// close keeps an activation from joining the newest stage.
func (b *networkBuilder) close() {
	if last := len(b.n.Stages) - 1; last >= 0 {
		b.n.Stages[last].closed = true
	}
}

// ActNamed is the code of an activation, which the table has.
func ActNamed(name string) int {
	row, _ := nn.ActivationByName(name)
	return row.Code()
}

// activation joins an activation to the stage before it, or adds a stage.
func (b *networkBuilder) activation(layers []nn.LayerSpec, i int) error {
	l := layers[i]
	row, known := nn.ActivationByName(l.Act)
	if !known {
		return unsupported(text.New("place.theActivation", "name", l.Act))
	}
	last := len(b.n.Stages) - 1
	if row.Noisy || last < 0 || b.n.Stages[last].closed {
		b.append(Stage{Kind: nn.KindAct, In: b.shape, Out: b.shape, Noisy: row.Noisy, Noise: nn.MixLayer(b.acts)})
		last = len(b.n.Stages) - 1
	}
	s := &b.n.Stages[last]
	s.Act, s.Slope, s.closed = row.Code(), l.Slope, true
	b.acts++
	b.n.noisy = b.n.noisy || row.Noisy
	if nn.OwnerOf(layers, i) >= 0 { // its owner is the newest layer: only norms stand between
		b.n.Layers[len(b.n.Layers)-1].end = last
	}
	return nil
}

// residual adds a branch and the sum of x and it.
func (b *networkBuilder) residual(l nn.LayerSpec) error {
	x, shape := b.slot, b.shape
	b.close() // x is needed as it is
	if err := b.walk(l.Layers); err != nil {
		return err
	}
	b.append(Stage{Kind: nn.KindResidual, In: shape, Out: shape, Skip: x, Scale: l.Scale})
	return nil
}

// Place gives a tensor its room in the parameter buffer.
func (n *Network) Place(rows, columns int) int {
	h := Home{n.Params, rows, columns, LD(columns)}
	n.Homes = append(n.Homes, h)
	n.Params += RoundUp(rows*h.ld, shaders.Align)
	return h.At
}
