package scene

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// plotted is a picture with every plot that a view has.
func plotted(view string, w, h float32, at Target) *Scene {
	snap := sample(4, 8, 0.2, 1)
	snap.View = view
	s := New()
	s.Layout(snap, View{W: w, H: h, Theme: theme.Dark, Measure: measure, Pointed: at})
	return s
}

// Of every cell of every plot something is said, in the picture where there is
// room for it without covering any other text.
func TestEveryCellOfEveryPlotAnswers(t *testing.T) {
	want := map[string]map[Part]int{
		wire.ViewHistograms: {Bar: 12}, wire.ViewPhase: {Place: 2}, wire.ViewNetwork: {Spot: 2, Moments: 2},
	}
	for view, parts := range want {
		for _, size := range [][2]float32{{390, 625}, {815, 770}, {2560, 1440}} {
			s := plotted(view, size[0], size[1], Target{})
			found := map[Part]int{}
			for lane := range s.lanes {
				for i := range s.lanes[lane].plots {
					found[s.lanes[lane].plots[i].part]++
					checkPlot(t, s, lane, i)
				}
			}
			if fmt.Sprint(found) != fmt.Sprint(parts) {
				t.Errorf("%s at %v: plots %v, want %v", view, size, found, parts)
			}
		}
	}
}

func checkPlot(t *testing.T, s *Scene, lane, i int) {
	t.Helper()
	p := s.lanes[lane].plots[i]
	for row := range p.rows {
		for col := range p.cols {
			cell := p.cell(col, row)
			want := Target{Part: p.part, Lane: lane, Layer: row, Unit: i, Bin: col}
			if got := s.At(cell.X+cell.W/2, cell.Y+cell.H/2); got != want {
				t.Fatalf("at %v lies %v", want, got)
			}
			if s.Describe(want) == "" {
				t.Fatalf("nothing is said of %v", want)
			}
			if row%2 == 0 && col%3 == 0 {
				marked := plotted(s.snap.View, s.view.W, s.view.H, want)
				checkLabels(t, marked, fmt.Sprint(s.snap.View, s.view.W, want))
			}
		}
	}
}

// The sentences hold the numbers of the snapshot.
func TestPlotsSayTheirNumbers(t *testing.T) {
	for _, c := range []struct {
		view string
		at   Target
		want string
	}{
		{wire.ViewHistograms, Target{Part: Bar, Layer: 2, Unit: 0}, "Lane 0, layer 3, activation exactly 0, 25 % of the values"},
		{wire.ViewHistograms, Target{Part: Bar, Lane: 1, Layer: 4, Unit: 3, Bin: 7}, "Lane 1, output layer, |δ| 10⁻³ … 10⁻², 6 % of the values"},
		{wire.ViewPhase, Target{Part: Place, Layer: 2, Bin: 0}, "Lane 0, weight variance σ² 0.178, 3 layers, predicted: 1 % of the gradient reaches layer 1"},
		{wire.ViewPhase, Target{Part: Place, Layer: 0, Bin: 1}, "Lane 0, weight variance σ² 0.562, 1 layer, predicted: 100 % of the gradient reaches layer 1"},
		{wire.ViewPhase, Target{Part: Place, Layer: 2, Bin: 3}, "Lane 0, weight variance σ² 5.62, 3 layers, not computed yet"},
		{wire.ViewNetwork, Target{Part: Spot, Unit: 0, Layer: 0, Bin: 1}, "Lane 0, x 1, y −1, predicted class 1, probability 100 %"},
		{wire.ViewNetwork, Target{Part: Spot, Unit: 0, Layer: 1, Bin: 1}, "Lane 0, x 1, y 1, predicted class 0, probability 69 %"},
		{wire.ViewNetwork, Target{Part: Moments, Lane: 1, Unit: 1, Bin: 1}, "Lane 1, steps 4\u202f000–7\u202f999, loss 0.8 … 0.85"},
	} {
		if got := plotted(c.view, 815, 770, Target{}).Describe(c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.view, got, c.want)
		}
	}
}

// Arrow keys reach every cell of every plot, whatever the view.
func TestKeysReachEveryPlot(t *testing.T) {
	for _, view := range []string{wire.ViewHistograms, wire.ViewPhase} {
		s := plotted(view, 815, 770, Target{})
		cells := 0
		for lane := range s.lanes {
			for _, p := range s.lanes[lane].plots {
				cells += p.cols * p.rows
			}
		}
		seen := map[Target]bool{}
		todo := []Target{s.Move(Target{}, "ArrowUp")}
		for len(todo) > 0 {
			at := todo[0]
			todo = todo[1:]
			if seen[at] {
				continue
			}
			seen[at] = true
			for _, key := range []string{"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"} {
				todo = append(todo, s.Move(at, key))
			}
		}
		if len(seen) != cells {
			t.Errorf("%s: keys reach %d of %d cells", view, len(seen), cells)
		}
	}
}

// What theory does not know is neither "no loss" nor unmarked: it has a colour
// of its own, is hatched and explained, and said when pointed at.
func TestUnknownPhaseIsMarked(t *testing.T) {
	snap := sample(4, 8, 1)
	snap.View = wire.ViewPhase
	p := &snap.Lanes[0].Phase
	known := layout(snap, 815, 600)
	for d := 7; d < p.Depths; d++ {
		for column := range 3 {
			p.Levels[column*p.Depths+d] = wire.LevelUnknown
		}
	}
	p.Left = math.NaN()
	s := layout(snap, 815, 600)
	r := &s.Rasters[0]
	for row := range r.Rows {
		for col := range r.Cols {
			if code := r.Values[row*r.Cols+col]; (code == theme.ChangeUnknown) != (row < p.Depths-7) {
				t.Fatalf("row %d from above has code %d", row, code)
			}
		}
	}
	if len(s.Front) < len(known.Front)+20 || !hasLabel(s, "no prediction") || hasLabel(known, "no prediction") {
		t.Errorf("%d marks instead of %d: what is unknown is not hatched, or not explained", len(s.Front), len(known.Front))
	}
	want := "Lane 0, weight variance σ² 0.178, 8 layers, theory has no prediction"
	if got := s.Describe(Target{Part: Place, Layer: 7}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, l := range s.Labels {
		if strings.Contains(l.Text, "NaN") || strings.Contains(l.Text, "– of") {
			t.Errorf("%q", l.Text)
		}
	}
	checkLabels(t, s, "unknown phase")
}
