package viewtest

import (
	"math"

	"backflow/sim/text"
	"backflow/sim/wire"
)

// Race is a made-up one of a CPU and a GPU that is so many times as fast, over a network of
// some layers whose δ falls by a factor a layer: both learn alike step by step.
func Race(layers int, factor, ratio float64) wire.Race {
	r := wire.Race{
		Runners: []wire.Runner{
			{Name: "cpu", Adapter: "SIMD with fused multiply-add", Rate: 4010},
			{Name: "gpu", Adapter: "Example Graphics 9000", Rate: 4010 * ratio},
		},
		Step:  4000,
		Sweep: raceSweep(),
	}
	for i := range r.Runners {
		x := &r.Runners[i]
		x.Seconds, x.Steps = 3, uint32(3*x.Rate)
		for step := uint32(0); step <= x.Steps; step += max(1, step/12) {
			x.Loss = append(x.Loss, wire.Mark{Step: step, Seconds: float32(float64(step) / x.Rate), Loss: float32(0.05 + 0.65*math.Exp(-float64(step)/6000))})
		}
		for k := range layers {
			x.Delta = append(x.Delta, 0.1*math.Pow(factor, float64(layers-1-k))*(1+1e-6*float64(i*(k+1))))
		}
	}
	for k := range layers {
		r.Difference = append(r.Difference, 1e-6*float64(k+1))
	}
	return r
}

// raceSweep is one in which the GPU overtakes between widths 64 and 128.
func raceSweep() wire.Sweep {
	s := wire.Sweep{Crossover: 90, Share: 1, Machine: "an example of a machine"}
	cpu, gpu := []float64{}, []float64{}
	for width := uint32(8); width <= 1024; width *= 2 {
		w := float64(width)
		s.Widths = append(s.Widths, width)
		cpu, gpu = append(cpu, 2e8/(w*w+800)), append(gpu, 3e9/(w*w+130000))
	}
	s.Rates = [][]float64{cpu, gpu}
	return s
}

// Races are those that a race may come to: its beginning, one runner alone, a software adapter
// that loses, a sweep under way, one that was recorded elsewhere, and numbers of any size.
func Races(layers int) map[string]wire.Race {
	begins := wire.Race{Runners: []wire.Runner{{Name: "cpu"}, {Name: "gpu"}}, Why: text.Verbatim("The GPU was lost: what it had done is gone.")}
	alone := Race(layers, 0.2, 1)
	alone.Runners, alone.Sweep, alone.Difference, alone.Runners[0].Delta = alone.Runners[:1], wire.Sweep{}, nil, nil
	alone.Why = text.Verbatim("This browser offers no WebGPU, so that the CPU runs alone.")
	software := Race(layers, 0.2, 0.32)
	software.Runners[1].Adapter, software.Runners[1].Software = "google swiftshader, software adapter", true
	software.Sweep.Crossover = math.NaN()
	for k, rate := range software.Sweep.Rates[0] {
		software.Sweep.Rates[1][k] = rate / 3
	}
	for k := range software.Difference {
		software.Difference[k] = 0
	}
	running := Race(layers, 0.2, 3)
	running.Sweep.Share, running.Sweep.Crossover = 0.4, math.NaN()
	for k := 3; k < len(running.Sweep.Widths); k++ {
		running.Sweep.Rates[0][k], running.Sweep.Rates[1][k] = math.NaN(), math.NaN()
	}
	recorded := Race(layers, 0.2, 31)
	recorded.Recorded = text.Verbatim("Not run here: recorded on an Example Graphics 9000 and 16 cores of an Example CPU on 3 November 2026.")
	return map[string]wire.Race{
		"none": {}, "begins": begins, "alone": alone, "software": software, "running": running, "recorded": recorded, "odd": oddRace(layers),
	}
}

// oddRace has numbers that no scale shows.
func oddRace(layers int) wire.Race {
	r := Race(layers, 1e-20, 1e9)
	r.Runners[1].Rate, r.Runners[0].Seconds = math.Inf(1), 1e300
	for i := range r.Runners {
		for k := range r.Runners[i].Delta {
			r.Runners[i].Delta[k] = [...]float64{0, math.NaN(), 1e-300, 7e9}[k%4]
		}
		r.Runners[i].Loss[0].Loss = float32(math.Inf(1))
	}
	for k := range r.Difference {
		r.Difference[k] = [...]float64{math.NaN(), 0, 1e-12, 2}[k%4]
	}
	r.Sweep.Rates[0][0], r.Sweep.Rates[1][1] = math.Inf(1), 0
	return r
}
