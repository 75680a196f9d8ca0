package gpu

import (
	"slices"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// network says where everything of a net lies in the GPU's buffers. It holds
// numbers only; pass.go and program.go turn it into dispatches.
//
// A slot is a matrix of values, a row for each example: slot 0 is the input,
// slot i+1 the output of stage i. Images lie in their rows channel by channel.
type network struct {
	spec    nn.Spec
	tensors []nn.TensorSpec
	stages  []stage
	layers  []layer
	inputs  int // features of an example
	loss    int // place in shaders.Losses

	products []shaders.Products // see Backend.products
	params   int                // floats of the parameter buffer
	homes    []home
	groups   int // that share moments, at most, in one normalisation of a minibatch's channels
	noisy    bool
}

// stage is one step of the forward pass: a layer with the activation directly
// behind it, or an activation alone. Of a residual connection the branch's
// layers are stages, and so is the sum.
type stage struct {
	kind    nn.Kind
	in, out nn.Shape
	from    int // slot that it reads
	skip    int // of a sum: slot of x, from being the branch's end

	act    int // its code, of nn.Functions
	slope  float64
	closed bool   // no activation may join the stage any more
	noisy  bool   // adds noise to z in training
	noise  uint32 // of its activation layer: see noise.wgsl

	weights, bias       int // where they start in the parameter buffer; γ and β of a norm
	kernel, stride, pad int
	size                int // of a pooling window
	eps, scale          float64
	norm                int // of a BatchNorm, its number, counted from 0
}

// layer is an observed layer: where its weights and its values are.
type layer struct {
	weights int // stage that holds the weights
	end     int // stage whose z, a and δ are the layer's
	pool    int // window of a max pooling layer that reads a, 0 without
}

// home is where a tensor lies in the parameter buffer: rows of the given
// length, one every ld floats.
type home struct {
	at, rows, columns, ld int
}

func (s stage) options() shaders.Options { return shaders.Options{Act: s.act} }

// weighted reports whether the stage is a dense or conv layer.
func (s stage) weighted() bool { return s.kind.Weighted() }

// fanIn is the number of inputs that one unit of a weighted stage sums over.
func (s stage) fanIn() int {
	if s.kind == nn.KindConv {
		return s.in.C * s.kernel * s.kernel
	}
	return s.in.Size()
}

// ld is the distance of rows of n floats. Rows a multiple of a kilobyte apart
// would fall into the same few places of a CPU's cache, where the adapter is
// one; four more floats spread them.
func ld(n int) int {
	const kilobyte = 256
	if n = roundUp(n, shaders.Quad); n%kilobyte == 0 {
		return n + shaders.Quad
	}
	return n
}

// newNetwork lays a net out, or returns an *backend.UnsupportedError.
func newNetwork(spec nn.Spec) (*network, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	n := &network{spec: spec, tensors: tensors, inputs: spec.Input.Size()}
	if n.loss = slices.Index(shaders.Losses, string(spec.Loss)); n.loss < 0 {
		return nil, unsupported(text.New("place.theLoss", "name", string(spec.Loss)))
	}
	b := networkBuilder{n: n, shape: spec.Input}
	if err := b.walk(spec.Layers); err != nil {
		return nil, err
	}
	if len(n.layers) == 0 {
		return nil, unsupported(text.New("place.noWeights"))
	}
	return n, nil
}

func unsupported(what text.Message) error {
	return &backend.UnsupportedError{Reason: text.New("place.notOnGPU", "what", what)}
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
		return unsupported(text.New("place.theActivation", "name", l.Act))
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

// goals is the number of targets of one example: a class index, or a value an
// output.
func (n *network) goals() int { return n.spec.Loss.Targets(n.outputs()) }

// examples is the number of examples in a part of a data set.
func (n *network) examples(p data.Part) int { return p.Len() / n.goals() }

// outputs is the number of values at the end.
func (n *network) outputs() int { return n.last().out.Size() }

// last is the stage at the end.
func (n *network) last() stage { return n.stages[len(n.stages)-1] }

// widest is the largest number of values an example has anywhere.
func (n *network) widest() int {
	w := n.inputs
	for _, s := range n.stages {
		w = max(w, s.out.Size())
	}
	return w
}

// mostUnits is the largest number of units or channels of an observed layer.
func (n *network) mostUnits() int {
	most := 0
	for _, l := range n.layers {
		most = max(most, n.stages[l.weights].out.C)
	}
	return most
}

// slots returns where each slot lies in a buffer of so many rows, and how long
// that buffer is.
func (n *network) slots(rows int) (at []int, floats int) {
	at = append(at, 0)
	floats = roundUp(rows*ld(n.inputs), shaders.Align)
	for _, s := range n.stages {
		at = append(at, floats)
		floats += roundUp(rows*ld(s.out.Size()), shaders.Align)
	}
	return at, floats
}

// readers counts the stages that read each slot.
func (n *network) readers() []int {
	count := make([]int, len(n.stages)+1)
	for _, s := range n.stages {
		count[s.from]++
		if s.kind == nn.KindResidual {
			count[s.skip]++
		}
	}
	return count
}

// batchNorms reports whether there is a BatchNorm.
func (n *network) batchNorms() bool {
	return slices.ContainsFunc(n.stages, func(s stage) bool { return s.kind == nn.KindBatchNorm })
}
