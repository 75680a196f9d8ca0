package network

import (
	"math"
	"strconv"

	"backflow/render/format"
	"backflow/render/layout"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Describe says in a few lines what is known of a target.
func (n *network) Describe(t layout.Target) []string {
	l := &n.Snap.Lanes[t.Lane]
	switch {
	case !inNetwork(t):
		return n.Plots.Describe(t)
	case t.Part == gaugePart:
		return describeLayer(&l.Layers[t.Layer])
	case t.Part == edgePart:
		return describeEdge(l, t)
	case t.Layer < 0:
		return []string{text.Say("picture.inputIs", "unit", strconv.Itoa(t.Unit+1), "value", signed(l.Input[t.Unit]))}
	}
	return describeUnit(&l.Layers[t.Layer], t.Unit)
}

func describeLayer(y *wire.Layer) []string {
	lines := []string{
		text.SayCount("picture.layerUnits", y.Units, format.Count(y.Units), "layer", format.LayerName(y)),
		format.DeltaRMS(y.DeltaRMS),
		text.Say("picture.rmsGradientIs", "value", format.Number(y.DWRMS)),
		text.Say("picture.deadAndSaturated", "dead", format.Percent(y.Dead), "saturated", format.Percent(y.Saturated)),
	}
	if !math.IsNaN(y.Factor) {
		lines = append(lines, text.Say("picture.passesBack", "factor", format.Factor(y.Factor)))
	}
	return lines
}

func describeUnit(y *wire.Layer, unit int) []string {
	if unit >= len(y.Act) || unit >= len(y.Delta) || unit >= len(y.Flags) {
		return []string{unitName(y, unit)}
	}
	head := unitName(y, unit)
	layer, number := format.LayerName(y), strconv.Itoa(unit+1)
	switch flags := y.Flags[unit]; {
	case flags&wire.UnitDead != 0:
		head = text.Say("picture.unitDead", "layer", layer, "unit", number)
	case flags&wire.UnitOff != 0:
		head = text.Say("picture.unitOff", "layer", layer, "unit", number)
	case flags&wire.UnitSaturated != 0:
		head = text.Say("picture.unitSaturated", "layer", layer, "unit", number)
	}
	return []string{
		head,
		text.Say("picture.activationIs", "value", signed(y.Act[unit])),
		format.DeltaRMS(float64(y.Delta[unit])),
	}
}

// unitName names a unit of a layer.
func unitName(y *wire.Layer, unit int) string {
	return text.Say("picture.unit", "layer", format.LayerName(y), "unit", strconv.Itoa(unit+1))
}

func describeEdge(l *wire.Lane, t layout.Target) []string {
	y := &l.Layers[t.Layer]
	from := text.Say("picture.input", "unit", strconv.Itoa(t.From+1))
	if t.Layer > 0 {
		from = unitName(&l.Layers[t.Layer-1], t.From)
	}
	lines := []string{text.Say("picture.edge", "from", from, "to", unitName(y, t.Unit))}
	if at := t.Unit*y.SampleIn + t.From; at < len(y.W) && at < len(y.DW) {
		lines = append(lines, text.Say("picture.weightIs", "value", signed(y.W[at])), text.Say("picture.weightGradientIs", "value", signed(y.DW[at])))
	}
	return lines
}

func signed(x float32) string { return format.Number(float64(x)) }
