package nn

import (
	"slices"
	"testing"
)

// What is called inert has no gradient, and what is not has one.
func TestInertTensors(t *testing.T) {
	dense := LayerSpec{Kind: KindDense, Units: 3}
	tanh := LayerSpec{Kind: KindAct, Act: "tanh"}
	norm := LayerSpec{Kind: KindBatchNorm, Eps: 1e-3}
	conv := func(pad int) LayerSpec { return LayerSpec{Kind: KindConv, Units: 3, Kernel: 2, Stride: 1, Pad: pad} }
	maxPool, avgPool := LayerSpec{Kind: KindMaxPool, Size: 2}, LayerSpec{Kind: KindAvgPool, Size: 2}
	flatten := LayerSpec{Kind: KindFlatten}
	image, vector := Shape{C: 2, H: 6, W: 6}, Vector(4)
	for name, c := range map[string]struct {
		in     Shape
		layers []LayerSpec
		inert  []int // places among the tensors
	}{
		"bias before BatchNorm":          {vector, []LayerSpec{dense, norm, tanh, dense}, []int{1}},
		"activation between":             {vector, []LayerSpec{dense, tanh, norm, dense}, nil},
		"two linear layers":              {vector, []LayerSpec{dense, dense, norm, tanh, dense}, []int{1, 3}},
		"BatchNorm before BatchNorm":     {vector, []LayerSpec{dense, norm, norm, tanh, dense}, []int{1, 3}},
		"pools between":                  {image, []LayerSpec{conv(0), maxPool, avgPool, norm, tanh, flatten, dense}, []int{1}},
		"conv without padding between":   {image, []LayerSpec{conv(0), conv(0), norm, tanh, flatten, dense}, []int{1, 3}},
		"padded conv between":            {image, []LayerSpec{conv(0), conv(1), norm, tanh, flatten, dense}, []int{3}},
		"flattened before the BatchNorm": {image, []LayerSpec{conv(1), flatten, norm, tanh, dense}, []int{1}},
		"inside a residual branch":       {vector, []LayerSpec{dense, {Kind: KindResidual, Scale: 1, Layers: []LayerSpec{dense, norm}}, tanh, dense}, []int{3}},
	} {
		t.Run(name, func(t *testing.T) {
			n := randomNetwork(t, Spec{Input: c.in, Layers: c.layers, Loss: MSE}, 7)
			for i, tensor := range n.Tensors {
				if want := slices.Contains(c.inert, i); tensor.Inert != want {
					t.Errorf("tensor %d (%s): inert is %t, want %t", i, tensor.Role, tensor.Inert, want)
				}
				largest := 0.0
				for _, g := range n.DParams[i] {
					largest = max(largest, g, -g)
				}
				if tensor.Inert != (largest < 1e-12) {
					t.Errorf("tensor %d (%s): inert is %t, its largest gradient %g", i, tensor.Role, tensor.Inert, largest)
				}
			}
		})
	}
}

// randomNetwork has random parameters and has run a random batch forward and
// backward.
func randomNetwork(t *testing.T, s Spec, batch int) *Network {
	t.Helper()
	r := Stream(1, UseWeights, 0)
	tensors, err := s.Tensors()
	if err != nil {
		t.Fatal(err)
	}
	normal := func(n int) []float64 {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = r.NormFloat64()
		}
		return xs
	}
	params := make([][]float64, len(tensors))
	for i, tensor := range tensors {
		params[i] = normal(tensor.Size())
	}
	n, err := New(s, params)
	if err != nil {
		t.Fatal(err)
	}
	n.Forward(normal(batch*s.Input.Size()), Pass{Batch: batch})
	n.Backward(normal(batch * n.Outputs()))
	return n
}
