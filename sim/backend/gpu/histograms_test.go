package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
)

// The bins must be those of the CPU: of δ and ∂C/∂W without exception, of a but
// for values on an edge, of which there are few.
func TestHistograms(t *testing.T) {
	for _, batch := range []int{1, 7, 65} {
		got, want := counted(t, smallProblem(9, 23, batch, 17, 1, 130), awkward)
		for i := range want {
			if a, b := got[i].ActHist, want[i].ActHist; a.Lo != b.Lo || a.Hi != b.Hi || a.Zeros != b.Zeros || displaced(a, b) > 1 {
				t.Errorf("batch %d, layer %s: activations\n%v, want\n%v", batch, want[i].Name, a, b)
			}
			if got, want := got[i].DeltaHist, want[i].DeltaHist; *got != *want {
				t.Errorf("batch %d: δ\n%v, want\n%v", batch, got, want)
			}
			if got, want := got[i].DWHist, want[i].DWHist; *got != *want {
				t.Errorf("batch %d: ∂C/∂W\n%v, want\n%v", batch, got, want)
			}
		}
	}
}

// displaced counts the values that stand in other bins.
func displaced(got, want *stats.Histogram) float64 {
	moved := 0.0
	for i := range want.Counts {
		moved += math.Abs(float64(got.Counts[i])-float64(want.Counts[i])) / 2
	}
	return moved
}

// awkward fills a layer with numbers of all sizes, among them zeros, such as have
// no float32 of full precision, edges of bins, and what is no number.
func awkward(rng *rand.Rand, z, a, delta, w, dw []float32) {
	edges := stats.LogEdges()
	special := []float32{
		0, float32(math.Copysign(0, -1)), 1e-40, -1e-45, math.MaxFloat32,
		float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
	}
	for _, sizes := range [][]float32{delta, dw} {
		for i := range sizes {
			switch rng.IntN(4) {
			case 0:
				sizes[i] = special[rng.IntN(len(special))]
			case 1:
				sizes[i] = edges[rng.IntN(len(edges))]
			case 2:
				sizes[i] = -math.Nextafter32(edges[rng.IntN(len(edges))], 0)
			default:
				sizes[i] *= float32(math.Pow(10, 60*rng.Float64()-40))
			}
		}
	}
	for i := range a {
		if rng.IntN(5) == 0 {
			a[i] = special[rng.IntN(3)]
		}
	}
}

// Activations may be equal, without a finite one, or as far apart as floats can be.
func TestHistogramsOfExtremeActivations(t *testing.T) {
	inf := float32(math.Inf(1))
	for name, values := range map[string][]float32{
		"equal":   {7},
		"huge":    {1e30},
		"zero":    {0},
		"none":    {inf, float32(math.NaN())},
		"largest": {-math.MaxFloat32, math.MaxFloat32, 1, inf},
		"tiny":    {1e-30, 3e-30, -2e-30},
	} {
		got, want := counted(t, smallProblem(9, 23, 7, 17), func(_ *rand.Rand, z, a, delta, w, dw []float32) {
			for i := range a {
				a[i] = values[i%len(values)]
			}
		})
		for i := range want {
			if *got[i].ActHist != *want[i].ActHist {
				t.Errorf("%s: layer %s:\n%v, want\n%v", name, want[i].Name, got[i].ActHist, want[i].ActHist)
			}
		}
	}
}

// counted is described with histograms.
func counted(t *testing.T, p backend.Problem, set func(rng *rand.Rand, z, a, delta, w, dw []float32)) (got, want []stats.Layer) {
	t.Helper()
	return described(t, p, backend.Want{Histograms: true}, set)
}

// What a look brings back must not grow with the minibatch.
func TestHistogramsAreSmall(t *testing.T) {
	var sizes []int
	for _, batch := range []int{2, 200} {
		b := newBackend(t, smallProblem(9, 23, batch, 40, 30))
		want := backend.Want{Histograms: true}
		if _, err := b.Observe(want, backend.Hyper{}); err != nil {
			t.Fatal(err)
		}
		size := -batch // without the losses
		for _, g := range b.regions(want) {
			size += g.n
		}
		sizes = append(sizes, 4*size)
	}
	if sizes[0] != sizes[1] {
		t.Errorf("a look brings back %d bytes of a small minibatch, and %d of a large one", sizes[0], sizes[1])
	}
}
