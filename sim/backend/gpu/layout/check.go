package layout

import (
	"errors"
	"fmt"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// Check compares a problem's state and data with what the net needs. A
// *backend.UnsupportedError says that no backend of this package trains it.
func (n *Network) Check(p backend.Problem) error {
	if len(n.Layers) == 0 {
		return unsupported(text.New("place.noWeights"))
	}
	if p.Batch < 1 {
		return fmt.Errorf("a minibatch has %d examples; it needs at least 1", p.Batch)
	}
	if p.Data == nil || n.Examples(p.Data.Train) == 0 {
		return errors.New("there is nothing to train on")
	}
	for _, part := range []data.Part{p.Data.Train, p.Data.Test} {
		if len(part.X) != n.Examples(part)*n.Inputs || len(part.Y) != n.Examples(part)*n.Goals() {
			return fmt.Errorf("%d features and %d targets do not fit examples of %d features and %d targets each",
				len(part.X), len(part.Y), n.Inputs, n.Goals())
		}
	}
	if len(p.State.Params) != len(n.Tensors) {
		return fmt.Errorf("%d parameter tensors are given, the network has %d", len(p.State.Params), len(n.Tensors))
	}
	if sets := len(p.State.Moments) / len(n.Tensors); sets > 2 || len(p.State.Moments) != sets*len(n.Tensors) {
		return fmt.Errorf("%d tensors of the optimiser's memory are given for a network with %d", len(p.State.Moments), len(n.Tensors))
	}
	for i, m := range p.State.Moments {
		if want := n.Tensors[i%len(n.Tensors)].Size(); len(m) != want {
			return fmt.Errorf("tensor %d of the optimiser's memory has %d values, the network wants %d", i, len(m), want)
		}
	}
	for i, t := range n.Tensors {
		if len(p.State.Params[i]) != t.Size() {
			return fmt.Errorf("parameter tensor %d has %d values, the network wants %d", i, len(p.State.Params[i]), t.Size())
		}
	}
	if n.Spec.Loss != nn.SoftmaxCE {
		return nil
	}
	for _, y := range slices.Concat(p.Data.Train.Y, p.Data.Test.Y) {
		if !(y >= 0 && int(y) < n.Outputs()) {
			return fmt.Errorf("an example is of class %g, the network tells classes 0 to %d apart", y, n.Outputs()-1)
		}
	}
	return nil
}
