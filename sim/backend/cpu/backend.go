package cpu

import (
	"fmt"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/text"
)

// Backend implements backend.Backend.
type Backend struct {
	problem  backend.Problem
	net      *network[float32]
	rule     *optimiser
	draw     data.Minibatches
	step     int
	diverged *backend.Divergence
	owner    func() bool // of NewInterruptible
	pause    func()      // asks it; nil for networks not worth it

	indices []int     // of the minibatch's examples
	rows    []uint32  // the same
	x, y    []float32 // the minibatch
	dOut    []float32
	targets int        // values of Y an example
	result  []float64  // the newest loss
	noise   nn.Noise   // of the step
	pass    *script    // forward and backward
	ahead   bool       // the gradient of the next step is there already
	eval    *evaluator // nil until it is asked for

	keepNorms bool
	squares   []squares // of the observed layers
	sizes     *script   // takes them all

	on *machine // nil computes in Go's loops
}

// New returns a backend without a network; Reset gives it one.
func New() *Backend { return &Backend{} }

// On makes a backend compute with the kernels of a SIMD machine from the next
// Reset on, or with Go's loops if it is nil. With simd.Plain the results are the
// same to the bit.
func (b *Backend) On(m simd.Machine) *Backend {
	b.on = newMachine(m)
	return b
}

// Info implements backend.Backend.
func (b *Backend) Info() backend.Info {
	info := backend.Info{Name: "cpu"}
	if b.on != nil {
		info.Adapter = b.on.Name()
	}
	return info
}

// Close implements backend.Backend.
func (b *Backend) Close() { *b = Backend{owner: b.owner, on: b.on, keepNorms: b.keepNorms} }

// Reset implements backend.Backend. All memory that training needs is taken here.
func (b *Backend) Reset(p backend.Problem) error {
	if err := check(p); err != nil {
		return err
	}
	net, err := newNetwork[float32](p.Spec, p.Batch, plain)
	if err != nil {
		return err
	}
	if err := net.load(p.State.Params); err != nil {
		return err
	}
	rule := newOptimiser(net.tensors, len(net.probes), b.on)
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
	p.State = backend.State{} // the caller's slices are not kept
	*b = Backend{
		owner: b.owner, on: b.on, keepNorms: b.keepNorms, problem: p, net: net, rule: rule,
		draw: data.NewMinibatches(len(p.Data.Train.X)/size, p.Seed), step: step,
		indices: make([]int, p.Batch), rows: make([]uint32, p.Batch), result: make([]float64, 1),
		x: make([]float32, p.Batch*size), y: make([]float32, p.Batch*targets),
		dOut: make([]float32, p.Batch*net.outputs), targets: targets,
		squares: make([]squares, len(net.probes)),
	}
	b.pass, b.sizes = b.on.script(b.forthAndBack), b.on.script(b.sumSizes)
	if b.owner != nil && net.multiplications() >= worthAsking {
		b.pause, b.rule.pause = b.ask, b.ask
	}
	return nil
}

func check(p backend.Problem) error {
	switch {
	case p.Batch < 1:
		return fmt.Errorf("batch is %d, it must be at least 1", p.Batch)
	case p.Data == nil || p.Data.Train.Len() == 0:
		return fmt.Errorf("there are no examples to train on")
	case p.Data.Shape.Size() != p.Spec.Input.Size():
		return fmt.Errorf("an example has %d features, the network takes %d", p.Data.Shape.Size(), p.Spec.Input.Size())
	case !p.Spec.Loss.Known():
		return &backend.UnsupportedError{Reason: text.New("place.noLossOnCPU", "name", string(p.Spec.Loss))}
	}
	return nil
}

// checkTargets checks that targets fit the network's outputs: one class index
// an example for softmax cross-entropy, one value an output for the others.
func checkTargets[T stats.Real](loss nn.Loss, y []T, examples, outputs int) error {
	if want := examples * loss.Targets(outputs); len(y) != want {
		return fmt.Errorf("there are %d target values, %d examples and %d outputs need %d", len(y), examples, outputs, want)
	}
	if loss != nn.SoftmaxCE {
		return nil
	}
	for _, class := range y {
		if !(class >= 0 && class < T(outputs)) {
			return fmt.Errorf("an example is of class %g, the network has classes 0 to %d", class, outputs-1)
		}
	}
	return nil
}

// Train implements backend.Backend. It takes no memory, but what blas32 takes for
// large products.
func (b *Backend) Train(steps int, h backend.Hyper) (err error) {
	defer backend.Interrupted(&err, b.stepsSince(b.step))
	for range steps {
		if b.diverged != nil {
			return nil
		}
		if b.differentiate(); b.diverged != nil {
			return nil
		}
		b.ahead = false // the step uses the gradient up
		b.rule.step(h, b.step)
		b.step++
	}
	return nil
}

// differentiate runs the minibatch of the next step forward and backward, unless
// an observation has done so, and returns its loss. It notes where that finds what
// is not finite.
func (b *Backend) differentiate() float64 {
	if b.ahead {
		return b.result[0]
	}
	b.draw.Batch(b.indices, b.step)
	for i, from := range b.indices {
		b.rows[i] = uint32(from)
	}
	if b.net.noisy {
		b.noise = *nn.NewNoise(b.problem.Seed, b.step)
	}
	b.pass.run()
	b.ahead = true
	if b.diverged == nil && !b.finite(b.result[0]) {
		b.diverged = &backend.Divergence{Step: b.step, Layer: b.divergedLayer()}
	}
	return b.result[0]
}

// forthAndBack gathers the minibatch of b.rows and runs it through the network
// and back.
func (b *Backend) forthAndBack(k trainKernels) {
	p := pass[float32]{kernels: k, n: b.problem.Batch, noise: &b.noise, pause: b.pause}
	train := b.problem.Data.Train
	k.gather(b.x, train.X, b.rows, b.problem.Spec.Input.Size())
	k.gather(b.y, train.Y, b.rows, b.targets)
	out := b.net.forward(b.x, p)
	p.loss(b.problem.Spec.Loss, out, b.y, b.dOut, p.n, b.result)
	b.net.layers.backward(b.dOut, p)
	if b.keepNorms {
		b.sumNorms(k)
	}
}

// finite reports whether a step may be taken: the loss is a number that
// float32 holds, and so is the gradient where every δ has flowed into it, the
// input-most bias, or β where a BatchNorm leaves the bias without a gradient.
func (b *Backend) finite(loss float64) bool {
	if !num.Finite(float64(float32(loss))) {
		return false
	}
	for _, t := range b.net.tensors {
		if shifts := t.Role == nn.RoleBias || t.Role == nn.RoleBeta; shifts && !t.Inert {
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
