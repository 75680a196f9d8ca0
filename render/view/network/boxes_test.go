package network

import (
	"fmt"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// In every box, whatever it shows: parts of lanes stand apart, larger is up, what is not
// drawn is said, and every unit drawn can be pointed at.
func TestNetworksInSmallBoxes(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for name, snap := range viewtest.Gridded(lanes) {
			for _, size := range viewtest.Boxes {
				for _, text := range []float64{1, 2} {
					zoom := float32(layout.Zoom(size[0], size[1], lanes, text))
					if text > 1 && zoom == 1 {
						continue // no other picture
					}
					for _, moment := range []layout.Moment{{}, {On: true, At: 0.31}, {On: true, At: 0.77}} {
						s := New()
						s.Layout(snap, layout.Options{W: size[0] / zoom, H: size[1] / zoom, Theme: theme.Dark, Measure: viewtest.Measure, Moment: moment})
						checkBox(t, s, fmt.Sprintf("%s, %d lanes, %v at × %v, %v", name, lanes, size, zoom, moment))
					}
				}
			}
			if t.Failed() {
				return // one network's faults are enough to read
			}
		}
	}
}

func checkBox(t *testing.T, s *screen, what string) {
	t.Helper()
	for i := range s.lanes {
		b := &s.lanes[i]
		at := fmt.Sprintf("%s, lane %d", what, i)
		parts := viewtest.Plots(b.Lane)
		parts["network"], parts["gauges"] = b.Body, b.gauge
		viewtest.CheckParts(t, s.Picture, b.Lane, parts, b.ownWords, at)
		checkUnitsAreSaid(t, s, b, b.l, at)
		if b.gauge.H > 0 && len(b.l.Layers) > 0 {
			checkAxis(t, s, b, b.l, at)
		}
		checkPointing(t, s, b, i, at)
	}
}

// ownWords are labels that a picture has inside.
func (b *lane) ownWords(name string) []string {
	if name == "network" && b.Form == layout.Gauged { // its axis begins a little above the end of the gap
		return nil
	}
	var numbers []string
	for i := range 10 {
		numbers = append(numbers, fmt.Sprint(i)) // of the classes
	}
	return numbers
}

// checkUnitsAreSaid asks for the units that are not drawn, in words.
func checkUnitsAreSaid(t *testing.T, s *screen, b *lane, l *wire.Lane, what string) {
	t.Helper()
	if len(b.rows) != len(l.Layers)+1 || b.hop.On && b.Form == layout.Gauged {
		return // slow motion writes factors in their place
	}
	for j := range l.Layers {
		n := b.unitsShown(j, &l.Layers[j])
		missing := l.Layers[j].Units - n
		if missing > 0 && !viewtest.HasLabel(&s.List, fmt.Sprint("+", missing)) && !viewtest.SaysPart(&s.List, fmt.Sprintf("%d of %d", n, l.Layers[j].Units)) && !viewtest.HasLabel(&s.List, "…") {
			t.Errorf("%s: layer %d lacks %d units, and nothing says so", what, j+1, missing)
			return
		}
	}
}

// checkPointing asks for every unit drawn to be found where it is.
func checkPointing(t *testing.T, s *screen, b *lane, lane int, what string) {
	t.Helper()
	if b.crowded || b.tiled || len(b.column) == 0 {
		return
	}
	for column, rows := range b.rows {
		for unit, y := range rows {
			want := layout.Target{Part: unitPart, Lane: lane, Layer: column - 1, Unit: unit}
			if got := s.At(b.column[column], y); got != want {
				t.Errorf("%s: at %v lies %v", what, want, got)
				return
			}
		}
	}
	for i := range b.Lane.Plots {
		p := &b.Lane.Plots[i]
		if got := s.At(p.X+p.W/2, p.Y+p.H/2); got.Lane != lane || got.Part != p.Part {
			t.Errorf("%s: on plot %d lies %v", what, i, got)
		}
	}
}
