package instruments

import (
	"math"

	"backflow/render/format"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// describe says what an instrument says of a layer.
func describe(l *wire.Lane, layer int) []string {
	c, lines := &l.Chart, []string{format.LayerName(&l.Layers[layer])}
	switch {
	case len(c.Series) == 0 || !c.Why.Empty():
		return append(lines, silence(c))
	case c.Instrument == overSeeds:
		return append(lines, describeBand(l, layer)...)
	}
	for i := range c.Series {
		if s := &c.Series[i]; layer < len(s.Values) {
			lines = append(lines, value(c, label(c, s.Name), s.Values[layer], s.Expected(layer), s.Reason(layer)))
		}
	}
	return lines
}

// describeBand tells of quantiles in pairs.
func describeBand(l *wire.Lane, layer int) (lines []string) {
	c := &l.Chart
	for _, b := range bands {
		low, high := named(c, b.low), named(c, b.high)
		if low != nil && high != nil && layer < len(low.Values) && layer < len(high.Values) && !math.IsNaN(low.Values[layer]) {
			lines = append(lines, text.Say("instrument.value", "name", text.Say(b.words), "value", format.Range(number(c, low.Values[layer]), number(c, high.Values[layer]))))
		}
	}
	for _, name := range [...]string{median, "rms"} {
		if s := named(c, name); s != nil && layer < len(s.Values) {
			lines = append(lines, value(c, label(c, name), s.Values[layer], s.Expected(layer), s.Reason(layer)))
		}
	}
	own := ownLeft(l)
	return append(lines, value(c, text.Say("picture.thisNetwork"), own.Values[layer], math.NaN(), own.Reason(layer)))
}
