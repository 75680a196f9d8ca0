package experiment

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"backflow/sim/probe"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Every instrument of sim/probe is a row, with its columns in their order.
func TestInstrumentsAreThoseOfProbe(t *testing.T) {
	for _, want := range probe.Instruments {
		got := InstrumentByName(want.Name)
		if got.Name != want.Name || !got.Probe || !slices.Equal(got.Columns, want.Columns) {
			t.Errorf("%s has the row %+v, want the columns %v", want.Name, *got, want.Columns)
		}
	}
}

// Every reason of sim/probe has an index on the wire, and there are no others.
func TestReasonsAreThoseOfProbe(t *testing.T) {
	source, err := os.ReadFile("../probe/figure.go")
	if err != nil {
		t.Fatal(err)
	}
	found := []string{"unknown", "underflow"}
	for _, m := range regexp.MustCompile(`Reason += "([a-z-]*)"`).FindAllSubmatch(source, -1) {
		found = append(found, string(m[1]))
	}
	if want := wire.Reasons[:]; !sameWords(found, want) {
		t.Errorf("sim/probe has the reasons %q and the wire %q", found, want)
	}
	for i, word := range wire.Reasons {
		if got := wire.ReasonOf(word); int(got) != i {
			t.Errorf("%q has the index %d, want %d", word, got, i)
		}
	}
	if wire.Reasons[wire.ReasonOf("because")] != "unknown" {
		t.Error("what is no reason is one")
	}
}

func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Every instrument has a name, a definition and a source.
func TestInstrumentsAreDefined(t *testing.T) {
	table, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range Instruments {
		for _, id := range []string{i.Name, i.Name + "About", i.Name + "Source"} {
			if table["instrument."+id] == "" {
				t.Errorf("there is no instrument.%s", id)
			}
		}
	}
}

// The view shows an instrument of the table, whatever is asked for.
func TestInstrumentsAreChosen(t *testing.T) {
	c, problems := ParseQuery("view=instruments&instrument=jacobian")
	if len(problems) > 0 || c.Instrument != "jacobian" || !ViewByName(c.View).Chart || c.Query() != "instrument=jacobian&view=instruments" && c.Query() != "view=instruments&instrument=jacobian" {
		t.Errorf("%v, %q of %q", problems, c.Instrument, c.Query())
	}
	if chart := InstrumentByName("dead").Chart(); chart.Instrument != "dead" || chart.Scale != wire.ScaleShare {
		t.Errorf("the chart of dead is %+v", chart)
	}
	if InstrumentByName("nothing") != &Instruments[0] {
		t.Error("there is an instrument called nothing")
	}
}
