package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// Figures are what can be counted in a package. Generated files count as files only.
type Figures struct {
	Name        string
	Exported    int // names of types, functions, variables and constants
	Files       int // of source
	Longest     int // lines of its longest function
	LongestName string
	Source      int // lines
	Tests       int // lines of tests
}

// measure takes the figures of packages. Package testing is imported by what helps
// tests only, all lines of which are tests.
func measure(packages []*Package) ([]Figures, error) {
	var all []Figures
	for _, p := range packages {
		f := Figures{Name: p.name()}
		if err := f.addFolder(p.Dir); err != nil {
			return nil, err
		}
		if p.Tests {
			f.Source, f.Tests = 0, f.Source+f.Tests
		}
		all = append(all, f)
	}
	return all, nil
}

func (f *Figures) addFolder(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := f.addFile(name); err != nil {
			return err
		}
	}
	return nil
}

func (f *Figures) addFile(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	lines := bytes.Count(text, []byte("\n"))
	if strings.HasSuffix(name, "_test.go") {
		f.Tests += lines
		return nil
	}
	f.Files++
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	if ast.IsGenerated(file) {
		return nil
	}
	f.Source += lines
	for _, d := range file.Decls {
		f.addDecl(set, d)
	}
	return nil
}

func (f *Figures) addDecl(set *token.FileSet, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.IsExported() {
			f.Exported++
		}
		if n := set.Position(d.End()).Line - set.Position(d.Pos()).Line + 1; n > f.Longest {
			f.Longest, f.LongestName = n, d.Name.Name
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			f.Exported += exportedNames(spec)
		}
	}
}

func exportedNames(spec ast.Spec) (n int) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			n++
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if name.IsExported() {
				n++
			}
		}
	}
	return n
}

// write prints figures as a table, with the sums of the folders that the goal of 0.8
// lines of tests to a line of source is about.
func write(out io.Writer, figures []Figures) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "package\texported\tfiles\tsource\ttests\ttests : source\tlongest function")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%s\t%d %s\n", f.Name, f.Exported, f.Files, f.Source, f.Tests, ratio(f), f.Longest, f.LongestName)
	}
	for _, folder := range []string{"render", "shaders", "sim", "site", "wasm"} {
		sum := total(figures, folder)
		fmt.Fprintf(w, "%s/…\t\t%d\t%d\t%d\t%s\t\n", folder, sum.Files, sum.Source, sum.Tests, ratio(sum))
	}
	return w.Flush()
}

// total adds up the packages at and under a folder.
func total(figures []Figures, folder string) Figures {
	sum := Figures{Name: folder}
	for _, f := range figures {
		if f.Name == folder || strings.HasPrefix(f.Name, folder+"/") {
			sum.Files += f.Files
			sum.Source += f.Source
			sum.Tests += f.Tests
		}
	}
	return sum
}

func ratio(f Figures) string {
	if f.Source == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(f.Tests)/float64(f.Source))
}
