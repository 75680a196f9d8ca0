package instruments

import (
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// Line is what an instrument shows, in the public account of a lane.
type Line struct {
	Step  int     `json:"step"`  // that the figures belong to
	Share float64 `json:"share"` // of the computation that is done, 0 … 1: of a newer one where the figures are whole
	// Why says in a sentence why there are no figures at all.
	Why     text.Message `json:"why,omitzero"`
	Columns []ColumnLine `json:"columns"`
	Whole   []WholeLine  `json:"whole"` // figures of the network as a whole
	// Reasons says in a sentence what each word means that stands in the place of a number.
	Reasons map[reason.Reason]text.Message `json:"reasons"`
}

// ColumnLine is one figure a layer, in the order of the lane's layers: a number, or a word
// that says why there is none.
type ColumnLine struct {
	Name   string         `json:"name"`
	Layers []probe.Figure `json:"layers"`
	// Theory is what theory expects, left out where it expects nothing of the kind.
	Theory []probe.Figure `json:"theory,omitempty"`
}

// WholeLine is one figure of the network as a whole.
type WholeLine struct {
	Name   string       `json:"name"`
	Value  probe.Figure `json:"value"`
	Theory probe.Figure `json:"theory"`
}

// Line is the account of what is shown.
func (s Shown) Line() Line {
	line := Line{Step: s.Step, Share: s.Share, Why: s.Why, Columns: []ColumnLine{}, Whole: []WholeLine{}, Reasons: map[reason.Reason]text.Message{}}
	for _, c := range s.Columns {
		line.Columns = append(line.Columns, ColumnLine(c))
		line.explain(c.Layers...)
		line.explain(c.Theory...)
	}
	for _, w := range s.Whole {
		line.Whole = append(line.Whole, WholeLine{w.Name, w.Figure, w.Theory})
		line.explain(w.Figure, w.Theory)
	}
	return line
}

// explain adds the sentences of reasons.
func (l *Line) explain(figures ...probe.Figure) {
	for _, f := range figures {
		if f.Why != reason.Measured {
			l.Reasons[f.Why] = f.Why.Message()
		}
	}
}

// Chart is what is shown, for a snapshot.
func (s Shown) Chart(c reading.Chart) reading.Chart {
	c.Step, c.Share, c.Why = uint32(s.Step), s.Share, s.Why
	for _, column := range s.Columns {
		y := reading.Series{Name: column.Name, Theory: values(column.Theory)}
		y.Values, y.Why = values(column.Layers), reasons(column.Layers)
		c.Series = append(c.Series, y)
	}
	for _, w := range s.Whole {
		c.Whole = append(c.Whole, reading.Whole{Name: w.Name, Value: w.Value, Theory: w.Theory.Value, Why: whyOf(w)})
	}
	return c
}

// whyOf is why a figure has no value: where theory alone would tell it, why theory does not.
func whyOf(w probe.Scalar) reason.Reason {
	if w.Why == reason.TheoryOnly && w.Theory.Why != reason.Measured {
		return w.Theory.Why
	}
	return w.Why
}

func values(figures []probe.Figure) (values []float64) {
	for _, f := range figures {
		values = append(values, f.Value)
	}
	return values
}

// reasons is nil where every figure is a number.
func reasons(figures []probe.Figure) []reason.Reason {
	words, any := make([]reason.Reason, len(figures)), false
	for i, f := range figures {
		words[i] = f.Why
		any = any || words[i] != reason.Measured
	}
	if !any {
		return nil
	}
	return words
}
