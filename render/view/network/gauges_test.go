package network

import (
	"math"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// A value that the axis cannot show is never drawn as if it could: no bar, and
// its decade in words.
func TestWhatTheAxisCannotShowIsSaid(t *testing.T) {
	s := laidOut(&wire.Snapshot{Lanes: []wire.Lane{viewtest.OddLane()}}, 815, 500)
	for _, decade := range []string{"10⁻⁴⁵", "10³"} {
		if !viewtest.HasLabel(&s.List, decade) {
			t.Errorf("no label %s", decade)
		}
	}
	b := &s.lanes[0]
	for layer, bars := range []int{0, 0, 0, 1, 0, 1} {
		if n := countBars(s, b, b.column[layer+1]); n != bars {
			t.Errorf("layer %d has %d bars, want %d", layer+1, n, bars)
		}
	}
}

// A network may be infinite from the start: its gauges say so.
func TestInfiniteGradientIsSaid(t *testing.T) {
	snap := viewtest.Sample(4, 2, 1)
	snap.Lanes[0].Layers[1].DeltaRMS = math.Inf(1)
	s := laidOut(snap, 815, 500)
	viewtest.CheckLabels(t, s.Picture, "infinite")
	if !viewtest.HasLabel(&s.List, "∞") {
		t.Error("no label ∞")
	}
}

// countBars counts the rectangles that stand on the axis at x.
func countBars(s *screen, b *lane, x float32) (n int) {
	for _, r := range s.Back {
		foot := r.Y + r.Y2
		if r.Kind == draw.Rect && math.Abs(float64(r.X+r.X2/2-x)) < 0.1 && math.Abs(float64(foot-b.height(0))) < 0.1 {
			n++
		}
	}
	return n
}

func TestMarksDiffer(t *testing.T) {
	draw := func(delta, underflow float64) int {
		s := laidOut(viewtest.Sample(1, 1, 1), 400, 300)
		before := len(s.Back)
		gauges{&s.lanes[0]}.bar(100, 20, &wire.Layer{DeltaRMS: delta, Underflow: underflow}, 0)
		shapes := ""
		for _, shape := range s.Back[before:] {
			shapes += viewtest.WriteShape(shape) + "\n"
		}
		return strings.Count(shapes, "line")*100 + strings.Count(shapes, "disc")*10 + strings.Count(shapes, "rect")
	}
	seen := map[int]string{}
	for name, kind := range map[string]int{
		"on the axis": draw(1e-3, 0), "zero": draw(0, 0), "underflow": draw(0, 0.4), "below": draw(1e-60, 0), "above": draw(1e3, 0),
	} {
		if other, taken := seen[kind]; taken {
			t.Errorf("%s looks like %s", name, other)
		}
		seen[kind] = name
	}
}

// The bars of all lanes stand on one axis: equal values are equally high.
func TestOneAxisForAllLanes(t *testing.T) {
	s := laidOut(viewtest.Sample(5, 4, 0.1, 1), 815, 600)
	height := func(lane int) (tallest float32) {
		b := &s.lanes[lane]
		for _, r := range s.Back {
			if r.Kind == draw.Rect && r.Y > b.gauge.Y && r.Y+r.Y2 > b.height(0)-0.1 && r.Y+r.Y2 < b.height(0)+0.1 && r.X2 < b.gauge.W/2 {
				tallest = max(tallest, r.Y2)
			}
		}
		return tallest
	}
	if a, b := height(0), height(1); a == 0 || a-b > 0.1 || b-a > 0.1 {
		t.Errorf("the output's δ, equal in both lanes, is %v and %v high", a, b)
	}
}

// The dashed line is the chain product of the theory's factors, from the last
// hidden layer's δ back, and ends where the axis does.
func TestTheoryLine(t *testing.T) {
	snap := viewtest.Sample(10, 4, 1)
	for i := range snap.Lanes[0].Layers {
		snap.Lanes[0].Layers[i].Theory = 0.01 // meets the axis' end, 10⁻¹⁰, between layers 6 and 5
	}
	s := laidOut(snap, 815, 600)
	b := &s.lanes[0]
	lowest, leftmost := float32(0), float32(math.Inf(1))
	for _, d := range s.Front {
		if d.Kind != draw.Line || d.Color != theme.Dark.Theory || d.Y < b.gauge.Y || d.Y > b.height(0)+1 {
			continue
		}
		lowest, leftmost = max(lowest, d.Y2), min(leftmost, d.X2)
		decades := 2 * (b.column[10] - d.X) / b.pitch // down from 10⁻¹
		if want := b.height(s.Axis.Position(-1 - float64(decades))); math.Abs(float64(d.Y-want)) > 0.5 {
			t.Errorf("the line is at %v where theory is at %v", d.Y, want)
		}
	}
	if lowest > b.height(0)+0.1 || lowest < b.height(0.1) {
		t.Errorf("the line ends at %v; the axis at %v", lowest, b.height(0))
	}
	if end := b.column[10] - 4.5*b.pitch; math.Abs(float64(leftmost-end)) > 5 {
		t.Errorf("the line goes on to %v; the axis ends it at %v", leftmost, end)
	}
}

// The ground of a network is dark where no gradient arrives, and nowhere else.
func TestLightFollowsTheGradient(t *testing.T) {
	s := laidOut(viewtest.Sample(10, 8, 0.2, 1), 815, 600)
	light := func(lane int) (first, last float32) {
		w := weights{&s.lanes[lane]}
		return w.lit(0).A, w.lit(9).A
	}
	if first, last := light(0); first > 0.4*last {
		t.Errorf("vanishing gradient: light %v at layer 1, %v at layer 10", first, last)
	}
	if first, last := light(1); first < 0.95*last {
		t.Errorf("steady gradient: light %v at layer 1, %v at layer 10", first, last)
	}
	s.lanes[0].l = &wire.Lane{Layers: make([]wire.Layer, 1)}
	if c := (weights{&s.lanes[0]}).lit(0); c.A != 0 {
		t.Errorf("a gradient of zero is lit by %v", c.A)
	}
}

// Above the budget a unit keeps its strongest edges.
func TestStrongestEdgesStay(t *testing.T) {
	weights := []float32{0.1, -3, 0.2, 2, -0.5}
	for n, want := range map[int]float32{1: 3, 2: 2, 3: 0.5, 5: 0, 9: 0} {
		if got := atLeast(weights, n); got != want {
			t.Errorf("the %d-th largest is %v, want %v", n, got, want)
		}
	}
}

// A pulse comes from the unit that sends the most: |w|·δ.
func TestPulsesComeFromTheStrongest(t *testing.T) {
	next := &wire.Layer{SampleIn: 2, W: []float32{1, 0, -2, 0.5, 3, 0}, Delta: []float32{1, 1, 0.1}}
	if got := strongest(next, 0, 3); got != 1 {
		t.Errorf("into unit 0: from %d, want 1", got)
	}
	if got := strongest(next, 1, 3); got != 1 {
		t.Errorf("into unit 1: from %d, want 1", got)
	}
	if got := strongest(next, 5, 3); got < 0 || got > 2 {
		t.Errorf("into a unit that is not sampled: from %d", got)
	}
}
