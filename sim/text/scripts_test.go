//go:build !js

package text_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"backflow/sim/text"
)

// Scripts give a sentence what it has placeholders for.
func TestScriptsFillPlaceholders(t *testing.T) {
	table, seen := formsByID(t), 0
	for _, s := range sources(t) {
		if filepath.Ext(s.path) != ".js" {
			continue
		}
		for _, m := range scriptMessages(s.text) {
			wanted, ok := table[m.id]
			if !ok {
				continue // and complained about
			}
			seen++
			if got := without(m.args, "count"); !slices.Equal(got, without(wanted, "count")) {
				t.Errorf("%s: %s is given %v and has placeholders for %v", s.path, m.id, got, wanted)
			}
			if slices.Contains(wanted, "count") && !slices.Contains(m.args, "count") {
				t.Errorf("%s: %s is given no count", s.path, m.id)
			}
		}
	}
	if seen < 150 {
		t.Errorf("the scan finds %d messages only", seen)
	}
}

// Why a file does not come is a sentence but for its beginning: it stands at the end of
// another, which has no stop beside its own.
func TestWhyAFileDoesNotComeEndsInOneStop(t *testing.T) {
	one, reasons := regexp.MustCompile(`[^.?!:;, ][.?]$`), 0
	for _, s := range sources(t) {
		if !slices.Contains([]string{"site/js/boot/explain.js", "site/js/boot/files.js", "site/js/boot/reach.js"}, s.path) {
			continue
		}
		for _, id := range s.ids() {
			if id == "boot.nothing" { // stands in the midst of boot.mistyped
				continue
			}
			reasons++
			for _, whole := range []string{"boot.bare", "boot.cannotStart", "boot.engineNotLoaded", "page.pictureNotLoaded", "engine.digitsNotLoaded"} {
				if said := text.New(whole, "why", text.New(id)).String(); !one.MatchString(said) {
					t.Errorf("%s with %s ends as no sentence does: %s", whole, id, said)
				}
			}
		}
	}
	if reasons < 20 {
		t.Errorf("the scan finds %d reasons only", reasons)
	}
}

// What a person reads stands in en.json alone, for scripts and documents too.
func TestScriptsHoldNoSentences(t *testing.T) {
	for _, s := range sources(t) {
		if !strings.HasPrefix(s.path, "site/") || strings.HasPrefix(s.path, "site/examples/") {
			continue
		}
		var found []string
		switch filepath.Ext(s.path) {
		case ".js":
			found = scriptSentences(s.text)
		case ".html", ".webmanifest":
			found = documentSentences(s.text)
		}
		for _, words := range found {
			t.Errorf("%s: %q stands outside of en.json", s.path, words)
		}
	}
}

func TestScansOfScripts(t *testing.T) {
	script := "// a comment of words\nsay(\"page.a\", { name, count: f({ x: 1 }, [2]), ...rest });\nconst m = { id: \"page.b\", args: { why: { id: \"page.c\" } } };\n" +
		"own(\"boot.d\", { n: `a ${b} c` }); say(\"page.e\"); const x = { id: \"page.f\", args }; /a \"b c d/; 'there is this'; `and ${that} there`; el(\"a b c\")"
	got := fmt.Sprint(scriptMessages(script))
	if want := "[{page.a [count name] 0} {page.b [why] 0} {page.c [] 0} {boot.d [n] 0} {page.e [] 0}]"; got != want {
		t.Errorf("messages %s, want %s", got, want)
	}
	if got := fmt.Sprintf("%q", scriptSentences(script)); got != `["a  c" "there is this" "and  there" "a b c"]` {
		t.Errorf("sentences %s", got)
	}
	page := `<p title="Here and there" class="x">Some words<b data-text="page.a"></b></p><script>a b c</script>{{text "a"}}`
	if got := fmt.Sprintf("%q", documentSentences(page)); got != `["Here and there" "Some words"]` {
		t.Errorf("sentences of a document %s", got)
	}
}

// phrase is what a script may say.
var phrase = regexp.MustCompile(`\pL[^(]* .* `)

var (
	literalID = `"(` + anySection + `\.[a-z][A-Za-z0-9]*)"`
	saidID    = regexp.MustCompile(`\b(?:(?:say|own|words)\(|id: )` + literalID)
	argsStart = regexp.MustCompile(`^(?:\)|, \{| \}|, args: \{)`)
)

// scriptMessages are the messages of a script whose ids and arguments stand together.
func scriptMessages(script string) (found []message) {
	for _, at := range saidID.FindAllStringSubmatchIndex(script, -1) {
		rest := script[at[1]:]
		start := argsStart.FindString(rest)
		if start == "" {
			continue // its arguments stand elsewhere
		}
		m := message{id: script[at[2]:at[3]]}
		if strings.HasSuffix(start, "{") {
			m.args = keysOf(rest[len(start):])
		}
		if m.args == nil {
			m.args = []string{}
		}
		found = append(found, m)
	}
	return found
}

var key = regexp.MustCompile(`^\s*(\w+)\s*[:,}]`)

// keysOf are the names of an object of JavaScript, from behind its brace.
func keysOf(object string) (names []string) {
	depth, first := 0, true
	for i := 0; i < len(object); i++ {
		if first {
			if m := key.FindStringSubmatch(object[i:]); m != nil {
				names = append(names, m[1])
			}
			first = false
		}
		switch c := object[i]; {
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			first = true
		}
		if depth < 0 {
			break
		}
	}
	slices.Sort(names)
	return names
}

// codes are literals of several words that nobody reads: selectors, lists of CSS, code for
// other pages, console messages.
var codes = regexp.MustCompile(`^[^\pL]*$|^[a-z-]+(\.[a-z]+)?(, [a-z\[]|:not)|^use strict$|[{};]\s*$|^<|px\) |^input|^fatal error|^Backflow is not kept|^the server answers  for|^:scope|^embed\.html`)

// scriptSentences are the literals of a script that a person might read; of templates without
// what is put in.
func scriptSentences(script string) (found []string) {
	for _, lit := range tokens.FindAllString(script, -1) {
		if strings.HasPrefix(lit, "/") {
			continue // a comment, or a regular expression
		}
		words := inserted.ReplaceAllString(lit[1:len(lit)-1], "")
		if phrase.MatchString(words) && !codes.MatchString(words) {
			found = append(found, words)
		}
	}
	return found
}

var (
	tokens   = regexp.MustCompile("(?m)//.*$|(?s:/\\*.*?\\*/)|/(?:[^/\\n*\\\\]|\\\\.)(?:[^/\\n\\\\\\[]|\\\\.|\\[(?:[^\\]\\\\]|\\\\.)*\\])*/[a-z]*[.,;)]|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)*'|(?s:`(?:[^`\\\\]|\\\\.)*`)")
	inserted = regexp.MustCompile(`\$\{[^{}]*\}`)
	markup   = regexp.MustCompile(`(?s)<!--.*?-->|<(script|style)\b.*?</(script|style)>|\{\{.*?\}\}`)
	readable = regexp.MustCompile(` (?:title|alt|aria-label|content|placeholder)="([^"]*)"`)
	between  = regexp.MustCompile(`>([^<>]*)<`)
	twoWords = regexp.MustCompile(`\pL+ \pL+`)
	policy   = regexp.MustCompile(`default-src|width=device-width|^dark light|^light dark|^CC BY-SA`)
)

// documentSentences are what a document says in its own words.
func documentSentences(page string) (found []string) {
	page = markup.ReplaceAllString(page, "")
	for _, m := range append(readable.FindAllStringSubmatch(page, -1), between.FindAllStringSubmatch(page, -1)...) {
		if twoWords.MatchString(m[1]) && !policy.MatchString(m[1]) {
			found = append(found, m[1])
		}
	}
	return found
}
