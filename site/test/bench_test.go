//go:build browser

package test

import (
	"testing"
	"time"

	"backflow/sim"
)

// Time from navigation to three lanes training, as the page itself marks it,
// on a second visit: the modules come from the HTTP cache.
func BenchmarkNavigationToTraining(b *testing.B) {
	p := webGPU.returning(b)
	p.navigate(home + "/")
	p.untilTraining(3)
	var times []float64
	for b.Loop() {
		p.navigate("about:blank")
		p.navigate(home + "/")
		p.untilTraining(3)
		times = append(times, js[float64](p, `performance.getEntriesByName("backflow:training")[0].startTime`))
	}
	b.ReportMetric(median(times), "ms/visit")
}

// Steps per second of the default three lanes, on each backend.
func BenchmarkStepsPerSecond(b *testing.B) {
	for _, backend := range []string{"cpu", "gpu"} {
		b.Run(backend, func(b *testing.B) {
			p := webGPU.open(b, "backend="+backend)
			p.untilStats("a steady state", patience, steps(200))
			var rates []float64
			for b.Loop() {
				time.Sleep(time.Second)
				rates = append(rates, slowest(p.stats()))
			}
			b.ReportMetric(median(rates), "steps/s")
		})
	}
}

func slowest(s sim.Stats) float64 {
	rate := float64(s.Lanes[0].StepsPerSec)
	for _, l := range s.Lanes {
		rate = min(rate, float64(l.StepsPerSec))
	}
	return rate
}
