package scene

import (
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// Pictures whose cost is bounded: see site/test/budget_test.go for the whole
// frame in a browser.
func BenchmarkFrame(b *testing.B) {
	for name, snap := range map[string]*wire.Snapshot{
		"three-lanes": viewtest.Sample(10, 8, 0.2, 1, 1), "three-lanes-30x32": viewtest.Sample(30, 32, 0.2, 1, 1), "one-lane-100x1024": viewtest.Sample(100, 1024, 1),
	} {
		viewtest.Weigh(snap)
		s := New()
		v := layout.Options{W: 815, H: 732, Theme: theme.Dark, Measure: viewtest.Measure}
		b.Run(name+"/layout", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.Layout(snap, v)
			}
		})
		b.Run(name+"/animate", func(b *testing.B) {
			b.ReportAllocs()
			s.Layout(snap, v)
			for b.Loop() {
				s.Animate(0.5)
			}
			b.ReportMetric(float64(len(s.Moving)), "shapes")
		})
	}
}
