package instruments

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// label names a column of an instrument.
func label(c *reading.Chart, name string) string {
	return text.Say("instrument." + c.Instrument + text.Capital(name))
}

// figure names a figure of the whole network.
func figure(c *reading.Chart, name string) string {
	return text.Say("instrument." + c.Instrument + "Whole" + text.Capital(name))
}

// name is the instrument's; empty where there is none yet.
func name(c *reading.Chart) string {
	if c.Instrument == "" {
		return ""
	}
	return text.Say("instrument." + c.Instrument)
}

// leastChart is the height that lines over a chart leave it.
const leastChart = 40

// number writes a value on the instrument's scale.
func number(c *reading.Chart, x float64) string {
	switch {
	case x == 0:
		return text.Say("picture.exactlyZero")
	case c.Scale == reading.Share:
		return format.Percent(x)
	}
	return format.Number(x)
}

// value is a label with its number, and what theory expects, or with the reason why
// there is none.
func value(c *reading.Chart, label string, x, theory float64, why reason.Reason) string {
	switch {
	case why != reason.Measured || math.IsNaN(x):
		return text.Say("instrument.because", "name", label, "why", max(why, reason.Unknown).Message().Short())
	case math.IsNaN(theory):
		return text.Say("instrument.value", "name", label, "value", number(c, x))
	}
	return text.Say("instrument.valueTheory", "name", label, "value", number(c, x), "theory", number(c, theory))
}

// How a figure of the whole network is told: beside low lanes, which cut it, number first.
const (
	nameFirst   = "instrument.figure"
	numberFirst = "instrument.figureLow"
)

// figures are those of the whole network, told in a form.
func figures(c *reading.Chart, form string) (texts []string) {
	for _, w := range c.Whole {
		if w.Why == reason.NotYet {
			continue // the progress says it
		}
		said := number(scaled(c, w.Name), w.Value)
		switch {
		case w.Why == reason.TheoryOnly && !math.IsNaN(w.Theory):
			said = text.Say("instrument.theoryAlone", "theory", number(scaled(c, w.Name), w.Theory))
		case w.Why != reason.Measured || math.IsNaN(w.Value):
			said = max(w.Why, reason.Unknown).Message().Short()
		case !math.IsNaN(w.Theory):
			said = text.Say("instrument.withTheory", "value", said, "theory", number(scaled(c, w.Name), w.Theory))
		}
		texts = append(texts, text.Say(form, "name", figure(c, w.Name), "value", said))
	}
	return texts
}

// scaled is the chart on the scale of one of its figures.
func scaled(c *reading.Chart, figure string) *reading.Chart {
	own := *c
	switch figure {
	case "span", "spread":
		own.Scale = reading.Magnitude
	case "zeros", "silent":
		own.Scale = reading.Share
	}
	return &own
}

// silence is why a chart shows no number at all; empty where it shows any.
func silence(c *reading.Chart) string {
	if !c.Why.Empty() {
		return c.Why.String()
	}
	why := reason.Measured
	for i := range c.Series {
		s := &c.Series[i]
		for k, x := range s.Values {
			if !math.IsNaN(x) || s.Reason(k) == reason.Underflow {
				return ""
			}
			why = max(why, s.Reason(k))
		}
	}
	switch {
	case why != reason.Measured && why != reason.NotYet:
		return why.Message().String()
	case progress(c) != "":
		return progress(c)
	}
	return reason.NotYet.Message().String()
}

// progress says how much of a chart is computed, while it is not all.
func progress(c *reading.Chart) string {
	if !(c.Share < 1) || len(c.Series) == 0 && c.Share == 0 {
		return ""
	}
	return text.Say("instrument.computed", "share", format.Percent(c.Share))
}

// heading is what stands over a chart, in as many lines as a body has room for.
func (c chart) heading(body draw.Box) []string {
	width := body.W - c.labelsWidth(body.H-2*layout.Caption)
	if c.Low { // it stands for all lanes, whose words say the rest
		return []string{c.Shorten(name(&c.l.Chart), theme.Small, width)}
	}
	most := max(1, min(4, int((body.H-2*layout.Caption-leastChart)/theme.LineHeight(theme.Small))+1))
	return c.Wrap(c.title(), theme.Small, width, most)
}

// title names the instrument and says what holds of the whole network, or why there is
// nothing to show.
func (c chart) title() string {
	h := &c.l.Chart
	if h.Instrument == "" {
		return reason.NotYet.Message().String()
	}
	if why := silence(h); why != "" {
		return text.Say("instrument.because", "name", name(h), "why", why)
	}
	parts := []string{name(h)}
	if p := progress(h); p != "" {
		parts = append(parts, p)
	}
	if h.Step != c.l.Step {
		parts = append(parts, text.Say("picture.step", "step", format.Count(int(h.Step))))
	}
	return format.List(append(parts, figures(h, nameFirst)...))
}

// words are what stands beside a low lane.
func words(l *wire.Lane) []string {
	c := &l.Chart
	if why := silence(c); why != "" {
		return []string{why}
	}
	var texts []string
	if p := progress(c); p != "" {
		texts = append(texts, p)
	}
	texts = append(texts, figures(c, numberFirst)...)
	if s := &c.Series[0]; len(s.Values) > 0 && len(l.Layers) > 0 && c.Instrument != overSeeds {
		texts = append(texts, value(c, text.Say("picture.layer", "name", l.Layers[0].Name), s.Values[0], math.NaN(), s.Reason(0)))
	}
	return texts
}

// widest is a wide line of words.
func widest(share string) string {
	return text.Say("instrument.value", "name", text.Say("picture.layer", "name", "1"), "value", share)
}
