package conformance

import (
	"math"
	"reflect"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// observes compares all that an observation holds, at the start and after
// three steps (when the minibatch is another, and has crossed an epoch in
// some cases).
func (s suite) observes(t *testing.T, c testCase) {
	got, want := s.both(t, c.problem)
	s.compareObservations(t, c, got, want)
	if !t.Failed() {
		train(t, got, 3, c.hyper)
		train(t, want, 3, c.hyper)
		s.compareObservations(t, c, got, want)
	}
}

func (s suite) compareObservations(t *testing.T, c testCase, got, want backend.Backend) {
	t.Helper()
	w := backend.Want{Units: 6, Eval: true, Gradients: true, State: true, Histograms: s.Features.Histograms}
	if c.problem.Data.Extent > 0 {
		w.Field = 9
	}
	o := observe(t, got, w, c.hyper)
	s.compare(t, c, o, observe(t, want, w, c.hyper))
	if e, can := got.(backend.Evaluator); can {
		compareSlices(t, e, w, o)
	}
}

// compareSlices holds an evaluation in slices to what the observation o has.
func compareSlices(t *testing.T, b backend.Evaluator, w backend.Want, o *backend.Observation) {
	t.Helper()
	e, err := b.StartEval(o.State.Params, w)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Stop()
	for !e.Work(0) {
		continue
	}
	got := e.Scores()
	exactly := comparer{t, 0, 0}
	exactly.score("Train in slices", got.Train, o.Train)
	exactly.score("Test in slices", got.Test, o.Test)
	if !reflect.DeepEqual(got.Field, o.Field) {
		t.Errorf("Field in slices %v, want %v", got.Field, o.Field)
	}
}

func (s suite) compare(t *testing.T, c testCase, got, want *backend.Observation) {
	t.Helper()
	pass := comparer{t, s.Tolerance, 0}
	if got.Step != want.Step || got.Example != want.Example {
		t.Errorf("step %d, example %d; want step %d, example %d", got.Step, got.Example, want.Step, want.Example)
	}
	pass.relative("Loss", got.Loss, want.Loss)
	pass.tensor("Output", got.Output, want.Output)
	pass.score("Train", got.Train, want.Train)
	pass.score("Test", got.Test, want.Test)
	pass.field(got.Field, want.Field)

	gradients := pass
	gradients.floor = c.floor * maxRMS(want.Gradients)
	gradients.tensors("Gradients", got.Gradients, want.Gradients)
	if len(got.Layers) != len(want.Layers) {
		t.Fatalf("%d layers, want %d", len(got.Layers), len(want.Layers))
	}
	for i := range want.Layers {
		pass.layer(&got.Layers[i], &want.Layers[i])
	}
}

func (c comparer) score(name string, got, want *backend.Score) {
	c.t.Helper()
	if got == nil || want == nil {
		if got != want {
			c.t.Errorf("%s: got %v, want %v", name, got, want)
		}
		return
	}
	c.relative(name+".Loss", got.Loss, want.Loss)
	if !(math.IsNaN(got.Accuracy) && math.IsNaN(want.Accuracy)) {
		c.share(name+".Accuracy", got.Accuracy, want.Accuracy)
	}
	if !c.wantConfusion(got.Confusion, want) {
		c.t.Errorf("%s.Confusion: %v, want %v", name, got.Confusion, want.Confusion)
	}
}

// wantConfusion allows for what c.share allows: few examples in other cells.
func (c comparer) wantConfusion(got stats.Confusion, want *backend.Score) bool {
	if len(got) != len(want.Confusion) {
		return false
	}
	moved, all := 0.0, 0.0
	for i, n := range want.Confusion {
		moved += math.Abs(float64(n)-float64(got[i])) / 2
		all += float64(n)
	}
	return moved <= 0.02*all+1
}

func (c comparer) field(got, want *backend.Field) {
	c.t.Helper()
	if got == nil || want == nil {
		if got != want {
			c.t.Errorf("Field: got %v, want %v", got, want)
		}
		return
	}
	if got.Side != want.Side {
		c.t.Errorf("Field.Side = %d, want %d", got.Side, want.Side)
	}
	c.tensor("Field", got.Values, want.Values)
}

func (c comparer) layer(got, want *stats.Layer) {
	c.t.Helper()
	n := want.Name
	if got.Name != n || got.Units != want.Units || got.FanIn != want.FanIn {
		c.t.Errorf("layer %s: name %q, %d units, fan-in %d; want %d units, fan-in %d",
			n, got.Name, got.Units, got.FanIn, want.Units, want.FanIn)
	}
	c.number(n+".ActMean", got.ActMean, want.ActMean, want.ActRMS)
	c.relative(n+".ActRMS", got.ActRMS, want.ActRMS)
	c.relative(n+".DeltaRMS", got.DeltaRMS, want.DeltaRMS)
	c.relative(n+".DWRMS", got.DWRMS, want.DWRMS)
	c.relative(n+".WRMS", got.WRMS, want.WRMS)
	c.relative(n+".UpdateRatio", got.UpdateRatio, want.UpdateRatio)
	c.lost(n+".Lost", got.Lost, want.Lost, want)
	c.relative(n+".Factor", got.Factor, want.Factor)
	c.relative(n+".SlopeRMS", got.SlopeRMS, want.SlopeRMS)
	c.relative(n+".Rest", got.Rest, want.Rest)
	c.share(n+".Saturated", got.Saturated, want.Saturated)
	c.share(n+".Dead", got.Dead, want.Dead)
	c.share(n+".Zeros", got.Zeros, want.Zeros)
	c.share(n+".Underflow", got.Underflow, want.Underflow)
	c.sample(n, got, want)
	c.histogram(n+".ActHist", got.ActHist, want.ActHist)
	c.histogram(n+".DeltaHist", got.DeltaHist, want.DeltaHist)
	c.histogram(n+".DWHist", got.DWHist, want.DWHist)
}

func (c comparer) sample(n string, got, want *stats.Layer) {
	c.t.Helper()
	c.tensor(n+".Act", got.Act, want.Act)
	c.tensor(n+".Delta", got.Delta, want.Delta)
	if got.SampleIn != want.SampleIn {
		c.t.Errorf("%s.SampleIn = %d, want %d", n, got.SampleIn, want.SampleIn)
	}
	c.tensor(n+".W", got.W, want.W)
	c.tensor(n+".DW", got.DW, want.DW)
	if string(got.Flags) != string(want.Flags) {
		c.t.Errorf("%s.Flags = %v, want %v", n, got.Flags, want.Flags)
	}
}

func (s suite) info(t *testing.T) {
	if s.fresh(t).Info().Name == "" {
		t.Error("Info().Name is empty")
	}
}
