package network

import (
	"fmt"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
)

// Every unit drawn can be pointed at, and so can every layer's gauges.
func TestEveryUnitCanBePointedAt(t *testing.T) {
	s := laidOut(viewtest.Sample(4, 8, 0.2, 1), 800, 600)
	for lane := range s.lanes {
		b := &s.lanes[lane]
		for column, rows := range b.rows {
			for unit, y := range rows {
				want := layout.Target{Part: unitPart, Lane: lane, Layer: column - 1, Unit: unit}
				if got := s.At(b.column[column]+1, y-1); got != want {
					t.Errorf("at %v stands %v", want, got)
				}
			}
			want := layout.Target{Part: gaugePart, Lane: lane, Layer: column - 1}
			if column == 0 {
				want = layout.Target{}
			}
			if got := s.At(b.column[column], b.gauge.Y+b.gauge.H/2); got != want {
				t.Errorf("gauges: %v, want %v", got, want)
			}
		}
	}
	if got := s.At(2, 2); got.Part != layout.None {
		t.Errorf("in the corner stands %v", got)
	}
}

// The numbers of what is pointed at must be the snapshot's, and stand clear of
// all other text on any screen.
func TestReadoutSaysTheNumbersAndCoversNoText(t *testing.T) {
	for _, size := range [][2]float32{{390, 625}, {815, 770}, {2560, 1440}} {
		snap := viewtest.Sample(10, 8, 0.2, 1, 1)
		s := laidOut(snap, size[0], size[1])
		for _, at := range []layout.Target{{Part: unitPart, Lane: 0, Layer: 0, Unit: 1}, {Part: unitPart, Lane: 1, Layer: 10, Unit: 0}, {Part: unitPart, Lane: 2, Layer: 4, Unit: 7}, {Part: gaugePart, Lane: 0, Layer: 3}, {Part: unitPart, Lane: 0, Layer: -1, Unit: 1}} {
			s.Layout(snap, layout.Options{W: size[0], H: size[1], Theme: theme.Dark, Measure: viewtest.Measure, Pointed: at})
			viewtest.CheckLabels(t, s.Picture, fmt.Sprint(size, at))
		}
	}
	snap := viewtest.Sample(10, 8, 0.2)
	snap.Lanes[0].Layers[2].Delta[5] = 1.25e-7
	s := New()
	s.Layout(snap, layout.Options{W: 815, H: 770, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: layout.Target{Part: unitPart, Lane: 0, Layer: 2, Unit: 5}})
	want := []string{"layer 3, unit 6", "activation 0", "RMS δ 1.2·10⁻⁷"}
	for _, text := range want {
		if !viewtest.HasLabel(&s.List, text) {
			t.Errorf("no %q", text)
		}
	}
}

// A pointer may still point at what a smaller network no longer has.
func TestReadoutOfWhatIsGone(t *testing.T) {
	for _, at := range []layout.Target{{Part: unitPart, Lane: 3, Layer: 0, Unit: 0}, {Part: unitPart, Lane: 0, Layer: 9, Unit: 0}, {Part: unitPart, Lane: 0, Layer: 1, Unit: 99}, {Part: unitPart, Lane: 0, Layer: -1, Unit: 7}, {Part: gaugePart, Lane: 0, Layer: 9}} {
		s := New()
		s.Layout(viewtest.Sample(2, 3, 1), layout.Options{W: 800, H: 600, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: at})
		for _, l := range s.Labels {
			if strings.HasPrefix(l.Text, "activation ") && l.Text != "activation, weight − / +" {
				t.Errorf("%v: %q", at, l.Text)
			}
		}
	}
}

// Arrow keys reach every unit and every gauge, of every lane, every point of its
// decision plot and every moment of its loss curve, and Escape lets go.
func TestKeysReachEverything(t *testing.T) {
	s := laidOut(viewtest.Sample(3, 4, 1, 1), 815, 600)
	seen := map[layout.Target]bool{}
	var walk func(at layout.Target)
	walk = func(at layout.Target) {
		if seen[at] {
			return
		}
		seen[at] = true
		for _, key := range []string{"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"} {
			walk(s.Move(at, key))
		}
	}
	walk(s.Move(layout.Target{}, "ArrowLeft"))
	if want := 2 * (3*(4+1) + 1 + 1 + 2*2 + 3); len(seen) != want {
		t.Errorf("%d things, want %d", len(seen), want)
	}
	for at := range seen {
		if s.Describe(at) == "" {
			t.Errorf("nothing is said of %v", at)
		}
	}
	if at := s.Move(layout.Target{Part: gaugePart}, "Escape"); at.Part != layout.None {
		t.Errorf("Escape leads to %v", at)
	}
}

// The way from a unit to the loss is marked, whatever is pointed at.
func TestPathLeadsToTheLoss(t *testing.T) {
	snap := viewtest.Sample(4, 3, 1)
	for _, at := range []layout.Target{{Part: unitPart, Layer: 1, Unit: 2}, {Part: edgePart, Layer: 1, Unit: 2, From: 0}, {Part: gaugePart, Layer: 1}} {
		s := New()
		s.Layout(snap, layout.Options{W: 815, H: 600, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: at})
		b := &s.lanes[0]
		reach := map[float32]bool{}
		for _, shape := range s.Front {
			if shape.Kind == draw.Line && shape.R == 2.2 {
				reach[shape.X2] = true
			}
		}
		for column := 3; column <= 5; column++ {
			if !reach[b.column[column]] {
				t.Errorf("%v: the way does not pass column %d", at, column)
			}
		}
	}
}
