package scene

import (
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

func at(snap *wire.Snapshot, moment float32) *Scene {
	s := New()
	s.Layout(snap, layout.Options{W: 815, H: 600, Theme: theme.Dark, Measure: viewtest.Measure, Moment: layout.Moment{On: true, At: moment}})
	s.Animate(0)
	return s
}

func TestMomentsInWords(t *testing.T) {
	snap := viewtest.Sample(3, 4, 0.236, 1)
	for i := range snap.Lanes {
		for j := range snap.Lanes[i].Layers {
			snap.Lanes[i].Layers[j].Factor = []float64{0.236, 1.5}[i]
		}
	}
	for moment, want := range map[float32]string{
		1.5 / 8: "Forward, layer 2: Lane 0 RMS a 0; Lane 1 RMS a 0",
		4.5 / 8: "Loss: Lane 0 C = 0.693, RMS δ 0.1; Lane 1 C = 0.693, RMS δ 0.1",
		5.5 / 8: "Backward, layer 3: Lane 0 RMS δ 0.0236, × 0.236 (76 % lost); Lane 1 RMS δ 0.1, × 1.5",
	} {
		if got := at(snap, moment).Sentence(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if s := laidOut(snap, 815, 600); s.Sentence() != "" {
		t.Errorf("without a moment: %q", s.Sentence())
	}
}

func TestSameHop(t *testing.T) {
	s := laidOut(viewtest.Sample(3, 2, 1), 800, 600)
	on := func(x float32) layout.Moment { return layout.Moment{On: true, At: x / 8} }
	if !s.SameHop(on(2.1), on(2.9)) || s.SameHop(on(2.9), on(3.1)) || s.SameHop(layout.Moment{}, on(1)) {
		t.Error("hops are mixed up")
	}
}
