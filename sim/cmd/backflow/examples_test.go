package main

import (
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

var (
	posted  = regexp.MustCompile(`<data value="([^"]*)" data-of="([^"]*)" data-query="([^"]*)" data-lane="(\d+)" data-steps="(\d+)">`)
	posters = regexp.MustCompile(`<a href="\.\./(\?[^"]*)?"[^>]*><picture><source [^>]*srcset="([a-z]+)-dark\.svg">`)
)

const examplePost = "../../../site/examples/"

// The numbers in the example post are what training gives.
func TestNumbersOfTheExamplePost(t *testing.T) {
	found := posted.FindAllStringSubmatch(example(t, "index.html"), -1)
	if len(found) < 8 {
		t.Fatalf("%d numbers in the post", len(found))
	}
	known := map[string]session.Stats{}
	for _, m := range found {
		want, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		query, lane := html.UnescapeString(m[3]), number(t, m[4])
		run := query + " " + m[5]
		if _, ok := known[run]; !ok {
			known[run] = trainedFor(t, query, number(t, m[5]))
		}
		l := known[run].Lanes[lane]
		got := float64(l.Accuracy)
		if m[2] == "left" {
			got = float64(l.Layers[0].DeltaRMS) / float64(l.Layers[len(l.Layers)-2].DeltaRMS)
		}
		if !(math.Abs(got-want) <= 0.02*want) { // as the sentence rounds it
			t.Errorf("%s after %s steps, lane %d: %s is %.3g, and the post says %s", query, m[5], lane, m[2], got, m[1])
		}
	}
}

// A poster shows the query that its link leads to.
func TestPostersOfTheExamplePost(t *testing.T) {
	drawn := map[string]string{}
	for line := range strings.Lines(example(t, "posters.txt")) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		_, drawn[name], _ = strings.Cut(rest, " ")
	}
	found := posters.FindAllStringSubmatch(example(t, "index.html"), -1)
	if len(found) != len(drawn) {
		t.Errorf("%d posters in the post, %d are drawn", len(found), len(drawn))
	}
	for _, m := range found {
		linked, _ := experiment.ParseQuery(html.UnescapeString(m[1]))
		shown, _ := experiment.ParseQuery(drawn[m[2]])
		if linked.Query() != shown.Query() {
			t.Errorf("%s shows %q and leads to %q", m[2], shown.Query(), linked.Query())
		}
	}
}

func example(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(examplePost, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// trainedFor is what a query comes to, as run tells it.
func trainedFor(t *testing.T, query string, steps int) session.Stats {
	t.Helper()
	return runJSON(t, "-steps", strconv.Itoa(steps), query)
}
