package gpu

import (
	"fmt"
	"math"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// Arguments where an activation may go wrong: around the kink, where series
// take over from exp, and where exp would overflow.
func arguments() []float32 {
	xs := []float32{0, -0.25, 0.25, -0.2501, 0.2499, 88, -88, 104, -104, 1e4, -1e4, 3e38, -3e38, 1e-30, -1e-30}
	for x := -12.0; x <= 12; x += 0.0173 {
		xs = append(xs, float32(x))
	}
	for x := 1e-7; x < 1; x *= 1.7 {
		xs = append(xs, float32(x), float32(-x))
	}
	return xs
}

// An activation may be off by a float32's rounding of the value, or by some
// units in the last place of the numbers near 1 that it is made of.
const (
	actRelative = 3e-5 // WGSL allows exp 3 + 2·|x| units in the last place
	actAbsolute = 1e-6
)

func TestActivations(t *testing.T) {
	xs := arguments()
	const slope = 0.1
	for act, row := range nn.Functions {
		t.Run(row.Name, func(t *testing.T) {
			b := newBench(t)
			size := layout.LD(len(xs))
			x, z, d := b.floats(append(append([]float32{}, xs...), make([]float32, 2*size)...)), b.floats(poisoned(2*size)), b.floats(ones(2*size))
			b.run(func(a *assembler) {
				t := traversal{assembler: a, rows: 1}
				o := shaders.Options{Act: act}
				t.quads(shaders.Activate, o, t.elementwise(len(xs), 0, size, slope), x, z, b.floats(make([]float32, 4)))
				t.quads(shaders.Derive, o, t.elementwise(len(xs), 0, size, slope), d, z)
			})
			got, slopes := b.read(x, 2*size)[size:], b.read(d, 2*size)[size:]
			for i, u := range xs {
				closeTo(t, fmt.Sprintf("φ(%g)", u), got[i], row.F(float64(u), slope))
				closeTo(t, fmt.Sprintf("φ′(%g)", u), slopes[i], row.D(float64(u), slope))
			}
		})
	}
}

func ones(n int) []float32 {
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = 1
	}
	return xs
}

func closeTo(t *testing.T, name string, got float32, want float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= actRelative*math.Abs(want)+actAbsolute) {
		t.Errorf("%s = %g, want %g", name, got, want)
	}
}

// Slopes that are far below 1 must keep their leading digits: a sigmoid layer
// at z = −20 passes on 2e-9 of its gradient, not 0.
func TestSmallSlopesKeepTheirDigits(t *testing.T) {
	xs := []float32{-5, -10, -20, -40, -80, 20, 40}
	for act, row := range nn.Functions {
		b := newBench(t)
		size := layout.LD(len(xs))
		z, d := b.floats(append(append([]float32{}, xs...), 0)), b.floats(ones(2*size))
		b.run(func(a *assembler) {
			t := traversal{assembler: a, rows: 1}
			t.quads(shaders.Derive, shaders.Options{Act: act}, t.elementwise(len(xs), size, 0, 0), d, z)
		})
		for i, got := range b.read(d, len(xs)) {
			want := row.D(float64(xs[i]), 0)
			if math.Abs(want) > 1e-37 && math.Abs(float64(got)/want-1) > 1e-4 {
				t.Errorf("%s′(%g) = %g, want %g", row.Name, xs[i], got, want)
			}
		}
	}
}
