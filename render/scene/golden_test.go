package scene

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// The goldens are scenes written out, to be read in review: what stands where,
// in what colour. UPDATE_GOLDEN=1 writes them anew.
func TestScenesAreAsReviewed(t *testing.T) {
	odd := oddLane()
	waterfall, histograms, phase := sample(3, 2, 0.3), sample(2, 2, 0.3), sample(3, 2, 0.3)
	phase.View = wire.ViewPhase
	waterfall.View, histograms.View = wire.ViewWaterfall, wire.ViewHistograms
	waterfall.Lanes[0].Trace.Levels[0], waterfall.Lanes[0].Trace.Levels[2] = wire.LevelZero, wire.LevelUnknown
	cases := map[string]struct {
		snap *wire.Snapshot
		view View
	}{
		"two-lanes-dark":  {sample(3, 3, 0.236, 0.707), View{W: 480, H: 360, Theme: theme.Dark}},
		"one-lane-light":  {sample(2, 2, 1), View{W: 360, H: 260, Theme: theme.Light, Reduced: true}},
		"off-the-axis":    {&wire.Snapshot{Lanes: []wire.Lane{odd}}, View{W: 480, H: 260, Theme: theme.Dark}},
		"waterfall":       {waterfall, View{W: 480, H: 260, Theme: theme.Dark, Pointed: Target{Part: Cell, Layer: 1, Bin: 2}}},
		"phase":           {phase, View{W: 480, H: 260, Theme: theme.Dark}},
		"histograms":      {histograms, View{W: 480, H: 260, Theme: theme.Light}},
		"forward":         {sample(2, 2, 0.5), View{W: 480, H: 260, Theme: theme.Dark, Moment: Moment{On: true, At: 0.25}}},
		"backward":        {sample(2, 2, 0.5), View{W: 480, H: 260, Theme: theme.Dark, Moment: Moment{On: true, At: 0.75}}},
		"more-than-shown": {sample(2, 1024, 0.5), View{W: 480, H: 260, Theme: theme.Dark}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.view.Measure = measure
			s := New()
			s.Layout(c.snap, c.view)
			s.Animate(0.5)
			compareGolden(t, filepath.Join("testdata", name+".txt"), write(s))
		})
	}
}

// oddLane has all that the axis cannot show: an exact zero, an underflow, a
// value below, one above, and NaN.
func oddLane() wire.Lane {
	l := sampleLane(5, 2, 1, "Odd")
	l.Left = math.NaN()
	for i, delta := range []float64{0, 0, 1e-45, 7e3, math.NaN()} {
		l.Layers[i].DeltaRMS, l.Layers[i].DWRMS = delta, delta
	}
	l.Layers[1].Underflow = 1
	return l
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s:%d\n got %s\nwant %s\nlook at the scene; if it is right, UPDATE_GOLDEN=1", file, i+1, gotLines[i], wantLines[i])
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("%s: %d lines, want %d", file, len(gotLines), len(wantLines))
	}
}

// write lists a scene, a line for every part.
func write(s *Scene) string {
	var b strings.Builder
	for _, layer := range []struct {
		name   string
		shapes []draw.Shape
	}{{"back", s.Back}, {"moving", s.Moving}, {"front", s.Front}} {
		for _, shape := range layer.shapes {
			fmt.Fprintln(&b, layer.name, writeShape(shape))
		}
	}
	for _, r := range s.Rasters {
		fmt.Fprintf(&b, "raster %.1f %.1f, %.1f × %.1f: %d × %d, %v\n", r.X, r.Y, r.W, r.H, r.Cols, r.Rows, r.Values[:min(len(r.Values), 24)])
	}
	for _, l := range s.Labels {
		fmt.Fprintf(&b, "label %.1f %.1f, %v px, %s: %s\n", l.X, l.Y, l.Size, hex(l.Color), l.Text)
	}
	return b.String()
}

func writeShape(s draw.Shape) string {
	colour := hex(s.Color)
	if s.Graded {
		colour += " to " + hex(s.Far)
	}
	switch s.Kind {
	case draw.Rect:
		return fmt.Sprintf("rect %.1f %.1f, %.1f × %.1f, %s", s.X, s.Y, s.X2, s.Y2, colour)
	case draw.Line:
		return fmt.Sprintf("line %.1f %.1f – %.1f %.1f, %.1f thick, %s", s.X, s.Y, s.X2, s.Y2, s.R, colour)
	}
	if s.Kind == draw.Area {
		return fmt.Sprintf("area %.1f %.1f – %.1f %.1f, down to %.1f, %s", s.X, s.Y, s.X2, s.Y2, s.R, colour)
	}
	name := map[draw.Kind]string{draw.Disc: "disc", draw.Glow: "glow", draw.Ring: "ring", draw.Bead: "bead"}[s.Kind]
	return fmt.Sprintf("%s %.1f %.1f, radius %.1f, %s", name, s.X, s.Y, s.R, colour)
}

func hex(c theme.Color) string {
	part := func(x float32) int { return int(255*x + 0.5) }
	text := fmt.Sprintf("#%02x%02x%02x", part(c.R), part(c.G), part(c.B))
	if c.A != 1 {
		text += fmt.Sprintf(" at %.2f", c.A)
	}
	return text
}
