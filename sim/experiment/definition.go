package experiment

import (
	"slices"

	"backflow/sim/text"
)

// Columns are the numbers that tables, CSV and stats give of every layer, and then those
// of the whole network, by their names there.
var Columns = [...]string{
	"deltaRMS", "dwRMS", "factor", "theory", "slopeRMS", "rest", "updateRatio", "lost", "saturated", "dead", "zeros", "underflow", "actMean", "actRMS", "wRMS",
	"updateSpan", "remaining", "predicted", "loss", "accuracy", "testLoss", "testAccuracy", "stepsPerSec",
}

// Definition says what a column or an instrument is, and who defined it.
type Definition struct {
	Name                 string
	Label, About, Source text.Message
	Of                   []text.Message // columns of an instrument, in words; none of a column
	Instrument           bool           // no column of that name
}

// Definitions are those of all columns, and then of all instruments.
func Definitions() (all []Definition) {
	for _, name := range Columns {
		all = append(all, define("column.", name))
	}
	for i := range Instruments {
		row := &Instruments[i]
		d := define("instrument.", row.Name)
		d.Instrument = true
		for _, column := range row.Columns {
			d.Of = append(d.Of, row.Label(column))
		}
		all = append(all, d)
	}
	return all
}

// Defined are the definitions of a name: of a column, an instrument, or both.
func Defined(name string) []Definition {
	return slices.DeleteFunc(Definitions(), func(d Definition) bool { return d.Name != name })
}

// define is the definition whose words are in a section of sim/text.
func define(section, name string) Definition {
	return Definition{
		Name: name, Label: text.New(section + name),
		About: text.New(section + name + "About"), Source: text.New(section + name + "Source"),
	}
}
