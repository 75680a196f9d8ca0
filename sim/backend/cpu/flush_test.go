package cpu

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu/simd"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// smallNets are narrow ones whose numbers vanish on the way back or forth.
func smallNets(depth int) map[string]backend.Problem {
	norm := []nn.LayerSpec{{Kind: nn.KindLayerNorm, Eps: 1e-5}}
	dense := func(act string, by float32) backend.Problem {
		return scaledWeights(by, func(depth int) backend.Problem {
			return newProblem(nn.Vector(5), 3, 50, 8, hidden(depth, 12, act, 3))
		})(depth)
	}
	return map[string]backend.Problem{
		"sigmoid":         dense("sigmoid", 1),
		"small sigmoid":   dense("sigmoid", 0.577),
		"relu":            dense("relu", 0.4),
		"tanh":            dense("tanh", 0.25),
		"gelu":            dense("gelu", 0.5),
		"softplus":        dense("softplus", 0.5),
		"linear":          dense("linear", 0.3),
		"conv":            newProblem(nn.Shape{C: 1, H: 5, W: 5}, 3, 50, 4, deepConv(depth, 3)),
		"norm at the end": newProblem(nn.Vector(5), 3, 50, 8, append(norm, hidden(depth, 12, "sigmoid", 3)...)),
	}
}

func deepRules() []backend.Hyper {
	return []backend.Hyper{
		{Optimiser: optim.SGD, LR: 0.1},
		{Optimiser: optim.SGD, LR: 1e-5, Decay: 1e-3, Clip: 1e-3},
		{Optimiser: optim.Momentum, LR: 0.01},
		{Optimiser: optim.Nesterov, LR: 0.01},
		{Optimiser: optim.RMSProp, LR: 1e-3},
		{Optimiser: optim.Adam, LR: 1e-3, Decay: 1e-3},
	}
}

// No δ, gradient, activation or moment that is kept is a subnormal number,
// however deep the network and whatever trains it.
func TestNothingSubnormalIsKept(t *testing.T) {
	for name, p := range smallNets(75) {
		if testing.Short() && name != "sigmoid" && name != "relu" {
			continue
		}
		for _, h := range deepRules() {
			for _, b := range everywhere(t) {
				if err := b.Reset(p); err != nil {
					t.Fatal(err)
				}
				for _, steps := range []int{0, 1, 4} {
					if err := b.Train(steps, h); err != nil {
						t.Fatal(err)
					}
					b.differentiate()
					wantNoSubnormal(t, fmt.Sprintf("%s, %s, on %q", name, h.Optimiser, b.Info().Adapter), b)
				}
			}
		}
	}
}

// The memory of a gradient that is no more fades to 0.
func TestMomentsFadeToZero(t *testing.T) {
	for _, h := range deepRules()[2:5] {
		m, g := []float32{1e-30, -1e-30}, make([]float32, 2)
		p := plan{Hyper: h, shrink: 1}
		x := &tensor[float32]{w: make([]float32, 2)}
		for range 1000 {
			clear(g)
			p.change(x, g, m, nil)
			if subnormals(m) > 0 {
				t.Fatalf("%s: remembers %g", h.Optimiser, m)
			}
		}
		if m[0] != 0 || m[1] != 0 {
			t.Errorf("%s: still remembers %g", h.Optimiser, m)
		}
	}
}

// everywhere is a backend in Go's loops and one on each machine.
func everywhere(t *testing.T) []*Backend {
	list := []*Backend{New()}
	for _, m := range append(exactMachines(t), fusedMachines(t)...) {
		list = append(list, New().On(m))
	}
	return list
}

func wantNoSubnormal(t *testing.T, name string, b *Backend) {
	t.Helper()
	for what, xs := range kept32(b) {
		if n := subnormals(xs); n > 0 {
			t.Errorf("%s: %d of %d values of %s are subnormal", name, n, len(xs), what)
		}
	}
}

// kept32 are the slices that a backend keeps numbers of a step in.
func kept32(b *Backend) map[string][]float32 {
	all := map[string][]float32{"∂C/∂out": b.dOut}
	for i, x := range b.net.tensors {
		all[fmt.Sprintf("gradient %d", i)] = x.g
	}
	for i, m := range b.rule.moments {
		all[fmt.Sprintf("moment %d", i)] = m
	}
	for i, l := range b.net.layers {
		switch l := l.(type) {
		case *dense[float32]:
			all[fmt.Sprintf("z %d", i)], all[fmt.Sprintf("∂C/∂x %d", i)] = l.z, l.dx
		case *conv[float32]: // its ∂C/∂x adds up patches that overlap, which may cancel; δ behind it is flushed
			all[fmt.Sprintf("z %d", i)] = l.z
		case *act[float32]:
			all[fmt.Sprintf("a %d", i)], all[fmt.Sprintf("φ′ %d", i)], all[fmt.Sprintf("δ %d", i)] = l.a, l.d, l.dx
		}
	}
	return all
}

func subnormals(xs []float32) int {
	n := 0
	for _, x := range xs {
		if size := math.Abs(float64(x)); size > 0 && size < nn.SmallestNormal {
			n++
		}
	}
	return n
}

// counter counts the terms of products that are subnormal numbers, or would be.
type counter struct {
	trainLoops
	terms, slow, unlifted int
}

func (n *counter) count(c, a, b []float32, at, bt bool, rows, k, columns int) {
	up := math.Pow(liftUp, float64(liftsOf(c, a, b)))
	for i := range rows {
		for l := range k {
			x := a[pick(at, l*rows+i, i*k+l)]
			for j := range columns {
				term := math.Abs(float64(x) * float64(b[pick(bt, j*k+l, l*columns+j)]))
				n.terms++
				if term > 0 && term*up < nn.SmallestNormal {
					n.slow++
				}
				if term > 0 && term < nn.SmallestNormal {
					n.unlifted++
				}
			}
		}
	}
}

func pick(first bool, a, b int) int {
	if first {
		return a
	}
	return b
}

func (n *counter) multiplyAdd(c, a, b []float32, m, k, l int) {
	n.count(c, a, b, false, false, m, k, l)
	n.trainLoops.multiplyAdd(c, a, b, m, k, l)
}

func (n *counter) multiply(c, a, b []float32, m, k, l int) {
	n.count(nil, a, b, false, false, m, k, l)
	n.trainLoops.multiply(c, a, b, m, k, l)
}

func (n *counter) multiplyTransposeAdd(c, a, b, room []float32, m, k, l int) {
	n.count(c, a, b, false, true, m, k, l)
	n.trainLoops.multiplyTransposeAdd(c, a, b, room, m, k, l)
}

func (n *counter) transposeMultiply(c, a, b []float32, m, k, l int) {
	n.count(nil, a, b, true, false, m, k, l)
	n.trainLoops.transposeMultiply(c, a, b, m, k, l)
}

// What makes deep networks slow is gone: of the terms of all products next to
// none is subnormal. Without lifting there would be many.
func TestNextToNoTermIsSubnormal(t *testing.T) {
	unlifted := 0.0
	for name, p := range smallNets(100) {
		for _, depth := range []int{66, 100} {
			p = smallNets(depth)[name]
			b, n := started(t, p), &counter{}
			b.forthAndBack(n)
			if share := float64(n.slow) / float64(n.terms); share > 1e-3 {
				t.Errorf("%s of %d layers: %.2g of %d terms are subnormal", name, depth, share, n.terms)
			}
			unlifted = max(unlifted, float64(n.unlifted)/float64(n.terms))
		}
	}
	if unlifted < 0.05 {
		t.Errorf("the nets show nothing: at most %.2g of the terms would be subnormal", unlifted)
	}
}

// Products of small numbers are right to float32's last digits, as long as the
// sum is a normal number, and the same on every machine.
func TestProductsOfSmallNumbers(t *testing.T) {
	const m, k, n = 5, 9, 7
	for _, exponents := range [][3]float64{
		{-100, 0, 0},
		{0, -100, 0},
		{-60, -60, -110},
		{-70, -50, -120},
		{-120, -3, -122},
		{-124, 0, -124},
		{-20, -104, -120},
		{-90, -90, -120},
		{-118, -6, 0},
		{-125, 120, 0},
	} {
		a, b, start := scaledMatrix(1, m*k, exponents[0]), scaledMatrix(2, k*n, exponents[1]), scaledMatrix(3, m*n, exponents[2])
		if exponents[2] == 0 {
			clear(start)
		}
		before := hashFloats(append(append([]float32{}, a...), b...))
		got := append([]float32{}, start...)
		trainLoops{}.multiplyAdd(got, a, b, m, k, n)
		wantProduct(t, exponents, got, start, a, b, m, k, n)
		for _, x := range exactMachines(t) {
			other := append([]float32{}, start...)
			newMachine(x).perform(func(k2 trainKernels) { k2.multiplyAdd(other, a, b, m, k, n) })
			sameBits(t, fmt.Sprintf("2^%v on %s", exponents, x.Name()), other, got)
		}
		if hashFloats(append(append([]float32{}, a...), b...)) != before {
			t.Errorf("2^%v: a factor has changed", exponents)
		}
	}
}

func scaledMatrix(index, n int, exponent float64) []float32 {
	xs := randomMatrix(index, n)
	for i := range xs {
		xs[i] = float32(nn.Flush(float64(xs[i]) * math.Exp2(exponent)))
	}
	return xs
}

func wantProduct(t *testing.T, name any, got, start, a, b []float32, m, k, n int) {
	t.Helper()
	for i := range m {
		for j := range n {
			want := float64(start[i*n+j])
			size := math.Abs(want)
			for l := range k {
				term := float64(a[i*k+l]) * float64(b[l*n+j])
				want += term
				size += math.Abs(term)
			}
			if off := math.Abs(float64(got[i*n+j]) - want); off > size*0x1p-22+nn.SmallestNormal {
				t.Errorf("2^%v: element %d,%d is %g, want %g", name, i, j, got[i*n+j], want)
			}
		}
	}
	if subnormals(got) > 0 {
		t.Errorf("2^%v: a sum is subnormal: %g", name, got)
	}
}

// Steps with small gradients are the same on every machine, where a term is
// dropped, too.
func TestStepsBySmallGradients(t *testing.T) {
	for rule := range vectorRules {
		for _, exponent := range []float64{-50, -57, -58, -59, -61, -62, -110, -116, -121, -122, -124} {
			want := smallStep(rule, exponent, func(f func(trainKernels)) { f(trainLoops{}) })
			for _, m := range exactMachines(t) {
				got := smallStep(rule, exponent, newMachine(m).perform)
				sameBits(t, fmt.Sprintf("%s, 2^%g", rule, exponent), got, want)
			}
			if subnormals(want) > 0 {
				t.Errorf("%s, 2^%g: it keeps subnormal numbers", rule, exponent)
			}
		}
	}
}

// smallStep returns the change and the memory of a step by a gradient of the
// given size.
func smallStep(rule optim.Rule, exponent float64, perform func(func(trainKernels))) []float32 {
	const n = 37
	p := plan{Hyper: backend.Hyper{Optimiser: rule, LR: 0.01, Decay: 0.1, Equalise: true}, shrink: 1, unbias1: 1.5, unbias2: 1.25}
	x := &tensor[float32]{
		nn.TensorSpec{Role: nn.RoleWeight},
		scaledMatrix(1, n, exponent), scaledMatrix(2, n, exponent),
		make([]float32, simd.UpdateScalars),
	}
	m, v := scaledMatrix(3, n, exponent), make([]float32, n)
	if rule == optim.RMSProp {
		clear(m)
	}
	p.scalars(x)
	perform(func(k trainKernels) { k.update(&p, x, m, v) })
	return append(append(x.g, m...), v...)
}
