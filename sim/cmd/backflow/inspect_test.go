package main

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"backflow/sim/inspect"
)

// The command explains a weight as the page does: its factors multiply to its derivative, which
// is the central difference's.
func TestInspectExplainsAWeight(t *testing.T) {
	var out, errs strings.Builder
	args := []string{"inspect", "-steps", "50", "-lane", "tanh", "-layer", "2", "-unit", "3", "-from", "1", "-check", "depth=3&vs=act:relu,tanh"}
	if status := run(args, &out, &errs); status != exitOK {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	var found struct {
		Report inspect.Report
		Check  inspect.Check
	}
	if err := json.Unmarshal([]byte(out.String()), &found); err != nil {
		t.Fatal(err)
	}
	r, u, w := found.Report, found.Report.Unit, found.Report.Weight
	if r.Step != 50 || r.Layer.Name != "2" || r.Layer.Act != "tanh" || r.Place.Unit != 2 || r.Place.From != 0 {
		t.Errorf("%+v", r)
	}
	if product := float64(u.Arrives * u.Slope * w.X); math.Abs(product-float64(w.Example)) > 1e-12*math.Abs(product) {
		t.Errorf("%v · %v · %v is not %v", u.Arrives, u.Slope, w.X, w.Example)
	}
	if m := found.Check.Mean; m.Verdict != inspect.Agrees || m.Derivative != w.Mean {
		t.Errorf("%+v, and the report has %v", m, w.Mean)
	}
}

func TestInspectNamesWhatIsNotThere(t *testing.T) {
	for want, args := range map[string][]string{
		"There is no layer 9":   {"-layer", "9", "depth=3"},
		"has no unit 99":        {"-unit", "99", "depth=3"},
		"no input 77":           {"-unit", "1", "-from", "77", "depth=3"},
		"-lane is “x”; it must": {"-lane", "x"},
	} {
		var out, errs strings.Builder
		if status := run(append([]string{"inspect"}, args...), &out, &errs); status != exitUsage || !strings.Contains(strings.ToLower(errs.String()), strings.ToLower(want)) {
			t.Errorf("%v: status %d, %q, want %q", args, status, errs.String(), want)
		}
	}
}
