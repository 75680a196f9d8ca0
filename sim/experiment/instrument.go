package experiment

import (
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// Instrument is a row of the table of instruments: what the view of them can show of
// every observed layer. Its words are instrument.NAME, instrument.NAMEAbout (the
// definition) and instrument.NAMESource in sim/text.
type Instrument struct {
	Name    string   // as queries and stats spell it
	Columns []string // of every layer
	Whole   []string // figures of the network as a whole
	Probe   bool     // sim/probe computes it when it is asked for; else it comes with every look
	Scale   reading.Scale
}

// Instruments is the table, in the order of the control's.
var Instruments = [...]Instrument{
	{Name: "left", Columns: []string{"left"}},
	{Name: "lost", Columns: []string{"lost"}, Scale: reading.Share},
	{Name: "update", Columns: []string{"updateRatio"}, Whole: []string{"span"}},
	{Name: "split", Columns: []string{"factor", "slopeRMS", "rest"}},
	{Name: "snr", Columns: []string{"snr"}, Probe: true},
	{Name: "likeness", Columns: []string{"cosine"}, Whole: []string{"inputs", "rest", "xi"}, Probe: true, Scale: reading.Signed},
	{Name: "shattering", Columns: []string{"correlation"}, Whole: []string{"gradient", "inputs"}, Probe: true, Scale: reading.Signed},
	{Name: "jacobian", Columns: []string{"largest", "median", "smallest", "rms"}, Probe: true},
	{Name: "dead", Columns: []string{"dead", "off", "saturated", "silent"}, Whole: []string{"silent"}, Probe: true, Scale: reading.Share},
	{Name: "band", Columns: []string{"p5", "p25", "p50", "p75", "p95", "rms"}, Whole: []string{"spread", "zeros", "silent"}, Probe: true},
	{Name: "unchanged", Columns: []string{"unchanged"}, Whole: []string{"unchanged"}, Probe: true, Scale: reading.Share},
}

// InstrumentByName is the row of an instrument; the first where there is none of the
// name.
func InstrumentByName(name string) *Instrument {
	for i := range Instruments {
		if Instruments[i].Name == name {
			return &Instruments[i]
		}
	}
	return &Instruments[0]
}

// Label names one of the instrument's columns.
func (i *Instrument) Label(column string) text.Message {
	return text.New("instrument." + i.Name + text.Capital(column))
}

// Figure names one of its figures of the whole network.
func (i *Instrument) Figure(name string) text.Message { return i.Label("whole" + text.Capital(name)) }

// Chart is one of the instrument that holds nothing yet.
func (i *Instrument) Chart() reading.Chart { return reading.Chart{Instrument: i.Name, Scale: i.Scale} }

// instrumentChoices are the words of the parameter.
func instrumentChoices() []Choice {
	var cs []Choice
	for i := range Instruments {
		name := Instruments[i].Name
		cs = append(cs, Choice{name, text.New("instrument." + name)})
	}
	return cs
}
