package instruments

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"backflow/render/layout"
	"backflow/render/viewtest"
	"backflow/sim/experiment"
	"backflow/sim/reason"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// charted is a snapshot of one lane with a chart of an instrument.
func charted(instrument string) *wire.Snapshot {
	snap := viewtest.Sample(4, 8, 0.1)
	snap.View = wire.ViewInstruments
	snap.Lanes[0].Chart = viewtest.Chart(instrument, 5, 0.1)
	return snap
}

func drawn(snap *wire.Snapshot, w, h float32) (viewtest.Screen, *instruments) {
	s := viewtest.NewScreen(&Row)
	s.LayOut(snap, w, h)
	return s, s.View.(*instruments)
}

func says(v *instruments, part string) bool { return viewtest.SaysPart(&v.List, part) }

// Made-up charts have the columns and the scale of the table's row, and every instrument
// is drawn, explained and described without a word that is missing.
func TestEveryInstrumentIsDrawn(t *testing.T) {
	for i := range experiment.Instruments {
		row := &experiment.Instruments[i]
		snap := charted(row.Name)
		c := &snap.Lanes[0].Chart
		var columns, figures []string
		for _, s := range c.Series {
			columns = append(columns, s.Name)
		}
		for _, w := range c.Whole {
			figures = append(figures, w.Name)
		}
		if !slices.Equal(columns, row.Columns) || row.Name != "unchanged" && !slices.Equal(figures, row.Whole) || c.Scale != row.Scale {
			t.Errorf("%s: made up are %q, %q and %v, the table has %+v", row.Name, columns, figures, c.Scale, row)
		}
		s, v := drawn(snap, 815, 600)
		marks, _ := v.Legend()
		if len(marks) < 2 || !says(v, name(c)) {
			t.Errorf("%s: %d marks, or no name", row.Name, len(marks))
		}
		for layer := range 5 {
			if said := s.Describe(layout.Target{Part: figurePart, Bin: layer}); strings.Contains(said, "instrument.") || strings.Contains(said, "NaN") || strings.Count(said, ",") < 2 {
				t.Errorf("%s, layer %d: %q", row.Name, layer, said)
			}
		}
		for _, l := range v.List.Labels {
			if strings.Contains(l.Text, "instrument.") || strings.Contains(l.Text, "NaN") {
				t.Errorf("%s: %q", row.Name, l.Text)
			}
		}
	}
}

// A reading is told with what theory expects, an exact zero apart from an underflow, and
// what is no number with its reason.
func TestReadingsAreTold(t *testing.T) {
	s, _ := drawn(charted("likeness"), 815, 600)
	for layer, want := range []string{
		"Lane 0, layer 1, cosine exactly 0, theory 5.0·10⁻⁵",
		"Lane 0, layer 2, cosine: float32 underflow",
		"Lane 0, layer 3, cosine: exactly 0 for every example",
		"Lane 0, layer 4, cosine 0.0198, theory 0.05",
		"Lane 0, output layer, cosine 0.198, theory 0.5",
	} {
		if got := s.Describe(layout.Target{Part: figurePart, Bin: layer}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Where there is no number a sentence says why, in wide lanes and in low ones, and while it
// is computed how far that is.
func TestNoChartIsEmptyWithoutASentence(t *testing.T) {
	never := charted("jacobian")
	for i := range never.Lanes[0].Chart.Series {
		s := &never.Lanes[0].Chart.Series[i]
		for k := range s.Values {
			s.Values[k], s.Why[k] = math.NaN(), reason.TooLarge
		}
	}
	halfway := charted("dead")
	halfway.Lanes[0].Chart.Series, halfway.Lanes[0].Chart.Share = nil, 0.4
	refused := charted("likeness")
	refused.Lanes[0].Chart = viewtest.Chartless("likeness")
	blank := charted("left")
	blank.Lanes[0].Chart = reading.Chart{}
	for want, snap := range map[string]*wire.Snapshot{
		"Singular values: The matrix is too large": never, "Dead units: computed 40 %": halfway,
		"Likeness of inputs: There are no two inputs": refused, "It is still being computed.": blank,
	} {
		_, v := drawn(snap, 815, 600)
		if !says(v, want) {
			t.Errorf("nothing says %q", want)
		}
		_, short, _ := strings.Cut(want, ": ")
		if short == "" {
			short = want
		}
		if lines := words(&snap.Lanes[0]); len(lines) == 0 || !strings.HasPrefix(lines[0], short) {
			t.Errorf("beside a low lane stands %q, want %q", lines, short)
		}
	}
}

// ξ is told as theory's, and where it is infinite with its reason.
func TestWhatTheoryAloneTells(t *testing.T) {
	snap := charted("likeness")
	whole := snap.Lanes[0].Chart.Whole
	for want, xi := range map[string]reading.Whole{
		"depth scale ξ: 5.3 by theory":           {Value: math.NaN(), Theory: 5.3, Why: reason.TheoryOnly},
		"depth scale ξ: ∞: a power of the depth": {Value: math.NaN(), Theory: math.NaN(), Why: reason.PowerLaw},
		"depth scale ξ: no theory":               {Value: math.NaN(), Theory: math.NaN(), Why: reason.NoTheory},
	} {
		xi.Name = "xi"
		whole[2] = xi
		if said := figures(&snap.Lanes[0].Chart, nameFirst); said[2] != want {
			t.Errorf("%q, want %q", said[2], want)
		}
	}
}

// The figures of the whole network stand over the chart.
func TestWholeFiguresAreTold(t *testing.T) {
	snap := charted("update")
	snap.Lanes[0].Chart.Whole[0] = reading.Whole{Name: "span", Value: 25000, Theory: math.NaN()}
	_, v := drawn(snap, 815, 600)
	if !says(v, "Updates, largest ÷ smallest layer: 2.5·10⁴") {
		t.Error("no span")
	}
	snap.Lanes[0].Chart.Whole[0].Why = reason.ExactZeros
	if _, v := drawn(snap, 815, 600); !says(v, "largest ÷ smallest layer: exactly 0 for every example") {
		t.Error("no reason")
	}
}

// The scale holds everything of all lanes, stays where it is while that still fits, and
// never follows the data more closely.
func TestScaleHoldsStill(t *testing.T) {
	snap := charted("left")
	set := func(least, most float64) *wire.Snapshot {
		snap.Lanes[0].Chart.Series[0] = reading.Series{Name: "left", Values: []float64{least, 1, 1, 1, most}}
		return snap
	}
	var s scale
	for _, c := range []struct {
		least, most float64
		want        string
	}{
		{0.5, 1, "{-2 1}"}, {1e-3, 1, "{-4 2}"}, {0.011, 1, "{-4 2}"}, {0.1, 2, "{-2 1}"}, {1e-15, 1, "{-20 4}"}, {1e-300, 1e300, "{-40 10}"}, {0, math.Inf(1), "{-2 1}"},
	} {
		s = s.choose(set(c.least, c.most))
		if got := fmt.Sprint(s.axis); got != c.want {
			t.Errorf("%g … %g is on %s, want %s", c.least, c.most, got, c.want)
		}
	}
}

// The band is filled between its quantiles, and the lane's own network drawn over it.
func TestBandIsFilled(t *testing.T) {
	_, with := drawn(charted("band"), 815, 600)
	snap := charted("band")
	snap.Lanes[0].Chart.Series = snap.Lanes[0].Chart.Series[2:] // no lower ends
	if _, without := drawn(snap, 815, 600); len(with.Back) < len(without.Back)+200 {
		t.Errorf("%d shapes with a band, %d without", len(with.Back), len(without.Back))
	}
	own := ownLeft(&charted("band").Lanes[0])
	if got := own.Values[0]; math.Abs(got-1e-3) > 1e-9 || own.Reason(4) != reason.OutputLayer {
		t.Errorf("%g is left at layer 1, and the output has %v", got, own.Reason(4))
	}
}
