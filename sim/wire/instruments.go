package wire

import "backflow/sim/text"

// Chart is what an instrument says of each observed layer; empty unless the View draws
// it.
type Chart struct {
	Instrument string // its word, as the parameter has it
	Scale      Scale
	Step       uint32       // that it was measured at
	Share      float64      // of the computation that is done, 0 … 1
	Why        text.Message // why there is nothing to show at all; empty otherwise
	Series     []Series     // columns
	Whole      []Whole      // figures of the network as a whole
}

// Series is a column of a chart: a value a layer, NaN where Why gives a reason. Theory
// is empty where there is none, and NaN where there is none for a layer.
type Series struct {
	Name           string
	Values, Theory []float64
	Why            []uint8 // indices of Reasons; empty where every value is a number
}

// Whole is one figure of the whole network. Theory is NaN where there is none.
type Whole struct {
	Name          string
	Value, Theory float64
	Why           uint8 // index of Reasons
}

// Scale is the axis of a chart.
type Scale uint8

// The scales.
const (
	ScaleLog    Scale = iota // absolute and logarithmic, of magnitudes
	ScaleShare               // 0 … 1
	ScaleSigned              // −1 … 1, of cosines and correlations
	scales
)

// Reasons are those why there is no number, the first of which says that there is one.
// All but "unknown" and "underflow" are those of sim/probe.
var Reasons = [...]string{
	"", "unknown", "underflow",
	"no-pairs", "one-layer", "exact-zeros", "one-batch", "below-noise", "rounding", "no-off", "too-large", "no-draw",
	"not-finite", "mixed-batch", "no-theory", "not-yet", "output",
}

// ReasonOf is the index of a reason; that of "unknown" for a word that is none.
func ReasonOf(word string) uint8 {
	for i, r := range Reasons {
		if r == word {
			return uint8(i)
		}
	}
	return 1
}

// chart is what an instrument says.
var chart = block[Lane]{
	least: 2 + 1 + 4 + 8 + leastMessage + 2 + 2,
	read: func(r *reader, l *Lane) {
		c := &l.Chart
		c.Instrument, c.Scale = r.text(c.Instrument), Scale(r.u8())
		c.Step, c.Share, c.Why = r.u32(), r.f64(), r.message(c.Why)
		c.Series = grow(c.Series, r.count(leastSeries))
		for i := range c.Series {
			s := &c.Series[i]
			s.Name, s.Values, s.Theory, s.Why = r.text(s.Name), r.f64s(s.Values), r.f64s(s.Theory), r.bytes(s.Why)
		}
		c.Whole = grow(c.Whole, r.count(leastWhole))
		for i := range c.Whole {
			c.Whole[i] = Whole{r.text(c.Whole[i].Name), r.f64(), r.f64(), r.u8()}
		}
	},
	fits: func(l *Lane) bool { return l.Chart.drawable(len(l.Layers)) },
}

const (
	leastSeries = 2 + 3*2
	leastWhole  = 2 + 2*8 + 1
)

func writeChart(w *writer, l *Lane) {
	c := &l.Chart
	w.text(c.Instrument)
	w.u8(uint8(c.Scale))
	w.u32(c.Step)
	w.f64(c.Share)
	w.message(c.Why)
	w.count(len(c.Series))
	for i := range c.Series {
		s := &c.Series[i]
		w.text(s.Name)
		w.f64s(s.Values)
		w.f64s(s.Theory)
		w.bytes(s.Why)
	}
	w.count(len(c.Whole))
	for _, x := range c.Whole {
		w.text(x.Name)
		w.f64(x.Value)
		w.f64(x.Theory)
		w.u8(x.Why)
	}
}

// drawable: on a scale that there is, with a value of each series for each layer.
func (c *Chart) drawable(layers int) bool {
	if len(c.Instrument) > mostText || c.Scale >= scales {
		return false
	}
	for i := range c.Series {
		if !c.Series[i].drawable(layers) {
			return false
		}
	}
	for _, w := range c.Whole {
		if len(w.Name) > mostText || int(w.Why) >= len(Reasons) {
			return false
		}
	}
	return true
}

func (s *Series) drawable(layers int) bool {
	n := len(s.Values)
	if len(s.Name) > mostText || layers > 0 && n != layers || len(s.Theory) != 0 && len(s.Theory) != n || len(s.Why) != 0 && len(s.Why) != n {
		return false
	}
	for _, why := range s.Why {
		if int(why) >= len(Reasons) {
			return false
		}
	}
	return true
}
