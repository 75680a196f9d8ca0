package session

import (
	"math"
	"slices"

	"backflow/sim/backend/stats"
	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/session/instruments"
	"backflow/sim/wire/reading"
)

// everyLook is what an instrument that comes with every look shows of the lane.
func (l *lane) everyLook(row *experiment.Instrument) instruments.Shown {
	shown := instruments.Shown{Step: l.shown(), Share: 1}
	shown.Instrument, shown.Reading.Layers = row.Name, l.problem.Spec.LayerNames()
	for _, name := range row.Columns {
		shown.Columns = append(shown.Columns, probe.Column{Name: name, Layers: l.column(name, len(shown.Layers)), Theory: l.expected(name)})
	}
	shown.Whole = l.wholes(row.Name)
	return shown
}

// column is a figure of each layer in the newest look.
func (l *lane) column(name string, layers int) (figures []probe.Figure) {
	switch {
	case l.obs == nil:
		return slices.Repeat([]probe.Figure{instruments.Known(math.NaN(), reason.NotYet)}, layers)
	case name == "left":
		return l.left()
	}
	for i := range layers {
		figures = append(figures, l.figure(name, i))
	}
	return figures
}

// figure is a figure of a layer.
func (l *lane) figure(column string, i int) probe.Figure {
	y := &l.obs.Layers[i]
	last := i+1 == len(l.obs.Layers)
	switch column {
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

// left is what is left of δ in each layer, of that in the last hidden one.
func (l *lane) left() (figures []probe.Figure) {
	s := reading.Left(len(l.obs.Layers), func(i int) (delta, underflow float64) {
		return l.obs.Layers[i].DeltaRMS, l.obs.Layers[i].Underflow
	})
	for i, x := range s.Values {
		figures = append(figures, probe.Figure{Value: x, Why: s.Why[i]})
	}
	return figures
}

// expected is the theory of a column; nil where there is none.
func (l *lane) expected(column string) []probe.Figure {
	of, known := map[string]func(i int) float64{
		"factor":   func(i int) float64 { return l.theory[i] },
		"slopeRMS": func(i int) float64 { return l.slopes[i] },
		"rest":     func(i int) float64 { return l.theory[i] / l.slopes[i] },
		"left":     l.expectedLeft,
	}[column]
	if !known {
		return nil
	}
	n := len(l.theory)
	figures := make([]probe.Figure, n)
	for i := range figures {
		figures[i] = instruments.Known(of(i), reason.NoTheory)
	}
	figures[n-1] = instruments.Known(math.NaN(), reason.OutputLayer)
	return figures
}

// expectedLeft is the theory of what is left in a layer: the product of the factors from
// there to the last hidden one.
func (l *lane) expectedLeft(i int) float64 {
	left := 1.0
	for k := len(l.theory) - 3; k >= i; k-- {
		left *= l.theory[k]
	}
	return left
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
