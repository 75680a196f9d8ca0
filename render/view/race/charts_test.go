package race

import (
	"fmt"
	"math"
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// Wide stages have the charts of the loss side by side, phones one under the other, and whatever
// has room for one has the loss against seconds: what speed does to it.
func TestChartsStandWhereTheyHaveRoom(t *testing.T) {
	for size, want := range map[[2]float32]string{
		{800, 560}: "[0 1 | 2 3 4]", {370, 360}: "[0 | 1 | 3 4]", {370, 430}: "[0 | 1 | 2 3 | 4]", {560, 120}: "[0 1 3]", {190, 60}: "[0 1]", {100, 150}: "[0 | 1]", {60, 30}: "[1]", {30, 10}: "[]",
	} {
		var rows []string
		y := float32(-1)
		for _, p := range arrange(draw.BoxAt(0, 0, size[0], size[1])) {
			if p.Y != y && y >= 0 {
				rows = append(rows, "|")
			}
			rows, y = append(rows, fmt.Sprint(p.what)), p.Y
		}
		if got := fmt.Sprint(rows); got != want {
			t.Errorf("%v: %s, want %s", size, got, want)
		}
	}
}

// Linear scales end at the next round number, and begin at 0.
func TestLinearScalesAreRound(t *testing.T) {
	for x, want := range map[float64]string{0.69: "0.8: 0 0.2 0.4 0.6 0.8", 2.3: "2.5: 0 0.5 1 1.5 2 2.5", 1: "1: 0 0.5 1", 1001: "1200: 0 400 800 1\u202f200", 0: "1: 0 0.5 1", math.Inf(1): "1: 0 0.5 1"} {
		top, ticks := linear(x, plainly)
		got := fmt.Sprintf("%v:", top)
		for _, t := range ticks {
			got += " " + t.label
		}
		if got != want {
			t.Errorf("%v: %s, want %s", x, got, want)
		}
	}
}

// The crossover lies between the widths that it was found between, on a logarithmic scale.
func TestCrossoverLiesBetweenItsWidths(t *testing.T) {
	s := &wire.Sweep{Widths: []uint32{8, 16, 32, 64}}
	for width, want := range map[float64]float32{8: 0.125, 16: 0.375, 64: 0.875, 16 * math.Sqrt2: 0.5} {
		if got, ok := widthAt(s, width); !ok || math.Abs(float64(got-want)) > 1e-5 {
			t.Errorf("width %v lies at %v, want %v", width, got, want)
		}
	}
	for _, width := range []float64{7, 65, math.NaN(), 0} {
		if _, ok := widthAt(s, width); ok {
			t.Errorf("width %v is on the scale", width)
		}
	}
}

// The winner everywhere is one that wins everywhere.
func TestAlwaysFirst(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		cpu, gpu []float64
		want     int
	}{{[]float64{3, 2}, []float64{1, 1}, 0}, {[]float64{3, 2}, []float64{1, 3}, -1}, {[]float64{1, nan}, []float64{2, 1}, 1}, {[]float64{nan}, []float64{nan}, -1}} {
		r := &wire.Race{Runners: make([]wire.Runner, 2), Sweep: wire.Sweep{Widths: make([]uint32, len(c.cpu)), Rates: [][]float64{c.cpu, c.gpu}}}
		if got := alwaysFirst(r); got != c.want {
			t.Errorf("%v against %v: %d, want %d", c.cpu, c.gpu, got, c.want)
		}
	}
}

// Where curves coincide both are seen: they differ in width and in dashes, not in colour alone.
func TestRunnersDifferInMoreThanColour(t *testing.T) {
	seen := map[string]bool{}
	for _, st := range styles {
		seen[fmt.Sprint(st.dash)] = true
	}
	if len(seen) != len(styles) || styles[0].thick < 2*styles[1].thick {
		t.Errorf("styles %v", seen)
	}
	for _, th := range []*theme.Theme{theme.Dark, theme.Light} {
		for i, st := range styles {
			if c := theme.Contrast(st.ink(th), th.Panel); c < 3 {
				t.Errorf("%s: runner %d has a contrast of %.1f", th.Name, i, c)
			}
		}
	}
}

// A dashed line is half drawn, whatever pieces it consists of.
func TestDashesGoOn(t *testing.T) {
	for _, pieces := range []int{1, 7, 100} {
		p, length := pen{dash: 5}, float32(0)
		for i := range pieces {
			p.to(200*float32(i)/float32(pieces), 0, 200*float32(i+1)/float32(pieces), 0, func(x0, _, x1, _ float32) { length += x1 - x0 })
		}
		if math.Abs(float64(length-100)) > 6 {
			t.Errorf("of 200 in %d pieces %v are drawn", pieces, length)
		}
	}
}

// Whatever numbers a race has, its picture stands on the stage, and none is NaN in words.
func TestRacesOfAnyNumbers(t *testing.T) {
	for name, r := range viewtest.Races(5) {
		for _, size := range append(viewtest.Boxes, viewtest.Screens...) {
			_, v := drawn(r, size[0], size[1])
			what := fmt.Sprint(name, size)
			viewtest.CheckLabels(t, v.Picture, what)
			viewtest.CheckShapes(t, v.Picture, what)
			if says(v, "NaN") || says(v, "race.") {
				t.Errorf("%s: %v", what, v.Labels)
			}
		}
	}
}
