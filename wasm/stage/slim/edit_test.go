package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"text/template"
)

// source finds a file of the Ebiten that this module uses.
func source(t *testing.T, name string) string {
	t.Helper()
	root, err := list("-m", "-f", "{{.Dir}}", ebiten)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(root[0], filepath.FromSlash(name))
}

// copied makes a copy of a package of Ebiten, edited, and returns the edited
// file.
func copied(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := copyFiles(filepath.Dir(source(t, name)), dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, filepath.Base(name))
	if err := edits[name](file); err != nil {
		t.Fatal(err)
	}
	return file
}

// Every shader of the table is what Ebiten's template makes.
func TestShadersAreThoseOfTheTemplate(t *testing.T) {
	for _, name := range []string{"internal/builtinshader/shader.go", "internal/colormshader/shader.go"} {
		table := literals(t, copied(t, name), "sources")
		original := literals(t, source(t, name), "tmpl")
		tmpl := template.Must(template.New("").Parse(original[len(original)-1]))
		if len(table) != 9 {
			t.Fatalf("%s: %d shaders, want 3 filters with 3 addresses each", name, len(table))
		}
		for i, got := range table {
			var want bytes.Buffer
			if err := tmpl.Execute(&want, map[string]int{
				"Filter": i / 3, "FilterNearest": 0, "FilterLinear": 1, "FilterPixelated": 2,
				"Address": i % 3, "AddressUnsafe": 0, "AddressClampToZero": 1, "AddressRepeat": 2,
			}); err != nil {
				t.Fatal(err)
			}
			if got != want.String() {
				t.Errorf("%s: shader %d is\n%s\nthe template makes\n%s", name, i, got, want.String())
			}
		}
	}
}

// literals returns the string literals in the declaration of a variable.
func literals(t *testing.T, file, variable string) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, d := range tree.Decls {
		if declared(d) != variable {
			continue
		}
		all = append(all, textsIn(t, d)...)
	}
	return all
}

func TestEditsDropTheirImports(t *testing.T) {
	for name := range edits {
		text, err := os.ReadFile(copied(t, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, heavy := range []string{"text/template", "go/build", "path/filepath", "log/slog", "archive/zip", ebiten + "/internal/png", ebiten + "/internal/vmprotocol"} {
			if strings.Contains(string(text), strconv.Quote(heavy)) {
				t.Errorf("%s still imports %s", name, heavy)
			}
		}
		if strings.Contains(string(text), "time.Time") {
			t.Errorf("%s brings the writing of dates, for a time.Time", name)
		}
		if !strings.HasPrefix(string(text), "// Changed by Backflow") {
			t.Errorf("%s does not say that it was changed, as its licence wants", name)
		}
	}
}

// Another version of Ebiten must not be changed by guess.
func TestUnknownSourceIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "caller.go")
	if err := os.WriteFile(file, []byte("package debug\n\nimport \"fmt\"\n\nfunc Caller() { fmt.Println() }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := forgetCaller(file); err == nil || !strings.Contains(err.Error(), "another version") {
		t.Errorf("the error is %v", err)
	}
}
