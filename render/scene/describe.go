package scene

import (
	"math"
	"strconv"
	"strings"

	"backflow/render/format"
	"backflow/sim/wire"
)

// Describe says in a sentence what is known of a target, for those who do not
// look at the picture; "" of nothing.
func (s *Scene) Describe(t Target) string {
	if s.snap == nil || !s.valid(t) {
		return ""
	}
	l := &s.snap.Lanes[t.Lane]
	return l.Label + ", " + strings.Join(s.describe(t), ", ")
}

// describe says in a few lines what is known of a target that is valid.
func (s *Scene) describe(t Target) []string {
	b, l := &s.lanes[t.Lane], &s.snap.Lanes[t.Lane]
	if t.Part >= Bar {
		return s.describePlot(b, l, t)
	}
	switch t.Part {
	case Gauge:
		return describeLayer(&l.Layers[t.Layer])
	case Edge:
		return describeEdge(l, t)
	case Cell:
		return describeCell(l, t)
	}
	if t.Layer < 0 {
		return []string{"input " + strconv.Itoa(t.Unit+1) + ": " + format.Number(float64(l.Input[t.Unit]))}
	}
	return describeUnit(&l.Layers[t.Layer], t.Unit)
}

func describeLayer(y *wire.Layer) []string {
	lines := []string{
		layerName(y) + ", " + format.Plural(y.Units, "unit"),
		"RMS δ " + format.Number(y.DeltaRMS),
		"RMS ∂C/∂W " + format.Number(y.DWRMS),
		"dead " + format.Percent(y.Dead) + ", saturated " + format.Percent(y.Saturated),
	}
	if !math.IsNaN(y.Factor) {
		lines = append(lines, "passes back "+format.Factor(y.Factor)+" of the next layer’s δ")
	}
	return lines
}

func layerName(y *wire.Layer) string {
	if y.Name == "out" {
		return "output layer"
	}
	return "layer " + y.Name
}

func describeUnit(y *wire.Layer, unit int) []string {
	if unit >= len(y.Act) || unit >= len(y.Delta) || unit >= len(y.Flags) {
		return []string{layerName(y) + ", unit " + strconv.Itoa(unit+1)}
	}
	lines := []string{
		layerName(y) + ", unit " + strconv.Itoa(unit+1),
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

func describeEdge(l *wire.Lane, t Target) []string {
	y := &l.Layers[t.Layer]
	from := "input " + strconv.Itoa(t.From+1)
	if t.Layer > 0 {
		from = layerName(&l.Layers[t.Layer-1]) + ", unit " + strconv.Itoa(t.From+1)
	}
	lines := []string{from + " → " + layerName(y) + ", unit " + strconv.Itoa(t.Unit+1)}
	if at := t.Unit*y.SampleIn + t.From; at < len(y.W) && at < len(y.DW) {
		lines = append(lines, "weight "+signed(y.W[at]), "∂C/∂w "+signed(y.DW[at]))
	}
	return lines
}

// describeCell tells of both charts, since they show the same moment.
func describeCell(l *wire.Lane, t Target) []string {
	levels := l.Trace.Layer(t.Bin, t.Layer, len(l.Layers))
	return []string{
		stepsOf(&l.Trace, t.Bin) + ", " + layerName(&l.Layers[t.Layer]),
		"RMS δ " + extremes(levels[0], levels[1]),
		"RMS ∂C/∂W " + extremes(levels[2], levels[3]),
	}
}

// extremes writes two levels, the smaller first.
func extremes(a, b wire.Level) string {
	lo, hi := levelText(min(a, b)), levelText(max(a, b))
	if lo == hi {
		return lo
	}
	return lo + " … " + hi
}

func levelText(level wire.Level) string {
	switch level {
	case wire.LevelZero:
		return "0"
	case wire.LevelUnderflow:
		return "underflow"
	case wire.LevelUnknown:
		return "not a number"
	}
	exp, _ := level.Exp()
	return format.Number(math.Pow(10, exp))
}

func signed(x float32) string { return format.Number(float64(x)) }
