package scene

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// measure is a little wider than the common system fonts.
func measure(text string, size float32, bold bool) float32 {
	em := float32(0.56)
	if bold {
		em = 0.62
	}
	return em * size * float32(len([]rune(text)))
}

// sample is a snapshot of lanes whose δ falls by a factor a layer.
func sample(depth, width int, factors ...float64) *wire.Snapshot {
	snap := &wire.Snapshot{Running: true, Extent: 2, Points: []wire.Point{{X: 1, Y: -1, Class: 1}}}
	for i, factor := range factors {
		snap.Lanes = append(snap.Lanes, sampleLane(depth, width, factor, fmt.Sprintf("Lane %d", i)))
	}
	return snap
}

func sampleLane(depth, width int, factor float64, label string) wire.Lane {
	l := wire.Lane{
		Label: label, Loss: 0.6931, TrainAccuracy: 0.5, TestAccuracy: 0.49, Inputs: 2, Input: []float32{0.5, -1},
		Outputs: []float32{0.5}, FieldSide: 2, Field: []uint8{0, 80, 160, 255},
	}
	in := 2
	for i := range depth + 1 {
		units := width
		if i == depth {
			units = 1
		}
		delta := 0.1 * math.Pow(factor, float64(depth-i))
		l.Layers = append(l.Layers, sampleLayer(i, units, in, delta, factor))
		in = units
	}
	l.Layers[depth].Name = "out"
	l.Left = math.Pow(factor, float64(depth-1))
	l.Step, l.Trace = 12345, sampleTrace(depth+1, factor)
	l.Phase = samplePhase(depth, factor)
	return l
}

func sampleLayer(i, units, in int, delta, theory float64) wire.Layer {
	shown, cols := min(units, 12), min(in, 12)
	y := wire.Layer{
		Name: fmt.Sprint(i + 1), Units: units, FanIn: in, DeltaRMS: delta, DWRMS: delta / 3, WRMS: 0.4, Theory: theory,
		Act: make([]float32, shown), Delta: make([]float32, shown), Flags: make([]uint8, shown),
		SampleIn: cols, W: make([]float32, shown*cols), DW: make([]float32, shown*cols),
	}
	for k := range y.Delta {
		y.Delta[k] = float32(delta)
	}
	y.Flags[0] = wire.UnitDead
	y.ActHist = wire.Histogram{Lo: -1, Hi: 2, Zeros: 0.25, Shares: []float32{0.25, 0.125, 0.375}}
	y.DeltaHist = wire.Histogram{Lo: -20, Hi: 0, Shares: []float32{0, 0.1, 0.6, 0.3}}
	y.DWHist = y.DeltaHist
	return y
}

// sampleTrace is a run of three bins.
func sampleTrace(layers int, factor float64) wire.Trace {
	t := wire.Trace{Steps: []uint32{0, 4000, 8000}, Loss: []float32{0.9, 0.9, 0.85, 0.8, 0.8, 0.7}}
	for bin := range t.Steps {
		for i := range layers {
			delta := wire.LevelOf(0.1*math.Pow(factor, float64(layers-1-i)), false)
			t.Levels = append(t.Levels, delta, delta+wire.Level(bin), delta-100, delta-90)
		}
	}
	return t
}

// samplePhase is a diagram of four columns, three of them computed: the
// gradient falls by a factor of 10, 1 and 1/10 a layer.
func samplePhase(depth int, factor float64) wire.Phase {
	p := wire.Phase{Lo: -1, Hi: 1, Columns: 4, Depths: 20, WeightVar: 1, Depth: min(depth, 20), Left: math.Pow(factor, float64(depth-1))}
	for column := range 3 {
		for d := range p.Depths {
			p.Levels = append(p.Levels, wire.LevelOfExp(float64(d*(column-1))))
		}
	}
	return p
}

func layout(snap *wire.Snapshot, w, h float32) *Scene {
	s := New()
	s.Layout(snap, View{W: w, H: h, Theme: theme.Dark, Measure: measure})
	return s
}

// screens are the windows of the issue, and the stage in them on phones,
// tablets and desktops.
var screens = [][2]float32{{390, 844}, {820, 1180}, {1440, 900}, {2560, 1440}, {390, 545}, {820, 682}, {815, 732}, {320, 480}}

// No two labels may touch and none may leave the stage: in any view, on any
// screen, with any number of lanes and layers, and in slow motion.
func TestLabelsNeverOverlapOrClip(t *testing.T) {
	moments := []Moment{{}, {On: true, At: 0.02}, {On: true, At: 0.31}, {On: true, At: 0.5}, {On: true, At: 0.77}, {On: true, At: 0.999}}
	for _, depth := range []int{1, 10, 30, 100} {
		for lanes := 1; lanes <= 4; lanes++ {
			snap := sample(depth, 40, []float64{0.2, 0.7, 1, 1.2}[:lanes]...)
			for _, view := range []string{wire.ViewNetwork, wire.ViewWaterfall, wire.ViewHistograms, wire.ViewPhase} {
				snap.View = view
				for i, moment := range moments {
					if i > 0 && view != wire.ViewNetwork {
						break
					}
					for _, size := range screens {
						s := New()
						s.Layout(snap, View{W: size[0], H: size[1], Theme: theme.Dark, Measure: measure, Moment: moment})
						checkLabels(t, s, fmt.Sprintf("%s %v, %v×%v, %d lanes, depth %d", view, moment, size[0], size[1], lanes, depth))
					}
				}
			}
		}
	}
}

func checkLabels(t *testing.T, s *Scene, what string) {
	t.Helper()
	if len(s.Labels) == 0 {
		t.Errorf("%s: no labels at all", what)
	}
	for i, a := range s.Labels {
		bottom := a.Y + theme.LineHeight(a.Size)
		if a.X < 0 || a.Y < 0 || a.X+a.W > s.view.W || bottom > s.view.H {
			t.Errorf("%s: %q leaves the stage", what, a.Text)
		}
		if a.Size < theme.Small {
			t.Errorf("%s: %q is set in %v px", what, a.Text, a.Size)
		}
		for _, b := range s.Labels[:i] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+theme.LineHeight(b.Size) && b.Y < bottom {
				t.Errorf("%s: %q and %q overlap", what, a.Text, b.Text)
			}
		}
	}
}

// The point of the page: pulses grow darker and smaller towards the input
// exactly where the gradient does.
func TestPulsesShrinkWithTheGradient(t *testing.T) {
	radius := func(factor float64) (first, last float32) {
		s := layout(sample(10, 8, factor), 800, 600)
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
	s := layout(sample(10, 8, 1), 800, 600)
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
	snap := sample(3, 4, 1)
	for i := range snap.Lanes[0].Layers {
		clear(snap.Lanes[0].Layers[i].Delta)
	}
	s := layout(snap, 800, 600)
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
	s.Layout(sample(5, 4, 0.5), View{W: 800, H: 600, Theme: theme.Light, Measure: measure, Reduced: true})
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
			t.Fatalf("%v became %v", writeShape(then), writeShape(now))
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
	snap := sample(4, 8, 0.2)
	snap.Lanes = append(snap.Lanes, sampleLane(9, 3, 1, "deeper"))
	s := layout(snap, 900, 700)
	for i := range 4 {
		if a, b := s.lanes[0].column[i], s.lanes[1].column[i]; a != b {
			t.Errorf("column %d stands at %v and %v", i, a, b)
		}
	}
}

func TestDivergedLaneShowsItsNote(t *testing.T) {
	snap := sample(3, 4, 1)
	snap.Lanes[0].Note, snap.Lanes[0].Diverged = "Diverged at step 12: layer 2 is the first.", true
	s := layout(snap, 800, 600)
	for _, l := range s.Labels {
		if strings.HasPrefix(l.Text, "Diverged at step 12") {
			return
		}
	}
	t.Error("the note is not shown")
}

func TestNotesEndWithASentence(t *testing.T) {
	s := layout(sample(1, 1, 1), 400, 300)
	const text = "It broke. Nothing is lost. Try again."
	for width, want := range map[float32]string{400: text, 190: "It broke. Nothing is lost.", 100: "It broke.", 50: "It bro…"} {
		if got := s.Shorten(text, 12, width); got != want {
			t.Errorf("in %v px: %q, want %q", width, got, want)
		}
	}
}
