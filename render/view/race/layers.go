package race

import (
	"math"
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/text"
)

// differenceAxis holds what float32 makes of one computation in two orders, up to twice the value.
var differenceAxis = theme.Axis{Lo: -8, Hi: 0}

// layerCount is how many layers the gradients are compared in.
func (v *race) layerCount() int { return len(v.now.Difference) }

// layerName names a compared layer, in a sentence or on an axis.
func (v *race) layerName(layer int) (long, short string) {
	for i := range v.Whole.Lanes {
		if l := v.Whole.Lanes[i].Layers; len(l) == v.layerCount() {
			return format.LayerName(&l[layer]), format.ShortLayerName(&l[layer])
		}
	}
	short = strconv.Itoa(layer + 1)
	return text.Say("picture.layer", "name", short), short
}

// layerTicks name the layers.
func (v *race) layerTicks() (ticks []tick) {
	for i := range v.layerCount() {
		_, short := v.layerName(i)
		ticks = append(ticks, tick{v.column(i), short})
	}
	return ticks
}

// column is where the middle of a layer lies.
func (v *race) column(layer int) float32 { return (float32(layer) + 0.5) / float32(v.layerCount()) }

// gradients draws δ of all runners, layer by layer.
func (v *race) gradients(b draw.Box) {
	h := heading{[]string{text.Say("race.gradients"), text.Say("race.gradientsShort")}, v.factorRemarks()}
	c := v.frame(b, h, v.layerTicks(), decades(v.Axis, 6))
	if v.layerCount() == 0 {
		c.hint(v.notCompared())
		return
	}
	for i := range v.now.Runners {
		deltas, st := v.now.Runners[i].Delta, styleOf(i)
		n := min(len(deltas), v.layerCount())
		at := func(k int) (x, y float32, ok bool) {
			t, place := v.Axis.At(deltas[k])
			return c.across(v.column(k)), c.height(t), place == theme.OnAxis
		}
		c.curve(n, st, at)
		for k, delta := range deltas[:n] {
			c.reading(v.Axis, k, delta, st)
		}
	}
	c.add(gradientsAt, v.layerCount(), v.tellLayer)
}

// differences draws the largest relative difference of δ between runners, layer by layer.
func (v *race) differences(b draw.Box) {
	h := heading{[]string{text.Say("race.differences"), text.Say("race.differencesShort")}, v.differenceRemarks()}
	c := v.frame(b, h, v.layerTicks(), decades(differenceAxis, 5))
	if v.layerCount() == 0 {
		c.hint(v.notCompared())
		return
	}
	for k, d := range v.now.Difference {
		if t, place := differenceAxis.At(d); place == theme.OnAxis {
			x := c.across(v.column(k))
			c.Line(x, c.Y+c.H, x, c.height(t), 1.5, c.Theme.Measured.Fade(0.55))
		}
		c.reading(differenceAxis, k, d, differenceStyle)
	}
	c.add(differencesAt, v.layerCount(), v.tellLayer)
}

// differenceStyle is that of a difference, which is no runner's.
var differenceStyle = style{func(t *theme.Theme) theme.Color { return t.Measured }, hollow, 1.5, 0}

// reading marks a value of a layer. What the axis cannot show has a mark of its own: an exact
// zero a crossed-out circle, what lies below or above an arrow, and what is no number a cross.
func (c chart) reading(a theme.Axis, layer int, value float64, st style) {
	t, place := a.At(value)
	x, y := c.across(c.column(layer)), c.height(t)
	r, ink := max(1.2, min(3.5, c.W/float32(c.layerCount())*0.3, c.H/6)), st.ink(c.Theme)
	switch place {
	case theme.Unknown:
		c.Cross(x, c.height(0)-1, r*0.7, c.Theme.Muted)
	case theme.Zero:
		c.Zero(x, c.height(0)-1, r, ink)
	case theme.Below:
		c.Arrow(x, y-r, r, ink, 1)
	case theme.Above:
		c.Arrow(x, y+r, r, ink, -1)
	default:
		st.mark(&c.Canvas, x, y, r, ink)
	}
}

// notCompared says why there are no gradients.
func (v *race) notCompared() string {
	if len(v.now.Runners) < 2 {
		return text.Say("race.nothingToCompare")
	}
	return text.Say("race.notCompared")
}

// tellLayer says the gradients of a layer and how they differ.
func (v *race) tellLayer(layer int) []string {
	long, _ := v.layerName(layer)
	lines := []string{long, text.Say("race.differenceIs", "value", said(v.now.Difference[layer]))}
	for i := range v.now.Runners {
		if r := &v.now.Runners[i]; layer < len(r.Delta) {
			lines = append(lines, text.Say("race.deltaThere", "name", label(r), "value", said(r.Delta[layer])))
		}
	}
	return lines
}

// said is a number, where an exact 0 is called so.
func said(x float64) string {
	if x == 0 {
		return text.Say("picture.exactlyZero")
	}
	return format.Number(x)
}

// largest is the largest difference and its layer; NaN where none is known.
func largest(differences []float64) (most float64, layer int) {
	most = math.NaN()
	for i, d := range differences {
		if !math.IsNaN(d) && !(d <= most) {
			most, layer = d, i
		}
	}
	return most, layer
}

// differenceRemarks say the largest difference.
func (v *race) differenceRemarks() []string {
	most, layer := largest(v.now.Difference)
	switch {
	case math.IsNaN(most):
		return nil
	case most == 0:
		return []string{text.Say("race.same"), text.Say("race.sameShort")}
	}
	long, _ := v.layerName(layer)
	value := format.Number(most)
	return []string{text.Say("race.atMost", "value", value, "layer", long), text.Say("race.atMostShort", "value", value), value}
}
