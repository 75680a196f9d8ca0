package nn

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"os"
	"strings"
	"testing"
)

// deep is a square dense network: depth layers of width units.
func deep(width, depth int, act string, slope float64) Spec {
	s := Spec{Input: Vector(width), Loss: MSE}
	for range depth {
		s.Layers = append(s.Layers, LayerSpec{Kind: KindDense, Units: width}, LayerSpec{Kind: KindAct, Act: act, Slope: slope})
	}
	return s
}

// mixed has every kind of tensor, a conv layer and a residual branch.
func mixed() Spec {
	return Spec{Input: Shape{C: 2, H: 5, W: 4}, Loss: SoftmaxCE, Layers: []LayerSpec{
		{Kind: KindConv, Units: 3, Kernel: 3, Stride: 1, Pad: 1},
		{Kind: KindBatchNorm, Eps: 1e-5},
		{Kind: KindAct, Act: "tanh"},
		{Kind: KindFlatten},
		{Kind: KindDense, Units: 7},
		{Kind: KindAct, Act: "leaky", Slope: 0.2},
		{Kind: KindResidual, Scale: 1, Layers: []LayerSpec{{Kind: KindDense, Units: 7}, {Kind: KindLayerNorm, Eps: 1e-5}, {Kind: KindAct, Act: "relu"}}},
		{Kind: KindDense, Units: 3},
	}}
}

func mustInit(t *testing.T, s Spec, o InitOptions) [][]float32 {
	t.Helper()
	if o.Gain == 0 {
		o.Gain = 1
	}
	p, err := Init(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// batchFor is a batch of examples for lsuv, from exact arithmetic only.
func batchFor(s Spec, n int) []float64 {
	x := make([]float64, n*s.Input.Size())
	uniforms(x, 7, UseData, 0)
	return x
}

// The golden fingerprints of the first parameters, natively and in wasm. They
// are part of what a seed means. UPDATE_GOLDEN=1 prints new ones.
var goldenInit = map[string]uint64{
	"uniform":    0xdad6871df79c99db,
	"standard":   0x41bd682e6d919f49,
	"xavier":     0x1a7f31cb3e2cae2a,
	"he":         0x20e071c4384a6c22,
	"lecun":      0x249967cb6698b9cc,
	"orthogonal": 0x4fe614bf867d28ee,
	"lsuv":       0x1c692c376a85b8f6,
	"zero":       0xb457b67acb016f35,
}

func TestInitGolden(t *testing.T) {
	for _, scheme := range InitSchemes {
		s := mixed()
		p := mustInit(t, s, InitOptions{Scheme: scheme.Name, Gain: 1.25, Seed: 12345, Batch: batchFor(s, 9)})
		h := fnv.New64a()
		for _, x := range p {
			_ = binary.Write(h, binary.LittleEndian, x)
		}
		if os.Getenv("UPDATE_GOLDEN") != "" {
			t.Logf("%q: %#x,", scheme.Name, h.Sum64())
		} else if h.Sum64() != goldenInit[scheme.Name] {
			t.Errorf("%s: %#x, want %#x", scheme.Name, h.Sum64(), goldenInit[scheme.Name])
		}
	}
}

// weightsOf returns the mean and variance of the first weight tensor.
func weightsOf(p []float32) (mean, variance float64) {
	x := make([]float64, len(p))
	for i, w := range p {
		x[i] = float64(w)
	}
	return moments(x)
}

// varianceTolerance: 2·10⁴ normals give their variance to 1 %; this is four
// standard errors.
const varianceTolerance = 0.04

func TestInitVariances(t *testing.T) {
	const in, out = 100, 200
	s := Spec{Input: Vector(in), Loss: MSE, Layers: []LayerSpec{{Kind: KindDense, Units: out}, {Kind: KindAct, Act: "leaky", Slope: 0.5}}}
	for scheme, want := range map[string]float64{
		"uniform":    1.0 / (3 * in),
		"standard":   1.0 / (3 * in),
		"xavier":     2.0 / (in + out),
		"he":         2.0 / (1.25 * in),
		"lecun":      1.0 / in,
		"orthogonal": 1.0 / out, // 100 orthonormal columns of length 200
	} {
		const gain = 3
		p := mustInit(t, s, InitOptions{Scheme: scheme, Gain: gain, Seed: 1})
		mean, variance := weightsOf(p[0])
		if got := variance / (gain * gain); math.Abs(got/want-1) > varianceTolerance {
			t.Errorf("%s: variance %.5g, want %.5g", scheme, got, want)
		}
		if math.Abs(mean) > 4*math.Sqrt(variance/(in*out)) {
			t.Errorf("%s: mean %.3g", scheme, mean)
		}
	}
}

func TestHeIgnoresSlopesThatAreNotLeaky(t *testing.T) {
	relu := mustInit(t, deep(8, 1, "relu", 0.5), InitOptions{Scheme: "he", Seed: 1})
	leaky := mustInit(t, deep(8, 1, "leaky", 0.5), InitOptions{Scheme: "he", Seed: 1})
	if got, want := relu[0][0]/leaky[0][0], float32(math.Sqrt(1.25)); math.Abs(float64(got-want)) > 1e-6 {
		t.Errorf("ReLU's weights are %v times leaky's, want %v", got, want)
	}
}

func TestBiases(t *testing.T) {
	s := deep(64, 2, "tanh", 0)
	for _, scheme := range InitSchemes {
		p := mustInit(t, s, InitOptions{Scheme: scheme.Name, Seed: 1, Batch: batchFor(s, 8)})
		_, variance := weightsOf(p[1])
		if want := 1.0 / (3 * 64); scheme.Name == "uniform" {
			if math.Abs(variance/want-1) > 0.5 { // 64 values only
				t.Errorf("uniform: variance of biases %v, want %v", variance, want)
			}
		} else if variance != 0 {
			t.Errorf("%s: biases are not zero", scheme.Name)
		}
	}
}

// A toggle between schemes of one family scales the same random numbers.
func TestSchemesShareTheirRandomNumbers(t *testing.T) {
	s := mixed()
	for _, pair := range [][2]string{{"xavier", "he"}, {"xavier", "lecun"}, {"uniform", "standard"}} {
		a := mustInit(t, s, InitOptions{Scheme: pair[0], Seed: 5})
		b := mustInit(t, s, InitOptions{Scheme: pair[1], Seed: 5, Gain: 2})
		tensors, _ := s.Tensors()
		for i, tensor := range tensors {
			if tensor.Role != RoleWeight {
				continue
			}
			ratio := float64(b[i][0]) / float64(a[i][0])
			for j := range a[i] {
				if math.Abs(float64(b[i][j])-ratio*float64(a[i][j])) > 1e-6 {
					t.Fatalf("%v: tensor %d is not one multiple of the other", pair, i)
				}
			}
		}
	}
}

func TestSeedsAndLayersDiffer(t *testing.T) {
	s := deep(8, 2, "relu", 0)
	a := mustInit(t, s, InitOptions{Scheme: "xavier", Seed: 1})
	b := mustInit(t, s, InitOptions{Scheme: "xavier", Seed: 2})
	if a[0][0] == b[0][0] || a[0][0] == a[2][0] {
		t.Error("seeds or layers share their random numbers")
	}
}

func TestLSUVGivesUnitVariance(t *testing.T) {
	const gain = 1.5
	for name, s := range map[string]Spec{"deep": deep(20, 6, "relu", 0), "mixed": mixed()} {
		batch := batchFor(s, 50)
		params := mustInit(t, s, InitOptions{Scheme: "lsuv", Gain: gain, Seed: 1, Batch: batch})
		net, err := New(s, widened(params))
		if err != nil {
			t.Fatal(err)
		}
		net.Forward(batch, Pass{Batch: 50})
		for _, o := range net.Observed {
			if _, v := moments(o.Node.Out); math.Abs(v/(gain*gain)-1) > 1e-5 { // float32 weights
				t.Errorf("%s, layer %s: variance %v, want %v", name, o.Name, v, gain*gain)
			}
		}
	}
}

func widened(params [][]float32) [][]float64 {
	wide := make([][]float64, len(params))
	for i, p := range params {
		for _, x := range p {
			wide[i] = append(wide[i], float64(x))
		}
	}
	return wide
}

func TestInitSaysWhatIsWrong(t *testing.T) {
	s := deep(4, 1, "relu", 0)
	for want, o := range map[string]InitOptions{
		`unknown initialisation "best"; it is one of uniform`: {Scheme: "best"},
		"lsuv measures on a batch":                            {Scheme: "lsuv", Batch: []float64{1, 2, 3}},
	} {
		if _, err := Init(s, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := Init(deep(4, 1, "relux", 0), InitOptions{Scheme: "he"}); err == nil {
		t.Error("an unknown activation is accepted")
	}
}
