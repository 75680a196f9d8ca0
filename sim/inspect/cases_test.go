package inspect

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
)

const testBatch = 6

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

func conv(units, stride, pad int) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: stride, Pad: pad}
}

func act(name string) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindAct, Act: name, Slope: 0.1}
}

func norm(kind nn.Kind) nn.LayerSpec { return nn.LayerSpec{Kind: kind, Eps: 1e-5} }

func residual(scale float64, layers ...nn.LayerSpec) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindResidual, Scale: scale, Layers: layers}
}

func pool(kind nn.Kind) nn.LayerSpec { return nn.LayerSpec{Kind: kind, Size: 2} }

var flatten = nn.LayerSpec{Kind: nn.KindFlatten}

// testCase is a network and what it learns: classes, or one number with classes 0.
type testCase struct {
	shape   nn.Shape
	classes int
	layers  []nn.LayerSpec
}

// cases are all that a network may have beside its weights.
func cases() map[string]testCase {
	flat, image := nn.Vector(4), nn.Shape{C: 2, H: 6, W: 5}
	list := map[string]testCase{
		"binary":      {flat, 2, []nn.LayerSpec{dense(5), act("tanh"), dense(4), act("sigmoid"), dense(1)}},
		"regression":  {flat, 0, []nn.LayerSpec{dense(5), act("silu"), dense(1)}},
		"batchnorm":   {flat, 3, []nn.LayerSpec{dense(5), norm(nn.KindBatchNorm), act("tanh"), dense(4), norm(nn.KindBatchNorm), act("relu"), dense(3)}},
		"layernorm":   {flat, 3, []nn.LayerSpec{dense(5), norm(nn.KindLayerNorm), act("tanh"), dense(4), norm(nn.KindLayerNorm), act("gelu"), dense(3)}},
		"both norms":  {flat, 2, []nn.LayerSpec{dense(5), norm(nn.KindBatchNorm), norm(nn.KindLayerNorm), act("tanh"), dense(1)}},
		"skip":        {flat, 2, []nn.LayerSpec{dense(4), act("tanh"), residual(0.7, dense(4), act("relu")), residual(0.7, dense(4), norm(nn.KindBatchNorm), act("tanh")), dense(1)}},
		"bare branch": {flat, 2, []nn.LayerSpec{residual(0.5, dense(4), act("tanh"), dense(4)), dense(1)}},
		"conv": {image, 3, []nn.LayerSpec{
			conv(3, 1, 1), act("relu"), pool(nn.KindMaxPool), conv(2, 1, 1), act("tanh"), flatten, dense(4), act("elu"), dense(3),
		}},
		"conv stride":    {image, 2, []nn.LayerSpec{conv(3, 2, 0), act("sigmoid"), flatten, dense(1)}},
		"conv batchnorm": {image, 2, []nn.LayerSpec{conv(3, 1, 1), norm(nn.KindBatchNorm), act("tanh"), pool(nn.KindAvgPool), flatten, dense(1)}},
		"conv layernorm": {image, 3, []nn.LayerSpec{conv(2, 1, 1), norm(nn.KindLayerNorm), act("tanh"), flatten, dense(3)}},
		"conv skip":      {image, 2, []nn.LayerSpec{residual(0.5, conv(2, 1, 1), act("tanh")), flatten, dense(1)}},
	}
	for _, a := range nn.Activations {
		list["act "+a.Name] = testCase{flat, 3, []nn.LayerSpec{dense(6), act(a.Name), dense(5), act(a.Name), dense(3)}}
	}
	return list
}

// subject makes examples and parameters.
func (c testCase) subject(t *testing.T) Subject {
	t.Helper()
	const examples = 16
	set := &data.Set{Name: "test", Shape: c.shape, Classes: c.classes}
	r := nn.Stream(11, nn.UseData, 0)
	for range examples * c.shape.Size() {
		set.Train.X = append(set.Train.X, float32(r.NormFloat64()))
	}
	for range examples {
		y := float32(r.NormFloat64())
		if c.classes > 0 {
			y = float32(r.IntN(c.classes))
		}
		set.Train.Y = append(set.Train.Y, y)
	}
	s := Subject{Problem: backend.Problem{Spec: nn.Spec{Input: c.shape, Layers: c.layers, Loss: set.Loss()}, Data: set, Batch: testBatch, Seed: 3}}
	params, err := nn.Init(s.Spec, nn.InitOptions{Scheme: "he", Gain: 1, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range params { // biases, γ and β count
		for i := range p {
			p[i] += float32(0.2 * r.NormFloat64())
		}
	}
	s.State = backend.State{Step: 2, Params: params}
	return s
}

// places are some of a network's: a layer, a unit of it, its bias and weights that lead there.
func places(t *testing.T, s Subject) (list []Place) {
	t.Helper()
	layers, err := s.Spec.Observed()
	if err != nil {
		t.Fatal(err)
	}
	for i, y := range layers {
		unit, inputs := y.Units-1, y.FanIn/(y.Kernel*y.Kernel)
		list = append(list, Place{i, None, None, None}, Place{i, 0, None, None}, Place{i, unit, Bias, None},
			Place{i, unit, 0, None}, Place{i, 0, inputs - 1, 0}, Place{i, unit, inputs - 1, 5})
	}
	return list
}

// gradient is ∂C/∂parameter of the reference, computed apart from the inspector.
func gradient(t *testing.T, s Subject) *nn.Network {
	t.Helper()
	var params [][]float64
	for _, p := range s.State.Params {
		params = append(params, num.Float64s(p))
	}
	net, err := nn.New(s.Spec, params)
	if err != nil {
		t.Fatal(err)
	}
	indices := make([]int, s.Batch)
	data.NewMinibatches(s.Data.Train.Len(), s.Seed).Batch(indices, s.State.Step)
	var x, y []float64
	for _, i := range indices {
		size := s.Data.Shape.Size()
		x = append(x, num.Float64s(s.Data.Train.X[i*size:][:size])...)
		y = append(y, float64(s.Data.Train.Y[i]))
	}
	net.Forward(x, nn.Pass{Batch: s.Batch, Noise: nn.NewNoise(s.Seed, s.State.Step)})
	net.Backward(y)
	return net
}
