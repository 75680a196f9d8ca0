package probe

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// testCase is a network small enough to be given to another program whole.
type testCase struct {
	name    string
	shape   nn.Shape
	classes int
	layers  []nn.LayerSpec
	scheme  string
	gain    float64
}

const testExamples, testBatch, testSamples = 24, 8, 6

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }
func conv(units int) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
}

func act(name string) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindAct, Act: name, Slope: 0.01}
}
func norm(kind nn.Kind) nn.LayerSpec { return nn.LayerSpec{Kind: kind, Eps: 1e-5} }
func residual(scale float64, layers ...nn.LayerSpec) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindResidual, Scale: scale, Layers: layers}
}

// repeat is a number of equal blocks.
func repeat(n int, block ...nn.LayerSpec) (layers []nn.LayerSpec) {
	for range n {
		layers = append(layers, block...)
	}
	return layers
}

func chain(parts ...[]nn.LayerSpec) (layers []nn.LayerSpec) {
	for _, p := range parts {
		layers = append(layers, p...)
	}
	return layers
}

var testCases = []testCase{
	{"tanh", nn.Vector(5), 3, chain(repeat(4, dense(7), act("tanh")), repeat(1, dense(3))), "xavier", 1},
	{"sigmoid", nn.Vector(4), 2, chain(repeat(3, dense(6), act("sigmoid")), repeat(1, dense(1))), "uniform", 9},
	{"narrow relu", nn.Vector(4), 3, chain(repeat(6, dense(4), act("relu")), repeat(1, dense(3))), "he", 1},
	{"leaky regression", nn.Vector(6), 0, chain(repeat(3, dense(5), act("leaky")), repeat(1, dense(1))), "he", 1},
	{"batchnorm", nn.Vector(5), 3, chain(repeat(4, dense(6), norm(nn.KindBatchNorm), act("relu")), repeat(1, dense(3))), "he", 1},
	{"residual layernorm", nn.Vector(6), 2, chain(repeat(3, residual(0.5, dense(6), norm(nn.KindLayerNorm), act("gelu"))), repeat(1, dense(1))), "he", 1},
	{"residual batchnorm", nn.Vector(6), 3, chain(repeat(3, residual(1, dense(6), norm(nn.KindBatchNorm), act("relu"))), repeat(1, dense(3))), "he", 1},
	{"conv", nn.Shape{C: 2, H: 5, W: 4}, 3, chain(
		repeat(2, conv(3), act("relu")), []nn.LayerSpec{{Kind: nn.KindMaxPool, Size: 2}}, repeat(1, conv(3), act("tanh")),
		[]nn.LayerSpec{{Kind: nn.KindFlatten}, dense(3)}), "he", 1},
	{"conv batchnorm", nn.Shape{C: 1, H: 4, W: 4}, 2, chain(
		repeat(2, conv(2), norm(nn.KindBatchNorm), act("relu")), []nn.LayerSpec{{Kind: nn.KindFlatten}, dense(1)}), "he", 1},
}

// subject makes the data, and draws the parameters.
func (c testCase) subject(t *testing.T) Subject {
	t.Helper()
	set := &data.Set{Name: "test", Shape: c.shape, Classes: c.classes}
	r := nn.Stream(7, nn.UseData, 0)
	for range testExamples * c.shape.Size() {
		set.Train.X = append(set.Train.X, float32(r.NormFloat64()))
	}
	for range testExamples {
		y := float32(r.NormFloat64())
		if c.classes > 0 {
			y = float32(r.IntN(c.classes))
		}
		set.Train.Y = append(set.Train.Y, y)
	}
	s := Subject{Samples: testSamples}
	s.Problem = backend.Problem{Spec: nn.Spec{Input: c.shape, Layers: c.layers, Loss: set.Loss()}, Data: set, Batch: testBatch, Seed: 3}
	s.Draw = func(seed uint64) ([][]float32, error) { return c.draw(s.Spec, seed) }
	params, err := s.Draw(3)
	if err != nil {
		t.Fatal(err)
	}
	s.State.Params = params
	return s
}

// draw moves biases, γ and β from where they begin, so that they count.
func (c testCase) draw(spec nn.Spec, seed uint64) ([][]float32, error) {
	params, err := nn.Init(spec, nn.InitOptions{Scheme: c.scheme, Gain: c.gain, Seed: seed})
	if err != nil {
		return nil, err
	}
	tensors, err := spec.Tensors()
	r := nn.Stream(seed, nn.UseBiases, 1<<20)
	for i, t := range tensors {
		for j := range params[i] {
			if t.Role != nn.RoleWeight {
				params[i][j] += float32(0.1 * r.NormFloat64())
			}
		}
	}
	return params, err
}

// measured runs an instrument to its end.
func measured(t *testing.T, name string, s Subject) Reading {
	t.Helper()
	run, err := Start(name, s)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	reading, err := run.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return reading
}
