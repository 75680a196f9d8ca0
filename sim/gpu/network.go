package gpu

import (
	"errors"
	"fmt"
	"slices"

	"backflow/shaders"
	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// network says where everything of a net lies in the GPU's buffers. It holds
// numbers only; program.go and backend.go turn it into dispatches.
type network struct {
	spec    nn.Spec
	tensors []nn.TensorSpec
	stages  []stage
	inputs  int // features of an example
	loss    int // place in shaders.Losses
	params  int // floats of the parameter buffer
	homes   []home
}

// stage is one step of the forward pass: a dense layer with the activation
// directly behind it, or an activation alone.
type stage struct {
	dense     bool
	units, in int
	act       int // place in shaders.Activations
	slope     float64
	closed    bool // the activation is the net's own, and not just linear for want of one
	weights   int  // start of W in the parameter buffer
	bias      int
	observed  int // index of the observed layer, −1 of an activation alone
}

// home is where a tensor lies in the parameter buffer: rows of the given
// length, one every ld floats.
type home struct {
	at, rows, columns, ld int
}

func (s stage) options() shaders.Options { return shaders.Options{Act: s.act} }

// ld is the distance of rows of n floats.
func ld(n int) int { return roundUp(n, shaders.Quad) }

// newNetwork lays a net out, or returns an *sim.UnsupportedError.
func newNetwork(spec nn.Spec) (*network, error) {
	tensors, err := spec.Tensors()
	if err != nil {
		return nil, err
	}
	n := &network{spec: spec, tensors: tensors, inputs: spec.Input.Size()}
	if n.loss = slices.Index(shaders.Losses, string(spec.Loss)); n.loss < 0 {
		return nil, unsupported("the loss %q", spec.Loss)
	}
	for _, l := range spec.Layers {
		if err := n.add(l); err != nil {
			return nil, err
		}
	}
	if len(tensors) == 0 {
		return nil, unsupported("networks without a dense layer")
	}
	return n, nil
}

func unsupported(format string, args ...any) error {
	return &sim.UnsupportedError{Reason: "The GPU does not train " + fmt.Sprintf(format, args...) + " yet."}
}

// refused says in a viewer's words what kinds of layer there is no kernel for.
var refused = map[nn.Kind]string{
	nn.KindConv: "convolutions", nn.KindMaxPool: "pooling layers", nn.KindAvgPool: "pooling layers",
	nn.KindBatchNorm: "normalisation layers", nn.KindLayerNorm: "normalisation layers",
	nn.KindResidual: "skip connections",
}

func (n *network) add(l nn.LayerSpec) error {
	switch l.Kind {
	case nn.KindDense:
		n.addDense(l.Units)
	case nn.KindAct:
		return n.addActivation(l)
	case nn.KindFlatten: // examples lie flat in memory anyway
		if last := len(n.stages) - 1; last >= 0 {
			n.stages[last].closed = true
		}
	default:
		return unsupported("%s", refused[l.Kind])
	}
	return nil
}

func (n *network) addDense(units int) {
	in := n.width()
	s := stage{dense: true, units: units, in: in, observed: len(n.homes) / 2}
	s.weights = n.place(units, in)
	s.bias = n.place(1, units)
	n.stages = append(n.stages, s) // its activation is linear, which is 0, until one follows
}

func (n *network) addActivation(l nn.LayerSpec) error {
	act := slices.Index(shaders.Activations, l.Act)
	if act < 0 {
		return unsupported("the activation %q", l.Act)
	}
	if last := len(n.stages) - 1; last >= 0 && n.stages[last].dense && !n.stages[last].closed {
		s := &n.stages[last]
		s.act, s.slope, s.closed = act, l.Slope, true
		return nil
	}
	n.stages = append(n.stages, stage{units: n.width(), in: n.width(), act: act, slope: l.Slope, observed: -1})
	return nil
}

// layers is the number of observed layers.
func (n *network) layers() int { return len(n.homes) / 2 }

// width is the number of values an example has at the end of the stages so far.
func (n *network) width() int {
	if len(n.stages) == 0 {
		return n.inputs
	}
	return n.stages[len(n.stages)-1].units
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
func (n *network) goals() int {
	if n.spec.Loss == nn.SoftmaxCE {
		return 1
	}
	return n.outputs()
}

// examples is the number of examples in a part of a data set.
func (n *network) examples(p data.Part) int { return p.Len() / n.goals() }

// outputs is the number of values at the end.
func (n *network) outputs() int { return n.width() }

// widest is the largest number of values an example has anywhere.
func (n *network) widest() int {
	w := n.inputs
	for _, s := range n.stages {
		w = max(w, s.units)
	}
	return w
}

// slots returns where the input and the output of every stage lie in a buffer
// of activations of so many rows, and how long that buffer is.
func (n *network) slots(rows int) (at []int, floats int) {
	at = append(at, 0)
	floats = roundUp(rows*ld(n.inputs), shaders.Align)
	for _, s := range n.stages {
		at = append(at, floats)
		floats += roundUp(rows*ld(s.units), shaders.Align)
	}
	return at, floats
}

// observedStages lists the stages that are observed layers.
func (n *network) observedStages() []int {
	var list []int
	for i, s := range n.stages {
		if s.observed >= 0 {
			list = append(list, i)
		}
	}
	return list
}

// pack lays tensors out as the parameter buffer has them.
func (n *network) pack(tensors [][]float32) []float32 {
	packed := make([]float32, n.params)
	for i, h := range n.homes {
		for r := range h.rows {
			copy(packed[h.at+r*h.ld:], tensors[i][r*h.columns:(r+1)*h.columns])
		}
	}
	return packed
}

// unpack is the inverse of pack.
func (n *network) unpack(packed []float32) [][]float32 {
	tensors := make([][]float32, len(n.homes))
	for i, h := range n.homes {
		tensors[i] = unpad(packed[h.at:], h.rows, h.columns)
	}
	return tensors
}

// unpad copies rows out of a buffer that keeps them ld(columns) apart.
func unpad(padded []float32, rows, columns int) []float32 {
	dense := make([]float32, 0, rows*columns)
	for r := range rows {
		dense = append(dense, padded[r*ld(columns):][:columns]...)
	}
	return dense
}

// pad is the inverse of unpad.
func pad(dense []float32, rows, columns int) []float32 {
	padded := make([]float32, rows*ld(columns))
	for r := range rows {
		copy(padded[r*ld(columns):], dense[r*columns:(r+1)*columns])
	}
	return padded
}

// blocks says to which layer each block of the parameter buffer belongs, and
// whether it decays: the table of update.wgsl.
func (n *network) blocks() []uint32 {
	table := make([]uint32, n.params/shaders.Align)
	for i, h := range n.homes {
		entry := uint32(2 * n.tensors[i].Layer)
		if n.tensors[i].Role == nn.RoleWeight {
			entry++
		}
		for b := h.at / shaders.Align; b < roundUp(h.at+h.rows*h.ld, shaders.Align)/shaders.Align; b++ {
			table[b] = entry
		}
	}
	return table
}

// check compares a problem's state and data with what the net needs.
func (n *network) check(p sim.Problem) error {
	if p.Batch < 1 {
		return fmt.Errorf("a minibatch has %d examples; it needs at least 1", p.Batch)
	}
	if p.Data == nil || n.examples(p.Data.Train) == 0 {
		return errors.New("there is nothing to train on")
	}
	for _, part := range []data.Part{p.Data.Train, p.Data.Test} {
		if len(part.X) != n.examples(part)*n.inputs || len(part.Y) != n.examples(part)*n.goals() {
			return fmt.Errorf("%d features and %d targets do not fit examples of %d features and %d targets each",
				len(part.X), len(part.Y), n.inputs, n.goals())
		}
	}
	if len(p.State.Params) != len(n.tensors) {
		return fmt.Errorf("%d parameter tensors are given, the network has %d", len(p.State.Params), len(n.tensors))
	}
	if sets := len(p.State.Moments) / len(n.tensors); sets > 2 || len(p.State.Moments) != sets*len(n.tensors) {
		return fmt.Errorf("%d tensors of the optimiser's memory are given for a network with %d", len(p.State.Moments), len(n.tensors))
	}
	for i, m := range p.State.Moments {
		if want := n.tensors[i%len(n.tensors)].Size(); len(m) != want {
			return fmt.Errorf("tensor %d of the optimiser's memory has %d values, the network wants %d", i, len(m), want)
		}
	}
	for i, t := range n.tensors {
		if len(p.State.Params[i]) != t.Size() {
			return fmt.Errorf("parameter tensor %d has %d values, the network wants %d", i, len(p.State.Params[i]), t.Size())
		}
	}
	if n.spec.Loss != nn.SoftmaxCE {
		return nil
	}
	for _, y := range slices.Concat(p.Data.Train.Y, p.Data.Test.Y) {
		if !(y >= 0 && int(y) < n.outputs()) {
			return fmt.Errorf("an example is of class %g, the network tells classes 0 to %d apart", y, n.outputs()-1)
		}
	}
	return nil
}
