//go:build browser

package test

import (
	"testing"
	"time"
)

// frameCases are the pictures whose cost is bounded, in milliseconds of Go for
// one frame (Update and Draw), median.
var frameCases = []struct {
	name, query string
	ms          float64
}{
	{"three-lanes", "speed=100", 1.5},
	{"three-lanes-30x32", "speed=20&depth=30&width=32", 4},
	{"one-lane-100x1024", "speed=1&depth=100&width=1024&vs=none&act=relu&init=he", 4},
}

// BenchmarkStageFrame reports what a frame of each costs, and its draw calls.
func BenchmarkStageFrame(b *testing.B) {
	for _, c := range frameCases {
		b.Run(c.name, func(b *testing.B) {
			p := noWebGPU.open(b, "?"+c.query)
			p.untilJS("the picture is there", 4*patience, `document.getElementById("curtain").hidden`)
			p.untilJS("frames have been measured", patience, inStage("stage.__stage.stageMs > 0"))
			var times []float64
			for b.Loop() {
				for range 8 {
					time.Sleep(time.Second)
					times = append(times, js[float64](p, inStage("stage.__stage.stageMs")))
				}
			}
			b.ReportMetric(median(times), "ms/frame")
			b.ReportMetric(js[float64](p, inStage("stage.__stage.drawCalls")), "calls/frame")
			b.ReportMetric(c.ms, "ms-allowed")
		})
	}
}
