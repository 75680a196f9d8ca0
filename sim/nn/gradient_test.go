package nn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Every gradient is compared with a difference quotient of fourth order,
// (8(f(h)−f(−h)) − (f(2h)−f(−2h)))/12h. With h = 10⁻³ its own error is
// h⁴·f⁽⁵⁾/30 ≈ 10⁻¹³ and the rounding of f costs 10⁻¹⁶/h ≈ 10⁻¹³ of the loss,
// so what is left over 10⁻⁶ is a mistake in the gradient.
const (
	differenceStep    = 1e-3
	gradientTolerance = 1e-6
	// roundingFloor is the absolute error allowed in a gradient, as a share of
	// the loss: for gradients that are zero but for rounding.
	roundingFloor = 1e-10
)

// check is a network with a batch, whose gradients are to be verified.
type check struct {
	net   *Network
	x, y  []float64
	batch int
	noise *Noise
}

func (c check) loss() float64 {
	c.net.Forward(c.x, Pass{Batch: c.batch, Noise: c.noise})
	return c.net.Loss(c.y)
}

// side says on which side of every kink the newest forward pass was: how many
// kinks of its activation lie below each pre-activation, and the winners of max
// pools. A quotient across a kink says nothing about the derivative.
func side(nodes []*Node) []int {
	var s []int
	for _, n := range nodes {
		switch l := n.Layer.(type) {
		case *Act:
			for _, z := range l.Z() {
				below, _ := slices.BinarySearch(l.Kinks, z)
				s = append(s, below)
			}
		case *MaxPool:
			s = append(s, l.from...)
		case *Residual:
			s = append(s, side(l.Branch)...)
		}
	}
	return s
}

// quotient approximates ∂C/∂v for one value v of the network. It is not ok
// where a kink is in the way.
func (c check) quotient(v *float64) (d float64, ok bool) {
	was := *v
	defer func() { *v = was }()
	c.loss()
	home := side(c.net.Nodes)
	f := func(k float64) float64 {
		*v = was + k*differenceStep
		loss := c.loss()
		ok = ok && slices.Equal(side(c.net.Nodes), home)
		return loss
	}
	ok = true
	d = (8*(f(1)-f(-1)) - (f(2) - f(-2))) / (12 * differenceStep)
	return d, ok
}

// maxProbes is the most values of one tensor that are verified.
const maxProbes = 12

// run verifies ∂C/∂parameter and ∂C/∂x, and returns how many values it could
// verify and how many a kink forbade.
func (c check) run(t *testing.T, r *rand.Rand) (verified, skipped int) {
	t.Helper()
	c.loss()
	c.net.Backward(c.y)
	loss := c.net.Backward(c.y) // twice: gradients are written, not added up
	values := append(slices.Clone(c.net.Params), c.x)
	grads := append(cloneAll(c.net.DParams), slices.Clone(c.net.Nodes[0].DIn))
	for i, v := range values {
		scale := math.Sqrt(dot(grads[i], grads[i]) / float64(len(v)))
		for _, j := range probes(r, len(v)) {
			want, ok := c.quotient(&v[j])
			if !ok {
				skipped++
				continue
			}
			verified++
			if got := grads[i][j]; !(math.Abs(got-want) <= gradientTolerance*math.Max(scale, math.Abs(want))+roundingFloor*loss) {
				t.Errorf("tensor %d of %d, value %d: gradient %.12g, difference quotient %.12g", i, len(values), j, got, want)
			}
		}
	}
	return verified, skipped
}

// probes picks places among n.
func probes(r *rand.Rand, n int) []int {
	p := r.Perm(n)
	return p[:min(n, maxProbes)]
}

func cloneAll(tensors [][]float64) [][]float64 {
	c := make([][]float64, len(tensors))
	for i, t := range tensors {
		c[i] = slices.Clone(t)
	}
	return c
}

// newCheck draws parameters, examples and targets for a network.
func newCheck(t *testing.T, r *rand.Rand, batch int, s Spec) check {
	t.Helper()
	tensors, err := s.Tensors()
	if err != nil {
		t.Fatal(err)
	}
	var params [][]float64
	for _, p := range tensors {
		spread := 0.5
		if p.Role == RoleWeight {
			spread = 1 / math.Sqrt(float64(p.FanIn))
		}
		x := normal(r, p.Size(), spread)
		if p.Role == RoleGamma {
			for i := range x {
				x[i]++
			}
		}
		params = append(params, x)
	}
	net, err := New(s, params)
	if err != nil {
		t.Fatal(err)
	}
	c := check{net: net, batch: batch, x: normal(r, batch*s.Input.Size(), 1), y: targets(r, s.Loss, batch, net.Outputs())}
	if err := net.CheckExamples(c.x, c.y, batch); err != nil {
		t.Fatal(err)
	}
	return c
}

func normal(r *rand.Rand, n int, std float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = std * r.NormFloat64()
	}
	return x
}

func targets(r *rand.Rand, l Loss, batch, outputs int) []float64 {
	y := make([]float64, batch*l.Targets(outputs))
	for i := range y {
		switch l {
		case SoftmaxCE:
			y[i] = float64(r.IntN(outputs))
		case BCE:
			y[i] = float64(r.IntN(2))
		default:
			y[i] = r.NormFloat64()
		}
	}
	return y
}

func TestGradientsOfLosses(t *testing.T) {
	for _, loss := range []Loss{MSE, BCE, SoftmaxCE} {
		t.Run(string(loss), func(t *testing.T) {
			r := Stream(1, UseData, 0)
			newCheck(t, r, 5, Spec{Vector(3), []LayerSpec{{Kind: KindDense, Units: 7}}, loss}).run(t, r)
		})
	}
}

func TestGradientsOfActivations(t *testing.T) {
	for _, a := range Activations {
		t.Run(a.Name, func(t *testing.T) {
			r := Stream(2, UseData, 0)
			c := newCheck(t, r, 5, Spec{Vector(3), []LayerSpec{
				{Kind: KindDense, Units: 11},
				{Kind: KindAct, Act: a.Name, Slope: 0.2},
				{Kind: KindDense, Units: 3},
				{Kind: KindAct, Act: a.Name, Slope: 0.2},
			}, MSE})
			c.noise = NewNoise(3, 4)
			if verified, skipped := c.run(t, r); verified < 3*skipped {
				t.Errorf("only %d values verified, %d near kinks", verified, skipped)
			}
		})
	}
}

func TestGradientsOfLayers(t *testing.T) {
	image := Shape{C: 3, H: 7, W: 6}
	conv := LayerSpec{Kind: KindConv, Units: 3, Kernel: 3, Stride: 1, Pad: 1}
	cases := map[string][]LayerSpec{
		"conv":            {conv},
		"conv stride":     {{Kind: KindConv, Units: 5, Kernel: 3, Stride: 2}},
		"conv wide pad":   {{Kind: KindConv, Units: 2, Kernel: 2, Stride: 3, Pad: 4}},
		"conv oblong":     {{Kind: KindConv, Units: 2, Kernel: 2, KernelW: 4, Stride: 1, Pad: 1}},
		"conv whole":      {{Kind: KindConv, Units: 2, Kernel: 6, Stride: 1}},
		"maxpool":         {{Kind: KindMaxPool, Size: 2}},
		"avgpool":         {{Kind: KindAvgPool, Size: 3}},
		"wrap":            {{Kind: KindWrap, Pad: 2}, {Kind: KindConv, Units: 3, Kernel: 3, Stride: 1}},
		"batchnorm":       {{Kind: KindBatchNorm, Eps: 1e-5}},
		"layernorm":       {{Kind: KindLayerNorm, Eps: 1e-5}},
		"residual":        {{Kind: KindResidual, Scale: 0.7, Layers: []LayerSpec{conv, {Kind: KindAct, Act: "tanh"}}}},
		"residual empty":  {{Kind: KindResidual, Scale: 0.7}},
		"residual nested": {{Kind: KindResidual, Scale: -2, Layers: []LayerSpec{conv, {Kind: KindResidual, Scale: 0.3, Layers: []LayerSpec{{Kind: KindBatchNorm, Eps: 0.1}, conv}}}}},
	}
	for name, layers := range cases {
		t.Run(name, func(t *testing.T) {
			r := Stream(3, UseData, 0)
			layers = append(layers, LayerSpec{Kind: KindFlatten}, LayerSpec{Kind: KindDense, Units: 3})
			newCheck(t, r, 5, Spec{image, layers, SoftmaxCE}).run(t, r)
		})
	}
}

// Random networks of all kinds of layer, with shapes that divide nothing.
func TestGradientsOfRandomNetworks(t *testing.T) {
	const networks = 150
	kinds := map[Kind]int{}
	verified, skipped := 0, 0
	for i := range networks {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			r := Stream(4, UseData, i)
			s := randomSpec(r)
			count(kinds, s.Layers)
			c := newCheck(t, r, 2+r.IntN(4), s)
			c.noise = NewNoise(uint64(i), 0)
			v, k := c.run(t, r)
			verified, skipped = verified+v, skipped+k
			if t.Failed() {
				t.Logf("%+v", s)
			}
		})
	}
	if verified < 2*skipped {
		t.Errorf("only %d values verified, %d near kinks", verified, skipped)
	}
	for _, k := range []Kind{KindDense, KindConv, KindMaxPool, KindAvgPool, KindFlatten, KindBatchNorm, KindLayerNorm, KindAct, KindResidual} {
		if kinds[k] < 5 {
			t.Errorf("only %d layers of kind %s were tried", kinds[k], k)
		}
	}
}

func count(kinds map[Kind]int, layers []LayerSpec) {
	for _, l := range layers {
		kinds[l.Kind]++
		count(kinds, l.Layers)
	}
}

// randomSpec draws a network: an image part, perhaps, then a dense part.
func randomSpec(r *rand.Rand) Spec {
	in := Vector(1 + r.IntN(6))
	var layers []LayerSpec
	if r.IntN(2) == 0 {
		in = Shape{C: 1 + r.IntN(3), H: 3 + r.IntN(5), W: 3 + r.IntN(5)}
		layers = append(randomLayers(r, in, 4, 1), LayerSpec{Kind: KindFlatten})
	}
	for range 1 + r.IntN(2) {
		layers = append(layers, LayerSpec{Kind: KindDense, Units: 1 + r.IntN(7)})
		layers = append(layers, randomLayers(r, Vector(layers[len(layers)-1].Units), 2, 1)...)
	}
	layers = append(layers, LayerSpec{Kind: KindDense, Units: 2 + r.IntN(3)})
	return Spec{in, layers, []Loss{MSE, BCE, SoftmaxCE}[r.IntN(3)]}
}

// randomLayers draws up to most layers that fit on the shape.
func randomLayers(r *rand.Rand, in Shape, most, nesting int) []LayerSpec {
	var layers []LayerSpec
	for range r.IntN(most + 1) {
		l := randomLayer(r, in, nesting)
		out, err := (Spec{Input: in, Layers: []LayerSpec{l}}).Output()
		if err != nil {
			continue // does not fit
		}
		layers = append(layers, l)
		in = out
	}
	return layers
}

func randomLayer(r *rand.Rand, in Shape, nesting int) LayerSpec {
	switch r.IntN(8) {
	case 0, 1:
		return LayerSpec{Kind: KindAct, Act: Activations[r.IntN(len(Activations))].Name, Slope: r.Float64()}
	case 2:
		return LayerSpec{Kind: KindBatchNorm, Eps: 0.1} // tiny variances would be steep
	case 3:
		return LayerSpec{Kind: KindLayerNorm, Eps: 0.1}
	case 4:
		return LayerSpec{Kind: []Kind{KindMaxPool, KindAvgPool}[r.IntN(2)], Size: 1 + r.IntN(3)}
	case 5:
		if nesting > 0 {
			return LayerSpec{Kind: KindResidual, Scale: r.NormFloat64(), Layers: branch(r, in)}
		}
	}
	if in.H == 1 && in.W == 1 {
		return LayerSpec{Kind: KindDense, Units: 1 + r.IntN(7)}
	}
	return LayerSpec{Kind: KindConv, Units: 1 + r.IntN(4), Kernel: 1 + r.IntN(4), Stride: 1 + r.IntN(3), Pad: r.IntN(3)}
}

// branch draws layers that keep the shape.
func branch(r *rand.Rand, in Shape) []LayerSpec {
	keep := LayerSpec{Kind: KindConv, Units: in.C, Kernel: 3, Stride: 1, Pad: 1}
	if in.H == 1 && in.W == 1 {
		keep = LayerSpec{Kind: KindDense, Units: in.C}
	}
	return append([]LayerSpec{keep}, LayerSpec{Kind: KindAct, Act: "silu"},
		LayerSpec{Kind: KindResidual, Scale: 0.5, Layers: []LayerSpec{keep}})[:1+r.IntN(3)]
}
