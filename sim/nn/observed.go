package nn

// ObservedLayer is a dense or conv layer together with the normalisation and
// the activation that follow it directly: what a viewer calls a layer. Its
// pre-activation z is the activation's input, or the layer's own output where
// no activation follows.
type ObservedLayer struct {
	Name   string
	Kind   Kind  // dense or conv
	Units  int   // units of a dense layer, channels of a conv layer
	FanIn  int   // inputs that one unit sums over
	Kernel int   // side of a conv layer's kernel, 1 of a dense layer
	Out    Shape // of z and of a, for one example
	// Act is the activation, linear where none follows, and Slope its slope.
	Act   Activation
	Slope float64
}

// Observed lists the observed layers from input to output; a residual branch
// in its place.
func (s Spec) Observed() ([]ObservedLayer, error) {
	w := walker{layer: -1}
	if _, err := w.walk(s.Input, s.Layers); err != nil {
		return nil, err
	}
	names := s.LayerNames()
	for i := range w.observed {
		w.observed[i].Name = names[i]
	}
	return w.observed, nil
}

// observe notes the weighted layer at place i of layers.
func (w *walker) observe(layers []LayerSpec, i int, in, out Shape) {
	o := ObservedLayer{Kind: layers[i].Kind, Units: layers[i].Units, FanIn: in.C, Kernel: 1, Out: out}
	if o.Kind == KindConv {
		o.Kernel = layers[i].Kernel
		o.FanIn *= o.Kernel * layers[i].KernelWidth()
	}
	o.Act, _ = ActivationByName("linear")
	if j := ActivationOf(layers, i); j >= 0 {
		o.Act, _ = ActivationByName(layers[j].Act)
		o.Slope = layers[j].Slope
	}
	w.observed = append(w.observed, o)
}

// ActivationOf returns the place of the activation that belongs to the dense
// or conv layer at place i: only normalisation may stand between them. It is
// −1 where there is none.
func ActivationOf(layers []LayerSpec, i int) int {
	for j := i + 1; j < len(layers); j++ {
		switch layers[j].Kind {
		case KindAct:
			return j
		case KindBatchNorm, KindLayerNorm:
		default:
			return -1
		}
	}
	return -1
}

// OwnerOf returns the place of the dense or conv layer that the activation at
// place i belongs to, −1 where it belongs to none: ActivationOf backwards.
func OwnerOf(layers []LayerSpec, i int) int {
	for j := i - 1; j >= 0; j-- {
		if layers[j].Kind.Weighted() {
			return j
		}
		if layers[j].Kind != KindBatchNorm && layers[j].Kind != KindLayerNorm {
			return -1
		}
	}
	return -1
}

// Spreadless reports whether the layer at place i of layers is a normalisation of
// o, in minibatches of the given size, whose groups are single values: BatchNorm
// over one example, or LayerNorm over one unit. Each value is its own mean then:
// x̂ is 0, and so is ∂C/∂x, exactly.
func (o ObservedLayer) Spreadless(layers []LayerSpec, i, batch int) bool {
	return OwnerOf(layers, i) >= 0 && o.Single(layers[i].Kind, batch)
}

// Single reports whether a normalisation of some kind would have single values of
// o to work on, in minibatches of the given size.
func (o ObservedLayer) Single(kind Kind, batch int) bool {
	switch kind {
	case KindBatchNorm:
		return batch*o.Out.H*o.Out.W == 1
	case KindLayerNorm:
		return o.Out.Size() == 1
	}
	return false
}
