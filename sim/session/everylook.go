package session

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/session/instruments"
)

// everyLook is what an instrument that comes with every look shows of the lane.
func (l *lane) everyLook(row *experiment.Instrument) instruments.Shown {
	shown := instruments.Shown{Step: l.shown(), Share: 1}
	shown.Instrument, shown.Reading.Layers = row.Name, l.problem.Spec.LayerNames()
	for _, name := range row.Columns {
		c := probe.Column{Name: name}
		for i := range shown.Layers {
			c.Layers = append(c.Layers, l.figure(name, i))
		}
		c.Theory = l.expected(name)
		shown.Columns = append(shown.Columns, c)
	}
	shown.Whole = l.wholes(row.Name)
	return shown
}

// figure is a figure of a layer in the newest look.
func (l *lane) figure(column string, i int) probe.Figure {
	if l.obs == nil {
		return instruments.Known(math.NaN(), reason.NotYet)
	}
	y := &l.obs.Layers[i]
	last := i+1 == len(l.obs.Layers)
	switch column {
	case "left":
		return l.left(i)
	case "lost":
		return instruments.Known(y.Lost, reason.Unknown)
	case "updateRatio":
		return instruments.Known(y.UpdateRatio, reason.ExactZeros)
	case "slopeRMS":
		if last {
			return instruments.Known(math.NaN(), reason.OutputLayer)
		}
		return instruments.Known(y.SlopeRMS, reason.Unknown)
	case "factor":
		return hop(y.Factor, last, y.Underflow)
	case "rest":
		return hop(y.Rest, last, y.Underflow)
	}
	return instruments.Known(math.NaN(), reason.Unknown)
}

// hop is a figure of δ's way from the next layer to this one.
func hop(x float64, last bool, underflow float64) probe.Figure {
	switch {
	case last:
		return instruments.Known(math.NaN(), reason.OutputLayer)
	case underflow > 0 && !(x > 0):
		return instruments.Known(math.NaN(), reason.Underflow)
	}
	return instruments.Known(x, reason.ExactZeros)
}

// left is what is left of δ in a layer, of that in the last hidden one.
func (l *lane) left(i int) probe.Figure {
	layers := l.obs.Layers
	switch last := len(layers) - 2; {
	case last < 0:
		return instruments.Known(math.NaN(), reason.OneLayer)
	case i > last:
		return instruments.Known(math.NaN(), reason.OutputLayer)
	case layers[i].DeltaRMS == 0 && layers[i].Underflow > 0:
		return instruments.Known(math.NaN(), reason.Underflow)
	case layers[last].DeltaRMS == 0:
		return instruments.Known(math.NaN(), reason.ExactZeros)
	default:
		return instruments.Known(layers[i].DeltaRMS/layers[last].DeltaRMS, reason.Unknown)
	}
}

// expected is the theory of a column; nil where there is none.
func (l *lane) expected(column string) []probe.Figure {
	if column != "factor" && column != "left" {
		return nil
	}
	n := len(l.theory)
	figures := make([]probe.Figure, n)
	left := 1.0
	for i := n - 1; i >= 0; i-- {
		x := l.theory[i]
		if column == "left" {
			if i < n-2 {
				left *= x
			}
			x = left
		}
		figures[i] = instruments.Known(x, reason.NoTheory)
	}
	figures[n-1] = instruments.Known(math.NaN(), reason.OutputLayer)
	return figures
}

// wholes are the figures of the whole network that belong to an instrument.
func (l *lane) wholes(instrument string) []probe.Scalar {
	none := instruments.Known(math.NaN(), reason.NoTheory)
	switch {
	case instrument != "update":
		return nil
	case l.obs == nil:
		return []probe.Scalar{{Name: "span", Figure: instruments.Known(math.NaN(), reason.NotYet), Theory: none}}
	}
	return []probe.Scalar{{Name: "span", Figure: span(l.obs.Layers), Theory: none}}
}

// span is updateSpan, or why there is none.
func span(layers []stats.Layer) probe.Figure {
	if len(layers) < 2 {
		return instruments.Known(math.NaN(), reason.OneLayer)
	}
	return instruments.Known(updateSpan(layers), reason.ExactZeros)
}
