package network

import (
	"math"
	"strconv"

	"backflow/render/format"
	"backflow/render/layout"
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
		return []string{"input " + strconv.Itoa(t.Unit+1) + ": " + format.Number(float64(l.Input[t.Unit]))}
	}
	return describeUnit(&l.Layers[t.Layer], t.Unit)
}

func describeLayer(y *wire.Layer) []string {
	lines := []string{
		format.LayerName(y) + ", " + format.Plural(y.Units, "unit"),
		"RMS δ " + format.Number(y.DeltaRMS),
		"RMS ∂C/∂W " + format.Number(y.DWRMS),
		"dead " + format.Percent(y.Dead) + ", saturated " + format.Percent(y.Saturated),
	}
	if !math.IsNaN(y.Factor) {
		lines = append(lines, "passes back "+format.Factor(y.Factor)+" of the next layer’s δ")
	}
	return lines
}

func describeUnit(y *wire.Layer, unit int) []string {
	if unit >= len(y.Act) || unit >= len(y.Delta) || unit >= len(y.Flags) {
		return []string{format.LayerName(y) + ", unit " + strconv.Itoa(unit+1)}
	}
	lines := []string{
		format.LayerName(y) + ", unit " + strconv.Itoa(unit+1),
		"activation " + signed(y.Act[unit]),
		"RMS δ " + format.Number(float64(y.Delta[unit])),
	}
	switch flags := y.Flags[unit]; {
	case flags&wire.UnitDead != 0:
		lines[0] += ", dead"
	case flags&wire.UnitOff != 0:
		lines[0] += ", off for this example"
	case flags&wire.UnitSaturated != 0:
		lines[0] += ", saturated"
	}
	return lines
}

func describeEdge(l *wire.Lane, t layout.Target) []string {
	y := &l.Layers[t.Layer]
	from := "input " + strconv.Itoa(t.From+1)
	if t.Layer > 0 {
		from = format.LayerName(&l.Layers[t.Layer-1]) + ", unit " + strconv.Itoa(t.From+1)
	}
	lines := []string{from + " → " + format.LayerName(y) + ", unit " + strconv.Itoa(t.Unit+1)}
	if at := t.Unit*y.SampleIn + t.From; at < len(y.W) && at < len(y.DW) {
		lines = append(lines, "weight "+signed(y.W[at]), "∂C/∂w "+signed(y.DW[at]))
	}
	return lines
}

func signed(x float32) string { return format.Number(float64(x)) }
