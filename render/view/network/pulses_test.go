package network

import (
	"math"
	"slices"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
)

// The point of the page: pulses grow darker and smaller towards the input
// exactly where the gradient does.
func TestPulsesShrinkWithTheGradient(t *testing.T) {
	radius := func(factor float64) (first, last float32) {
		s := laidOut(viewtest.Sample(10, 8, factor), 800, 600)
		s.Animate(0.4)
		b := &s.lanes[0]
		for _, shape := range s.Moving {
			if shape.Kind != draw.Disc {
				continue
			}
			if shape.X < b.column[2] {
				first = shape.R
			} else if shape.X > b.column[9] {
				last = max(last, shape.R)
			}
		}
		return first, last
	}
	if first, last := radius(0.2); first == 0 || first > 0.6*last {
		t.Errorf("sigmoid-like: pulses of radius %v at layer 1, %v at the output", first, last)
	}
	if first, last := radius(1); first < 0.95*last {
		t.Errorf("steady gradient: pulses of radius %v at layer 1, %v at the output", first, last)
	}
}

func TestPulsesTravelBackward(t *testing.T) {
	s := laidOut(viewtest.Sample(10, 8, 1), 800, 600)
	at := func(seconds float64) float32 {
		s.Animate(seconds)
		for _, shape := range s.Moving {
			if shape.Kind == draw.Disc {
				return shape.X
			}
		}
		return 0
	}
	// From just after a pulse's start: it must not wrap in between.
	start := hopSeconds * (1.01 - scatter(0, 0))
	if a, b := at(start), at(start+0.5); b >= a {
		t.Errorf("a pulse went from %v to %v", a, b)
	}
}

func TestNothingArrivesWhereTheGradientIsZero(t *testing.T) {
	snap := viewtest.Sample(3, 4, 1)
	for i := range snap.Lanes[0].Layers {
		clear(snap.Lanes[0].Layers[i].Delta)
	}
	s := laidOut(snap, 800, 600)
	s.Animate(1)
	for _, shape := range s.Moving {
		if shape.Kind == draw.Disc {
			t.Fatal("a pulse of an exactly zero gradient")
		}
	}
}

// Reduced motion: nothing changes its place; what shows the direction is which
// layer is bright.
func TestReducedMotionFadesInsteadOfTravel(t *testing.T) {
	s := New()
	s.Layout(viewtest.Sample(5, 4, 0.5), layout.Options{W: 800, H: 600, Theme: theme.Light, Measure: viewtest.Measure, Reduced: true})
	s.Animate(0.1)
	before := slices.Clone(s.Moving)
	s.Animate(2.9)
	if len(before) == 0 || len(before) != len(s.Moving) {
		t.Fatalf("%d shapes, then %d", len(before), len(s.Moving))
	}
	faded := false
	for i, now := range s.Moving {
		then := before[i]
		faded = faded || now.Color != then.Color
		now.Color, now.Far = then.Color, then.Far
		if now != then {
			t.Fatalf("%v became %v", viewtest.WriteShape(then), viewtest.WriteShape(now))
		}
	}
	if !faded {
		t.Error("nothing fades")
	}
	if deep, shallow := fade(0.3, 0.9), fade(0.3+fadeSeconds/2, 0.4); math.Abs(deep-shallow) > 1e-9 {
		t.Error("the light does not run from the output to the input")
	}
}

// Columns of one layer stand at the same x in every lane.
func TestLanesLineUp(t *testing.T) {
	snap := viewtest.Sample(4, 8, 0.2)
	snap.Lanes = append(snap.Lanes, viewtest.SampleLane(9, 3, 1, "deeper"))
	s := laidOut(snap, 900, 700)
	for i := range 4 {
		if a, b := s.lanes[0].column[i], s.lanes[1].column[i]; a != b {
			t.Errorf("column %d stands at %v and %v", i, a, b)
		}
	}
}
