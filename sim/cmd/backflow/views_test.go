package main

import (
	"encoding/json"
	"testing"

	"backflow/render/view"
	"backflow/sim/experiment"
)

// What the parameter view offers is what the table of views can draw, in the same order.
func TestViewsAreTheParameters(t *testing.T) {
	var rows []experiment.Param
	if err := json.Unmarshal([]byte(output(t, "params", "-json")), &rows); err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row.Name != "view" {
			continue
		}
		if len(row.Choices) != len(view.Table) {
			t.Fatalf("%d views are offered, %d can be drawn", len(row.Choices), len(view.Table))
		}
		for i, choice := range row.Choices {
			if choice.Name != view.Table[i].Name {
				t.Errorf("view %d is offered as %q, drawn as %q", i, choice.Name, view.Table[i].Name)
			}
		}
		return
	}
	t.Error("no parameter view")
}
