package main

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"backflow/sim/lesson"
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
	want := numbersOf(reflect.TypeFor[session.LayerLine]())
	if got := columnNames(); !slices.Equal(got, want) {
		t.Errorf("the columns are\n%q, and the numbers of a layer\n%q", got, want)
	}
	if header := csvHeader(func(header []string, name string) []string { return append(header, name) }); !contains(header, want) {
		t.Errorf("the header of the CSV, %q, lacks some of %q", header, want)
	}
}

// numbersOf are the names in the JSON of the numbers of a lane or layer.
func numbersOf(line reflect.Type) (names []string) {
	for field := range line.NumField() {
		if f := line.Field(field); f.Type == reflect.TypeFor[num.JSON]() {
			names = append(names, f.Tag.Get("json"))
		}
	}
	return names
}

// The CSV gives what the JSON has of a lane, but for what is said in words, and how fast it trains.
func TestCSVHasTheFiguresOfLanes(t *testing.T) {
	var got []string
	for _, c := range laneColumns {
		got = append(got, c.name)
	}
	want := slices.DeleteFunc(numbersOf(reflect.TypeFor[session.LaneLine]()), func(name string) bool { return name == "stepsPerSec" })
	if !slices.Equal(got, want) {
		t.Errorf("the columns are\n%q, and the numbers of a lane\n%q", got, want)
	}
	query := []string{"-steps", "20", "act=linear&init=he&depth=3&vs=lr:0.01,100"}
	rows := readCSV(t, output(t, append([]string{"run", "-csv"}, query...)...))
	for i, l := range runJSON(t, query...).Lanes {
		cell := func(name string) string { return rows[1+i*len(l.Layers)][slices.Index(rows[0], name)] }
		if diverged := i == 1; cell("diverged") != strconv.FormatBool(diverged) || l.Diverged != diverged {
			t.Errorf("%s diverged: %s, in the JSON %t", cell("lane"), cell("diverged"), l.Diverged)
		}
		if cell("remaining") != exact(l.Remaining) || cell("predicted") != exact(l.Predicted) || cell("predicted") == "" {
			t.Errorf("%s: %s remains, %s is predicted; in the JSON %v, %v", cell("lane"), cell("remaining"), cell("predicted"), l.Remaining, l.Predicted)
		}
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
	for _, key := range inTable(t, `\{ key: "(\w+)"`) {
		if !slices.Contains(columnNames(), key) {
			t.Errorf("the page has a column %s, the CSV only %q", key, columnNames())
		}
	}
}

// Each column of the page's table is in a set that shows it, and no set has others; lessons ask for such columns.
func TestSetsHaveTheColumnsOfThePage(t *testing.T) {
	columns := inTable(t, `\{ key: "(\w+)"`)
	var shown []string
	for _, keys := range inTable(t, `keys: \["(.+?)"\]`) {
		shown = append(shown, strings.Split(keys, `", "`)...)
	}
	for _, key := range slices.Concat(columns, shown, looks()) {
		if !slices.Contains(columns, key) || !slices.Contains(shown, key) {
			t.Errorf("the column %s is not both in the page's table, which has %q, and in a set, which have %q", key, columns, shown)
		}
	}
}

// looks are the columns that lessons highlight.
func looks() (keys []string) {
	for _, l := range lesson.Lessons {
		for _, s := range l.Steps {
			for _, part := range s.Look {
				if key, ok := strings.CutPrefix(part, "column."); ok {
					keys = append(keys, key)
				}
			}
		}
	}
	return keys
}

// inTable finds a pattern's groups in the page's table.
func inTable(t *testing.T, pattern string) (found []string) {
	t.Helper()
	text, err := os.ReadFile("../../../site/js/numbers/table.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		found = append(found, match[1])
	}
	if len(found) < 4 {
		t.Fatalf("table.js has %d of %s", len(found), pattern)
	}
	return found
}
