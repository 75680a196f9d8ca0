package nn

// builder turns layer specifications, known to be right, into nodes. It hands
// out the network's parameters in the order of Spec.Tensors.
type builder struct {
	net    *Network
	tensor int // next parameter tensor
	acts   int // activation layers so far
}

func (b *builder) build(in Shape, layers []LayerSpec) []*Node {
	nodes := make([]*Node, len(layers))
	own := map[int]int{} // place in layers → observed layer
	for i, l := range layers {
		nodes[i] = &Node{Spec: l}
		if l.Kind.Weighted() {
			own[i] = len(b.net.Observed)
			b.net.Observed = append(b.net.Observed, ObservedNode{Node: nodes[i], Weight: b.tensor})
		}
		b.fill(nodes[i], in)
		in = nodes[i].Shape
		if owner := OwnerOf(layers, i); l.Kind == KindAct && owner >= 0 {
			b.net.Observed[own[owner]].ActOf = nodes[i]
		}
	}
	return nodes
}

// fill makes a node's layer and notes the shape of its output.
func (b *builder) fill(n *Node, in Shape) {
	l := n.Spec
	n.Shape = in
	switch l.Kind {
	case KindDense:
		w, b0 := b.take(n), b.take(n)
		n.Layer = &Dense{In: in.C, Out: l.Units, W: w.x, B: b0.x, DW: w.dx, DB: b0.dx}
		n.Shape = Vector(l.Units)
	case KindConv:
		n.Shape, _ = convShape(in, l)
		w, b0 := b.take(n), b.take(n)
		n.Layer = &Conv{In: in, Out: n.Shape, Kernel: l.Kernel, KernelW: l.KernelWidth(), Stride: l.Stride, Pad: l.Pad, W: w.x, B: b0.x, DW: w.dx, DB: b0.dx}
	case KindMaxPool:
		n.Shape, _ = poolShape(in, l.Size)
		n.Layer = &MaxPool{pool: pool{in, n.Shape, l.Size}}
	case KindAvgPool:
		n.Shape, _ = poolShape(in, l.Size)
		n.Layer = &AvgPool{pool: pool{in, n.Shape, l.Size}}
	case KindWrap:
		n.Shape, _ = wrapShape(in, l.Pad)
		n.Layer = &Wrap{In: in, Out: n.Shape, Pad: l.Pad}
	case KindFlatten:
		n.Shape = Vector(in.Size())
		n.Layer = Flatten{}
	case KindBatchNorm:
		gamma, beta := b.take(n), b.take(n)
		n.Layer = &BatchNorm{Channels: in.C, Pixels: in.H * in.W, Eps: l.Eps, Gamma: gamma.x, Beta: beta.x, DGamma: gamma.dx, DBeta: beta.dx}
	case KindLayerNorm:
		gamma, beta := b.take(n), b.take(n)
		n.Layer = &LayerNorm{Size: in.Size(), Eps: l.Eps, Gamma: gamma.x, Beta: beta.x, DGamma: gamma.dx, DBeta: beta.dx}
	case KindAct:
		row, _ := ActivationByName(l.Act)
		n.Layer = &Act{Activation: row, Slope: l.Slope, Index: b.acts}
		b.acts++
	case KindResidual:
		n.Branch = b.build(in, l.Layers)
		n.Layer = &Residual{Scale: l.Scale, Branch: n.Branch}
	}
}

// parameter is one tensor and its gradient.
type parameter struct{ x, dx []float64 }

func (b *builder) take(n *Node) parameter {
	p := parameter{b.net.Params[b.tensor], b.net.DParams[b.tensor]}
	n.DParams = append(n.DParams, p.dx)
	b.tensor++
	return p
}
