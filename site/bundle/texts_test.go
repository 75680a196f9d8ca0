package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var few = sentences{"document": {
	"title": "Nets & “more”", "step": "step {n}", "how": "{step} plays <one>; {key} too", "play": "Step", "missing": "{who}",
}}

func TestSentencesStandInDocuments(t *testing.T) {
	for page, want := range map[string]string{
		`<h1 data-text="document.title"></h1>`:                                                                             `<h1 data-text="document.title">Nets &amp; “more”</h1>`,
		`<p data-text-title="document.title">x</p>`:                                                                        `<p data-text-title="document.title" title="Nets &amp; “more”">x</p>`,
		`<p data-text="document.step"> <b data-name="n" id="x">0</b></p><i></i>`:                                           `<p data-text="document.step">step <b data-name="n" id="x">0</b></p><i></i>`,
		`<p data-text="document.how"><em data-name="step" data-text="document.play"></em><kbd data-name="key">K</kbd></p>`: `<p data-text="document.how"><em data-name="step" data-text="document.play">Step</em> plays &lt;one&gt;; <kbd data-name="key">K</kbd> too</p>`,
	} {
		if got, err := few.insert(page); got != want || err != nil {
			t.Errorf("%s becomes\n%s, %v, want\n%s", page, got, err, want)
		}
	}
}

func TestSentencesThatDoNotFitAreFaults(t *testing.T) {
	for page, want := range map[string]string{
		`<p data-text="document.nothing"></p>`:                    "document.nothing is not in",
		`<p data-text-title="document.nothing"></p>`:              "document.nothing is not in",
		`<p data-text="document.step"></p>`:                       "no element stands for {n}",
		`<p data-text="document.title"><b data-name="n"></b></p>`: "1 elements have no place",
		`<p data-text="document.title">old words</p>`:             "has no data-name",
		`<p data-text="document.title">`:                          "has no end",
	} {
		if got, err := few.insert(page); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s becomes %s, %v, want a fault that says %q", page, got, err, want)
		}
	}
}

// The page says nothing of the command line's, whose help alone is longer than most of
// what it says.
func TestPageIsNotSentTheWordsOfTheCommandLine(t *testing.T) {
	all, err := readEnglish()
	if err != nil {
		t.Fatal(err)
	}
	var sent sentences
	if err := json.Unmarshal(all.texts(), &sent); err != nil {
		t.Fatal(err)
	}
	if len(all["cli"]) < 50 || len(sent["session"]) == 0 || sent["cli"] != nil {
		t.Errorf("%d sentences of the command line, of which the page is sent %d", len(all["cli"]), len(sent["cli"]))
	}
}

// What no script of the page's start needs comes with the programs, and nothing twice.
func TestScriptsHoldTheSentencesThatTheyNeed(t *testing.T) {
	out, table := bundled(t, sources(t))
	all, err := readEnglish()
	if err != nil {
		t.Fatal(err)
	}
	var late sentences
	if err := json.Unmarshal([]byte(read(t, out, table.Files[textsFile].Path)), &late); err != nil {
		t.Fatal(err)
	}
	for _, section := range slices.Sorted(maps.Keys(all)) {
		if has := slices.Contains(ofEngine, section); has != maps.Equal(late[section], all[section]) {
			t.Errorf("%s has the section %s: %t", textsFile, section, has)
		}
	}
	// Each document starts with one script that explains failures.
	holds := func(script, id string) bool {
		sentence, err := all.say(id)
		if err != nil {
			t.Fatal(err)
		}
		longest := slices.MaxFunc(regexp.MustCompile(`\{\w+\}|["\\]`).Split(sentence, -1), func(a, b string) int { return len(a) - len(b) })
		name := table.Files[script].Path
		if name == "" {
			name = script
		}
		return strings.Contains(read(t, out, name), longest)
	}
	for script, ids := range map[string][]string{
		"boot.js": {"boot.unreachable"}, "embedboot.js": {"boot.unreachable"}, "page.js": {"page.engineHung"}, "frame.js": {"page.engineHung", "embed.asleep"},
		"share.js": {"share.linkTooLong"}, "embed.js": {"element.silent"}, "lesson.js": {"lesson.productAnswer"}, "tour.js": {"tour.gauges"}, "worker.js": nil, "stage.js": nil,
	} {
		for _, id := range []string{"boot.unreachable", "page.engineHung", "embed.asleep", "share.linkTooLong", "element.silent", "lesson.productAnswer", "tour.gauges", "cli.deadUnknown"} {
			if got := holds(script, id); got != slices.Contains(ids, id) {
				t.Errorf("%s holds %s: %t", script, id, got)
			}
		}
	}
}
