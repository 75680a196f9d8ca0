//go:build !js

package text

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Sections in the order of the file: pages that need few words take few sections.
var Sections = []string{
	"boot", "element", "page", "embed", "document", "share", "inspector", "param", "query", "data", "place", "race", "session", "engine", "stage", "reason", "picture", "column", "instrument", "network", "trace", "lesson", "course", "tour", "cli",
}

func TestEnglishIsInOrder(t *testing.T) {
	content, err := os.ReadFile("en.json")
	if err != nil {
		t.Fatal(err)
	}
	order := keys(t, content)
	if got := slices.DeleteFunc(slices.Clone(order), func(id string) bool { return strings.Contains(id, ".") }); !slices.Equal(got, Sections) {
		t.Errorf("sections are %v, want %v", got, Sections)
	}
	for i, id := range order {
		if i > 0 && strings.Contains(order[i-1], ".") && strings.Contains(id, ".") && order[i-1] >= id {
			t.Errorf("%s stands before %s", order[i-1], id)
		}
	}
}

// keys are the sections of a file and the ids in them, as they stand there.
func keys(t *testing.T, content []byte) (ids []string) {
	d := json.NewDecoder(bytes.NewReader(content))
	section, depth, key := "", 0, true
	for {
		token, err := d.Token()
		if err == io.EOF {
			return ids
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case token == json.Delim('{'):
			depth, key = depth+1, true
		case token == json.Delim('}'):
			depth, key = depth-1, true
		case depth == 1:
			section = token.(string)
			ids = append(ids, section)
		case key:
			ids, key = append(ids, section+"."+token.(string)), false
		default:
			key = true
		}
	}
}

// Placeholders are names, and braces mean nothing else.
func TestSentencesAreWellFormed(t *testing.T) {
	name := regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	id := regexp.MustCompile(`^[a-z]+\.[a-z][A-Za-z0-9]*(_clause|_start|_short)?(_zero|_one|_two|_few|_many|_other)?$`)
	for key, sentence := range english(t) {
		if !id.MatchString(key) {
			t.Errorf("%s is no id", key)
		}
		for _, p := range placeholders(sentence) {
			if !name.MatchString(p) {
				t.Errorf("%s has the placeholder {%s}", key, p)
			}
		}
		if sentence == "" || sentence != strings.TrimSpace(sentence) {
			t.Errorf("%s is %q", key, sentence)
		}
	}
}

// Adding a language is adding its file: this test then reads it, and whoever looks for it finds it.
func TestEveryLanguageSaysEverything(t *testing.T) {
	files, err := languages.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		tag := strings.TrimSuffix(f.Name(), ".json")
		table, err := In(tag)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range differences(table, english(t)) {
			t.Errorf("%s: %s", f.Name(), fault)
		}
	}
}

func TestLanguagesThatAreNotThereAreRefused(t *testing.T) {
	if _, err := In("xx"); err == nil {
		t.Error("there is a language xx")
	}
	if _, err := Read([]byte(`{"a": {"b": 1}}`)); err == nil {
		t.Error("a number is a sentence")
	}
}

// Figures that were printed are read again.
func TestSaidMessagesAreRead(t *testing.T) {
	var got []Message
	if err := json.Unmarshal([]byte(`["Stopped.", ""]`), &got); err != nil || got[0].String() != "Stopped." || !got[1].Empty() {
		t.Errorf("%+v (%v)", got, err)
	}
}

// A file that says too little, too much, or fills in something else is found out.
func TestFaultsOfALanguageAreFound(t *testing.T) {
	base := Table{
		"a.x": "Say {name}.", "a.y": "There.",
		"a.n_one": "One {thing}.", "a.n_other": "{count} {thing}.", "a.x_clause": "say {name}",
	}
	for edit, want := range map[string]string{
		`{"a": {"x": "{name} dit.", "y": "Voilà.", "n_one": "Un {thing}.", "n_many": "{count} de {thing}.", "n_other": "{count} {thing}."}}`: "[]",
		`{"a": {"x": "{name} dit.", "n_other": "{count} {thing}."}}`:                                                                         "[a.y is missing]",
		`{"a": {"x": "{nom} dit.", "y": "Voilà.", "n_other": "{count} {thing}."}}`:                                                           "[a.x has {nom} and not {name}]",
		`{"a": {"x": "{name} dit.", "y": "Voilà.", "n_one": "Un {thing}."}}`:                                                                 "[a.n has no form _other]",
		`{"a": {"x": "{name}.", "y": "Voilà.", "z": "Quoi?", "n_other": "{count} {thing}."}}`:                                                "[a.z is nothing that is said]",
	} {
		file := filepath.Join(t.TempDir(), "fr.json")
		if err := os.WriteFile(file, []byte(edit), 0o600); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		table, err := Read(content)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(differences(table, base)); got != want {
			t.Errorf("%s: %s, want %s", edit, got, want)
		}
	}
}

// differences says what a language lacks or has too much, against another.
func differences(table, base Table) (faults []string) {
	has, wanted := byID(table), byID(base)
	for _, id := range slices.Sorted(maps.Keys(wanted)) {
		switch forms := has[id]; {
		case forms == nil:
			faults = append(faults, id+" is missing")
		case counted(forms) && !slices.ContainsFunc(forms, func(name string) bool { return strings.HasSuffix(name, "_other") }):
			faults = append(faults, id+" has no form _other")
		default:
			faults = append(faults, fills(id, arguments(table, forms), arguments(base, wanted[id]))...)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(has)) {
		if wanted[id] == nil {
			faults = append(faults, id+" is nothing that is said")
		}
	}
	return faults
}

func fills(id string, has, wanted []string) []string {
	if slices.Equal(has, wanted) {
		return nil
	}
	return []string{fmt.Sprintf("%s has {%s} and not {%s}", id, strings.Join(has, "} {"), strings.Join(wanted, "} {"))}
}

// byID are the forms of every id.
func byID(t Table) map[string][]string {
	forms := map[string][]string{}
	for name := range t {
		id, _, _ := strings.Cut(name, "_")
		forms[id] = append(forms[id], name)
	}
	return forms
}

func counted(forms []string) bool {
	return slices.ContainsFunc(forms, func(name string) bool {
		return strings.Contains(strings.NewReplacer("_clause", "", "_start", "", "_short", "").Replace(name), "_")
	})
}

// arguments are the placeholders of all forms of an id, but for count, which may choose
// a form and not be told.
func arguments(t Table, forms []string) (names []string) {
	for _, form := range forms {
		names = append(names, placeholders(t[form])...)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "count" })
}

func placeholders(sentence string) (names []string) {
	for {
		_, name, rest, ok := placeholder(sentence)
		if !ok {
			return names
		}
		names, sentence = append(names, name), rest
	}
}

func english(t *testing.T) Table {
	t.Helper()
	table, err := In("en")
	if err != nil {
		t.Fatal(err)
	}
	return table
}
