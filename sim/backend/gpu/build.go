package gpu

import (
	"fmt"
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/nn"
)

// newNetwork lays a net out, or returns an *backend.UnsupportedError.
func newNetwork(spec nn.Spec) (*network, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	n := &network{spec: spec, tensors: tensors, inputs: spec.Input.Size()}
	if n.loss = slices.Index(shaders.Losses, string(spec.Loss)); n.loss < 0 {
		return nil, unsupported("the loss %q", spec.Loss)
	}
	b := networkBuilder{n: n, shape: spec.Input}
	if err := b.walk(spec.Layers); err != nil {
		return nil, err
	}
	return n, nil
}

func unsupported(format string, args ...any) error {
	return &backend.UnsupportedError{Reason: "The GPU does not train " + fmt.Sprintf(format, args...) + " yet."}
}

// networkBuilder follows an example through the layers.
type networkBuilder struct {
	n     *network
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
			return unsupported("images wrapped around themselves")
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
	s := stage{kind: l.Kind, in: b.shape, out: out, kernel: l.Kernel, stride: l.Stride, pad: l.Pad, size: l.Size, eps: l.Eps}
	switch l.Kind {
	case nn.KindDense, nn.KindConv:
		s.weights = b.n.place(l.Units, s.fanIn())
		s.bias = b.n.place(1, l.Units)
		at := len(b.n.stages)
		b.n.layers = append(b.n.layers, layer{weights: at, end: at})
	case nn.KindBatchNorm:
		s.weights, s.bias = b.n.place(1, s.in.C), b.n.place(1, s.in.C)
		s.norm = b.norms
		b.norms++
		b.n.groups = max(b.n.groups, s.in.C)
	case nn.KindLayerNorm:
		s.weights, s.bias = b.n.place(1, s.in.Size()), b.n.place(1, s.in.Size())
	case nn.KindMaxPool:
		if i > 0 && endsLayer(layers, i-1) {
			b.n.layers[len(b.n.layers)-1].pool = l.Size
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

func (b *networkBuilder) append(s stage) {
	s.from = b.slot
	b.n.stages = append(b.n.stages, s)
	b.slot, b.shape = len(b.n.stages), s.out
}

// close keeps an activation from joining the newest stage.
func (b *networkBuilder) close() {
	if last := len(b.n.stages) - 1; last >= 0 {
		b.n.stages[last].closed = true
	}
}

// actNamed is the code of an activation, which the table has.
func actNamed(name string) int {
	row, _ := nn.ActivationByName(name)
	return row.Code()
}

// activation joins an activation to the stage before it, or adds a stage.
func (b *networkBuilder) activation(layers []nn.LayerSpec, i int) error {
	l := layers[i]
	row, known := nn.ActivationByName(l.Act)
	if !known {
		return unsupported("the activation %q", l.Act)
	}
	last := len(b.n.stages) - 1
	if row.Noisy || last < 0 || b.n.stages[last].closed {
		b.append(stage{kind: nn.KindAct, in: b.shape, out: b.shape, noisy: row.Noisy, noise: nn.MixLayer(b.acts)})
		last = len(b.n.stages) - 1
	}
	s := &b.n.stages[last]
	s.act, s.slope, s.closed = row.Code(), l.Slope, true
	b.acts++
	b.n.noisy = b.n.noisy || row.Noisy
	if nn.OwnerOf(layers, i) >= 0 { // its owner is the newest layer: only norms stand between
		b.n.layers[len(b.n.layers)-1].end = last
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
	b.append(stage{kind: nn.KindResidual, in: shape, out: shape, skip: x, scale: l.Scale})
	return nil
}

// place gives a tensor its room in the parameter buffer.
func (n *network) place(rows, columns int) int {
	h := home{n.params, rows, columns, ld(columns)}
	n.homes = append(n.homes, h)
	n.params += roundUp(rows*h.ld, shaders.Align)
	return h.at
}
