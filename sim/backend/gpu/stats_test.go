package gpu

import (
	"math"
	"math/rand/v2"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
)

// described runs the statistics on a layer whose numbers a test has made up,
// and the same through stats.Describe.
func described(t *testing.T, p backend.Problem, wanted backend.Want, set func(rng *rand.Rand, z, a, delta, w, dw []float32)) (got, want []stats.Layer) {
	t.Helper()
	b := newBackend(t, p)
	n, batch := b.net, p.Batch
	at, floats := n.Slots(batch)
	z, a, delta := make([]float32, floats), make([]float32, floats), make([]float32, floats)
	w, dw := make([]float32, n.Params), make([]float32, n.Params)
	var views []stats.View[float32]
	rng := rand.New(rand.NewPCG(2, 3))
	for i, s := range n.Stages {
		v := stats.View[float32]{
			Z: normal(rng, batch*s.Out.C), A: normal(rng, batch*s.Out.C), Delta: normal(rng, batch*s.Out.C),
			W: normal(rng, s.Out.C*s.In.C), DW: normal(rng, s.Out.C*s.In.C),
		}
		set(rng, v.Z, v.A, v.Delta, v.W, v.DW)
		copy(z[at[i+1]:], layout.Pad(v.Z, batch, s.Out.C))
		copy(a[at[i+1]:], layout.Pad(v.A, batch, s.Out.C))
		copy(delta[at[i+1]:], layout.Pad(v.Delta, batch, s.Out.C))
		copy(w[s.Weights:], layout.Pad(v.W, s.Out.C, s.In.C))
		copy(dw[s.Weights:], layout.Pad(v.DW, s.Out.C, s.In.C))
		v.UpdateRMS, v.Lost = 0.25*stats.RMS(v.DW), stats.Lost(v.W, v.DW, -0.25)
		views = append(views, v)
	}
	m := b.mem
	test := bench{t, b.d, m}
	test.must(b.d.dev.Write(m.pre, 0, device.Bytes(z)))
	test.must(b.d.dev.Write(m.acts, 0, device.Bytes(a)))
	test.must(b.d.dev.Write(m.delta, 0, device.Bytes(delta)))
	test.must(b.d.dev.Write(m.params, 0, device.Bytes(w)))
	test.must(b.d.dev.Write(m.grads, 0, device.Bytes(dw)))
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.25}
	test.must(b.setHyper(h))
	programs, regions := []*device.Program{b.stats}, []region{{partTotals, m.totals, 0, n.Totals()}}
	if wanted.Histograms {
		test.must(b.extras.prepare(b, wanted))
		programs = append(programs, b.extras.counting.program)
		regions = append(regions, region{partHistograms, b.extras.counting.records, 0, n.HistogramFields()})
	}
	test.must(b.submitPrograms(programs...))
	parts := map[part][]byte{}
	for _, g := range regions {
		parts[g.part] = test.bytes(g.from, g.n)
	}
	return view{b, parts, h, 0}.layers(wanted), stats.Describe(p.Spec, batch, views, wanted.Sample())
}

func sameStats(t *testing.T, got, want []stats.Layer, tol float64) {
	t.Helper()
	for i := range want {
		g, w := got[i], want[i]
		for _, f := range []struct {
			name      string
			got, want float64
		}{
			{"ActRMS", g.ActRMS, w.ActRMS},
			{"DeltaRMS", g.DeltaRMS, w.DeltaRMS},
			{"DWRMS", g.DWRMS, w.DWRMS},
			{"WRMS", g.WRMS, w.WRMS},
			{"SlopeRMS", g.SlopeRMS, w.SlopeRMS},
			{"UpdateRatio", g.UpdateRatio, w.UpdateRatio},
			{"Lost", g.Lost, w.Lost},
			{"Saturated", g.Saturated, w.Saturated},
			{"Dead", g.Dead, w.Dead},
			{"Zeros", g.Zeros, w.Zeros},
			{"Underflow", g.Underflow, w.Underflow},
		} {
			if !(math.Abs(f.got-f.want) <= tol*math.Abs(f.want)) {
				t.Errorf("layer %s: %s = %g, want %g", g.Name, f.name, f.got, f.want)
			}
		}
		if math.Abs(g.ActMean-w.ActMean) > tol*w.ActRMS {
			t.Errorf("layer %s: ActMean = %g, want %g", g.Name, g.ActMean, w.ActMean)
		}
	}
}

func TestStatistics(t *testing.T) {
	for _, batch := range []int{1, 7, 65, 401} { // the last one's are shared out
		p := smallProblem(9, 23, batch, 17, 3, 130)
		got, want := described(t, p, backend.Want{}, func(rng *rand.Rand, z, a, delta, w, dw []float32) {
			for i := range z {
				z[i] *= 4 // some saturate
			}
		})
		sameStats(t, got, want, 1e-5)
	}
}

// Numbers whose squares float32 cannot hold must still have the right RMS.
func TestStatisticsOfExtremes(t *testing.T) {
	for _, scale := range []float32{1e-37, 1e-30, 1e-16, 1e15, 1e25} {
		got, want := described(t, smallProblem(9, 23, 7, 17, 3), backend.Want{}, func(rng *rand.Rand, z, a, delta, w, dw []float32) {
			for i := range delta {
				delta[i] = float32(1.5+rng.Float64()) * scale
			}
			for i := range dw { // never below the normal range, which a GPU may flush to 0
				dw[i] = float32(1.5+rng.Float64()) * scale
			}
		})
		sameStats(t, got, want, 1e-5)
	}
}

// Dead units, gradients that a zero factor explains and those that underflowed
// are told apart.
func TestStatisticsOfZeros(t *testing.T) {
	p := smallProblem(9, 23, 401, 17, 3)
	for i := range p.Spec.Layers {
		if p.Spec.Layers[i].Act != "" {
			p.Spec.Layers[i].Act = "relu"
		}
	}
	got, want := described(t, p, backend.Want{}, func(rng *rand.Rand, z, a, delta, w, dw []float32) {
		for i := range z {
			if rng.IntN(3) == 0 {
				a[i] = 0
			}
			switch {
			case z[i] <= 0:
				delta[i] = 0
			case rng.IntN(3) == 0:
				delta[i] = 0 // as if it had underflowed
			}
		}
	})
	sameStats(t, got, want, 1e-6)
	if got[0].Zeros == 0 || got[0].Underflow == 0 {
		t.Errorf("the test shows nothing: zeros %g, underflow %g", got[0].Zeros, got[0].Underflow)
	}
}
