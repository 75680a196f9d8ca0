package ref_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// sgd is how the tests here would train.
var sgd = backend.Hyper{Optimiser: optim.SGD, LR: 0.1}

// points is a set of n two-dimensional examples of two classes.
func points(n int) *data.Set {
	s := &data.Set{Name: "points", Shape: nn.Vector(2), Classes: 2, Extent: 2}
	r := nn.Stream(1, nn.UseData, 0)
	for i := range n {
		s.Train.X = append(s.Train.X, float32(r.NormFloat64()), float32(r.NormFloat64()))
		s.Train.Y = append(s.Train.Y, float32(i%2))
	}
	s.Test = data.Part{X: s.Train.X[:6], Y: s.Train.Y[:3]}
	return s
}

// start opens the reference on a network that is initialised by a scheme.
func start(t *testing.T, set *data.Set, batch int, scheme string, layers ...nn.LayerSpec) *ref.Backend {
	t.Helper()
	spec := nn.Spec{Input: set.Shape, Layers: layers, Loss: set.Loss()}
	params, err := nn.Init(spec, nn.InitOptions{Scheme: scheme, Gain: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	b := ref.New()
	if err := b.Reset(backend.Problem{Spec: spec, State: backend.State{Params: params}, Data: set, Batch: batch, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	return b
}

func look(t *testing.T, b *ref.Backend, w backend.Want) *backend.Observation {
	t.Helper()
	o, err := b.Observe(w, sgd)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

func act(name string) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindAct, Act: name} }

// hidden is depth hidden layers and one output.
func hidden(depth, width int, name string) []nn.LayerSpec {
	var layers []nn.LayerSpec
	for range depth {
		layers = append(layers, dense(width), act(name))
	}
	return append(layers, dense(1))
}

// A hundred sigmoid layers leave 10⁻⁶³ of the gradient. As far as float32 holds
// it, it is measured; what is lost below counts as underflow and not as zero.
func TestVanishingIsMeasuredAndUnderflowCounted(t *testing.T) {
	b := start(t, points(20), 7, "xavier", hidden(100, 16, "sigmoid")...)
	layers := look(t, b, backend.Want{}).Layers
	first := layers[0]
	if first.DeltaRMS != 0 || first.DWRMS != 0 {
		t.Errorf("layer 1: δ is %g and ∂C/∂W %g, want 0: about 0.236¹⁰⁰ = 1e-63 is below float32", first.DeltaRMS, first.DWRMS)
	}
	if first.Underflow != 1 || first.Zeros != 0 {
		t.Errorf("underflow %v and zeros %v at layer 1, want 1 and 0", first.Underflow, first.Zeros)
	}
	// √χ of THEORY.md for n·Var(W) = 1; width 16 leaves some tenths to chance.
	if f := math.Pow(layers[50].DeltaRMS/layers[99].DeltaRMS, 1.0/49); math.Abs(f-0.2361) > 0.03 {
		t.Errorf("factor per layer %v, want near 0.2361", f)
	}
}

// BatchNorm evaluates with the statistics of the training part: the score of
// an example must not depend on the examples beside it or on the minibatch.
func TestBatchNormEvaluatesWithThePopulation(t *testing.T) {
	set := points(300) // more than one batch of evaluation
	layers := []nn.LayerSpec{dense(5), {Kind: nn.KindBatchNorm, Eps: 1e-5}, act("relu"), dense(1)}
	small := look(t, start(t, set, 3, "he", layers...), backend.Want{Eval: true, Field: 5})
	large := look(t, start(t, set, 64, "he", layers...), backend.Want{Eval: true, Field: 5})
	if !reflect.DeepEqual(small.Train, large.Train) || !reflect.DeepEqual(small.Test, large.Test) {
		t.Errorf("scores depend on the minibatch: %v %v and %v %v", small.Train, small.Test, large.Train, large.Test)
	}
	for i := range small.Field.Values {
		if small.Field.Values[i] != large.Field.Values[i] {
			t.Fatalf("the field depends on the minibatch at %d", i)
		}
	}

	// The whole training part as a minibatch is the population itself.
	whole := look(t, start(t, set, 300, "he", layers...), backend.Want{Eval: true})
	if math.Abs(whole.Loss-whole.Train.Loss) > 1e-12 {
		t.Errorf("loss on the whole training part %v, score %v", whole.Loss, whole.Train.Loss)
	}
}

// Noise is for training: scores repeat, and losses of other steps differ.
func TestNoiseIsForTraining(t *testing.T) {
	b := start(t, points(4), 4, "he", hidden(2, 8, "noisy")...)
	still := backend.Hyper{Optimiser: optim.SGD}
	first := look(t, b, backend.Want{Eval: true})
	if err := b.Train(1, still); err != nil {
		t.Fatal(err)
	}
	second := look(t, b, backend.Want{Eval: true})
	if !reflect.DeepEqual(first.Train, second.Train) {
		t.Error("the score is noisy")
	}
	if math.Abs(first.Loss-second.Loss) < 1e-6 { // the same four examples
		t.Error("the loss of another step has the same noise")
	}
}

// The field runs from (−Extent, +Extent) at the top left, row by row.
func TestFieldGeometry(t *testing.T) {
	set := points(8)
	spec := nn.Spec{Input: set.Shape, Layers: []nn.LayerSpec{dense(1)}, Loss: nn.BCE}
	b := ref.New()
	p := backend.Problem{Spec: spec, State: backend.State{Params: [][]float32{{1, 10}, {0.5}}}, Data: set, Batch: 2}
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	f := look(t, b, backend.Want{Field: 3}).Field
	for i, logit := range []float64{18.5, 20.5, 22.5, -1.5, 0.5, 2.5, -21.5, -19.5, -17.5} {
		if want := 1 / (1 + math.Exp(-logit)); math.Abs(float64(f.Values[i])-want) > 1e-7 {
			t.Errorf("value %d is %v, want %v", i, f.Values[i], want)
		}
	}
}

// Training on a set that a straight line divides must end near zero loss.
func TestTrainingLearns(t *testing.T) {
	set := points(40)
	for i := range set.Train.Y {
		set.Train.Y[i] = 0
		if set.Train.X[2*i]+set.Train.X[2*i+1] > 0 {
			set.Train.Y[i] = 1
		}
	}
	b := start(t, set, 8, "xavier", hidden(1, 8, "tanh")...)
	before := look(t, b, backend.Want{Eval: true}).Train
	if err := b.Train(600, backend.Hyper{Optimiser: optim.Adam, LR: 0.02}); err != nil {
		t.Fatal(err)
	}
	after := look(t, b, backend.Want{Eval: true}).Train
	if after.Accuracy < 1 || after.Loss > before.Loss/10 {
		t.Errorf("from %+v to %+v", *before, *after)
	}
}

func TestResetSaysWhatIsWrong(t *testing.T) {
	set := points(8)
	good := func() backend.Problem {
		return backend.Problem{
			Spec: nn.Spec{Input: set.Shape, Layers: []nn.LayerSpec{dense(1)}, Loss: nn.BCE},
			Data: set, Batch: 2, State: backend.State{Params: [][]float32{{1, 2}, {3}}},
		}
	}
	if err := ref.New().Reset(good()); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*backend.Problem){
		"batch is 0":              func(p *backend.Problem) { p.Batch = 0 },
		"no examples":             func(p *backend.Problem) { p.Data = &data.Set{Shape: nn.Vector(2)} },
		"2 features, the network": func(p *backend.Problem) { p.Spec.Input = nn.Vector(3); p.State.Params[0] = make([]float32, 3) },
		"2 parameter tensors":     func(p *backend.Problem) { p.State.Params = nil },
		"memory has 1 tensors":    func(p *backend.Problem) { p.State.Moments = [][]float32{{1, 2}} },
		"memory has 3 values":     func(p *backend.Problem) { p.State.Moments = [][]float32{{1, 2, 3}, {1}} },
		"need 16 target values": func(p *backend.Problem) {
			p.Spec.Layers = []nn.LayerSpec{dense(2)}
			p.State.Params = [][]float32{make([]float32, 4), {0, 0}}
		},
		"unknown loss": func(p *backend.Problem) { p.Spec.Loss = "hinge" },
	} {
		p := good()
		change(&p)
		if err := ref.New().Reset(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
