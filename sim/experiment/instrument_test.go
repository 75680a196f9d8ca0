package experiment

import (
	"slices"
	"testing"

	"backflow/sim/probe"
	"backflow/sim/text"
	"backflow/sim/wire/reading"
)

// Every instrument of sim/probe is a row, with its columns in their order.
func TestInstrumentsAreThoseOfProbe(t *testing.T) {
	for _, want := range probe.Instruments {
		got := InstrumentByName(want.Name)
		if got.Name != want.Name || !got.Probe || !slices.Equal(got.Columns, want.Columns) || !slices.Equal(got.Whole, want.Whole) {
			t.Errorf("%s has the row %+v, want the columns %v and the figures %v", want.Name, *got, want.Columns, want.Whole)
		}
	}
}

// Every column and every instrument has a name, a definition and a source, in words of
// its own.
func TestEverythingIsDefined(t *testing.T) {
	table, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, d := range Definitions() {
		for _, id := range []string{d.Label.ID, d.About.ID, d.Source.ID} {
			if table[id] == "" {
				t.Errorf("there is no %s", id)
			}
		}
		if about := table[d.About.ID]; said[about] != "" || len(about) < 40 {
			t.Errorf("%s is defined as %s is: %q", d.About.ID, said[about], about)
		} else {
			said[about] = d.About.ID
		}
	}
	if len(said) != len(Columns)+len(Instruments) || len(Defined("dead")) != 2 || len(Defined("deltaRMS")) != 1 || len(Defined("colour")) != 0 {
		t.Errorf("%d definitions", len(said))
	}
}

// The view shows an instrument of the table, whatever is asked for.
func TestInstrumentsAreChosen(t *testing.T) {
	c, problems := ParseQuery("view=instruments&instrument=jacobian")
	if len(problems) > 0 || c.Instrument != "jacobian" || !ViewByName(c.View).Chart || c.Query() != "instrument=jacobian&view=instruments" && c.Query() != "view=instruments&instrument=jacobian" {
		t.Errorf("%v, %q of %q", problems, c.Instrument, c.Query())
	}
	if chart := InstrumentByName("dead").Chart(); chart.Instrument != "dead" || chart.Scale != reading.Share {
		t.Errorf("the chart of dead is %+v", chart)
	}
	if InstrumentByName("nothing") != &Instruments[0] {
		t.Error("there is an instrument called nothing")
	}
}
