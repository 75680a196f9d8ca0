package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	picture "backflow/render/format"
	"backflow/sim/data"
	"backflow/sim/experiment"
)

// source is one of the page's sources.
func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// found is what a pattern's only group matches in a text.
func found(t *testing.T, text, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("nothing matches %s", pattern)
	}
	return m[1]
}

// words are what stands between quotes in a text.
func words(text string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestLaneLimitsAgree(t *testing.T) {
	most := strconv.Itoa(experiment.MaxLanes)
	for where, limit := range map[string]string{
		"layout.js":        found(t, source(t, "js/controls/layout.js"), `MAX_LANES = (\d+)`),
		"numbers.css":      found(t, source(t, "css/numbers.css"), `\[data-lanes="(\d+)"\]`),
		"the table's doc":  found(t, vs(t).Doc.String(), `up to (\d+) lanes`),
		"README.md, of vs": found(t, source(t, "../README.md"), `up to (\d+) lanes`),
	} {
		if limit != most {
			t.Errorf("%s says that %s lanes fit; it is %s", where, limit, most)
		}
	}
}

func vs(t *testing.T) experiment.Param {
	t.Helper()
	for _, p := range experiment.Params {
		if p.Name == "vs" {
			return p
		}
	}
	t.Fatal("there is no parameter vs")
	return experiment.Param{}
}

// accepted reports whether a query has no problems.
func accepted(query string) bool {
	_, problems := experiment.ParseQuery(query)
	return len(problems) == 0
}

// The page offers what the engine lets lanes differ in.
func TestComparisonsAgree(t *testing.T) {
	list := found(t, source(t, "js/controls/layout.js"), `(?s)comparisons = \{(.*?)\n\};`)
	var offered []string
	for _, m := range regexp.MustCompile(`(?m)^  (\w+): \["([^"]*)"`).FindAllStringSubmatch(list, -1) {
		offered = append(offered, m[1])
	}
	for _, p := range experiment.Params {
		value := p.Default
		if allowed := accepted("data=digits&vs=" + p.Name + ":" + value); allowed != slices.Contains(offered, p.Name) {
			t.Errorf("lanes may differ in %s: %t in the engine and %t on the page", p.Name, allowed, !allowed)
		}
	}
}

// A conv net goes with the data sets of which the page says so.
func TestImageSetsAgree(t *testing.T) {
	images := words(found(t, source(t, "js/controls/suited.js"), `IMAGES = (\[[^\]]*\])`))
	for _, p := range experiment.Params {
		if p.Name != "data" {
			continue
		}
		for _, set := range p.Choices {
			if has := accepted("model=cnn&vs=none&depth=3&data=" + set.Name); has != slices.Contains(images, set.Name) {
				t.Errorf("%s has images: %t in the engine and %t on the page", set.Name, has, !has)
			}
		}
	}
}

func TestLimitsOfTablesAgree(t *testing.T) {
	texts, err := readEnglish()
	if err != nil {
		t.Fatal(err)
	}
	about := texts["page"]["aboutTable"]
	rows, columns := found(t, about, `up to ([\d,]+) rows`), found(t, about, `and ([\d,]+) columns`)
	if want := grouped(data.MaxCSVRows); rows != want {
		t.Errorf("the page says %s rows; it is %s", rows, want)
	}
	if want := grouped(data.MaxCSVColumns); columns != want {
		t.Errorf("the page says %s columns; it is %s", columns, want)
	}
}

// grouped writes a number of less than a million with a comma.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// The page's scripts and the picture write numbers alike: the table of examples is that
// of the scripts' own test, numbers.test.mjs.
func TestNumbersAreWrittenAlike(t *testing.T) {
	write := map[string]func(float64) string{
		"magnitude": picture.Number, "factor": picture.Factor, "remaining": picture.Left, "percent": picture.Percent,
		"grouped": func(x float64) string { return picture.Count(int(x)) },
	}
	var examples map[string][]struct {
		X    float64
		Text string
	}
	if err := json.Unmarshal([]byte(source(t, "test/unit/numbers.json")), &examples); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(write)) {
		if len(examples[name]) < 4 {
			t.Errorf("%d examples of %s", len(examples[name]), name)
		}
		for _, e := range examples[name] {
			if got := write[name](e.X); plain(got) != plain(e.Text) {
				t.Errorf("%s writes %g as %q, and the picture as %q", name, e.X, e.Text, got)
			}
		}
	}
}

// plain has one kind of narrow space.
func plain(text string) string { return strings.ReplaceAll(text, "\u2009", "\u202f") }

// What has colours by magnitude has as many of them in the style sheet as in the script.
func TestMagnitudesHaveColours(t *testing.T) {
	last, err := strconv.Atoi(found(t, source(t, "js/numbers/numbers.js"), `t\)\) \* (\d+)\)`))
	if err != nil {
		t.Fatal(err)
	}
	sheets, _ := filepath.Glob("../css/*.css")
	var all strings.Builder
	for _, name := range sheets {
		all.WriteString(source(t, "css/"+filepath.Base(name)))
	}
	for n := range last + 2 {
		if defined := strings.Contains(all.String(), fmt.Sprintf("--m%d:", n)); defined != (n <= last) {
			t.Errorf("colour m%d is in the style sheets: %t", n, defined)
		}
	}
}
