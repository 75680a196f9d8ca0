package inspect

import (
	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/text"
)

// Subject is what is looked at: a network with the parameters and the step of
// State, and the minibatch that its next step would see. Nothing is changed.
type Subject struct {
	backend.Problem
	// Rest, unless nil, lets others go first, as nn.Pass.Rest does, and may panic to
	// give the work up.
	Rest func()
}

// Bounds of what is computed in float64 while somebody waits.
const (
	MostWork   = 1 << 30 // multiplications of a forward pass
	mostValues = 1 << 23 // parameters, and activations of a minibatch
)

// Work counts the multiplications of a forward pass, and the values that it keeps.
func Work(spec nn.Spec, batch int) (products, values int64) {
	tensors, err := spec.Tensors()
	if err != nil {
		return 0, 0
	}
	var weights int64
	for _, t := range tensors {
		weights += int64(t.Size())
	}
	spec.Each(func(l nn.LayerSpec, in, out nn.Shape) {
		values += int64(batch) * int64(out.Size())
		switch l.Kind {
		case nn.KindDense:
			products += int64(batch) * int64(in.Size()) * int64(out.Size())
		case nn.KindConv:
			products += int64(batch) * int64(in.C*l.Kernel*l.KernelWidth()) * int64(out.Size())
		}
	})
	return products, max(values, weights)
}

// lens is a subject after a forward and a backward pass.
type lens struct {
	Subject
	net    *nn.Network
	x, y   []float64
	first  int     // the example on show: the minibatch's first, by its place in the training part
	loss   float64 // of the minibatch
	scale  float64 // what makes ∂C/∂… of the minibatch's mean an example's own ∂E/∂…
	mixed  bool    // a BatchNorm makes examples depend on each other
	layers []nn.ObservedNode
}

// openAt opens a place.
func (s Subject) openAt(at Place) (*lens, Place, error) {
	l, err := s.open()
	if err != nil {
		return nil, at, err
	}
	at, err = at.in(l.layers)
	return l, at, err
}

func (s Subject) open() (*lens, error) {
	switch products, values := Work(s.Spec, s.Batch); {
	case s.Batch < 1 || s.Data == nil || s.Data.Train.Len() == 0:
		return nil, text.New("session.inspectNoExamples")
	case products > MostWork || values > mostValues:
		return nil, text.New("session.inspectTooLarge")
	}
	var params [][]float64
	for _, p := range s.State.Params {
		params = append(params, num.Float64s(p))
	}
	net, err := nn.New(s.Spec, params)
	if err != nil {
		return nil, err
	}
	l := &lens{Subject: s, net: net, scale: float64(s.Batch), mixed: mixes(net.Nodes)}
	l.layers = net.Observed
	l.draw()
	net.Forward(l.x, l.pass())
	l.loss = net.Backward(l.y)
	return l, nil
}

// draw takes the minibatch of the next step.
func (l *lens) draw() {
	indices := make([]int, l.Batch)
	data.NewMinibatches(l.Data.Train.Len(), l.Seed).Batch(indices, l.State.Step)
	l.first = indices[0]
	size, targets := l.Data.Shape.Size(), len(l.Data.Train.Y)/l.Data.Train.Len()
	for _, i := range indices {
		l.x = append(l.x, num.Float64s(l.Data.Train.X[i*size:(i+1)*size])...)
		l.y = append(l.y, num.Float64s(l.Data.Train.Y[i*targets:(i+1)*targets])...)
	}
}

// pass is what the next step of training would run, but for its flushing.
func (l *lens) pass() nn.Pass {
	return nn.Pass{Batch: l.Batch, Noise: nn.NewNoise(l.Seed, l.State.Step), Rest: l.Rest}
}

// losses are the losses of the minibatch's examples for an output.
func (l *lens) losses(out []float64) []float64 {
	k, targets := l.net.Outputs(), len(l.y)/l.Batch
	each := make([]float64, l.Batch)
	for n := range each {
		each[n], _ = l.Spec.Loss.Eval(out[n*k:(n+1)*k], l.y[n*targets:(n+1)*targets], k)
	}
	return each
}

// mixes reports whether there is a BatchNorm.
func mixes(nodes []*nn.Node) bool {
	for _, n := range nodes {
		if n.Spec.Kind == nn.KindBatchNorm || mixes(n.Branch) {
			return true
		}
	}
	return false
}
