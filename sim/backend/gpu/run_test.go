package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// bench runs single kernels on buffers of a test's own.
type bench struct {
	t testing.TB
	d *Device
	m *memory
}

func newBench(t testing.TB) bench {
	t.Helper()
	return benchOn(t, testDevice(t))
}

func benchOn(t testing.TB, d *Device) bench {
	b := bench{t, d, &memory{d: d}}
	t.Cleanup(b.m.release)
	return b
}

func (b bench) floats(xs []float32) *device.Buffer {
	b.t.Helper()
	buffer := filled(b.m, "test", xs)
	b.must(b.m.err)
	return buffer
}

func (b bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// run runs what build puts together and waits.
func (b bench) run(build func(*assembler)) {
	b.t.Helper()
	b.runWith(b.d.matmul, build)
}

func (b bench) runWith(m shaders.Matmul, build func(*assembler)) {
	b.t.Helper()
	a := assemblerOf(b.d, m)
	build(a)
	p, err := a.Program()
	b.must(err)
	defer p.Release()
	b.must(b.d.runAndWait(p, b.floats(make([]float32, 4))))
}

// bytes reads a buffer of n words back.
func (b bench) bytes(buffer *device.Buffer, n int) []byte {
	b.t.Helper()
	var r device.Readback
	defer r.Release()
	b.must(r.Start(b.d.dev, []device.Span{{From: buffer, Floats: n}}))
	parts, err := r.Wait()
	b.must(err)
	return parts[0]
}

func (b bench) read(buffer *device.Buffer, n int) []float32 {
	b.t.Helper()
	return device.Floats(b.bytes(buffer, n))
}

// poison is what gaps and results hold before a kernel runs, so that anything
// not written or read from outside shows.
const poison = 1e6

func poisoned(n int) []float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = poison
	}
	return xs
}

func normal(rng *rand.Rand, n int) []float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(rng.NormFloat64())
	}
	return xs
}

// near fails where got is further from want than tol, relative to the largest
// value of want.
func near(t testing.TB, name string, got []float32, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d values, want %d", name, len(got), len(want))
	}
	size := 0.0
	for _, w := range want {
		size = max(size, math.Abs(w))
	}
	for i, w := range want {
		if !(math.Abs(float64(got[i])-w) <= tol*size) {
			t.Fatalf("%s[%d] = %g, want %g within %g", name, i, got[i], w, tol*size)
		}
	}
}

// gapsAreZero fails where the padding between rows holds anything.
func gapsAreZero(t testing.TB, name string, padded []float32, rows, columns int) {
	t.Helper()
	for r := range rows {
		for c := columns; c < layout.LD(columns); c++ {
			if x := padded[r*layout.LD(columns)+c]; x != 0 {
				t.Fatalf("%s: gap behind row %d holds %g", name, r, x)
			}
		}
	}
}
