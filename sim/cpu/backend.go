package cpu

import (
	"fmt"

	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Backend implements sim.Backend.
type Backend struct {
	problem  sim.Problem
	net      *network
	rule     *optimiser
	loss     loss
	draw     data.Minibatches
	step     int
	diverged *sim.Divergence
	asked    func() bool // of NewInterruptible; nil for networks not worth it
	owner    func() bool // of NewInterruptible

	indices []int     // of the minibatch's examples
	x, y    []float32 // the minibatch
	dOut    []float32
	targets int // values of Y an example
}

// New returns a backend without a network; Reset gives it one.
func New() *Backend { return &Backend{} }

// Info implements sim.Backend.
func (b *Backend) Info() sim.Info { return sim.Info{Name: "cpu"} }

// Close implements sim.Backend.
func (b *Backend) Close() { *b = Backend{owner: b.owner} }

// Reset implements sim.Backend. All memory that training needs is taken here.
func (b *Backend) Reset(p sim.Problem) error {
	if err := check(p); err != nil {
		return err
	}
	net, err := newNetwork(p.Spec, p.Batch, plain)
	if err != nil {
		return err
	}
	if err := net.load(p.State.Params); err != nil {
		return err
	}
	rule := newOptimiser(net.tensors, len(net.probes))
	if err := rule.load(p.State.Moments); err != nil {
		return err
	}
	size := p.Spec.Input.Size()
	for _, part := range []data.Part{p.Data.Train, p.Data.Test} {
		if err := checkTargets(p.Spec.Loss, part.Y, len(part.X)/size, net.outputs); err != nil {
			return err
		}
	}
	targets := p.Spec.Loss.Targets(net.outputs)
	step := p.State.Step
	p.State = sim.State{} // the caller's slices are not kept
	*b = Backend{
		owner: b.owner, problem: p, net: net, rule: rule, loss: lossOf(p.Spec.Loss),
		draw: data.NewMinibatches(len(p.Data.Train.X)/size, p.Seed), step: step,
		indices: make([]int, p.Batch),
		x:       make([]float32, p.Batch*size), y: make([]float32, p.Batch*targets),
		dOut: make([]float32, p.Batch*net.outputs), targets: targets,
	}
	if net.multiplications() >= worthAsking {
		b.asked = b.owner
	}
	return nil
}

func check(p sim.Problem) error {
	switch {
	case p.Batch < 1:
		return fmt.Errorf("batch is %d, it must be at least 1", p.Batch)
	case p.Data == nil || p.Data.Train.Len() == 0:
		return fmt.Errorf("there are no examples to train on")
	case p.Data.Shape.Size() != p.Spec.Input.Size():
		return fmt.Errorf("an example has %d features, the network takes %d", p.Data.Shape.Size(), p.Spec.Input.Size())
	case lossOf(p.Spec.Loss) == nil:
		return &sim.UnsupportedError{Reason: fmt.Sprintf("the CPU backend has no loss %q", p.Spec.Loss)}
	}
	return nil
}

// checkTargets checks that targets fit the network's outputs: one class index
// an example for softmax cross-entropy, one value an output for the others.
func checkTargets(loss nn.Loss, y []float32, examples, outputs int) error {
	if want := examples * loss.Targets(outputs); len(y) != want {
		return fmt.Errorf("there are %d target values, %d examples and %d outputs need %d", len(y), examples, outputs, want)
	}
	if loss != nn.SoftmaxCE {
		return nil
	}
	for _, class := range y {
		if !(class >= 0 && class < float32(outputs)) {
			return fmt.Errorf("an example is of class %g, the network has classes 0 to %d", class, outputs-1)
		}
	}
	return nil
}

// Train implements sim.Backend. It takes no memory, but what blas32 takes for
// large products.
func (b *Backend) Train(steps int, h sim.Hyper) (err error) {
	defer b.interruption(&err, b.step)
	for range steps {
		if b.diverged != nil {
			return nil
		}
		loss := b.differentiate()
		if !b.finite(loss) {
			b.diverged = &sim.Divergence{Step: b.step, Layer: b.divergedLayer()}
			return nil
		}
		b.rule.step(h, b.step)
		b.step++
	}
	return nil
}

// differentiate runs the minibatch of the next step forward and backward, and
// returns its loss.
func (b *Backend) differentiate() float64 {
	b.draw.Batch(b.indices, b.step)
	size := b.problem.Spec.Input.Size()
	for i, from := range b.indices {
		copy(example(b.x, i, size), example(b.problem.Data.Train.X, from, size))
		copy(example(b.y, i, b.targets), example(b.problem.Data.Train.Y, from, b.targets))
	}
	p := pass{n: b.problem.Batch, asked: b.asked}
	if b.net.noisy {
		p.noise = nn.NewNoise(b.problem.Seed, b.step)
	}
	out := b.net.forward(b.x, p)
	loss := b.loss(out, b.y, b.dOut, p.n)
	b.net.layers.backward(b.dOut, p)
	return loss
}

// finite reports whether a step may be taken: the loss is a number that
// float32 holds, and so is the gradient where every δ has flowed into it, the
// input-most bias.
func (b *Backend) finite(loss float64) bool {
	if !sim.Finite(float64(float32(loss))) {
		return false
	}
	for _, t := range b.net.tensors {
		if t.Role == nn.RoleBias {
			return finite(t.g)
		}
	}
	return true
}

// finite reports whether no value is infinite or NaN.
func finite(xs []float32) bool {
	zero := float32(0)
	for _, x := range xs {
		zero += x * 0 // NaN if x is neither
	}
	return zero == 0
}

// divergedLayer names the first layer whose pre-activations are not finite.
func (b *Backend) divergedLayer() string {
	names := b.problem.Spec.LayerNames()
	for i, p := range b.net.probes {
		if !finite(p.view().Z) {
			return names[i]
		}
	}
	return "loss"
}
