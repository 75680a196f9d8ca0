package scene

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// boxes are the stages that small frames and low windows leave: an embed of 280×200
// with its controls, phones on their side, a desktop at 200 % zoom, a column of a
// blog, up to a whole window.
var boxes = [][2]float32{
	{280, 60},
	{280, 80},
	{280, 110},
	{280, 160},
	{280, 200},
	{280, 310},
	{280, 400},
	{320, 130},
	{390, 180},
	{390, 300},
	{480, 200},
	{560, 120},
	{700, 160},
	{700, 250},
	{720, 70},
	{720, 110},
	{720, 200},
	{720, 330},
	{768, 280},
	{844, 110},
	{844, 200},
	{844, 300},
	{1024, 300},
	{1024, 400},
	{1440, 110},
	{1440, 700},
}

// gridded are networks that want different things of a box.
func gridded(lanes int) map[string]*wire.Snapshot {
	factors := []float64{0.2, 1.2, 1, 0.7}[:lanes]
	snaps := map[string]*wire.Snapshot{
		"10×8": sample(10, 8, factors...), "1×8": sample(1, 8, factors...), "30×64": sample(30, 64, factors...), "100×8": sample(100, 8, factors...),
		"100×1": sample(100, 1, factors...), "no lane yet": sample(3, 8, factors...), "long": sample(10, 8, factors...), "conv": sample(4, 8, factors...),
		"digits": sample(3, 8, factors...), "stopped": sample(10, 8, factors...),
	}
	for i := range lanes {
		snaps["no lane yet"].Lanes[i].Layers = nil
		snaps["long"].Lanes[i].Label = fmt.Sprintf("learning rate 0.0000%d, orthogonal", i)
		snaps["long"].Lanes[i].ScoreStep, snaps["long"].Lanes[i].Outdated = 1234567, true
		snaps["stopped"].Lanes[i].Note, snaps["stopped"].Lanes[i].Diverged = "Diverged at step 12: layer 2 is the first that is not a number.", true
		for j := range 3 {
			convolve(&snaps["conv"].Lanes[i].Layers[j])
		}
		d := &snaps["digits"].Lanes[i]
		d.Field, d.FieldSide, d.Outputs, d.Input, d.InputW = nil, 0, make([]float32, 10), make([]float32, 64), 8
	}
	snaps["digits"].Points = nil
	return snaps
}

// In every box, whatever it shows: text is whole, stands alone and over no picture,
// parts of lanes stand apart, larger is up, what is not drawn is said, and what is
// drawn can be pointed at.
func TestSmallBoxes(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for name, snap := range gridded(lanes) {
			for _, view := range wholeViews {
				snap.View = view
				for _, size := range boxes {
					for _, text := range []float64{1, 2} {
						for _, moment := range []Moment{{}, {On: true, At: 0.31}, {On: true, At: 0.77}} {
							if moment.On && view != wire.ViewNetwork {
								continue
							}
							zoom := float32(Zoom(size[0], size[1], lanes, text))
							if text > 1 && zoom == 1 {
								continue // no other picture
							}
							s := New()
							s.Layout(snap, View{W: size[0] / zoom, H: size[1] / zoom, Theme: theme.Dark, Measure: measure, Moment: moment})
							s.Animate(0.9)
							checkBox(t, s, fmt.Sprintf("%s %s, %d lanes, %v at × %v, %v", view, name, lanes, size, zoom, moment), lanes)
						}
					}
				}
			}
			if t.Failed() {
				return // one network's faults are enough to read
			}
		}
	}
}

func checkBox(t *testing.T, s *Scene, what string, lanes int) {
	t.Helper()
	checkLabels(t, s, what)
	checkShapes(t, s, what)
	if len(s.lanes)+s.left != lanes || s.left > 0 && s.view.H > 100 {
		t.Errorf("%s: %d lanes are drawn", what, len(s.lanes))
	}
	if !saysPart(s, "step") && !saysPart(s, "steps") {
		t.Errorf("%s: no step", what)
	}
	for i := range s.lanes {
		b, l := &s.lanes[i], &s.snap.Lanes[i]
		at := fmt.Sprintf("%s, lane %d", what, i)
		checkParts(t, s, b, at)
		checkUnitsAreSaid(t, s, b, l, at)
		if got := s.LaneAt(b.all.Y + b.all.H/2); got != l.Label {
			t.Errorf("%s: on it lies %q", at, got)
		}
		if b.gauge.H > 0 && len(l.Layers) > 0 {
			checkAxis(t, s, b, l, at)
		}
		checkPointing(t, s, b, i, at)
	}
}

// checkShapes asks for every shape to stay on the stage.
func checkShapes(t *testing.T, s *Scene, what string) {
	t.Helper()
	const slack = 3 // of rims and glows
	for _, shape := range slices.Concat(s.Back, s.Front) {
		x0, y0, x1, y1 := shape.X, shape.Y, shape.X2, shape.Y2
		switch shape.Kind {
		case draw.Rect:
			x1, y1 = x0+shape.X2, y0+shape.Y2
			if shape.X2 < 0 || shape.Y2 < 0 {
				t.Fatalf("%s: turned over: %s", what, writeShape(shape))
			}
		case draw.Disc, draw.Ring, draw.Bead, draw.Glow:
			x1, y1 = x0, y0
		}
		if min(x0, x1) < -slack || min(y0, y1) < -slack || max(x0, x1) > s.view.W+slack || max(y0, y1) > s.view.H+slack {
			t.Fatalf("%s: leaves the stage: %s", what, writeShape(shape))
		}
	}
	for _, r := range s.Rasters {
		if r.W < 0 || r.H < 0 || r.X < -slack || r.Y < -slack || r.X+r.W > s.view.W+slack || r.Y+r.H > s.view.H+slack {
			t.Fatalf("%s: a raster of %v × %v at %v, %v", what, r.W, r.H, r.X, r.Y)
		}
	}
}

// parts are the pictures of a lane, which nothing else may lie on.
func (b *laneBox) parts() map[string]draw.Box {
	parts := map[string]draw.Box{}
	if b.phase.layers > 0 || len(b.column) > 0 {
		parts["network"], parts["gauges"] = b.net, b.gauge
	}
	for i := range b.plots {
		parts[fmt.Sprint("plot ", i)] = b.plots[i].Box
	}
	for i, c := range b.charts {
		parts[fmt.Sprint("chart ", i)] = c.Box
	}
	return parts
}

func meet(a, b draw.Box) bool {
	const touch = 0.01
	return a.X+touch < b.X+b.W && b.X+touch < a.X+a.W && a.Y+touch < b.Y+b.H && b.Y+touch < a.Y+a.H
}

// checkParts asks for the pictures of a lane to stand in it, apart, large enough to
// show something, and free of text but for what gauges and matrices say of themselves.
func checkParts(t *testing.T, s *Scene, b *laneBox, what string) {
	t.Helper()
	parts := b.parts()
	for name, p := range parts {
		if p.W == 0 || p.H == 0 {
			continue
		}
		if p.Y < b.all.Y-0.01 || p.Y+p.H > b.all.Y+b.all.H+0.01 || p.W < 20 || p.H < 10 {
			t.Errorf("%s: %s %v in a lane of %v", what, name, p, b.all)
		}
		for other, q := range parts {
			if other != name && meet(p, q) {
				t.Errorf("%s: %s %v on %s %v", what, name, p, other, q)
			}
		}
		for _, l := range s.Labels {
			if name != "gauges" && meet(p, draw.BoxAt(l.X, l.Y, l.W, theme.LineHeight(l.Size))) && !slices.Contains(ownWords(s, b, name), l.Text) {
				t.Errorf("%s: %q on %s", what, l.Text, name)
			}
		}
	}
}

// ownWords are labels that a picture has inside.
func ownWords(s *Scene, b *laneBox, name string) []string {
	if name == "network" && b.form == gauged { // its axis begins a little above the end of the gap
		return nil
	}
	var numbers []string
	if s.snap.View == wire.ViewNetwork || s.snap.View == "" {
		for i := range 10 {
			numbers = append(numbers, fmt.Sprint(i)) // of the classes
		}
	}
	return numbers
}

// checkUnitsAreSaid asks for the units that are not drawn, in words.
func checkUnitsAreSaid(t *testing.T, s *Scene, b *laneBox, l *wire.Lane, what string) {
	t.Helper()
	if len(b.rows) != len(l.Layers)+1 || b.phase.on && b.form == gauged {
		return // slow motion writes factors in their place
	}
	for j := range l.Layers {
		n := b.unitsShown(j, &l.Layers[j])
		missing := l.Layers[j].Units - n
		if missing > 0 && !hasLabel(s, fmt.Sprint("+", missing)) && !saysPart(s, fmt.Sprintf("%d of %d", n, l.Layers[j].Units)) && !hasLabel(s, "…") {
			t.Errorf("%s: layer %d lacks %d units, and nothing says so", what, j+1, missing)
			return
		}
	}
}

func saysPart(s *Scene, text string) bool {
	return slices.ContainsFunc(s.Labels, func(l draw.Label) bool { return strings.Contains(l.Text, text) })
}

// checkPointing asks for every unit drawn to be found where it is.
func checkPointing(t *testing.T, s *Scene, b *laneBox, lane int, what string) {
	t.Helper()
	if b.crowded || b.tiled || len(b.column) == 0 {
		return
	}
	for column, rows := range b.rows {
		for unit, y := range rows {
			want := Target{Part: Unit, Lane: lane, Layer: column - 1, Unit: unit}
			if got := s.At(b.column[column], y); got != want {
				t.Errorf("%s: at %v lies %v", what, want, got)
				return
			}
		}
	}
	for i := range b.plots {
		p := &b.plots[i]
		if got := s.At(p.X+p.W/2, p.Y+p.H/2); got.Lane != lane || got.Part != p.part {
			t.Errorf("%s: on plot %d lies %v", what, i, got)
		}
	}
}
