package nn

// Layer is one kind of layer with its parameters. Its two halves stand beside
// each other, and a Layer remembers from Forward what Backward needs.
type Layer interface {
	// Forward takes x (batch, inputs) and returns the output (batch, outputs).
	// Images lie as channels × height × width. x is not changed, and must not
	// be changed before Backward.
	Forward(x []float64, p Pass) []float64
	// Backward takes ∂C/∂output of the newest Forward, whose pass p was, writes
	// the layer's own parameter gradients and returns ∂C/∂x.
	Backward(dOut []float64, p Pass) []float64
}

// Pass says how a batch runs forward.
type Pass struct {
	Batch int
	// Noise is what noisy activations add; nil adds nothing, as in evaluation.
	Noise *Noise
	// Frozen makes BatchNorm normalise with the statistics of the newest pass
	// that was not frozen, in place of the batch's own. Evaluation runs so. A
	// frozen pass has no Backward.
	Frozen bool
	// Flush makes 0 of numbers that float32 would hold as subnormal ones: see the
	// function Flush. Training and evaluation run so; without it all is exact.
	Flush bool
	// Rest, unless nil, is called before each layer, forward and back, and before
	// each example of a layer with weights. A pass may be given up there, by a panic that
	// whoever began it catches: the next pass leaves nothing of it.
	Rest func()
}

func (p Pass) rest() {
	if p.Rest != nil {
		p.Rest()
	}
}

func (p Pass) flush(lists ...[]float64) {
	if !p.Flush {
		return
	}
	for _, xs := range lists {
		FlushAll(xs)
	}
}

// Node is one layer of a network together with what the newest pass left.
type Node struct {
	Spec  LayerSpec
	Shape Shape // of the output, for one example
	Layer Layer

	In, Out   []float64 // (batch, …)
	DIn, DOut []float64 // ∂C/∂In, ∂C/∂Out

	// DParams are the gradients of the node's own parameters, as in
	// Spec.Tensors; a residual's branch keeps its own.
	DParams [][]float64
	Branch  []*Node // of a residual
}

func (n *Node) forward(x []float64, p Pass) []float64 {
	p.rest()
	n.In = x
	n.Out = n.Layer.Forward(x, p)
	p.flush(n.Out)
	return n.Out
}

func (n *Node) backward(dOut []float64, p Pass) []float64 {
	p.rest()
	n.DOut = dOut
	n.DIn = n.Layer.Backward(dOut, p)
	p.flush(n.DIn)
	p.flush(n.DParams...)
	return n.DIn
}

func forward(nodes []*Node, x []float64, p Pass) []float64 {
	for _, n := range nodes {
		x = n.forward(x, p)
	}
	return x
}

func backward(nodes []*Node, dOut []float64, p Pass) []float64 {
	for i := len(nodes) - 1; i >= 0; i-- {
		dOut = nodes[i].backward(dOut, p)
	}
	return dOut
}
