package gpu

import (
	"errors"
	"fmt"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// check compares a problem's state and data with what the net needs. A
// *backend.UnsupportedError says that no backend of this package trains it.
func (n *network) check(p backend.Problem) error {
	if len(n.layers) == 0 {
		return unsupported("networks without a dense or conv layer")
	}
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
