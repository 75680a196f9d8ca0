package lesson

import (
	"math"

	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
)

// lane is one network of a Situation.
type lane struct {
	Config experiment.Config
	Line   session.LaneLine
}

// quantity is a number of a lane that claims are about. Its words are the text lesson.quantityNAME.
type quantity struct {
	Name       string
	Instrument string // that measures it, a row of experiment.Instruments; empty for what every look measures

	// of is the number, NaN where it is not known; theory is what sim/theory expects of it, nil for nothing.
	of, theory func(lane) float64
}

// quantities is the table.
var quantities = []quantity{
	{Name: "factor", of: factor, theory: factorInTheory},
	{Name: "left", of: func(l lane) float64 { return float64(l.Line.Remaining) }, theory: leftInTheory},
	{Name: "weightsLeft", of: weightsLeft},
	{Name: "slope", of: slope},
	{Name: "saturated", of: saturated},
	{Name: "dead", of: dead},
	{Name: "cutOfSeeds", Instrument: "band", of: whole("band", "zeros")},
	{Name: "silentOfSeeds", Instrument: "band", of: whole("band", "silent"), theory: wholeInTheory("band", "silent")},
	{Name: "cosine", Instrument: "likeness", of: lastOf("likeness", "cosine")},
	{Name: "shattering", Instrument: "shattering", of: whole("shattering", "gradient"), theory: wholeInTheory("shattering", "gradient")},
	{Name: "span", of: func(l lane) float64 { return float64(l.Line.UpdateSpan) }},
	{Name: "bottom", of: bottom},
	{Name: "lost", of: lost},
	{Name: "loss", of: func(l lane) float64 { return float64(l.Line.Loss) }},
	{Name: "testAccuracy", of: func(l lane) float64 { return float64(l.Line.TestAcc) }},
	{Name: "steps", of: func(l lane) float64 { return float64(l.Line.Step) }},
	{Name: "diverged", of: func(l lane) float64 { return oneIf(l.Line.Diverged) }},
}

// quantityByName is a row of quantities; a claim names no other (a test holds it).
func quantityByName(name string) quantity {
	for _, q := range quantities {
		if q.Name == name {
			return q
		}
	}
	return quantity{Name: name, of: unknown}
}

func unknown(lane) float64 { return math.NaN() }

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// hidden are the hidden layers of a lane, none before the first look.
func (l lane) hidden() []session.LayerLine {
	return l.Line.Layers[:max(len(l.Line.Layers)-1, 0)]
}

// geometric is the geometric mean of a figure of each hidden layer but the last: of factors, what one layer passes on.
func (l lane) geometric(of func(session.LayerLine) float64) float64 {
	layers := l.hidden()
	if len(layers) < 2 {
		return math.NaN()
	}
	sum := 0.0
	for _, y := range layers[:len(layers)-1] {
		sum += math.Log(of(y))
	}
	return math.Exp(sum / float64(len(layers)-1))
}

func factor(l lane) float64 {
	return l.geometric(func(y session.LayerLine) float64 { return float64(y.Factor) })
}

func factorInTheory(l lane) float64 {
	return l.geometric(func(y session.LayerLine) float64 { return float64(y.Theory) })
}

func leftInTheory(l lane) float64 { return float64(l.Line.Predicted) }

// weightsLeft is the RMS of ∂C/∂W at layer 1 ÷ that at the last hidden layer.
func weightsLeft(l lane) float64 {
	layers := l.hidden()
	if len(layers) < 2 {
		return math.NaN()
	}
	return float64(layers[0].DWRMS / layers[len(layers)-1].DWRMS)
}

// slope is the RMS of φ′ over all hidden layers.
func slope(l lane) float64 {
	return math.Sqrt(l.mean(func(y session.LayerLine) float64 { return float64(y.SlopeRMS * y.SlopeRMS) }))
}

func saturated(l lane) float64 {
	return l.mean(func(y session.LayerLine) float64 { return float64(y.Saturated) })
}

// dead is the share of units that are off for the whole minibatch.
func dead(l lane) float64 {
	return l.mean(func(y session.LayerLine) float64 { return float64(y.Dead) })
}

func (l lane) mean(of func(session.LayerLine) float64) float64 {
	layers, sum := l.hidden(), 0.0
	for _, y := range layers {
		sum += of(y)
	}
	return sum / float64(len(layers)) // NaN without layers
}

// bottom is update ÷ weight at layer 1.
func bottom(l lane) float64 {
	if len(l.Line.Layers) == 0 {
		return math.NaN()
	}
	return float64(l.Line.Layers[0].UpdateRatio)
}

func lost(l lane) float64 {
	if len(l.hidden()) == 0 {
		return math.NaN()
	}
	return float64(l.Line.Layers[0].Lost)
}

// whole is a figure of the network as a whole of an instrument.
func whole(instrument, name string) func(lane) float64 {
	return func(l lane) float64 { return l.whole(instrument, name).Value.Value }
}

func wholeInTheory(instrument, name string) func(lane) float64 {
	return func(l lane) float64 { return l.whole(instrument, name).Theory.Value }
}

// whole is a figure of an instrument; a NaN where nobody has asked for it.
func (l lane) whole(instrument, name string) instruments.WholeLine {
	for _, w := range l.Line.Instruments[instrument].Whole {
		if w.Name == name {
			return w
		}
	}
	nothing := probe.Figure{Value: math.NaN()}
	return instruments.WholeLine{Value: nothing, Theory: nothing}
}

// lastOf is an instrument's column at the last hidden layer.
func lastOf(instrument, name string) func(lane) float64 {
	return func(l lane) float64 {
		for _, c := range l.Line.Instruments[instrument].Columns {
			if at := len(c.Layers) - 2; c.Name == name && at >= 0 {
				return c.Layers[at].Value
			}
		}
		return math.NaN()
	}
}
