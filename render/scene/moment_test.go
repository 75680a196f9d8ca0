package scene

import (
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

func at(snap *wire.Snapshot, moment float32) *Scene {
	s := New()
	s.Layout(snap, View{W: 815, H: 600, Theme: theme.Dark, Measure: measure, Moment: Moment{On: true, At: moment}})
	s.Animate(0)
	return s
}

// A step of three layers has six hops: three forward, the loss, two back.
func TestHopsOfAStep(t *testing.T) {
	want := []struct {
		target, forward, reached int
		loss                     bool
	}{{0, 0, 3, false}, {1, 1, 3, false}, {2, 2, 3, false}, {-1, 3, 3, true}, {1, 3, 2, false}, {0, 3, 1, false}, {-1, 3, 0, false}}
	for hop, w := range want {
		p := Moment{On: true, At: (float32(hop) + 0.25) / 6}.phaseOf(3)
		if hop < 6 && (p.way < 0.2 || p.way > 0.3) {
			t.Errorf("hop %d: %v of the way", hop, p.way)
		}
		if p.target() != w.target || p.forward != w.forward || p.reached != w.reached || p.loss() != w.loss {
			t.Errorf("hop %d: into %d, forward %d, δ from %d, loss %v; want %+v", hop, p.target(), p.forward, p.reached, p.loss(), w)
		}
	}
	if p := (Moment{}).phaseOf(3); p.on || p.forward != 3 || p.reached != 0 {
		t.Errorf("without a moment: %+v", p)
	}
}

// What has not been computed yet is not shown: neither activations nor bars.
func TestAMomentShowsOnlyWhatIsKnown(t *testing.T) {
	snap := sample(5, 4, 0.5)
	bars := func(moment float32) (n int) {
		s := at(snap, moment)
		b := &s.lanes[0]
		for layer := range 6 {
			n += countBars(s, b, b.column[layer+1])
		}
		return n
	}
	all := bars(1)
	if early, middle := bars(0.2), bars(0.8); early != 0 || middle == 0 || middle >= all {
		t.Errorf("%d bars on the way forward, %d on the way back, %d at the end", early, middle, all)
	}
}

// Forward goes right, backward left; in both the way along is the moment's.
func TestMomentsMoveTheRightWay(t *testing.T) {
	snap := sample(5, 4, 0.5)
	x := func(moment float32) float32 {
		for _, shape := range at(snap, moment).Moving {
			if shape.Kind == draw.Disc {
				return shape.X
			}
		}
		return -1
	}
	if a, b := x(1.2/12), x(1.8/12); a < 0 || b <= a {
		t.Errorf("forward from %v to %v", a, b)
	}
	if a, b := x(8.2/12), x(8.8/12); a < 0 || b >= a {
		t.Errorf("backward from %v to %v", a, b)
	}
}

func TestMomentsInWords(t *testing.T) {
	snap := sample(3, 4, 0.236, 1)
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
	if s := layout(snap, 815, 600); s.Sentence() != "" {
		t.Errorf("without a moment: %q", s.Sentence())
	}
}

// Lanes of different depth are in different layers at one moment: each is named
// with its own.
func TestMomentsOfDifferentDepth(t *testing.T) {
	snap := sample(3, 4, 0.5)
	snap.Lanes = append(snap.Lanes, sampleLane(7, 4, 0.5, "Deeper"))
	for _, l := range snap.Lanes {
		for j := range l.Layers {
			l.Layers[j].Factor = 0.5
		}
	}
	const want = "Backward, layer 2: Lane 0 RMS δ 0.025, × 0.5 (50 % lost); Backward, layer 3: Deeper RMS δ 0.00313, × 0.5 (50 % lost)"
	s := at(snap, 0.83)
	if got := s.Sentence(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i, layer := range []int{1, 2} {
		p := s.lanes[i].phase
		if p.target() != layer || p.reached != layer+1 {
			t.Errorf("lane %d lights layer %d and shows δ from %d on", i, p.target(), p.reached)
		}
	}
}

// The factors stay where the gradient has passed.
func TestFactorsAreLeftBehind(t *testing.T) {
	snap := sample(6, 4, 0.5)
	for j := range snap.Lanes[0].Layers {
		snap.Lanes[0].Layers[j].Factor = 0.5
	}
	count := func(moment float32) (n int) {
		for _, l := range at(snap, moment).Labels {
			if strings.HasPrefix(l.Text, "×0.5") {
				n++
			}
		}
		return n
	}
	if early, late, end := count(0.3), count(0.8), count(0.9999); early != 0 || late == 0 || end <= late {
		t.Errorf("%d, %d, %d factors", early, late, end)
	}
}

func TestReducedMotionShowsMomentsWithoutTravel(t *testing.T) {
	snap := sample(5, 4, 0.5)
	place := func(moment float32) (x, shade float32) {
		s := New()
		s.Layout(snap, View{W: 815, H: 600, Theme: theme.Dark, Measure: measure, Reduced: true, Moment: Moment{On: true, At: moment}})
		s.Animate(0)
		for _, shape := range s.Moving {
			if shape.Kind == draw.Disc {
				return shape.X, shape.Color.A
			}
		}
		return -1, 0
	}
	x0, a0 := place(8.2 / 12)
	x1, a1 := place(8.8 / 12)
	if x0 != x1 || a0 >= a1 {
		t.Errorf("from %v at strength %v to %v at %v", x0, a0, x1, a1)
	}
}

func TestSameHop(t *testing.T) {
	s := layout(sample(3, 2, 1), 800, 600)
	on := func(x float32) Moment { return Moment{On: true, At: x / 8} }
	if !s.SameHop(on(2.1), on(2.9)) || s.SameHop(on(2.9), on(3.1)) || s.SameHop(Moment{}, on(1)) {
		t.Error("hops are mixed up")
	}
}
