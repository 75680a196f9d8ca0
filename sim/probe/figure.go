package probe

import (
	"math"
	"strings"

	"backflow/sim/num"
	"backflow/sim/reason"
)

// Figure is a number, or the reason why there is none.
type Figure struct {
	Value float64 // NaN unless Why is Measured
	Why   reason.Reason
}

// number is a figure of x, which may turn out not to be finite.
func number(x float64) Figure {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return none(reason.NotFinite)
	}
	return Figure{Value: x}
}

func none(why reason.Reason) Figure { return Figure{math.NaN(), why} }

// MarshalJSON writes the number, or the word of the reason. It goes without
// encoding/json, which the engine would carry for it.
func (f Figure) MarshalJSON() ([]byte, error) {
	if f.Why != reason.Measured {
		return []byte(`"` + f.Why.String() + `"`), nil
	}
	return num.JSON(f.Value).MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON writes. Null is no number.
func (f *Figure) UnmarshalJSON(b []byte) error {
	if word, is := strings.CutPrefix(string(b), `"`); is {
		f.Value = math.NaN()
		return f.Why.UnmarshalText([]byte(strings.TrimSuffix(word, `"`)))
	}
	var x num.JSON
	err := x.UnmarshalJSON(b)
	*f = number(float64(x))
	return err
}

// nones is a column without numbers.
func nones(n int, why reason.Reason) []Figure {
	figures := make([]Figure, n)
	for i := range figures {
		figures[i] = none(why)
	}
	return figures
}

// Reading is what an instrument shows.
type Reading struct {
	Instrument string
	Layers     []string // names of the observed layers, input first
	Columns    []Column
	Whole      []Scalar // figures of the network as a whole
}

// Column is one figure a layer.
type Column struct {
	Name   string
	Layers []Figure
	// Theory is what theory expects, nil where it expects nothing of the kind.
	Theory []Figure
}

// Scalar is one figure of the whole network.
type Scalar struct {
	Name string
	Figure
	Theory Figure // reason.NoTheory where there is none
}

// Column finds a column by its name; the bool tells whether there is one.
func (r Reading) Column(name string) (Column, bool) {
	for _, c := range r.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Column{}, false
}

// Scalar finds a figure of the whole network by its name.
func (r Reading) Scalar(name string) (Scalar, bool) {
	for _, s := range r.Whole {
		if s.Name == name {
			return s, true
		}
	}
	return Scalar{}, false
}
