package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"backflow/sim/nn"
)

// What the page is built from has every activation: its name, its label, its help,
// and whether it has a slope.
func TestParamsJSONHoldsEveryActivation(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"params", "-json"}, &out, &errs); code != exitOK {
		t.Fatalf("status %d: %s", code, &errs)
	}
	type param struct {
		Name, Doc string
		Choices   []struct{ Name, Label string }
		Needs     map[string][]string
	}
	var all []param
	if err := json.Unmarshal(out.Bytes(), &all); err != nil {
		t.Fatal(err)
	}
	byName := func(name string) param {
		return all[slices.IndexFunc(all, func(p param) bool { return p.Name == name })]
	}
	act, slope := byName("act"), byName("slope")
	if len(act.Choices) != len(nn.Activations) {
		t.Fatalf("%d choices for %d activations", len(act.Choices), len(nn.Activations))
	}
	for i, a := range nn.Activations {
		if c := act.Choices[i]; c.Name != a.Name || c.Label != a.Label {
			t.Errorf("choice %d is %+v, want %s", i, c, a.Name)
		}
		if !strings.Contains(act.Doc, a.About) {
			t.Errorf("the help does not say: %s", a.About)
		}
		if needed := slices.Contains(slope.Needs["act"], a.Name); needed != a.Sloped {
			t.Errorf("the slope is for %s: %t", a.Name, needed)
		}
	}
}
