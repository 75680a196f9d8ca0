package cpu

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// kernelCase calls one kernel on slices that it makes, and returns those that
// the kernel writes.
type kernelCase struct {
	name string
	call func(k trainKernels, n int) [][]float32
}

// kernelSizes lie around every vector and block, the last ones beyond what a
// block of a product holds.
var kernelSizes = []int{1, 2, 3, 4, 5, 7, 8, 9, 17, 33, 70}

func kernelCases() []kernelCase {
	x := func(index, n int) []float32 { return randomMatrix(index, n) }
	list := []kernelCase{
		{"clear", func(k trainKernels, n int) [][]float32 { y := x(1, n); k.clear(y); return [][]float32{y} }},
		{"fillRows", func(k trainKernels, n int) [][]float32 {
			y := x(1, 3*n)
			k.fillRows(y, x(2, n), 3)
			return [][]float32{y}
		}},
		{"fillColumns", func(k trainKernels, n int) [][]float32 {
			y := x(1, 3*n)
			k.fillColumns(y, x(2, 3), n)
			return [][]float32{y}
		}},
		{"sumColumns", func(k trainKernels, n int) [][]float32 {
			y := x(1, n)
			k.sumColumns(y, x(2, 9*n), 9)
			return [][]float32{y}
		}},
		{"addRowSums", func(k trainKernels, n int) [][]float32 {
			y, sum := x(1, 7), make([]float64, 7)
			k.clearWide(sum)
			k.addRowSums(sum, x(2, 7*n), n)
			k.narrow(y, sum)
			return [][]float32{y}
		}},
		{"gather", func(k trainKernels, n int) [][]float32 {
			y := x(1, 3*n)
			k.gather(y, x(2, 5*n), []uint32{4, 0, 4}, n)
			return [][]float32{y}
		}},
		{"sumSquares", func(k trainKernels, n int) [][]float32 {
			y, sum := make([]float32, 1), make([]float64, 1)
			k.sumSquares(sum, x(2, n))
			k.narrow(y, sum)
			return [][]float32{y}
		}},
		{"lost", func(k trainKernels, n int) [][]float32 {
			y, count := make([]float32, 1), make([]float64, 1)
			k.lost(count, x(2, n), x(3, n), []float32{6e-8})
			k.narrow(y, count)
			return [][]float32{y}
		}},
		{"times", func(k trainKernels, n int) [][]float32 {
			y := x(1, n)
			k.times(y, x(2, n), x(3, n))
			return [][]float32{y}
		}},
		{"scaled", func(k trainKernels, n int) [][]float32 {
			y := x(1, n)
			k.scaled(y, x(2, n), 0.3)
			return [][]float32{y}
		}},
		{"addScaled", func(k trainKernels, n int) [][]float32 {
			y := x(1, n)
			k.addScaled(y, x(2, n), x(3, n), 0.3)
			return [][]float32{y}
		}},
	}
	for _, row := range nn.Activations {
		list = append(list, kernelCase{row.Name, func(k trainKernels, n int) [][]float32 { return callActivation(k, row.Name, n) }})
	}
	for _, l := range []nn.Loss{nn.MSE, nn.BCE, nn.SoftmaxCE} {
		list = append(list, kernelCase{string(l), func(k trainKernels, n int) [][]float32 { return callLoss(k, l, n) }})
	}
	for rule := range vectorRules {
		for _, decay := range []float64{0, 0.1} {
			name := fmt.Sprintf("update %s %g", rule, decay)
			list = append(list, kernelCase{name, func(k trainKernels, n int) [][]float32 {
				return callUpdate(k, backend.Hyper{Optimiser: rule, LR: 0.1, Decay: decay}, n)
			}})
		}
	}
	return append(append(list, imageCases()...), normCases()...)
}

// normCases cross every number of groups and of values with the other.
func normCases() []kernelCase {
	return []kernelCase{
		{"batch norm", func(k trainKernels, n int) [][]float32 { return callNorm(k, nn.KindBatchNorm, nn.Vector(n), 5) }},
		{"batch norm of images", func(k trainKernels, n int) [][]float32 {
			return callNorm(k, nn.KindBatchNorm, nn.Shape{C: n, H: 2, W: 3}, 3)
		}},
		{"layer norm", func(k trainKernels, n int) [][]float32 { return callNorm(k, nn.KindLayerNorm, nn.Vector(n), 5) }},
		{"layer norm of examples", func(k trainKernels, n int) [][]float32 { return callNorm(k, nn.KindLayerNorm, nn.Vector(6), n) }},
	}
}

func callNorm(k trainKernels, kind nn.Kind, in nn.Shape, batch int) [][]float32 {
	spec := nn.Spec{Input: in, Layers: []nn.LayerSpec{{Kind: kind, Eps: 1e-5}}}
	net, err := newNetwork[float32](spec, batch, recorded)
	if err != nil {
		panic(err)
	}
	written := [][]float32{}
	for i, t := range net.tensors {
		copy(t.w, randomMatrix(10+i, len(t.w)))
		written = append(written, t.g)
	}
	p, size := pass[float32]{kernels: k, n: batch}, batch*in.Size()
	y := net.forward(randomMatrix(1, size), p)
	dx := net.layers.backward(randomMatrix(2, size), p)
	return append(written, y, dx)
}

// special values stand where a kernel could go wrong quietly.
var special = []float32{
	0, float32(math.Copysign(0, -1)), 1e-30, -1e-30, 88, -88, 1e-42, -3e38,
	float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
}

func callActivation(k trainKernels, name string, n int) [][]float32 {
	z := randomMatrix(1, n)
	for i := range z {
		z[i] *= 10
	}
	if n > 2*len(special) {
		copy(z[n-len(special):], special)
	}
	a, d := make([]float32, n), make([]float32, n)
	k.activate(name, z, a, d, 0.125)
	return [][]float32{a, d}
}

func callLoss(k trainKernels, name nn.Loss, classes int) [][]float32 {
	const examples = 3
	out := randomMatrix(1, examples*classes)
	for i := range out {
		out[i] *= 10
	}
	target := make([]float32, examples*name.Targets(classes))
	for i := range target {
		target[i] = float32(i % min(classes, 2))
	}
	dOut, result, rest := make([]float32, len(out)), make([]float64, 2), make([]float32, 2)
	k.loss(name, out, target, dOut, examples, result[:1])
	k.loss(name, out, target, nil, examples, result[1:])
	k.do(func() { rest[0], rest[1] = float32(result[0]), float32(result[1]) })
	return [][]float32{dOut, rest}
}

func callUpdate(k trainKernels, h backend.Hyper, n int) [][]float32 {
	m, v := randomMatrix(3, n), randomMatrix(4, n)
	for i := range n {
		m[i], v[i] = float32(math.Abs(float64(m[i]))), float32(math.Abs(float64(v[i])))
	}
	t := &tensor[float32]{nn.TensorSpec{Role: nn.RoleWeight}, randomMatrix(1, n), randomMatrix(2, n), make([]float32, simd.UpdateScalars)}
	p := plan{Hyper: h, shrink: 0.75, unbias1: 1.5, unbias2: 1.25}
	p.scalars(t)
	sum := make([]float64, 1)
	k.addSquares(sum, t.g, t.w, float32(h.Decay))
	k.update(&p, t, m, v)
	rest := make([]float32, 1)
	k.do(func() { rest[0] = float32(sum[0]) })
	return [][]float32{t.w, m, v, rest}
}

func imageCases() []kernelCase {
	var list []kernelCase
	for _, w := range [][3]int{{3, 1, 1}, {3, 2, 1}, {5, 1, 0}, {2, 3, 2}} {
		l := nn.LayerSpec{Kind: nn.KindConv, Units: 1, Kernel: w[0], Stride: w[1], Pad: w[2]}
		list = append(list, kernelCase{fmt.Sprintf("patches %v", w), func(k trainKernels, n int) [][]float32 { return callPatches(k, l, n) }})
	}
	for _, kind := range []nn.Kind{nn.KindMaxPool, nn.KindAvgPool} {
		list = append(list, kernelCase{string(kind), func(k trainKernels, n int) [][]float32 { return callPool(k, kind, n) }})
	}
	for _, scale := range []float32{1, 0x1p-45, 0x1p-90} {
		list = append(list,
			kernelCase{fmt.Sprint("convolutions of columns, ", scale), func(k trainKernels, n int) [][]float32 {
				return callConvolutions(k, nn.Shape{C: 3, H: 5, W: n}, 6, scale)
			}},
			kernelCase{fmt.Sprint("convolutions of channels, ", scale), func(k trainKernels, n int) [][]float32 {
				return callConvolutions(k, nn.Shape{C: n, H: 4, W: 7}, max(1, n-2), scale)
			}},
		)
	}
	return list
}

func callPatches(k trainKernels, l nn.LayerSpec, n int) [][]float32 {
	in := nn.Shape{C: 2, H: 6, W: n + 4}
	out, err := nn.Spec{Input: in, Layers: []nn.LayerSpec{l}}.Output()
	if err != nil {
		panic(err)
	}
	c := newConv(l, in, out, 1, nil, nil, false, &scratch[float32]{})
	copy(c.patches, randomMatrix(1, len(c.patches)))
	image := randomMatrix(2, in.Size())
	k.addPatches(c, image)
	k.layPatches(c, image)
	return [][]float32{image, c.patches}
}

// callConvolutions takes a convolution that keeps the size of n examples of some columns forward
// and back. scale makes of its numbers what is lifted.
func callConvolutions(k trainKernels, in nn.Shape, units int, scale float32) [][]float32 {
	l := nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
	out := nn.Shape{C: units, H: in.H, W: in.W}
	filled := func(index, n int, scale float32) []float32 {
		x := randomMatrix(index, n)
		for i := range x {
			x[i] *= scale
		}
		return x
	}
	const n = 3
	w := &tensor[float32]{w: filled(1, 9*in.C*units, 1), g: randomMatrix(2, 9*in.C*units)}
	b := &tensor[float32]{w: filled(3, units, scale), g: make([]float32, units)}
	c := newConv(l, in, out, n, w, b, true, &scratch[float32]{})
	x, dy := filled(4, n*in.Size(), scale), filled(5, n*out.Size(), scale)
	k.convolve(c, c.z, x, n)
	k.convolveBack(c, c.dx, dy, n)
	k.convolveWeights(c, dy, x, n)
	return [][]float32{c.z, c.dx, w.g}
}

func callPool(k trainKernels, kind nn.Kind, n int) [][]float32 {
	in := nn.Shape{C: 2, H: 5, W: 2 * n}
	out := nn.Shape{C: 2, H: 2, W: n}
	x, dx := randomMatrix(1, 2*in.Size()), make([]float32, 2*in.Size())
	y, dy := make([]float32, 2*out.Size()), randomMatrix(2, 2*out.Size())
	if kind == nn.KindMaxPool {
		m := newMaxPool[float32](in, out, 2, 2)
		k.maxPool(m, y, x)
		k.spreadMax(m, dx, dy)
	} else {
		a := newAvgPool[float32](in, out, 2, 2)
		k.averagePool(a, y, x)
		k.spreadAverage(a, dx, dy)
	}
	return [][]float32{y, dx}
}

// Every kernel of the SIMD module has the bits of the loop it stands for.
func TestKernelsHaveTheBitsOfTheLoops(t *testing.T) {
	for _, m := range exactMachines(t) {
		on := newMachine(m)
		for _, c := range kernelCases() {
			for _, n := range kernelSizes {
				want := c.call(trainLoops{}, n)
				var got [][]float32
				s := on.script(func(k trainKernels) { got = c.call(k, n) })
				s.run()
				for i := range want {
					sameBitsOrNaN(t, fmt.Sprintf("%s of %d, slice %d", c.name, n, i), got[i], want[i])
				}
			}
		}
	}
}

// sameBitsOrNaN takes one NaN for another: their bits are no part of IEEE 754.
func sameBitsOrNaN(t *testing.T, name string, got, want []float32) {
	t.Helper()
	got, want = slices.Clone(got), slices.Clone(want)
	for i := range min(len(got), len(want)) {
		if got[i] != got[i] && want[i] != want[i] {
			got[i], want[i] = 0, 0
		}
	}
	sameBits(t, name, got, want)
}

func TestEveryLossAndRuleHasAVectorKernel(t *testing.T) {
	for _, l := range []nn.Loss{nn.MSE, nn.BCE, nn.SoftmaxCE} {
		if _, ok := vectorLosses[l]; !ok {
			t.Errorf("loss %s has none", l)
		}
	}
	for _, r := range []optim.Rule{optim.SGD, optim.Momentum, optim.Nesterov, optim.RMSProp, optim.Adam} {
		if _, ok := vectorRules[r]; !ok {
			t.Errorf("rule %s has none", r)
		}
	}
}

// Products on a tape: exact machines to the bit, fused ones within what one
// rounding less can change.
func TestProductsOnTape(t *testing.T) {
	shapes := append([][3]int{{3, 600, 5}, {5, 3, 600}, {200, 5, 9}, {64, 300, 520}}, productShapes...)
	for _, m := range exactMachines(t) {
		for _, s := range shapes {
			compareProducts(t, newMachine(m), s, func(got, want float32, _ float64) bool {
				return math.Float32bits(got) == math.Float32bits(want)
			})
		}
	}
	for _, m := range fusedMachines(t) {
		for _, s := range shapes {
			compareProducts(t, newMachine(m), s, func(got, want float32, size float64) bool {
				return math.Abs(float64(got)-float64(want)) <= 0x1p-22*size
			})
		}
	}
}

// compareProducts holds the four products against the plain sum. The size that
// same is given is the sum of the terms' magnitudes.
func compareProducts(t *testing.T, on *machine, s [3]int, same func(got, want float32, size float64) bool) {
	t.Helper()
	m, k, n := s[0], s[1], s[2]
	a, b, start := randomMatrix(1, m*k), randomMatrix(2, k*n), randomMatrix(3, m*n)
	at, bt := make([]float32, m*k), make([]float32, k*n)
	transpose(at, a, m, k)
	transpose(bt, b, k, n)
	size := plainProduct(magnitudes(start), magnitudes(a), magnitudes(b), m, k, n)
	added, plainly := plainProduct(start, a, b, m, k, n), plainProduct(make([]float32, m*n), a, b, m, k, n)
	for name, product := range map[string]struct {
		call func(trainKernels, []float32)
		want []float32
	}{
		"multiplyAdd":          {func(x trainKernels, c []float32) { x.multiplyAdd(c, a, b, m, k, n) }, added},
		"multiply":             {func(x trainKernels, c []float32) { x.multiply(c, a, b, m, k, n) }, plainly},
		"multiplyTransposeAdd": {func(x trainKernels, c []float32) { x.multiplyTransposeAdd(c, a, bt, nil, m, k, n) }, added},
		"transposeMultiply":    {func(x trainKernels, c []float32) { x.transposeMultiply(c, at, b, m, k, n) }, plainly},
	} {
		got := slices.Clone(start)
		on.script(func(x trainKernels) { product.call(x, got) }).run()
		for i, want := range product.want {
			if !same(got[i], want, float64(size[i])) {
				t.Errorf("%s %v: element %d is %g, want %g", name, s, i, got[i], want)
				break
			}
		}
	}
}

func magnitudes(xs []float32) []float32 {
	list := make([]float32, len(xs))
	for i, x := range xs {
		list[i] = float32(math.Abs(float64(x)))
	}
	return list
}
