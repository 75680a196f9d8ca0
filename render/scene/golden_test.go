package scene

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// The goldens are scenes written out, to be read in review: what stands where,
// in what colour. UPDATE_GOLDEN=1 writes them anew.
func TestScenesAreAsReviewed(t *testing.T) {
	odd := viewtest.OddLane()
	waterfall, histograms, phase := viewtest.Sample(3, 2, 0.3), viewtest.Sample(2, 2, 0.3), viewtest.Sample(3, 2, 0.3)
	phase.View = wire.ViewPhase
	instruments := viewtest.Sample(3, 2, 0.3)
	instruments.View, instruments.Lanes[0].Chart = wire.ViewInstruments, viewtest.Chart("split", 4, 0.3)
	race := viewtest.Sample(3, 2, 0.3)
	race.View = wire.ViewRace
	waterfall.View, histograms.View = wire.ViewWaterfall, wire.ViewHistograms
	waterfall.Lanes[0].Trace.Levels[0], waterfall.Lanes[0].Trace.Levels[2] = scale.LevelZero, scale.LevelUnknown
	cases := map[string]struct {
		snap *wire.Snapshot
		view layout.Options
	}{
		"two-lanes-dark":  {viewtest.Sample(3, 3, 0.236, 0.707), layout.Options{W: 480, H: 360, Theme: theme.Dark}},
		"one-lane-light":  {viewtest.Sample(2, 2, 1), layout.Options{W: 360, H: 260, Theme: theme.Light, Reduced: true}},
		"off-the-axis":    {&wire.Snapshot{Lanes: []wire.Lane{odd}}, layout.Options{W: 480, H: 260, Theme: theme.Dark}},
		"waterfall":       {waterfall, layout.Options{W: 480, H: 260, Theme: theme.Dark, Pointed: layout.Target{Part: "cell", Layer: 1, Bin: 2}}},
		"phase":           {phase, layout.Options{W: 480, H: 260, Theme: theme.Dark}},
		"instruments":     {instruments, layout.Options{W: 480, H: 260, Theme: theme.Dark}},
		"race":            {race, layout.Options{W: 480, H: 560, Theme: theme.Light, Pointed: layout.Target{Part: "loss-at-second", Unit: 1, Bin: 20}}},
		"histograms":      {histograms, layout.Options{W: 480, H: 260, Theme: theme.Light}},
		"forward":         {viewtest.Sample(2, 2, 0.5), layout.Options{W: 480, H: 260, Theme: theme.Dark, Moment: layout.Moment{On: true, At: 0.25}}},
		"backward":        {viewtest.Sample(2, 2, 0.5), layout.Options{W: 480, H: 260, Theme: theme.Dark, Moment: layout.Moment{On: true, At: 0.75}}},
		"more-than-shown": {viewtest.Sample(2, 1024, 0.5), layout.Options{W: 480, H: 260, Theme: theme.Dark}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.view.Measure = viewtest.Measure
			s := New()
			s.Layout(c.snap, c.view)
			s.Animate(0.5)
			compareGolden(t, filepath.Join("testdata", name+".txt"), write(s))
		})
	}
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
			fmt.Fprintln(&b, layer.name, viewtest.WriteShape(shape))
		}
	}
	for _, r := range s.Rasters {
		fmt.Fprintf(&b, "raster %.1f %.1f, %.1f × %.1f: %d × %d, %v\n", r.X, r.Y, r.W, r.H, r.Cols, r.Rows, r.Values[:min(len(r.Values), 24)])
	}
	for _, l := range s.Labels {
		fmt.Fprintf(&b, "label %.1f %.1f, %v px, %s: %s\n", l.X, l.Y, l.Size, viewtest.Hex(l.Color), l.Text)
	}
	return b.String()
}
