// Command slim copies Ebiten, as far as the stage is built from it, without what
// makes the stage's download larger and a page has no use for: shaders that are
// put together by text/template, which keeps the linker from dropping any
// exported method; a search for Ebiten's own source code, which brings the whole
// of go/build; what edit.go names; and the compiler of shaders. Those are compiled
// here, by Ebiten's own compiler, instead of whenever a page starts.
//
//	go run ./wasm/stage/slim DIR
//
// makes DIR/ebiten and a DIR/go.mod for go build -modfile that uses it. Nothing
// of Ebiten's is kept in this repository, and what the copy does is the same:
// the tests hold its shaders against the template.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const ebiten = "github.com/hajimehoshi/ebiten/v2"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: slim DIR")
		os.Exit(2)
	}
	if err := slim(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "slim:", err)
		os.Exit(1)
	}
}

// slim makes everything in dir, a folder below this module's root. The go
// command reads the replacement from the root, whatever it is run in.
func slim(dir string) error {
	// This comes first: it downloads Ebiten, which has no folder before that.
	packages, err := list("-deps", "-f", `{{with .Module}}{{if eq .Path "`+ebiten+`"}}{{$.Dir}}{{end}}{{end}}`, "./wasm/stage")
	if err != nil {
		return err
	}
	root, err := list("-m", "-f", "{{.Dir}}", ebiten)
	if err != nil {
		return err
	}
	if len(root) == 0 || len(packages) == 0 {
		return fmt.Errorf("go list knows no folder of %s", ebiten)
	}
	copied := filepath.Join(dir, "ebiten")
	if err := os.RemoveAll(copied); err != nil {
		return err
	}
	for _, from := range packages {
		name, err := filepath.Rel(root[0], from)
		if err != nil {
			return err
		}
		if err := copyFiles(from, filepath.Join(copied, name)); err != nil {
			return err
		}
	}
	if err := editFiles(copied, edits); err != nil {
		return err
	}
	if err := writeModule(dir, root[0]); err != nil {
		return err
	}
	return finishShaders(dir)
}

// list asks go list about the program for the browser.
func list(args ...string) ([]string, error) {
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	return strings.Fields(string(out)), nil
}

// copyFiles copies the files of a folder, not those of folders in it.
func copyFiles(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		if err := copyFile(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// writeModule writes this module's go.mod and go.sum anew, with the copy in
// Ebiten's place.
func writeModule(dir, root string) error {
	if err := copyFile(filepath.Join(root, "go.mod"), filepath.Join(dir, "ebiten", "go.mod")); err != nil {
		return err
	}
	if err := copyFile("go.sum", filepath.Join(dir, "go.sum")); err != nil {
		return err
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	mod = fmt.Appendf(bytes.TrimSpace(mod), "\n\nreplace %s => ./%s/ebiten\n", ebiten, filepath.ToSlash(dir))
	return os.WriteFile(filepath.Join(dir, "go.mod"), mod, 0o644)
}

func copyFile(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o644)
}
