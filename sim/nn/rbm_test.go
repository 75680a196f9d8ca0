package nn

import (
	"math"
	"math/rand/v2"
	"testing"
)

// newRBM draws a small machine.
func newRBM(r *rand.Rand, visible, hidden int, gaussian bool) *RBM {
	return &RBM{
		Visible: visible, Hidden: hidden, Gaussian: gaussian,
		W: normalValues(r, visible*hidden), A: normalValues(r, visible), B: normalValues(r, hidden),
	}
}

func normalValues(r *rand.Rand, n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = r.NormFloat64()
	}
	return xs
}

// energy is E(v, h) as the definition has it.
func (r *RBM) energy(v, h []float64) float64 {
	e := 0.0
	for j := range v {
		if r.Gaussian {
			e += (v[j] - r.A[j]) * (v[j] - r.A[j]) / 2
		} else {
			e -= r.A[j] * v[j]
		}
	}
	for i := range h {
		e -= r.B[i] * h[i]
		for j := range v {
			e -= h[i] * r.W[i*r.Visible+j] * v[j]
		}
	}
	return e
}

// states lists all 2ⁿ states of n binary units.
func states(n int) [][]float64 {
	all := make([][]float64, 1<<n)
	for k := range all {
		all[k] = make([]float64, n)
		for i := range n {
			all[k][i] = float64(k >> i & 1)
		}
	}
	return all
}

const rbmTolerance = 1e-12 // float64, sums of a few terms

func agrees(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*(1+math.Abs(want))) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

// Free energy and conditional probabilities, by summing over every state.
func TestRBMAgainstEveryState(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, gaussian := range []bool{false, true} {
		m := newRBM(r, 4, 3, gaussian)
		v := []float64{1, 0, 0, 1}
		total, on := 0.0, make([]float64, m.Hidden)
		for _, h := range states(m.Hidden) {
			p := math.Exp(-m.energy(v, h))
			total += p
			axpy(p, h, on)
		}
		agrees(t, "free energy", m.FreeEnergy(v), -math.Log(total), rbmTolerance)
		for i, p := range m.HiddenGiven(v) {
			agrees(t, "P(h|v)", p, on[i]/total, rbmTolerance)
		}
	}
}

func TestVisibleGivenHidden(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	h := []float64{1, 0, 1}
	binary := newRBM(r, 4, 3, false)
	total, on := 0.0, make([]float64, binary.Visible)
	for _, v := range states(binary.Visible) {
		p := math.Exp(-binary.energy(v, h))
		total += p
		axpy(p, v, on)
	}
	for j, p := range binary.VisibleGiven(h) {
		agrees(t, "P(v|h)", p, on[j]/total, rbmTolerance)
	}
	// The mean of a Gaussian unit is where the energy is least.
	gaussian := newRBM(r, 4, 3, true)
	mean := gaussian.VisibleGiven(h)
	for j := range mean {
		const step = 1e-3
		shifted := func(by float64) float64 {
			v := append([]float64(nil), mean...)
			v[j] += by
			return gaussian.energy(v, h)
		}
		agrees(t, "slope of the energy at the mean", (shifted(step)-shifted(-step))/(2*step), 0, 1e-10)
		agrees(t, "its curvature", (shifted(step)-2*shifted(0)+shifted(-step))/(step*step), 1, 1e-8)
	}
}

// The direction of CD-1 is the difference of two gradients of the free energy,
// F(reconstruction) − F(data), the reconstruction held fast: by differences.
func TestContrastIsADifferenceOfFreeEnergies(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	const batch, key = 5, 77
	for _, gaussian := range []bool{false, true} {
		m := newRBM(r, 4, 3, gaussian)
		var v []float64
		for range batch * m.Visible {
			v = append(v, r.Float64())
		}
		c := m.Contrast(v, key)
		v1 := m.VisibleGiven(Sampled(m.HiddenGiven(v), key))
		difference := func() float64 {
			sum := 0.0
			for n := range batch {
				sum += m.FreeEnergy(row(v1, n, m.Visible)) - m.FreeEnergy(row(v, n, m.Visible))
			}
			return sum / batch
		}
		for _, p := range []struct {
			name  string
			x, dx []float64
		}{{"W", m.W, c.DW}, {"A", m.A, c.DA}, {"B", m.B, c.DB}} {
			for i := range p.x {
				agrees(t, "∂/∂"+p.name, p.dx[i], slope(difference, &p.x[i]), 1e-9)
			}
		}
		d := 0.0
		for i := range v {
			d += (v[i] - v1[i]) * (v[i] - v1[i]) / float64(len(v))
		}
		agrees(t, "squared error", c.SquaredError, d, rbmTolerance)
	}
}

// slope is a difference quotient of fourth order.
func slope(f func() float64, x *float64) float64 {
	was := *x
	at := func(k float64) float64 { *x = was + k*differenceStep; return f() }
	d := (8*(at(1)-at(-1)) - (at(2) - at(-2))) / (12 * differenceStep)
	*x = was
	return d
}

// Over many samples the direction of CD-1 is its expectation, which a small
// machine lets one sum up: over all hidden states that v may drive.
func TestContrastHasTheRightExpectation(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const samples, sigmas = 4000, 5
	for _, gaussian := range []bool{false, true} {
		m := newRBM(r, 3, 3, gaussian)
		v := []float64{0.9, 0.2, 0.6}
		want := expectedContrast(m, v)
		sum, squares := make([]float64, len(m.W)), make([]float64, len(m.W))
		for key := range uint32(samples) {
			for i, d := range m.Contrast(v, Mix(key)).DW {
				sum[i] += d / samples
				squares[i] += d * d / samples
			}
		}
		for i := range want {
			bound := sigmas * math.Sqrt((squares[i]-sum[i]*sum[i])/samples)
			if bound == 0 || math.Abs(sum[i]-want[i]) > bound {
				t.Errorf("weight %d: mean direction %v, expected %v ± %v", i, sum[i], want[i], bound)
			}
		}
	}
}

func expectedContrast(m *RBM, v []float64) []float64 {
	p := m.HiddenGiven(v)
	want := make([]float64, len(m.W))
	for _, h := range states(m.Hidden) {
		chance := 1.0
		for i, on := range h {
			chance *= p[i]*on + (1-p[i])*(1-on)
		}
		v1 := m.VisibleGiven(h)
		h1 := m.HiddenGiven(v1)
		for i := range h {
			for j := range v {
				want[i*m.Visible+j] += chance * (p[i]*v[j] - h1[i]*v1[j])
			}
		}
	}
	return want
}

// CD-1 on four patterns makes them likelier: the likelihood of so small a
// machine can be summed up.
func TestContrastRaisesTheLikelihood(t *testing.T) {
	patterns := [][]float64{{1, 1, 0, 0, 0, 0}, {0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 1}, {1, 1, 1, 1, 1, 1}}
	var v []float64
	for _, p := range patterns {
		v = append(v, p...)
	}
	m := newRBM(rand.New(rand.NewPCG(5, 5)), 6, 4, false)
	scale(0.1, m.W)
	likelihood := func() float64 {
		z, sum := 0.0, 0.0
		for _, s := range states(m.Visible) {
			z += math.Exp(-m.FreeEnergy(s))
		}
		for _, p := range patterns {
			sum += math.Exp(-m.FreeEnergy(p)) / z
		}
		return sum
	}
	before := likelihood()
	for step := range uint32(2000) {
		c := m.Contrast(v, Mix(step))
		axpy(0.2, c.DW, m.W)
		axpy(0.2, c.DA, m.A)
		axpy(0.2, c.DB, m.B)
	}
	// A share of 4 in 64 is what a machine that knows nothing gives them.
	if after := likelihood(); before > 0.2 || after < 0.6 {
		t.Errorf("the patterns had %.3f of all probability, and have %.3f", before, after)
	}
}

func TestVisibleBiasesGiveTheMeans(t *testing.T) {
	x := []float32{0.25, 1, 0, 0.75, 1, 0}
	for _, gaussian := range []bool{false, true} {
		m := &RBM{Visible: 3, Hidden: 1, Gaussian: gaussian, W: make([]float64, 3), B: make([]float64, 1)}
		m.A = VisibleBiases(x, 3, gaussian)
		want := []float64{0.5, 1 - rarest, rarest}
		if gaussian {
			want = []float64{0.5, 1, 0}
		}
		for j, mean := range m.VisibleGiven([]float64{1}) {
			agrees(t, "mean", mean, want[j], rbmTolerance)
		}
	}
}

func TestChancesAreUniform(t *testing.T) {
	const n, bins = 100_000, 10
	var counts [bins]int
	for i := range n {
		u := ChanceAt(Mix(9), i)
		if float64(float32(u)) != u || u <= 0 || u >= 1 {
			t.Fatalf("chance %v", u)
		}
		counts[int(u*bins)]++
	}
	for b, c := range counts { // the deviation of a count is 95
		if math.Abs(float64(c)-n/bins) > 5*95 {
			t.Errorf("bin %d holds %d of %d", b, c, n)
		}
	}
}
