//go:build !js

package probe

import (
	"context"
	"math"
	"sync"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/gpu"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/ref"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
)

// What comes with every look of updates and slopes (lost, updateRatio and its span,
// slopeRMS, factor and rest) against PyTorch, on every backend.

const looksFile = "testdata/looks.json"

func (l jsonLook) hyper(rate float64) backend.Hyper {
	return backend.Hyper{Optimiser: l.Rule, LR: rate, Decay: l.Decay, Clip: l.Clip, LayerLR: l.LayerLR, Equalise: l.Equalise}
}

// looks are of rates at which some updates are lost and others not.
var looks = []jsonLook{
	{Name: "first", Rule: optim.SGD, Then: 1e-6},
	{Name: "sgd", Rule: optim.SGD, First: 0.05, Then: 1e-6, Steps: 3, Decay: 0.03},
	{Name: "momentum", Rule: optim.Momentum, First: 0.02, Then: 3e-7, Steps: 3, LayerLR: []float64{3, 0.5}},
	{Name: "nesterov", Rule: optim.Nesterov, First: 0.02, Then: 1e-5, Steps: 3, Clip: 0.01},
	{Name: "rmsprop", Rule: optim.RMSProp, First: 0.002, Then: 1e-8, Steps: 3},
	{Name: "adam", Rule: optim.Adam, First: 0.002, Then: 2e-8, Steps: 3, Decay: 0.01},
	{Name: "equalised adam", Rule: optim.Adam, First: 0.003, Then: 2e-8, Steps: 3, Clip: 0.3, Equalise: true},
}

// tenSigmoids is the net of which the issue speaks, and its looks: the first, one after
// some steps, and what a thousand in float32 leave as it was.
const tenSigmoids = "vs=none&data=digits&act=sigmoid&init=xavier&opt=sgd&lr=0.01&depth=10&width=32"

var sigmoidLooks = []jsonLook{
	{Name: "first", Rule: optim.SGD, Then: 0.01},
	{Name: "trained", Rule: optim.SGD, First: 0.01, Then: 0.01, Steps: 20, Float32: 1000},
}

// looked is a network with the looks to take at it.
type looked struct {
	name    string
	subject Subject
	looks   []jsonLook
}

func lookedAt(t *testing.T) (list []looked) {
	t.Helper()
	for _, c := range testCases {
		list = append(list, looked{c.name, c.subject(t), looks})
	}
	cfg, problems := experiment.ParseQuery(tenSigmoids)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	var s Subject
	if s.Problem, err = cfg.Lanes()[0].Problem(set); err != nil {
		t.Fatal(err)
	}
	return append(list, looked{"ten sigmoids", s, sigmoidLooks})
}

// observed are a backend's layers at a look.
func (l looked) observed(t *testing.T, b backend.Backend, look jsonLook) []stats.Layer {
	t.Helper()
	if err := b.Reset(l.subject.Problem); err != nil {
		t.Fatal(err)
	}
	if err := b.Train(look.Steps, look.hyper(look.First)); err != nil {
		t.Fatal(err)
	}
	o, err := b.Observe(backend.Want{}, look.hyper(look.Then))
	if err != nil {
		t.Fatal(err)
	}
	return o.Layers
}

// lookColumns are what PyTorch computes as well.
var lookColumns = map[string]func(stats.Layer) float64{
	"lost":   func(l stats.Layer) float64 { return l.Lost },
	"update": func(l stats.Layer) float64 { return l.UpdateRatio },
	"slope":  func(l stats.Layer) float64 { return l.SlopeRMS },
	"factor": func(l stats.Layer) float64 { return l.Factor },
	"rest":   func(l stats.Layer) float64 { return l.Rest },
}

// PyTorch's numbers, which were computed once by testdata/looks.py (TestPyTorchLooks does
// it anew), and those of every backend.
func TestLooksAgreeWithPyTorch(t *testing.T) {
	want, list := kept(t, looksFile), lookedAt(t)
	for name, c := range map[string]struct {
		open      func(t *testing.T) backend.Backend
		tolerance float64
		lost      float64 // share of weights of which it hangs on the last digit
	}{
		"ref": {func(*testing.T) backend.Backend { return ref.New() }, 1e-9, 0},
		"cpu": {func(*testing.T) backend.Backend { return cpu.New() }, 1e-5, 0.01},
		"gpu": {onGPU, 1e-5, 0.01},
	} {
		t.Run(name, func(t *testing.T) {
			b := c.open(t)
			defer b.Close()
			for _, l := range list {
				for _, look := range l.looks {
					if name == "gpu" && !l.onGPU(look) {
						continue
					}
					layers, torch := l.observed(t, b, look), want[l.name][look.Name]
					for column, figure := range lookColumns {
						lookAgrees(t, l.name+", "+look.Name+", "+column, layers, figure, torch[column], c.tolerance, c.lost)
					}
				}
			}
		})
	}
}

// onGPU leaves out what only makes drivers compile one more kernel: the conformance suite
// compares every rule there with the reference.
func (l looked) onGPU(look jsonLook) bool { return look.Rule == optim.SGD || l.name == "tanh" }

// lookAgrees compares a column.
func lookAgrees(t *testing.T, what string, layers []stats.Layer, figure func(stats.Layer) float64, want []*float64, tolerance, lost float64) {
	t.Helper()
	if len(layers) != len(want) {
		t.Errorf("%s: %d layers, PyTorch has %d", what, len(layers), len(want))
		return
	}
	for i, l := range layers {
		got := figure(l)
		if want[i] == nil {
			if !math.IsNaN(got) {
				t.Errorf("%s, layer %s: %g, and PyTorch has no number", what, l.Name, got)
			}
			continue
		}
		allowed := tolerance * *want[i]
		if what[len(what)-4:] == "lost" {
			allowed = 0
			if lost > 0 {
				allowed = lost + 1.01/float64(l.Units*l.FanIn)
			}
		}
		if !(math.Abs(got-*want[i]) <= allowed) {
			t.Errorf("%s, layer %s: %.12g, want %.12g", what, l.Name, got, *want[i])
		}
	}
}

// json is what PyTorch is given of it.
func (l looked) json(t *testing.T) (j jsonCase) {
	t.Helper()
	for _, c := range testCases {
		if c.name == l.name {
			j = c.json(t)
		}
	}
	if j.Name == "" {
		j = jsonOf(t, l.name, l.subject)
	}
	draw := data.NewMinibatches(l.subject.Data.Train.Len(), l.subject.Seed)
	for _, look := range l.looks {
		for i := range max(look.Steps+1, look.Float32) {
			indices := make([]int, l.subject.Batch)
			draw.Batch(indices, i)
			look.Minibatches = append(look.Minibatches, indices)
		}
		j.Looks = append(j.Looks, look)
	}
	return j
}

// TestPyTorchLooks computes the golden file of looks anew, as TestPyTorch does its own.
func TestPyTorchLooks(t *testing.T) {
	if testing.Short() {
		t.Skip("takes too long")
	}
	var cases []jsonCase
	for _, l := range lookedAt(t) {
		cases = append(cases, l.json(t))
	}
	comparePyTorch(t, pyTorch(t, "testdata/looks.py", cases, looksFile), looksFile)
}

// device is one that all tests share, and with it the kernels that are compiled.
var device = sync.OnceValues(func() (*gpu.Device, error) { return gpu.Open(context.Background(), nil) })

// onGPU is a backend on whatever GPU there is; build.sh has it be Mesa's software.
func onGPU(t *testing.T) backend.Backend {
	t.Helper()
	d, err := device()
	if err != nil {
		t.Fatalf("no GPU to test on (./build.sh test installs a software adapter, mesa-vulkan-drivers): %v", err)
	}
	return d.NewBackend()
}
