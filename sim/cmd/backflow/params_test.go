package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/session/race"
	"backflow/sim/text"
)

func TestParamsJSONHoldsTheTable(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"params", "-json"}, &out, &errs); code != exitOK {
		t.Fatalf("status %d: %s", code, &errs)
	}
	var rows []experiment.Param
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(experiment.Params) {
		t.Fatalf("%d rows, the table has %d", len(rows), len(experiment.Params))
	}
	for i, row := range rows {
		want := experiment.Params[i]
		if row.Name != want.Name || row.Default != want.Default || row.Max != want.Max || len(row.Choices) != len(want.Choices) {
			t.Errorf("row %d is %+v, want %s", i, row, want.Name)
		}
	}
}

// The page gets every parameter with what it reads of it, and nothing else.
func TestPageGetsWhatItReadsOfParameters(t *testing.T) {
	module, views, _ := strings.Cut(output(t, "params", "-page"), "export const views = ")
	views, setups, _ := strings.Cut(views, "export const raceSetups = ")
	checkPageViews(t, views)
	checkRaceSetups(t, setups)
	module, begins := strings.CutPrefix(module, "export const params = ")
	module, ends := strings.CutSuffix(module, ";\n")
	if !begins || !ends {
		t.Fatalf("not a module: %.60s", module)
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(module), &rows); err != nil || len(rows) != len(experiment.Params) {
		t.Fatalf("%d parameters: %v", len(rows), err)
	}
	for i, row := range rows {
		want := &experiment.Params[i]
		if row["name"] != want.Name || !says(row["label"], want.Label) || row["default"] != want.Default || want.Max > 0 && row["max"] != want.Max {
			t.Errorf("row %d is %v, want %s", i, row, want.Name)
		}
		if own := slices.Contains(undescribed, want.Name); own != (row["doc"] == nil) || !own && !says(row["doc"], want.Doc) {
			t.Errorf("%s is described as %v", want.Name, row["doc"])
		}
		if choices, _ := row["choices"].([]any); (len(choices) == len(want.Choices)) == slices.Contains(late, want.Name) {
			t.Errorf("%s has %d choices of %d", want.Name, len(choices), len(want.Choices))
		}
		for _, unread := range []string{"group", "live"} {
			if row[unread] != nil {
				t.Errorf("%s has %s, which the page does not read", want.Name, unread)
			}
		}
	}
	for _, name := range undescribed {
		if !slices.ContainsFunc(experiment.Params, func(p experiment.Param) bool { return p.Name == name }) {
			t.Errorf("there is no parameter %s", name)
		}
	}
}

// checkRaceSetups holds what the page is told of them to queries that there are.
func checkRaceSetups(t *testing.T, module string) {
	t.Helper()
	var setups []race.Setup
	if err := json.Unmarshal([]byte(strings.TrimSuffix(module, ";\n")), &setups); err != nil || len(setups) != len(race.Setups) {
		t.Fatalf("%d set-ups of the race: %v", len(setups), err)
	}
	for _, s := range setups {
		if cfg, problems := experiment.ParseQuery(s.Query); len(problems) > 0 || cfg.VS.Param == "" {
			t.Errorf("%s: %v", s.Query, problems)
		}
	}
}

// checkPageViews holds what the page is told of the views to their table.
func checkPageViews(t *testing.T, module string) {
	t.Helper()
	var views map[string]map[string]bool
	if err := json.Unmarshal([]byte(strings.TrimSuffix(module, ";\n")), &views); err != nil || len(views) != len(experiment.Views) {
		t.Fatalf("%d views: %v", len(views), err)
	}
	for _, want := range experiment.Views {
		if got := views[want.Name]; got["chart"] != want.Chart || got["confusion"] != want.Confusion || got["race"] != want.Race {
			t.Errorf("%s is told as %v", want.Name, got)
		}
	}
}

// says reports whether a value of JSON is a message.
func says(value any, m text.Message) bool {
	if m.ID == "" {
		return value == m.String()
	}
	message, ok := value.(map[string]any)
	return ok && message["id"] == m.ID
}

func TestParamsTableNamesEveryParameter(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"params"}, &out, &errs); code != exitOK {
		t.Fatalf("status %d: %s", code, &errs)
	}
	for _, p := range experiment.Params {
		if !strings.Contains(out.String(), "\n"+p.Name+" ") && !strings.HasPrefix(out.String(), p.Name+" ") {
			t.Errorf("%s is missing", p.Name)
		}
	}
}

func TestBadCommandLines(t *testing.T) {
	for _, args := range [][]string{{}, {"nonsense"}, {"params", "-nonsense"}, {"params", "extra"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitUsage {
			t.Errorf("%q: status %d, want %d", args, code, exitUsage)
		}
		if out.Len() > 0 || errs.Len() == 0 {
			t.Errorf("%q: stdout %q, stderr %q", args, &out, &errs)
		}
	}
}

func TestHelpIsNoError(t *testing.T) {
	for _, args := range [][]string{{"-h"}, {"--help"}, {"params", "-h"}} {
		var out, errs bytes.Buffer
		if code := run(args, &out, &errs); code != exitOK || out.Len() == 0 || errs.Len() > 0 {
			t.Errorf("%q: status %d, stdout %q, stderr %q", args, code, &out, &errs)
		}
	}
}
