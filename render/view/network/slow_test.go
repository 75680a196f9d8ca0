package network

import (
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

func at(snap *wire.Snapshot, moment float32) *screen {
	s := New()
	s.Layout(snap, layout.Options{W: 815, H: 600, Theme: theme.Dark, Measure: viewtest.Measure, Moment: layout.Moment{On: true, At: moment}})
	s.Animate(0)
	return s
}

// What has not been computed yet is not shown: neither activations nor bars.
func TestAMomentShowsOnlyWhatIsKnown(t *testing.T) {
	snap := viewtest.Sample(5, 4, 0.5)
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
	snap := viewtest.Sample(5, 4, 0.5)
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

// Lanes of different depth are in different layers at one moment: each is named
// with its own.
func TestMomentsOfDifferentDepth(t *testing.T) {
	snap := viewtest.Sample(3, 4, 0.5)
	snap.Lanes = append(snap.Lanes, viewtest.SampleLane(7, 4, 0.5, "Deeper"))
	for _, l := range snap.Lanes {
		for j := range l.Layers {
			l.Layers[j].Factor = 0.5
		}
	}
	const want = "Backward, layer 2: Lane 0 RMS δ 0.025, × 0.5 (50 % lost); Backward, layer 3: Deeper RMS δ 0.00313, × 0.5 (50 % lost)"
	s := at(snap, 0.83)
	if got := s.Options.Moment.Sentence(s.Snap); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i, layer := range []int{1, 2} {
		p := s.lanes[i].hop
		if p.Target() != layer || p.Reached != layer+1 {
			t.Errorf("lane %d lights layer %d and shows δ from %d on", i, p.Target(), p.Reached)
		}
	}
}

// The factors stay where the gradient has passed.
func TestFactorsAreLeftBehind(t *testing.T) {
	snap := viewtest.Sample(6, 4, 0.5)
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
	snap := viewtest.Sample(5, 4, 0.5)
	place := func(moment float32) (x, shade float32) {
		s := New()
		s.Layout(snap, layout.Options{W: 815, H: 600, Theme: theme.Dark, Measure: viewtest.Measure, Reduced: true, Moment: layout.Moment{On: true, At: moment}})
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
