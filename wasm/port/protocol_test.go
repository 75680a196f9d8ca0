//go:build !js

package port

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const protocol = "../../site/js/engine/protocol.js"

func TestProtocolIsTheSameOnBothSides(t *testing.T) {
	ours, theirs := listed(t, "doc.go"), listed(t, protocol)
	if len(ours) < 60 {
		t.Fatalf("%d lines in doc.go; the list is longer", len(ours))
	}
	for i := range max(len(ours), len(theirs)) {
		if ours, theirs := at(ours, i), at(theirs, i); ours != theirs {
			t.Fatalf("line %d of the list is\n%q in doc.go,\n%q in protocol.js", i+1, ours, theirs)
		}
	}
}

// listed returns the lines of the list in a file's comment, without what marks them
// as comments there.
func listed(t *testing.T, file string) []string {
	t.Helper()
	_, list, found := strings.Cut(read(t, file), "\n// Page → engine")
	if !found {
		t.Fatalf("%s has no list of messages", file)
	}
	var lines []string
	for line := range strings.Lines(list) {
		if len(lines) > 0 && !strings.HasPrefix(line, "//") {
			break
		}
		lines = append(lines, strings.TrimLeft(strings.TrimSpace(strings.TrimPrefix(line, "//")), "\t"))
	}
	return lines
}

func at(lines []string, i int) string {
	if i >= len(lines) {
		return "nothing"
	}
	return lines[i]
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sent finds the types of messages where they are made; an element's type is none.
var (
	sent    = regexp.MustCompile(`\btype: (?:running \? "([a-z]+)" : )?"([a-z-]+)"|\.Send(?:Bytes)?\("([a-z-]+)"`)
	element = regexp.MustCompile(`\bel\("\w+", \{[^}]*`)
)

func TestEveryMessageThatIsSentIsListed(t *testing.T) {
	list := regexp.MustCompile(`\{type:"([a-z-]+)"`).FindAllStringSubmatch(read(t, protocol), -1)
	types := sentTypes(t)
	for kind, file := range types {
		if !slices.ContainsFunc(list, func(m []string) bool { return m[1] == kind }) {
			t.Errorf("%s sends %q, which is not listed", file, kind)
		}
	}
	ofTests := []string{"lose-gpu", "panic", "weigh"}
	for _, m := range list {
		if types[m[1]] == "" && !slices.Contains(ofTests, m[1]) {
			t.Errorf("%q is listed, and nobody sends it", m[1])
		}
	}
}

// sentTypes are the types of all messages that are sent, each with a file that does.
func sentTypes(t *testing.T) map[string]string {
	types := map[string]string{}
	for _, file := range senders(t) {
		text := element.ReplaceAllString(read(t, file), "")
		for _, m := range sent.FindAllStringSubmatch(text, -1) {
			for _, kind := range m[1:] {
				if kind != "" {
					types[kind] = file
				}
			}
		}
	}
	return types
}

// senders are the files in which messages of the protocol are made.
func senders(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, dir := range []string{"../engine", "../stage", "../../site/js/engine", "../../site/js/stage", "../../site/js/boot", "../../site/js/inspector", "../../site/js/lesson"} {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if ext := filepath.Ext(path); err == nil && (ext == ".go" || ext == ".js") && filepath.Base(path) != "protocol.js" {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// What Go calls of the worker's "backflow", and of the stage's frames, is there.
func TestEveryCalledFunctionIsThere(t *testing.T) {
	for _, side := range []struct {
		calls  string // a pattern of calls in Go
		goDir  string
		script string
		object string // what the object begins with there
	}{
		{`host\(\)\.(?:Call|Get)\("(\w+)"`, ".", "../../site/js/engine/worker.js", "self.backflow = {"},
		{`\bloop\.(?:Call|Get)\("(\w+)"`, "../stage", "../../site/js/stage/frames.js", "window.stageFrames = {"},
	} {
		calls, count := regexp.MustCompile(side.calls), 0
		_, object, ok := strings.Cut(read(t, side.script), side.object)
		object, _, _ = strings.Cut(object, "};\n\n")
		if !ok {
			t.Fatalf("%s does not make %s", side.script, side.object)
		}
		sources, _ := filepath.Glob(filepath.Join(side.goDir, "*.go"))
		for _, file := range sources {
			for _, m := range calls.FindAllStringSubmatch(read(t, file), -1) {
				count++
				if !regexp.MustCompile(`(?m)^\s+(async )?` + m[1] + `[(:,]`).MatchString(object) {
					t.Errorf("%s uses %s, which %s does not have", file, m[1], side.script)
				}
			}
		}
		if count == 0 {
			t.Errorf("nothing in %s matches %s", side.goDir, side.calls)
		}
	}
}
