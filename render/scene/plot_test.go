package scene

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// plotted is a picture with every plot that a view has.
func plotted(view string, w, h float32, at layout.Target) *Scene {
	snap := viewtest.Sample(4, 8, 0.2, 1)
	snap.View = view
	s := New()
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: at})
	return s
}

// Of every cell of every plot something is said, in the picture where there is
// room for it without covering any other text.
func TestEveryCellOfEveryPlotAnswers(t *testing.T) {
	want := map[string]map[layout.Part]int{
		wire.ViewHistograms: {"bar": 12}, wire.ViewPhase: {"place": 2}, wire.ViewInstruments: {"reading": 2}, wire.ViewNetwork: {"spot": 2, "loss": 2},
		wire.ViewRace: {"loss-at-step": 1, "loss-at-second": 1, "differences": 1, "pace": 1},
	}
	for view, parts := range want {
		for _, size := range [][2]float32{{390, 625}, {815, 770}, {2560, 1440}} {
			s := plotted(view, size[0], size[1], layout.Target{})
			found := map[layout.Part]int{}
			for lane := range s.picture.Lanes {
				for i := range s.picture.Lanes[lane].Plots {
					found[s.picture.Lanes[lane].Plots[i].Part]++
					checkPlot(t, s, lane, i)
				}
			}
			delete(found, "gradients") // of a race: phones have no room
			if fmt.Sprint(found) != fmt.Sprint(parts) {
				t.Errorf("%s at %v: plots %v, want %v", view, size, found, parts)
			}
		}
	}
}

func checkPlot(t *testing.T, s *Scene, lane, i int) {
	t.Helper()
	p := s.picture.Lanes[lane].Plots[i]
	for row := range p.Rows {
		for col := range p.Cols {
			cell := p.Cell(col, row)
			want := layout.Target{Part: p.Part, Lane: lane, Layer: row, Unit: i, Bin: col}
			if got := s.At(cell.X+cell.W/2, cell.Y+cell.H/2); got != want {
				t.Fatalf("at %v lies %v", want, got)
			}
			if s.Describe(want) == "" {
				t.Fatalf("nothing is said of %v", want)
			}
			if row%2 == 0 && col%3 == 0 {
				marked := plotted(s.picture.Snap.View, s.picture.Options.W, s.picture.Options.H, want)
				viewtest.CheckLabels(t, marked.picture, fmt.Sprint(s.picture.Snap.View, s.picture.Options.W, want))
			}
		}
	}
}

// The sentences hold the numbers of the snapshot.
func TestPlotsSayTheirNumbers(t *testing.T) {
	for _, c := range []struct {
		view string
		at   layout.Target
		want string
	}{
		{wire.ViewHistograms, layout.Target{Part: "bar", Layer: 2, Unit: 0}, "Lane 0, layer 3, activation exactly 0, 25 % of the values"},
		{wire.ViewHistograms, layout.Target{Part: "bar", Lane: 1, Layer: 4, Unit: 3, Bin: 7}, "Lane 1, output layer, |δ| 10⁻³ … 10⁻², 6 % of the values"},
		{wire.ViewPhase, layout.Target{Part: "place", Layer: 2, Bin: 0}, "Lane 0, weight variance σ² 0.178, 3 layers, predicted: 1 % of the gradient reaches layer 1"},
		{wire.ViewPhase, layout.Target{Part: "place", Layer: 0, Bin: 1}, "Lane 0, weight variance σ² 0.562, 1 layer, predicted: 100 % of the gradient reaches layer 1"},
		{wire.ViewPhase, layout.Target{Part: "place", Layer: 2, Bin: 3}, "Lane 0, weight variance σ² 5.62, 3 layers, not computed yet"},
		{wire.ViewNetwork, layout.Target{Part: "spot", Unit: 0, Layer: 0, Bin: 1}, "Lane 0, x 1, y −1, predicted class 1, probability 100 %"},
		{wire.ViewNetwork, layout.Target{Part: "spot", Unit: 0, Layer: 1, Bin: 1}, "Lane 0, x 1, y 1, predicted class 0, probability 69 %"},
		{wire.ViewNetwork, layout.Target{Part: "loss", Lane: 1, Unit: 1, Bin: 1}, "Lane 1, steps 4\u202f000–7\u202f999, loss 0.8 … 0.85"},
		{wire.ViewInstruments, layout.Target{Part: "reading", Lane: 1, Bin: 1}, "Lane 1, layer 2, largest 0.198, median 0.296, smallest 0.444, rms: float32 underflow"},
	} {
		if got := plotted(c.view, 815, 770, layout.Target{}).Describe(c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.view, got, c.want)
		}
	}
}

// Arrow keys reach every cell of every plot, whatever the view.
func TestKeysReachEveryPlot(t *testing.T) {
	for _, view := range []string{wire.ViewHistograms, wire.ViewPhase, wire.ViewInstruments, wire.ViewRace} {
		s := plotted(view, 815, 770, layout.Target{})
		cells := 0
		for lane := range s.picture.Lanes {
			for _, p := range s.picture.Lanes[lane].Plots {
				cells += p.Cols * p.Rows
			}
		}
		seen := reached(s)
		if len(seen) != cells {
			t.Errorf("%s: keys reach %d of %d cells", view, len(seen), cells)
		}
	}
}

// What theory does not know is neither "no loss" nor unmarked: it has a colour
// of its own, is hatched and explained, and said when pointed at.
func TestUnknownPhaseIsMarked(t *testing.T) {
	snap := viewtest.Sample(4, 8, 1)
	snap.View = wire.ViewPhase
	p := &snap.Lanes[0].Phase
	known := laidOut(snap, 815, 600)
	for d := 7; d < p.Depths; d++ {
		for column := range 3 {
			p.Levels[column*p.Depths+d] = scale.LevelUnknown
		}
	}
	p.Left = math.NaN()
	s := laidOut(snap, 815, 600)
	r := &s.Rasters[0]
	for row := range r.Rows {
		for col := range r.Cols {
			if code := r.Values[row*r.Cols+col]; (code == theme.ChangeUnknown) != (row < p.Depths-7) {
				t.Fatalf("row %d from above has code %d", row, code)
			}
		}
	}
	if len(s.Front) < len(known.Front)+20 || !viewtest.HasLabel(s.List, "no prediction") || viewtest.HasLabel(known.List, "no prediction") {
		t.Errorf("%d marks instead of %d: what is unknown is not hatched, or not explained", len(s.Front), len(known.Front))
	}
	want := "Lane 0, weight variance σ² 0.178, 8 layers, theory has no prediction"
	if got := s.Describe(layout.Target{Part: "place", Layer: 7}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, l := range s.Labels {
		if strings.Contains(l.Text, "NaN") || strings.Contains(l.Text, "– of") {
			t.Errorf("%q", l.Text)
		}
	}
	viewtest.CheckLabels(t, s.picture, "unknown phase")
}
