package gpu

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// layerCase is a layer of one family of kernels, with sizes that nothing
// divides.
type layerCase struct {
	in    nn.Shape
	batch int
	layer nn.LayerSpec
}

var layerCases = map[string]layerCase{
	"conv 3×3, padded":             {nn.Shape{C: 3, H: 7, W: 5}, 5, conv(11, 3, 1, 1)},
	"conv 5×5, stride 2":           {nn.Shape{C: 9, H: 9, W: 11}, 3, conv(10, 5, 2, 0)},
	"conv, stride beyond a side":   {nn.Shape{C: 2, H: 5, W: 7}, 3, conv(3, 2, 3, 1)},
	"conv, one place":              {nn.Shape{C: 5, H: 3, W: 3}, 3, conv(1, 3, 1, 0)},
	"conv, more examples than 16":  {nn.Shape{C: 1, H: 5, W: 3}, 19, conv(9, 3, 1, 1)},
	"conv, all padding":            {nn.Shape{C: 2, H: 4, W: 3}, 1, conv(5, 5, 1, 2)},
	"conv 1×1":                     {nn.Shape{C: 35, H: 3, W: 3}, 7, conv(33, 1, 1, 0)},
	"conv 1×1, stride 2":           {nn.Shape{C: 5, H: 6, W: 5}, 4, conv(7, 1, 2, 1)},
	"conv, a gap of weights":       {nn.Shape{C: 64, H: 4, W: 5}, 2, conv(34, 2, 1, 0)},
	"conv, whole squares":          {nn.Shape{C: 32, H: 8, W: 8}, 4, conv(64, 3, 1, 1)},
	"conv 5×5, many places":        {nn.Shape{C: 3, H: 23, W: 21}, 3, conv(37, 5, 2, 2)},
	"max pool of 2":                {nn.Shape{C: 3, H: 7, W: 5}, 5, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2}},
	"max pool of 3":                {nn.Shape{C: 2, H: 10, W: 7}, 3, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 3}},
	"mean pool of 3":               {nn.Shape{C: 3, H: 7, W: 11}, 5, nn.LayerSpec{Kind: nn.KindAvgPool, Size: 3}},
	"BatchNorm of images":          {nn.Shape{C: 3, H: 5, W: 3}, 7, nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1e-3}},
	"BatchNorm of vectors":         {nn.Vector(13), 19, nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1e-3}},
	"LayerNorm":                    {nn.Vector(21), 7, nn.LayerSpec{Kind: nn.KindLayerNorm, Eps: 1e-3}},
	"LayerNorm of images":          {nn.Shape{C: 3, H: 3, W: 5}, 3, nn.LayerSpec{Kind: nn.KindLayerNorm, Eps: 1e-3}},
	"noisy ReLU":                   {nn.Vector(19), 7, nn.LayerSpec{Kind: nn.KindAct, Act: "noisy"}},
	"noisy ReLU, many of them":     {nn.Vector(131), 67, nn.LayerSpec{Kind: nn.KindAct, Act: "noisy"}},
	"dense, more than a tile wide": {nn.Vector(67), 5, dense(131)},
}

func conv(units, kernel, stride, pad int) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: kernel, Stride: stride, Pad: pad}
}

// Each family against the reference, number for number: values, δ of the layer
// below and the gradients of the parameters. The layer stands behind a sigmoid,
// so that δ has a slope to be multiplied by.
func TestLayersAgainstTheReference(t *testing.T) {
	for name, c := range layerCases {
		t.Run(name, func(t *testing.T) { checkLayer(t, testDevice(t), c) })
	}
}

// The products of conv layers go either way, whatever the host would take.
func TestLayersOfImagesEitherWay(t *testing.T) {
	for _, m := range []shaders.Matmul{shaders.Blocked, shaders.Tiled} {
		t.Run(m.Name, func(t *testing.T) {
			if m.Name == shaders.Tiled.Name {
				compilesBarriers(t)
			}
			for name, c := range layerCases {
				if c.layer.Kind == nn.KindConv {
					t.Run(name, func(t *testing.T) { checkLayer(t, multiplying(testDevice(t), m), c) })
				}
			}
		})
	}
}

func checkLayer(t *testing.T, d *Device, c layerCase) {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 5))
	l := layOut(t, d, c, rng)
	u, delta := normal(rng, c.batch*c.in.Size()), normal(rng, c.batch*l.n.Outputs())
	out, below, grads := l.reference(t, u, delta)

	l.put(l.m.acts, 0, u, l.n.Inputs)
	l.run(func(a *assembler) { newTraversal(a, l.n, l.m, l.p).forward() })
	l.agrees("values", l.m.acts, 2, l.n.Outputs(), out)

	if c.layer.Kind == nn.KindAct {
		throughReLU(delta, out)
	}
	l.put(l.m.delta, 2, delta, l.n.Outputs())
	l.run(func(a *assembler) { newTraversal(a, l.n, l.m, l.p).backward() })
	l.agrees("δ", l.m.delta, 1, l.n.Inputs, below)
	if l.n.Params > 0 {
		packed := l.read(l.m.grads, l.n.Params)
		for i, got := range l.n.Unpack(packed) {
			near(t, fmt.Sprintf("gradient of tensor %d", i), got, grads[i], 5*floatSum)
			gapsAreZero(t, "gradient", packed[l.n.Homes[i].At:], l.n.Homes[i].Rows, l.n.Homes[i].Columns)
		}
	}
}

// throughReLU makes ∂C/∂a into ∂C/∂z, which is what the GPU keeps of a stage.
func throughReLU(delta []float32, a []float64) {
	for i := range delta {
		if a[i] == 0 {
			delta[i] = 0
		}
	}
}

// laidOut is a layer in the GPU's memory: slot 0 holds what the sigmoid gets,
// slot 1 what the layer gets, slot 2 what comes out.
type laidOut struct {
	bench
	n *layout.Network
	p backend.Problem
	m *memory
}

func layOut(t *testing.T, d *Device, c layerCase, rng *rand.Rand) laidOut {
	t.Helper()
	spec := nn.Spec{Input: c.in, Loss: nn.MSE, Layers: []nn.LayerSpec{{Kind: nn.KindAct, Act: "sigmoid"}, c.layer}}
	l := laidOut{bench: benchOn(t, d)}
	tensors, err := spec.Tensors()
	l.must(err)
	l.n, err = layout.New(spec)
	l.must(err)
	examples := data.Part{X: make([]float32, c.batch*l.n.Inputs), Y: make([]float32, c.batch*l.n.Outputs())}
	l.p = backend.Problem{Spec: spec, Data: &data.Set{Shape: c.in, Train: examples, Test: examples}, Batch: c.batch, Seed: 1 << 40}
	l.p.State.Step = 3 // which noise depends on
	for _, tensor := range tensors {
		l.p.State.Params = append(l.p.State.Params, normal(rng, tensor.Size()))
	}
	l.m, err = newMemory(l.d, l.n, l.p)
	l.must(err)
	t.Cleanup(l.m.release)
	_, floats := l.n.Slots(c.batch)
	for _, b := range []*device.Buffer{l.m.acts, l.m.pre, l.m.delta} {
		l.must(l.d.dev.Write(b, 0, device.Bytes(poisoned(floats))))
	}
	l.must(l.d.dev.Write(l.m.convParts, 0, device.Bytes(poisoned(l.n.ConvParts(d.matmul, c.batch)))))
	return l
}

// reference returns what nn computes: what comes out, δ of what the sigmoid
// gets, and the gradients of the parameters.
func (l laidOut) reference(t *testing.T, u, delta []float32) (out, below []float64, grads [][]float64) {
	t.Helper()
	var params [][]float64
	for _, p := range l.p.State.Params {
		params = append(params, wide(p))
	}
	net, err := nn.New(l.p.Spec, params)
	l.must(err)
	p := nn.Pass{Batch: l.p.Batch, Noise: nn.NewNoise(l.p.Seed, l.p.State.Step)}
	out = net.Forward(wide(u), p)
	below = net.Nodes[0].Layer.Backward(net.Nodes[1].Layer.Backward(wide(delta), p), p)
	return out, below, net.DParams
}

func (l laidOut) put(b *device.Buffer, slot int, xs []float32, columns int) {
	l.t.Helper()
	at, _ := l.n.Slots(l.p.Batch)
	l.must(l.d.dev.Write(b, at[slot], device.Bytes(layout.Pad(xs, l.p.Batch, columns))))
}

func (l laidOut) agrees(name string, b *device.Buffer, slot, columns int, want []float64) {
	l.t.Helper()
	at, floats := l.n.Slots(l.p.Batch)
	got := l.read(b, floats)[at[slot]:]
	near(l.t, name, layout.Unpad(got, l.p.Batch, columns), want, 5*floatSum)
	gapsAreZero(l.t, name, got, l.p.Batch, columns)
}

func wide(xs []float32) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = float64(x)
	}
	return out
}
