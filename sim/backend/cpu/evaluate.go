package cpu

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// evaluator runs examples forward through the network that a backend trains,
// without noise and with frozen norms. Its layers are others around the same
// tensors: what those of training hold stays as it is, and its minibatches are
// as large as is quick.
type evaluator struct {
	net     *network[float32]
	on      *machine
	spare   rooms // for freeze
	loss    nn.Loss
	batch   int    // examples at once, at most
	in      int    // values of an example
	targets int    // of an example
	pause   func() // between layers; nil for none
	rest    func() // between minibatches; nil for none
	again   bool   // takes a minibatch again that was given up

	x, y    []float32       // a minibatch
	result  []float64       // its loss
	scripts map[int]*script // by the number of examples
}

// An evaluation takes evaluated examples at once, or less where its widest layer
// would hold more than evaluatedValues: then caches do not hold them either.
const (
	evaluated       = 256
	evaluatedValues = 1 << 16
)

// evaluatedAtOnce is the minibatch for a network whose widest layer puts out the
// given number of values.
func evaluatedAtOnce(widest int) int { return min(evaluated, max(1, evaluatedValues/widest)) }

// newEvaluator makes an evaluator of a network like the one that b trains, with the values of tensors.
func newEvaluator(b *Backend, tensors []*tensor[float32]) (*evaluator, error) {
	p := b.problem
	batch := evaluatedAtOnce(b.net.widest())
	net, err := newNetworkOf(tensors, p.Spec, batch, forwardOnly)
	if err != nil {
		return nil, err
	}
	size := p.Spec.Input.Size()
	e := &evaluator{
		net: net, on: b.on, loss: p.Spec.Loss, batch: batch, in: size, targets: b.targets, pause: b.pause,
		x: make([]float32, batch*size), y: make([]float32, batch*b.targets),
		result: make([]float64, 1), scripts: map[int]*script{},
	}
	if b.owner != nil {
		e.rest = b.ask // however small the network is, the data may be large
	}
	return e, nil
}

// widest is the most values that an observed layer puts out for an example.
func (n *network[T]) widest() int {
	most := 1
	for _, p := range n.probes {
		most = max(most, p.linear.size())
	}
	return most
}

// run returns the output and the loss of up to batch examples; y is nil where
// nobody asks for the loss. Before them the evaluation may be given up.
func (e *evaluator) run(x, y []float32) (out []float32, loss float64) {
	e.between()
	n := copy(e.x, x) / e.in
	copy(e.y, y)
	s := e.scripts[n]
	if s == nil {
		s = e.on.script(func(k trainKernels) {
			out := e.net.forward(e.x[:n*e.in], pass[float32]{kernels: k, n: n, frozen: true, pause: e.pause})
			k.loss(e.loss, out, e.y[:n*e.targets], nil, n, e.result)
		})
		e.scripts[n] = s
	}
	e.whole(s.run)
	return e.net.output[:n*e.net.outputs], e.result[0]
}

// between lets others have their turn between two minibatches.
func (e *evaluator) between() {
	if e.rest != nil {
		e.rest()
	}
}

// whole runs a minibatch through layers, anew where it is given up in the midst and the
// evaluation goes on later.
func (e *evaluator) whole(run func()) {
	for e.again && givenUp(run) {
		e.between()
	}
	if !e.again {
		run()
	}
}

// givenUp runs a pass and reports whether it was given up.
func givenUp(run func()) bool {
	try := func() (err error) {
		defer backend.Interrupted(&err, func() int { return 0 })
		run()
		return nil
	}
	return try() != nil
}

// evaluate runs what was asked for through the network.
func (e *evaluator) evaluate(set *data.Set, want backend.Want) (s backend.Scores) {
	e.freeze(set.Train.X)
	if want.Eval {
		s.Train, s.Test = e.score(set.Train), e.score(set.Test)
	}
	if want.Field > 0 && e.in == 2 {
		s.Field = e.field(want.Field, set.Extent)
	}
	return s
}

// score runs a whole part through the network.
func (e *evaluator) score(part data.Part) *backend.Score {
	total, examples, confusion := 0.0, len(part.X)/e.in, stats.NewConfusion(e.net.outputs)
	for from := 0; from < examples; from += e.batch {
		n := min(e.batch, examples-from)
		y := part.Y[from*e.targets:][:n*e.targets]
		out, loss := e.run(part.X[from*e.in:][:n*e.in], y)
		total += loss * float64(n)
		if e.loss != nn.MSE {
			e.count(confusion, out, y, n)
		}
	}
	s := &backend.Score{Loss: total / float64(examples), Accuracy: math.NaN()}
	if e.loss != nn.MSE {
		s.Accuracy, s.Confusion = confusion.Accuracy(), confusion
	}
	return s
}

// count takes the examples of a minibatch into a confusion matrix.
func (e *evaluator) count(c stats.Confusion, out, y []float32, n int) {
	for i := range n {
		c.Count(int(y[i*e.targets]), likeliest(example(out, i, e.net.outputs)))
	}
}

// likeliest is the class that the logits of one example speak for.
func likeliest(logits []float32) int {
	if len(logits) > 1 {
		return argMax(logits)
	}
	if logits[0] > 0 {
		return 1
	}
	return 0
}

// field runs a grid of points through the network.
func (e *evaluator) field(side int, extent float64) *backend.Field {
	f := &backend.Field{Side: side, Values: make([]float32, side*side)}
	grid := gridPoints(side, extent)
	for from := 0; from < len(f.Values); from += e.batch {
		n := min(e.batch, len(f.Values)-from)
		out, _ := e.run(grid[2*from:][:2*n], nil)
		for i := range n {
			f.Values[from+i] = e.fieldValue(example(out, i, e.net.outputs))
		}
	}
	return f
}

// fieldValue is the probability of class 1 of two, the class of more, or the
// output itself of a regression.
func (e *evaluator) fieldValue(logits []float32) float32 {
	switch {
	case len(logits) > 1:
		return float32(argMax(logits))
	case e.loss == nn.BCE:
		u := float64(logits[0])
		return float32(logistic(u, expNeg[float32](-math.Abs(u))))
	}
	return logits[0]
}

// gridPoints lists the corners of a side × side grid over the square of the
// given half-width, row by row from the top left.
func gridPoints(side int, extent float64) []float32 {
	points := make([]float32, 0, 2*side*side)
	for row := range side {
		for col := range side {
			points = append(points, float32(gridAt(col, side, extent)), float32(-gridAt(row, side, extent)))
		}
	}
	return points
}

func gridAt(i, side int, extent float64) float64 {
	if side == 1 {
		return 0
	}
	return extent * (2*float64(i)/float64(side-1) - 1)
}
