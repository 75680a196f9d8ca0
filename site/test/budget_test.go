//go:build browser

package test

import (
	"slices"
	"testing"
	"time"
)

// frameCases are the pictures whose cost is bounded, in milliseconds of Go for
// one frame (Update and Draw), median. The other views stand for their peers.
var frameCases = []struct {
	name, query string
	ms          float64
}{
	{"three-lanes", "speed=100", 1.5},
	{"three-lanes-30x32", "speed=20&depth=30&width=32", 4},
	{"one-lane-100x1024", "speed=1&depth=100&width=1024&vs=none&act=relu&init=he", 4},
	{"waterfall", "speed=100&view=waterfall", 4},
	{"histograms", "speed=100&view=histograms", 4},
	{"phase", "speed=100&view=phase", 4},
}

// frameCosts are milliseconds of frames in which only pulses move, and of those
// whose still part was laid out anew, for a snapshot that came.
type frameCosts struct{ Moving, Anew []float64 }

// BenchmarkStageFrame reports what a frame of each kind costs, the median of all
// and the 95th percentile of either kind, and its draw calls.
func BenchmarkStageFrame(b *testing.B) {
	for _, c := range frameCases {
		b.Run(c.name, func(b *testing.B) {
			p := noWebGPU.show(b, "?"+c.query)
			p.untilJS("the picture is there", 4*patience, `document.getElementById("curtain").hidden`)
			p.untilJS("frames have been measured", patience, inStage("stage.__stage.stageMs > 0"))
			js[frameCosts](p, inStage("stage.__stage.costs()")) // of the first ones, before the code is warm
			var all frameCosts
			for b.Loop() {
				time.Sleep(8 * time.Second)
				now := js[frameCosts](p, inStage("stage.__stage.costs()"))
				all.Moving, all.Anew = append(all.Moving, now.Moving...), append(all.Anew, now.Anew...)
			}
			b.ReportMetric(median(slices.Concat(all.Moving, all.Anew)), "ms/frame")
			all.report(b)
			b.ReportMetric(js[float64](p, inStage("stage.__stage.drawCalls")), "calls/frame")
			b.ReportMetric(c.ms, "ms-allowed")
		})
	}
}

func (f frameCosts) report(b *testing.B) {
	for kind, costs := range map[string][]float64{"moving": f.Moving, "anew": f.Anew} {
		if len(costs) == 0 {
			continue
		}
		slices.Sort(costs)
		b.ReportMetric(costs[len(costs)/2], "ms-"+kind)
		b.ReportMetric(costs[len(costs)*95/100], "ms-"+kind+"-p95")
	}
}
