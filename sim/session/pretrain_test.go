package session_test

import (
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/session/pretrain"
)

// newSession is a session on the CPU, or the reference, with a query applied.
func newSession(t testing.TB, on, query string) *session.Session {
	t.Helper()
	open := session.Openers{
		CPU: func() backend.Backend { return cpu.New() },
		Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) {
			if name == "digits" {
				return mnist.Digits()
			}
			return data.Generate(name, seed)
		},
	}
	if on == "ref" {
		open.CPU = func() backend.Backend { return ref.New() }
	}
	s := session.New(open)
	t.Cleanup(s.Close)
	s.MaxEval = math.MaxInt64
	s.SetRunning(false)
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if err := s.Apply(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	return s
}

// take pre-trains and takes n steps, in slices of the given length.
func take(s *session.Session, n int, slice time.Duration) session.Stats {
	s.Step(n)
	for s.Pending() > 0 {
		s.Work(slice)
	}
	for s.Pretrain(slice) {
	}
	return s.Stats()
}

// What deep belief nets were for. Ten sigmoid layers from Xavier's weights pass
// on a quarter of the gradient each: the network stands still at the loss of a
// guess among ten, ln 10. The same network from the same seed learns once its
// layers have been pre-trained, by plain SGD at the same rate.
func TestPretrainingLetsADeepSigmoidNetLearn(t *testing.T) {
	if testing.Short() {
		t.Skip("takes about five seconds")
	}
	s := newSession(t, "cpu", "data=digits&act=sigmoid&depth=10&width=32&lr=0.03&vs=pretrain:none,autoencoder,rbm")
	lanes := take(s, 500, 100*time.Millisecond).Lanes
	for _, l := range lanes {
		t.Logf("%s: loss %.3f, test accuracy %.3f, δ of layer 1 %.1e", l.Label, float64(l.Loss), float64(l.TestAcc), float64(l.Layers[0].DeltaRMS))
	}
	if l := lanes[0]; l.TestAcc > 0.15 || math.Abs(float64(l.Loss)-math.Log(10)) > 0.05 {
		t.Errorf("without pre-training: loss %v, test accuracy %v", l.Loss, l.TestAcc)
	}
	for i, l := range lanes[1:] {
		// Measured: 0.76 and 0.67.
		if bound := []num.JSON{0.7, 0.6}[i]; l.TestAcc < bound || l.Loss > 1.4 {
			t.Errorf("%s: loss %v, test accuracy %v", l.Label, l.Loss, l.TestAcc)
		}
		// A factor of 0.236 a layer leaves 2e-6; now the gradient gets through.
		if left := l.Layers[0].DeltaRMS / l.Layers[9].DeltaRMS; left < 0.1 {
			t.Errorf("%s: of δ %v is left at layer 1", l.Label, left)
		}
		for _, e := range l.Pretraining.Errors {
			if !(e.After < 0.9*e.Before) {
				t.Errorf("%s, layer %s: reconstruction error %v → %v", l.Label, e.Name, e.Before, e.After)
			}
		}
	}
}

// goldenPretraining are fingerprints of all parameters after pre-training and
// 100 steps, native and in wasm. UPDATE_GOLDEN=1 prints new ones.
var goldenPretraining = map[string]uint64{"autoencoder": 0xb47d37787246bee8, "rbm": 0x8fd7e7472bb8837a}

// Same query, same numbers: whatever slices the work is done in, whether or not
// somebody looks on, after a reset, and on every platform.
func TestPretrainingIsDeterministic(t *testing.T) {
	for _, method := range []string{experiment.PretrainAutoencoder, experiment.PretrainRBM} {
		query := "data=moons&depth=3&width=9&init=xavier&lr=0.03&act=sigmoid&pretrain=" + method
		whole := newSession(t, "cpu", query)
		take(whole, 100, time.Hour)
		watched := newSession(t, "cpu", query)
		watched.SetRunning(true)
		for _, left := watched.Pretraining(); left > 0; _, left = watched.Pretraining() {
			watched.Work(300 * time.Microsecond)
			watched.Stats()
		}
		take(watched, 100-watched.Stats().Step, time.Millisecond)
		a, b := whole.LaneParams(0), watched.LaneParams(0)
		if err := whole.Reset(context.Background()); err != nil {
			t.Fatal(err)
		}
		take(whole, 100, time.Second)
		c := whole.LaneParams(0)
		for i := range a {
			if !slices.Equal(a[i], b[i]) || !slices.Equal(a[i], c[i]) {
				t.Errorf("%s: tensor %d depends on how the work was cut, or does not survive a reset", method, i)
			}
		}
		switch got := fingerprint(a); {
		case os.Getenv("UPDATE_GOLDEN") != "":
			t.Logf("\t%q: %#016x,", method, got)
		case got != goldenPretraining[method]:
			t.Errorf("%s: fingerprint %#016x, want %#016x", method, got, goldenPretraining[method])
		}
	}
}

func fingerprint(tensors [][]float32) uint64 {
	h := fnv.New64a()
	for _, x := range slices.Concat(tensors...) {
		fmt.Fprintf(h, "%08x", math.Float32bits(x))
	}
	return h.Sum64()
}

// The reference and the CPU are two programs for one pre-training.
func TestPretrainingOnTheReference(t *testing.T) {
	for _, method := range []string{experiment.PretrainAutoencoder, experiment.PretrainRBM} {
		query := "data=circle&depth=2&width=4&act=sigmoid&pretrain=" + method
		want := take(newSession(t, "ref", query), 0, time.Second).Lanes[0].Pretraining
		got := take(newSession(t, "cpu", query), 0, time.Second).Lanes[0].Pretraining
		for i, e := range want.Errors {
			if d := math.Abs(float64(got.Errors[i].After - e.After)); d > 1e-3*float64(e.After) {
				t.Errorf("%s, layer %s: error %v on cpu, %v on ref", method, e.Name, got.Errors[i].After, e.After)
			}
		}
	}
}

// The error that is told is that of decoding the layer's activations, here
// worked out from its definition, for the network before its first minibatch.
func TestReconstructionErrorIsTheRMSOfTheDifference(t *testing.T) {
	const width = 5
	s := newSession(t, "ref", "data=gauss&depth=1&width=5&act=tanh&pretrain=autoencoder")
	s.Pretrain(1) // begins the layer
	params := s.LaneParams(0)
	spec := nn.Spec{Input: nn.Vector(2), Loss: nn.MSE, Layers: []nn.LayerSpec{
		{Kind: nn.KindDense, Units: width}, {Kind: nn.KindAct, Act: "tanh"}, {Kind: nn.KindDense, Units: 2},
	}}
	seed := nn.Stream(5, nn.UsePretraining, 0).Uint64()
	decoder, err := nn.Init(spec, nn.InitOptions{Scheme: "xavier", Gain: 1, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	net, err := nn.New(spec, [][]float64{wide(params[0]), wide(params[1]), wide(decoder[2]), wide(decoder[3])})
	if err != nil {
		t.Fatal(err)
	}
	set, _ := data.Generate("gauss", 5)
	indices := make([]int, pretrain.Batch)
	data.NewMinibatches(set.Train.Len(), seed).Batch(indices, 0)
	var x []float64
	for _, i := range indices {
		x = append(x, wide(set.Train.X[2*i:][:2])...)
	}
	sum := 0.0
	for i, y := range net.Forward(x, nn.Pass{Batch: len(indices)}) {
		sum += (y - x[i]) * (y - x[i]) / float64(len(x))
	}
	got := s.Stats().Lanes[0].Pretraining.Errors[0]
	if want := math.Sqrt(sum); math.Abs(float64(got.Before)-want) > 1e-6*want {
		t.Errorf("error %v, want %v", got.Before, want)
	}
}

func wide(xs []float32) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = float64(x)
	}
	return out
}
