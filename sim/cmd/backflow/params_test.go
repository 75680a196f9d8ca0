package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"backflow/sim/experiment"
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

// The page is given ids, and finds the words itself.
func TestParamsHaveIds(t *testing.T) {
	for flag, want := range map[string]string{"-json": `"label": "Hidden layers"`, "-ids": `"id": "param.depthLabel"`} {
		if got := output(t, "params", "-json", flag); !strings.Contains(got, want) {
			t.Errorf("params -json %s lacks %s:\n%s", flag, want, got)
		}
	}
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
