package main

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

// Every number of the JSON, and so every column of the CSV and of the page, is defined,
// and nothing else.
func TestEveryColumnIsDefined(t *testing.T) {
	want := slices.Concat(numbersOf(reflect.TypeFor[session.LayerLine]()), numbersOf(reflect.TypeFor[session.LaneLine]()))
	if got := experiment.Columns[:]; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		t.Errorf("defined are\n%q, the numbers are\n%q", got, want)
	}
}

// A name is answered by what it means, with its source; none by all.
func TestColumnsSayWhatTheyAre(t *testing.T) {
	one, all := output(t, "columns", "dead"), output(t, "columns")
	for _, part := range []string{"dead: dead\n", "dead (instrument): Dead units\n", "the minibatch", "whole training set", "Source: Lu et al. 2019"} {
		if !strings.Contains(one, part) {
			t.Errorf("%q is not said of dead:\n%s", part, one)
		}
	}
	for _, d := range experiment.Definitions() {
		if !strings.Contains(all, "  "+d.About.String()+"\n") || !strings.Contains(all, d.Source.String()) {
			t.Errorf("%s is not defined", d.Name)
		}
	}
	var out, errs strings.Builder
	if code := run([]string{"columns", "colour"}, &out, &errs); code != exitUsage || !strings.Contains(errs.String(), "“colour”") || strings.Count(errs.String(), " dead,") != 1 {
		t.Errorf("status %d: %s", code, &errs)
	}
}

// The page is told the names.
func TestPageGetsTheNamesOfColumns(t *testing.T) {
	module, ok := strings.CutPrefix(output(t, "columns", "-page"), "export const [columns, instruments] = ")
	var names [2][]string
	if err := json.Unmarshal([]byte(strings.TrimSuffix(module, ";\n")), &names); !ok || err != nil {
		t.Fatalf("%v: %s", err, module)
	}
	if !slices.Equal(names[0], experiment.Columns[:]) || len(names[1]) != len(experiment.Instruments) {
		t.Errorf("the page is told %q", names)
	}
}
