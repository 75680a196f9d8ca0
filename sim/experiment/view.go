package experiment

import "backflow/sim/wire"

// View is a row of the table of views: what a snapshot carries for it beside what
// every view draws.
type View struct {
	Name string // as the parameter has it

	Units      bool // sampled units, the matrices between them, and feature maps
	Levels     bool // wire.Trace.Levels
	Histograms bool // of every layer
	Phase      bool // theory's diagram
	Chart      bool // of an instrument
	Confusion  bool // wire.Lane.Confusion, which the page then offers
	Race       bool // wire.Snapshot.Race: its lanes compare backends, and each trains at full speed
}

// Views lists the views, in the order of the page's.
var Views = [...]View{
	{Name: wire.ViewNetwork, Units: true, Confusion: true},
	{Name: wire.ViewWaterfall, Levels: true},
	{Name: wire.ViewHistograms, Histograms: true},
	{Name: wire.ViewPhase, Phase: true},
	{Name: wire.ViewInstruments, Chart: true},
	{Name: wire.ViewRace, Race: true},
}

// ViewByName is the row of a view; the first where there is none of the name, as a
// stage shows that.
func ViewByName(name string) *View {
	for i := range Views {
		if Views[i].Name == name {
			return &Views[i]
		}
	}
	return &Views[0]
}

// viewChoices are the words of the parameter.
func viewChoices() []Choice {
	var cs []Choice
	for i := range Views {
		cs = append(cs, word(Views[i].Name))
	}
	return cs
}

// charts are the views that show an instrument.
func charts() (names []string) {
	for i := range Views {
		if Views[i].Chart {
			names = append(names, Views[i].Name)
		}
	}
	return names
}
