package gpu

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// floatSum is how far a sum of up to some hundred float32 products may be off,
// relative to the largest result.
const floatSum = 2e-5

// product is one layer's three products on random numbers.
type product struct {
	batch, in, out int
	x, w, b, delta []float32
	act            int
	below          int // activation of the layer below
	slope          float64
}

func randomProduct(batch, in, out int) product {
	rng := rand.New(rand.NewPCG(1, uint64(batch*1000+in*10+out)))
	return product{
		batch, in, out, normal(rng, batch*in), normal(rng, out*in), normal(rng, out), normal(rng, batch*out),
		layout.ActNamed("tanh"), // bounded, so that errors stay comparable
		layout.ActNamed("sigmoid"),
		0,
	}
}

// sizes leave a rest in every tile and every part of the terms; 64 and 48 leave
// none.
var sizes = []int{1, 3, 17, 48, 64, 65, 130}

// eachMatmul lists the products of every size as if there were no other.
func eachMatmul() (list []shaders.Matmul) {
	for _, m := range []shaders.Matmul{shaders.Tiled, shaders.Blocked} {
		for _, set := range m.Sets {
			list = append(list, shaders.Matmul{Name: fmt.Sprint(m.Name, set.Forward.Side), Sets: []shaders.Products{set}})
		}
	}
	return list
}

func eachProduct(t *testing.T, test func(t *testing.T, k shaders.Matmul, p product)) {
	for _, k := range eachMatmul() {
		for _, batch := range []int{1, 34, 66} {
			for _, in := range sizes {
				for _, out := range sizes {
					t.Run(fmt.Sprintf("%s/%d,%d,%d", k.Name, batch, in, out), func(t *testing.T) {
						test(t, k, randomProduct(batch, in, out))
					})
				}
			}
		}
	}
}

// Whichever squares an adapter multiplies faster, it is given one or the other.
func TestLargestSquares(t *testing.T) {
	compilesManyBarriers(t)
	m, err := testDevice(t).largestSquares(shaders.Tiled, 1)
	if all := shaders.Tiled.Enough; err != nil || m.Enough != all && m.Enough != all/3 {
		t.Errorf("%d groups are enough (%v)", m.Enough, err)
	}
}

func TestForward(t *testing.T) { eachProduct(t, checkForward) }

func TestBackward(t *testing.T) { eachProduct(t, checkBackward) }

// What becomes of each sum must be right for every activation, in the rest of a
// tile, too; it is the same for tiles of all sizes.
func TestEpilogues(t *testing.T) {
	for act, row := range nn.Functions {
		for _, k := range []shaders.Matmul{shaders.Tiled, shaders.Blocked} {
			t.Run(k.Name+"/"+row.Name, func(t *testing.T) {
				if k.Name == shaders.Tiled.Name {
					compilesManyBarriers(t)
				}
				p := randomProduct(5, 7, 11)
				p.act, p.below, p.slope = act, act, 0.1
				checkForward(t, k, p)
				checkBackward(t, k, p)
			})
		}
	}
}

func checkForward(t *testing.T, k shaders.Matmul, p product) {
	t.Helper()
	b := newBench(t)
	s := layout.Stage{In: nn.Vector(p.in), Out: nn.Vector(p.out), Act: p.act, Slope: p.slope, Bias: layout.RoundUp(p.out*layout.LD(p.in), shaders.Align)}
	params := b.floats(append(append(layout.Pad(p.w, p.out, p.in), make([]float32, s.Bias-p.out*layout.LD(p.in))...), layout.Pad(p.b, 1, p.out)...))
	from, to := 0, layout.RoundUp(p.batch*layout.LD(p.in), shaders.Align)
	size := to + p.batch*layout.LD(p.out)
	acts := poisoned(size)
	copy(acts, layout.Pad(p.x, p.batch, p.in))
	a, z := b.floats(acts), b.floats(poisoned(size))
	b.runWith(k, func(as *assembler) {
		t := traversal{assembler: as, m: &memory{params: params}, rows: p.batch, acts: a, pre: z}
		t.forwardDense(s, from, to)
	})

	want := p.forward()
	gotZ := b.read(z, size)[to:]
	near(t, "z", layout.Unpad(gotZ, p.batch, p.out), want, floatSum)
	gapsAreZero(t, "z", gotZ, p.batch, p.out)
	for i := range want {
		want[i] = nn.Functions[p.act].F(want[i], p.slope)
	}
	gotA := b.read(a, size)[to:]
	near(t, "a", layout.Unpad(gotA, p.batch, p.out), want, 10*floatSum)
	gapsAreZero(t, "a", gotA, p.batch, p.out)
}

func (p product) forward() []float64 {
	z := make([]float64, p.batch*p.out)
	for r := range p.batch {
		for o := range p.out {
			sum := float64(p.b[o])
			for i := range p.in {
				sum += float64(p.x[r*p.in+i]) * float64(p.w[o*p.in+i])
			}
			z[r*p.out+o] = sum
		}
	}
	return z
}

func checkBackward(t *testing.T, k shaders.Matmul, p product) {
	t.Helper()
	b := newBench(t)
	to, from := 0, layout.RoundUp(p.batch*layout.LD(p.in), shaders.Align)
	size := from + p.batch*layout.LD(p.out)
	delta := poisoned(size)
	copy(delta[from:], layout.Pad(p.delta, p.batch, p.out))
	s := shapeOf(p.batch, p.in, p.out, p.slope)
	s.left, s.ldLeft, s.ldRight, s.result, s.ldResult = from, layout.LD(p.out), layout.LD(p.in), to, layout.LD(p.in)
	d, z, w := b.floats(delta), b.floats(layout.Pad(p.x, p.batch, p.in)), b.floats(layout.Pad(p.w, p.out, p.in))
	b.runWith(k, func(a *assembler) { a.product(backward, shaders.Options{Act: p.below}, s, w, d, z) })

	got := b.read(d, size)[to:]
	near(t, "δ", layout.Unpad(got, p.batch, p.in), p.backward(), floatSum)
	gapsAreZero(t, "δ", got, p.batch, p.in)
}

func (p product) backward() []float64 {
	below := make([]float64, p.batch*p.in)
	for r := range p.batch {
		for i := range p.in {
			sum := 0.0
			for o := range p.out {
				sum += float64(p.delta[r*p.out+o]) * float64(p.w[o*p.in+i])
			}
			below[r*p.in+i] = sum * nn.Functions[p.below].D(float64(p.x[r*p.in+i]), p.slope)
		}
	}
	return below
}

func TestGradient(t *testing.T) {
	eachProduct(t, func(t *testing.T, k shaders.Matmul, p product) {
		b := newBench(t)
		s := shapeOf(p.out, p.in, p.batch, 0)
		s.ldLeft, s.ldRight, s.ldResult = layout.LD(p.out), layout.LD(p.in), layout.LD(p.in)
		s.bias = layout.RoundUp(p.out*layout.LD(p.in), shaders.Align)
		size := s.bias + layout.LD(p.out)
		delta, x, g := b.floats(layout.Pad(p.delta, p.batch, p.out)), b.floats(layout.Pad(p.x, p.batch, p.in)), b.floats(make([]float32, size))
		b.runWith(k, func(a *assembler) { a.product(gradient, shaders.Options{}, s, delta, x, g) })

		dw, db := p.gradient()
		got := b.read(g, size)
		// As one, since the few sums of ∂C/∂b may all happen to be near 0.
		near(t, "∂C/∂W and ∂C/∂b", append(layout.Unpad(got, p.out, p.in), got[s.bias:][:p.out]...), append(dw, db...), floatSum)
		gapsAreZero(t, "∂C/∂W", got, p.out, p.in)
		gapsAreZero(t, "∂C/∂b", got[s.bias:], 1, p.out)
	})
}

func (p product) gradient() (dw, db []float64) {
	dw, db = make([]float64, p.out*p.in), make([]float64, p.out)
	for r := range p.batch {
		for o := range p.out {
			d := float64(p.delta[r*p.out+o])
			db[o] += d
			for i := range p.in {
				dw[o*p.in+i] += d * float64(p.x[r*p.in+i])
			}
		}
	}
	return dw, db
}
