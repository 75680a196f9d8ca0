package wire

import (
	"backflow/sim/reason"
	"backflow/sim/wire/reading"
)

// instrument is what an instrument says.
var instrument = block[Lane]{
	least: 2 + 1 + 4 + 8 + leastMessage + 2 + 2,
	read: func(r *reader, l *Lane) {
		c := &l.Chart
		c.Instrument, c.Scale = r.text(c.Instrument), reading.Scale(r.u8())
		c.Step, c.Share, c.Why = r.u32(), r.f64(), r.message(c.Why)
		c.Series = grow(c.Series, r.count(leastSeries))
		for i := range c.Series {
			s := &c.Series[i]
			s.Name, s.Values, s.Theory, s.Why = r.text(s.Name), r.f64s(s.Values), r.f64s(s.Theory), readReasons(r, s.Why)
		}
		c.Whole = grow(c.Whole, r.count(leastWhole))
		for i := range c.Whole {
			c.Whole[i] = reading.Whole{Name: r.text(c.Whole[i].Name), Value: r.f64(), Theory: r.f64(), Why: reason.Reason(r.u8())}
		}
	},
	fits: func(l *Lane) bool { return chartFits(&l.Chart, len(l.Layers)) },
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
		writeReasons(w, s.Why)
	}
	w.count(len(c.Whole))
	for _, x := range c.Whole {
		w.text(x.Name)
		w.f64(x.Value)
		w.f64(x.Theory)
		w.u8(uint8(x.Why))
	}
}

// chartFits reports whether a chart is on a scale that there is, with a value of each series for each layer.
func chartFits(c *reading.Chart, layers int) bool {
	if len(c.Instrument) > mostText || c.Scale >= reading.Scales {
		return false
	}
	for i := range c.Series {
		if !seriesFits(&c.Series[i], layers) {
			return false
		}
	}
	for _, w := range c.Whole {
		if len(w.Name) > mostText || int(w.Why) >= reason.Count {
			return false
		}
	}
	return true
}

func seriesFits(s *reading.Series, layers int) bool {
	n := len(s.Values)
	if len(s.Name) > mostText || layers > 0 && n != layers || len(s.Theory) != 0 && len(s.Theory) != n || len(s.Why) != 0 && len(s.Why) != n {
		return false
	}
	for _, why := range s.Why {
		if int(why) >= reason.Count {
			return false
		}
	}
	return true
}

func readReasons(r *reader, why []reason.Reason) []reason.Reason {
	why = grow(why, r.count(1))
	for i := range why {
		why[i] = reason.Reason(r.u8())
	}
	return why
}

func writeReasons(w *writer, why []reason.Reason) {
	w.count(len(why))
	for _, x := range why {
		w.u8(uint8(x))
	}
}
