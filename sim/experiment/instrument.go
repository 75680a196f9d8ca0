package experiment

import (
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Instrument is a row of the table of instruments: what the view of them can show of
// every observed layer. Its words are instrument.NAME, instrument.NAMEAbout (the
// definition) and instrument.NAMESource in sim/text.
type Instrument struct {
	Name    string // as queries and stats spell it
	Columns []string
	Probe   bool // sim/probe computes it when it is asked for; else it comes with every look
	Scale   wire.Scale
}

// Instruments is the table, in the order of the control's.
var Instruments = [...]Instrument{
	{Name: "left", Columns: []string{"left"}},
	{Name: "lost", Columns: []string{"lost"}, Scale: wire.ScaleShare},
	{Name: "update", Columns: []string{"updateRatio"}},
	{Name: "split", Columns: []string{"factor", "slopeRMS", "rest"}},
	{Name: "snr", Columns: []string{"snr"}, Probe: true},
	{Name: "likeness", Columns: []string{"cosine"}, Probe: true, Scale: wire.ScaleSigned},
	{Name: "shattering", Columns: []string{"correlation"}, Probe: true, Scale: wire.ScaleSigned},
	{Name: "jacobian", Columns: []string{"largest", "median", "smallest", "rms"}, Probe: true},
	{Name: "dead", Columns: []string{"dead", "off", "saturated", "silent"}, Probe: true, Scale: wire.ScaleShare},
	{Name: "band", Columns: []string{"p5", "p25", "p50", "p75", "p95", "rms"}, Probe: true},
	{Name: "unchanged", Columns: []string{"unchanged"}, Probe: true, Scale: wire.ScaleShare},
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

// About defines the instrument.
func (i *Instrument) About() text.Message { return text.New("instrument." + i.Name + "About") }

// Source is where the instrument comes from.
func (i *Instrument) Source() text.Message { return text.New("instrument." + i.Name + "Source") }

// Chart is one of the instrument that holds nothing yet.
func (i *Instrument) Chart() wire.Chart { return wire.Chart{Instrument: i.Name, Scale: i.Scale} }

// instrumentChoices are the words of the parameter.
func instrumentChoices() []Choice {
	var cs []Choice
	for i := range Instruments {
		name := Instruments[i].Name
		cs = append(cs, Choice{name, text.New("instrument." + name)})
	}
	return cs
}
