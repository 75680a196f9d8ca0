package instruments

import (
	"math"

	"backflow/render/draw"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// overSeeds is the instrument whose quantiles are drawn as bands.
const overSeeds = "band"

// bands are the pairs of quantiles between which one is filled, the wider first, and how
// strongly.
var bands = [...]struct {
	low, high, words string
	strength         float32
}{
	{"p5", "p95", "instrument.bandWide", 0.14},
	{"p25", "p75", "instrument.bandMiddle", 0.22},
}

const median = "p50"

// quantile reports whether a column is drawn as a part of the band.
func quantile(name string) bool {
	switch name {
	case "p5", "p25", median, "p75", "p95":
		return true
	}
	return false
}

// named is a column of a chart; nil if it has none of the name.
func named(c *reading.Chart, name string) *reading.Series {
	for i := range c.Series {
		if c.Series[i].Name == name {
			return &c.Series[i]
		}
	}
	return nil
}

// band fills what lies between quantiles, and draws the median as a line.
func (c chart) band() {
	if c.l.Chart.Instrument != overSeeds {
		return
	}
	for _, b := range bands {
		low, high := named(&c.l.Chart, b.low), named(&c.l.Chart, b.high)
		if low == nil || high == nil {
			continue
		}
		for i := range min(len(low.Values), len(high.Values), len(c.l.Layers)) - 1 {
			c.between(i, low.Values, high.Values, b.strength)
		}
	}
	if m := named(&c.l.Chart, median); m != nil {
		for i := range min(len(m.Values), len(c.l.Layers)) - 1 {
			if t0, t1, ok := c.pair(m.Values, i); ok {
				c.Line(c.column(i), c.height(t0), c.column(i+1), c.height(t1), 1.5, c.Theme.Measured.Fade(0.6))
			}
		}
	}
}

// pair is where the values of a layer and of the next lie, cut to the scale.
func (c chart) pair(values []float64, layer int) (t0, t1 float32, ok bool) {
	a, b := values[layer], values[layer+1]
	t0, _ = c.scale.position(a)
	t1, _ = c.scale.position(b)
	return t0, t1, !math.IsNaN(a) && !math.IsNaN(b)
}

// strip is how wide a band's pieces are.
const strip = 3

// between fills the band between two layers, in upright strips.
func (c chart) between(layer int, low, high []float64, strength float32) {
	l0, l1, lowOK := c.pair(low, layer)
	h0, h1, highOK := c.pair(high, layer)
	if !lowOK || !highOK {
		return
	}
	x0, x1 := c.column(layer), c.column(layer+1)
	n := max(1, int((x1-x0)/strip))
	for i := range n {
		from, to := float32(i)/float32(n), float32(i+1)/float32(n)
		at := (from + to) / 2
		top, foot := c.height(h0+(h1-h0)*at), c.height(l0+(l1-l0)*at)
		c.Canvas.Box(draw.BoxAt(x0+(x1-x0)*from, top, (x1-x0)*(to-from), max(1, foot-top)), c.Theme.Measured.Fade(strength))
	}
}

// ownLeft is what is left of δ in each layer of the lane's own network, from its last
// hidden layer on, as quantiles count it.
func ownLeft(l *wire.Lane) *reading.Series {
	s := reading.Left(len(l.Layers), func(i int) (delta, underflow float64) {
		return l.Layers[i].DeltaRMS, l.Layers[i].Underflow
	})
	return &s
}
