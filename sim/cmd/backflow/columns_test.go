package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"backflow/sim/num"
	"backflow/sim/session"
)

func columnNames() []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// The tables and the CSV give every number that the JSON has of a layer, and call it
// the same.
func TestColumnsAreThoseOfTheJSON(t *testing.T) {
	var want []string
	layer := reflect.TypeFor[session.LayerLine]()
	for field := range layer.NumField() {
		if f := layer.Field(field); f.Type == reflect.TypeFor[num.JSON]() {
			want = append(want, f.Tag.Get("json"))
		}
	}
	if got := columnNames(); !slices.Equal(got, want) {
		t.Errorf("the columns are\n%q, and the numbers of a layer\n%q", got, want)
	}
	if header := csvHeader(func(header []string, name string) []string { return append(header, name) }); !contains(header, want) {
		t.Errorf("the header of the CSV, %q, lacks some of %q", header, want)
	}
}

func contains(all, some []string) bool {
	for _, name := range some {
		if !slices.Contains(all, name) {
			return false
		}
	}
	return true
}

// What the page's table shows of a layer stands in the CSV under the same name.
func TestColumnsOfThePageAreInTheCSV(t *testing.T) {
	text, err := os.ReadFile("../../../site/js/numbers/table.js")
	if err != nil {
		t.Fatal(err)
	}
	keys := regexp.MustCompile(`\{ key: "(\w+)"`).FindAllStringSubmatch(string(text), -1)
	if len(keys) < 4 {
		t.Fatalf("%d columns in table.js", len(keys))
	}
	for _, key := range keys {
		if !slices.Contains(columnNames(), key[1]) {
			t.Errorf("the page has a column %s, the CSV only %q", key[1], columnNames())
		}
	}
}
