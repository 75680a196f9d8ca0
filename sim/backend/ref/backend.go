// Package ref is the reference: backend.Backend straight on the readable
// mathematics of sim/nn, in float64 throughout. It is what the fast backends
// are held against, and what the command line offers as -backend ref. Numbers
// are rounded to float32 only where sim's types ask for it.
package ref

import (
	"fmt"
	"math"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// Backend implements backend.Backend.
type Backend struct {
	problem  backend.Problem
	net      *nn.Network
	rule     optimiser
	draw     data.Minibatches
	step     int
	diverged *backend.Divergence
	indices  []int  // of the newest minibatch's examples
	rest     func() // nn.Pass.Rest of every pass
}

// New returns a backend without a network; Reset gives it one.
func New() *Backend { return &Backend{} }

// NewInterruptible returns a backend that asks its owner, wherever a pass may
// rest, whether to give it up: for large networks a pass takes minutes. Train
// and Observe then return a *backend.InterruptedError.
func NewInterruptible(asked func() bool) *Backend {
	return &Backend{rest: func() {
		if asked() {
			backend.GiveUp()
		}
	}}
}

// Info implements backend.Backend.
func (b *Backend) Info() backend.Info { return backend.Info{Name: "ref"} }

// Close implements backend.Backend.
func (b *Backend) Close() { *b = Backend{rest: b.rest} }

// Reset implements backend.Backend.
func (b *Backend) Reset(p backend.Problem) error {
	if p.Batch < 1 {
		return fmt.Errorf("batch is %d, it must be at least 1", p.Batch)
	}
	if p.Data == nil || p.Data.Train.Len() == 0 {
		return fmt.Errorf("there are no examples to train on")
	}
	net, err := nn.New(p.Spec, widen(p.State.Params))
	if err != nil {
		return err
	}
	for _, part := range []data.Part{p.Data.Train, p.Data.Test} {
		if err := checkPart(net, p.Data.Shape, part); err != nil {
			return err
		}
	}
	rule := optimiser{tensors: net.Tensors, moments: widen(p.State.Moments)}
	if err := rule.check(); err != nil {
		return err
	}
	examples := len(p.Data.Train.X) / p.Spec.Input.Size()
	*b = Backend{
		problem: p, net: net, rule: rule, step: p.State.Step,
		draw: data.NewMinibatches(examples, p.Seed), indices: make([]int, p.Batch), rest: b.rest,
	}
	return nil
}

func checkPart(net *nn.Network, shape nn.Shape, part data.Part) error {
	if shape.Size() != net.Spec.Input.Size() {
		return fmt.Errorf("an example has %d features, the network takes %d", shape.Size(), net.Spec.Input.Size())
	}
	if len(part.X) == 0 && len(part.Y) == 0 {
		return nil // a set may have no test part
	}
	return net.CheckExamples(num.Float64s(part.X), num.Float64s(part.Y), len(part.X)/shape.Size())
}

// Train implements backend.Backend.
func (b *Backend) Train(steps int, h backend.Hyper) (err error) {
	defer backend.Interrupted(&err, b.stepsSince(b.step))
	for range steps {
		if b.diverged != nil {
			return nil
		}
		if b.differentiate(); b.diverged != nil {
			return nil
		}
		b.update(h)
		b.step++
	}
	return nil
}

// stepsSince counts the steps since the given one.
func (b *Backend) stepsSince(began int) func() int {
	return func() int { return b.step - began }
}

// update takes one step with the gradients of the newest differentiate.
func (b *Backend) update(h backend.Hyper) {
	changes, moments := b.rule.plan(h, b.step, b.net.Params, b.net.DParams)
	for i, change := range changes {
		for j, d := range change {
			b.net.Params[i][j] += d
		}
	}
	b.rule.moments = moments
}

// differentiate runs the minibatch of the next step forward and backward, and
// returns its loss. It notes where that finds what is not finite.
func (b *Backend) differentiate() float64 {
	b.draw.Batch(b.indices, b.step)
	var x, y []float64
	for _, i := range b.indices {
		xi, yi := b.example(b.problem.Data.Train, i)
		x, y = append(x, xi...), append(y, yi...)
	}
	b.net.Forward(x, nn.Pass{Batch: b.problem.Batch, Noise: nn.NewNoise(b.problem.Seed, b.step), Flush: true, Rest: b.rest})
	loss := b.net.Backward(y)
	if b.diverged == nil && !b.finite(loss) {
		b.diverged = &backend.Divergence{Step: b.step, Layer: b.divergedLayer()}
	}
	return loss
}

// example returns features and targets of one example.
func (b *Backend) example(part data.Part, i int) (x, y []float64) {
	return b.examples(part, i, 1)
}

// examples returns features and targets of n examples from i on.
func (b *Backend) examples(part data.Part, i, n int) (x, y []float64) {
	size, targets := b.net.Spec.Input.Size(), b.net.Spec.Loss.Targets(b.net.Outputs())
	return num.Float64s(part.X[i*size : (i+n)*size]), num.Float64s(part.Y[i*targets : (i+n)*targets])
}

// finite reports whether a step may be taken. A number that float32 cannot
// hold counts as infinite here: the reference stops where the others do.
func (b *Backend) finite(loss float64) bool {
	return allFinite([]float64{loss}) && allFinite(b.net.DParams...)
}

func allFinite(lists ...[]float64) bool {
	for _, xs := range lists {
		for _, x := range xs {
			if !(math.Abs(x) <= math.MaxFloat32) {
				return false
			}
		}
	}
	return true
}

// divergedLayer names the first layer whose pre-activations are not finite.
func (b *Backend) divergedLayer() string {
	for _, o := range b.net.Observed {
		if !allFinite(o.Z()) {
			return o.Name
		}
	}
	return "loss"
}

func float32s(xs []float64) []float32 {
	ys := make([]float32, len(xs))
	for i, x := range xs {
		ys[i] = float32(x)
	}
	return ys
}

// widen copies tensors to float64; nil stays nil.
func widen(tensors [][]float32) [][]float64 {
	var wide [][]float64
	for _, t := range tensors {
		wide = append(wide, num.Float64s(t))
	}
	return wide
}

// narrow copies tensors to float32; nil stays nil.
func narrow(tensors [][]float64) [][]float32 {
	var narrow [][]float32
	for _, t := range tensors {
		narrow = append(narrow, float32s(t))
	}
	return narrow
}
