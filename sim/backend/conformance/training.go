package conformance

import (
	"math"
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/num"
)

// trainSteps is long enough for momentum to build up and for an epoch (23
// examples) to end several times.
const trainSteps = 10

func (s suite) trains(t *testing.T, c testCase) {
	got, want := s.both(t, c.problem)
	train(t, got, trainSteps, c.hyper)
	train(t, want, trainSteps, c.hyper)
	s.compareStates(t, state(t, got, c.hyper), state(t, want, c.hyper))
}

func (s suite) compareStates(t *testing.T, got, want *backend.State) {
	t.Helper()
	if got.Step != want.Step {
		t.Errorf("step %d, want %d", got.Step, want.Step)
	}
	c := comparer{t, s.TrainTolerance, 0}
	c.tensors("Params", got.Params, want.Params)
	c.tensors("Moments", got.Moments, want.Moments)
}

// hyperCase is one way to train.
type hyperCase struct {
	name  string
	needs Features
	first backend.Hyper // for four steps
	then  backend.Hyper // for six more, without a reset
}

// same trains with one Hyper all along.
func same(name string, needs Features, h backend.Hyper) hyperCase {
	return hyperCase{name, needs, h, h}
}

func hyperCases() []hyperCase {
	sgd := func(lr float64) backend.Hyper { return backend.Hyper{Optimiser: optim.SGD, LR: lr} }
	optimisers, clip, rates := Features{Optimisers: true}, Features{Clip: true}, Features{LayerRates: true}
	both := Features{Optimisers: true, Clip: true, LayerRates: true}
	return []hyperCase{
		{"rate changes", Features{}, sgd(0.01), sgd(0.1)},
		{"rate zero", Features{}, sgd(0.1), sgd(0)},
		same("decay", Features{}, backend.Hyper{Optimiser: optim.SGD, LR: 0.1, Decay: 0.03}),
		{"decay changes", Features{}, sgd(0.1), backend.Hyper{Optimiser: optim.SGD, LR: 0.1, Decay: 0.5}},
		same("momentum", optimisers, backend.Hyper{Optimiser: optim.Momentum, LR: 0.02}),
		same("nesterov", optimisers, backend.Hyper{Optimiser: optim.Nesterov, LR: 0.02, Decay: 0.01}),
		same("rmsprop", optimisers, backend.Hyper{Optimiser: optim.RMSProp, LR: 0.002}),
		same("adam", optimisers, backend.Hyper{Optimiser: optim.Adam, LR: 0.002}),
		same("adam decay", optimisers, backend.Hyper{Optimiser: optim.Adam, LR: 0.002, Decay: 0.1}),
		same("clip binds", clip, backend.Hyper{Optimiser: optim.SGD, LR: 0.1, Clip: 0.01}),
		same("clip is far", clip, backend.Hyper{Optimiser: optim.SGD, LR: 0.1, Clip: 1e5}),
		same("layer rates", rates, backend.Hyper{Optimiser: optim.SGD, LR: 0.05, LayerLR: []float64{3, 0, 0.5}}),
		same("equalise", rates, backend.Hyper{Optimiser: optim.SGD, LR: 0.05, Equalise: true}),
		same("all at once", both, backend.Hyper{
			Optimiser: optim.Momentum, LR: 0.03, Decay: 0.01, Clip: 0.3, LayerLR: []float64{2, 1, 0.5}, Equalise: true,
		}),
		same("equalise adam", both, backend.Hyper{Optimiser: optim.Adam, LR: 0.003, Clip: 0.3, Equalise: true}),
	}
}

// hyper trains one net in every way there is, and compares the parameters, the
// optimiser's memory and what the next step's update ratio is said to be.
func (s suite) hyper(t *testing.T) {
	c := newCase("", flat(5, 3), 7, dense(13), act("tanh"), dense(11), act("sigmoid"), dense(3))
	for _, h := range hyperCases() {
		t.Run(h.name, func(t *testing.T) {
			if !s.Features.covers(h.needs) {
				t.Skip("not a feature of this backend")
			}
			got, want := s.both(t, c.problem)
			for _, b := range []backend.Backend{got, want} {
				train(t, b, 4, h.first)
				train(t, b, 6, h.then)
			}
			w := backend.Want{State: true}
			g, r := observe(t, got, w, h.then), observe(t, want, w, h.then)
			s.compareStates(t, g.State, r.State)
			for i := range r.Layers {
				comparer{t, s.TrainTolerance, 0}.relative(r.Layers[i].Name+".UpdateRatio",
					g.Layers[i].UpdateRatio, r.Layers[i].UpdateRatio)
			}
		})
	}
}

// minibatches checks that a step uses exactly the examples that
// data.Minibatches draws: Observation.Example names the first of them, and the
// loss of a minibatch is the mean of its examples' losses.
func (s suite) minibatches(t *testing.T) {
	for _, batch := range []int{1, 7, 23, 61} {
		c := newCase("", flat(5, 3), batch, dense(3))
		b := s.start(t, c.problem)
		draw := data.NewMinibatches(c.problem.Data.Train.Len(), c.problem.Seed)
		indices := make([]int, batch)
		still := backend.Hyper{Optimiser: optim.SGD} // a rate of 0 keeps the net as it is
		for step := range 6 {
			draw.Batch(indices, step)
			o := observe(t, b, backend.Want{}, still)
			if o.Example != indices[0] {
				t.Errorf("batch %d, step %d: Example = %d, want %d", batch, step, o.Example, indices[0])
			}
			want := s.meanLoss(t, c.problem, indices)
			comparer{t, s.Tolerance, 0}.relative("Loss of a minibatch", o.Loss, want)
			train(t, b, 1, still)
		}
	}
}

// meanLoss is the reference's loss over just the given examples.
func (s suite) meanLoss(t *testing.T, p backend.Problem, indices []int) float64 {
	t.Helper()
	size := p.Data.Shape.Size()
	var part data.Part
	for _, i := range indices {
		part.X = append(part.X, p.Data.Train.X[i*size:(i+1)*size]...)
		part.Y = append(part.Y, p.Data.Train.Y[i])
	}
	set := *p.Data
	set.Train = part
	p.Data = &set
	_, want := s.both(t, p)
	return observe(t, want, backend.Want{Eval: true}, backend.Hyper{Optimiser: optim.SGD}).Train.Loss
}

// continues checks that a run that is stopped, read out and started again
// ends where a run without a break ends.
func (s suite) continues(t *testing.T) {
	ways := []backend.Hyper{{Optimiser: optim.SGD, LR: 0.05}}
	if s.Features.Optimisers {
		ways = append(ways, backend.Hyper{Optimiser: optim.Momentum, LR: 0.02}, backend.Hyper{Optimiser: optim.Adam, LR: 0.002})
	}
	c := newCase("", flat(5, 3), 7, dense(13), act("tanh"), dense(3))
	for _, h := range ways {
		t.Run(string(h.Optimiser), func(t *testing.T) {
			whole := s.start(t, c.problem)
			train(t, whole, 10, h)

			first := s.start(t, c.problem)
			train(t, first, 4, h)
			p := c.problem
			p.State = *state(t, first, h)
			second := s.start(t, p)
			train(t, second, 6, h)
			s.compareStates(t, state(t, second, h), state(t, whole, h))
		})
	}
}

// repeats checks that a reset forgets everything, that the caller's slices are
// left alone, and that the same problem gives the same bits again.
func (s suite) repeats(t *testing.T) {
	c := newCase("", flat(5, 3), 7, dense(13), act("relu"), dense(3))
	given := clone(c.problem.State.Params)
	b := s.start(t, c.problem)
	train(t, b, 10, c.hyper)
	first := state(t, b, c.hyper)
	if !sameBits(given, c.problem.State.Params) {
		t.Fatal("training changed the parameters that the problem was given with")
	}
	other := newCase("", flat(2, 2), 3, dense(17), act("tanh"), dense(1))
	reset(t, b, other.problem)
	train(t, b, 2, other.hyper)
	reset(t, b, c.problem)
	train(t, b, 10, c.hyper)
	if !sameBits(first.Params, state(t, b, c.hyper).Params) {
		t.Error("the same problem gives other parameters the second time")
	}
}

// diverges trains with an absurd rate and checks that the lane stops, says so,
// and stays as it is; and that a reset starts afresh.
func (s suite) diverges(t *testing.T) {
	c := newCase("", flat(5, 0), 7, dense(13), act("tanh"), dense(7), act("tanh"), dense(1))
	absurd := backend.Hyper{Optimiser: optim.SGD, LR: 1e20}
	b := s.start(t, c.problem)
	train(t, b, 40, absurd)
	o := observe(t, b, backend.Want{State: true}, absurd)
	s.checkDivergence(t, c, o)

	train(t, b, 5, c.hyper)
	after := observe(t, b, backend.Want{State: true}, c.hyper)
	if after.Diverged == nil || after.Step != o.Step || !sameBits(after.State.Params, o.State.Params) {
		t.Error("a diverged lane went on training")
	}
	reset(t, b, c.problem)
	if again := observe(t, b, backend.Want{}, c.hyper); again.Diverged != nil || !num.Finite(again.Loss) {
		t.Errorf("after a reset: %+v, loss %g", again.Diverged, again.Loss)
	}
}

// infinite starts on a network whose second layer leaves float32's range: a look
// says so before any step is asked for, shows what lies below, and none is taken.
func (s suite) infinite(t *testing.T) {
	c := newCase("", flat(5, 3), 7, dense(13), act("linear"), dense(7), act("linear"), dense(3))
	for i, p := range c.problem.State.Params {
		p = slices.Clone(p)
		for j := range p {
			p[j] *= 1e25
		}
		c.problem.State.Params[i] = p
	}
	b := s.start(t, c.problem)
	check := func(when string) {
		t.Helper()
		o := observe(t, b, backend.Want{}, c.hyper)
		if want := (backend.Divergence{Step: 0, Layer: "2"}); o.Diverged == nil || *o.Diverged != want || o.Step != 0 {
			t.Errorf("%s: %+v at step %d, want %+v", when, o.Diverged, o.Step, want)
		}
		if a := o.Layers[0].ActRMS; !(a > 1e24 && a < 1e27) {
			t.Errorf("%s: layer 1 has an activation of %g", when, a)
		}
	}
	check("at first")
	train(t, b, 3, c.hyper)
	check("after steps were asked for")
}

func (s suite) checkDivergence(t *testing.T, c testCase, o *backend.Observation) {
	t.Helper()
	if o.Diverged == nil {
		t.Fatalf("no divergence after 40 steps at a rate of 1e20, loss %g", o.Loss)
	}
	if o.Diverged.Step != o.Step || o.State.Step != o.Step || o.Step >= 40 {
		t.Errorf("diverged at step %d, observation at %d, state at %d", o.Diverged.Step, o.Step, o.State.Step)
	}
	names := append(c.problem.Spec.LayerNames(), "loss")
	if !slices.Contains(names, o.Diverged.Layer) {
		t.Errorf("diverged in layer %q, want one of %q", o.Diverged.Layer, names)
	}
	for i, p := range o.State.Params {
		for _, x := range p {
			if !num.Finite(float64(x)) {
				t.Fatalf("tensor %d is left with %g", i, math.Abs(float64(x)))
			}
		}
	}
}

func clone(tensors [][]float32) [][]float32 {
	c := make([][]float32, len(tensors))
	for i, t := range tensors {
		c[i] = slices.Clone(t)
	}
	return c
}
