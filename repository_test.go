//go:build !js

package backflow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"backflow/sim/experiment"
)

// The words are put together here so that this file passes its own test.
var (
	machinePath  = regexp.MustCompile(`(^|[^\w.:/~-])/(` + strings.Join([]string{"home", "root", "Users", "work", "mnt"}, "|") + `)/`)
	registryHost = regexp.MustCompile(`(proxy|sum)\.` + `golang\.org|registry\.` + `npmjs|deb\.` + `debian\.org`)
)

// What is in the repository must be true on every machine.
func TestNothingNamesOneMachine(t *testing.T) {
	for _, file := range readTree(t) {
		switch filepath.Ext(file) {
		case ".gz", ".png", ".wasm", ".prof", ".test":
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if machinePath.MatchString(line) || registryHost.MatchString(line) {
				t.Errorf("%s:%d names a path or a host of one machine: %s", file, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// Scripts ask the table of views what a view has (experiment.Views), and compare no names.
func TestScriptsNameNoView(t *testing.T) {
	var names []string
	for _, v := range experiment.Views {
		names = append(names, v.Name)
	}
	named := regexp.MustCompile("[!=]==? *[\"'`](" + strings.Join(names, "|") + ")[\"'`]|case [\"'`](" + strings.Join(names, "|") + ")[\"'`]")
	if !named.MatchString(`values.view !== "network"`) {
		t.Fatal("the scan finds nothing")
	}
	for _, file := range readTree(t) {
		if filepath.Ext(file) != ".js" || !strings.HasPrefix(filepath.ToSlash(file), "site/js/") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if named.MatchString(line) {
				t.Errorf("%s:%d compares a view's name: %s", file, i+1, strings.TrimSpace(line))
			}
		}
	}
}

// The doc comments are the contracts between the parts.
func TestEveryExportedNameAndPackageIsDocumented(t *testing.T) {
	fset := token.NewFileSet()
	documented := map[string]bool{} // folder: does its package have a comment?
	for _, path := range readTree(t) {
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Dir(path)
		documented[dir] = documented[dir] || file.Doc != nil
		for _, name := range bareNames(file) {
			t.Errorf("%s has no doc comment", fset.Position(name.Pos()).String()+": "+name.Name)
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("the package in %s has no comment", dir)
		}
	}
}

// bareNames returns the exported names of a file that lack a doc comment.
func bareNames(file *ast.File) []*ast.Ident {
	var bare []*ast.Ident
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
				bare = append(bare, d.Name)
			}
		case *ast.GenDecl:
			if d.Doc == nil || len(d.Specs) > 1 && d.Tok == token.TYPE {
				bare = append(bare, bareSpecs(d.Specs)...)
			}
		}
	}
	return bare
}

func bareSpecs(specs []ast.Spec) []*ast.Ident {
	var bare []*ast.Ident
	for _, spec := range specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && s.Doc == nil && s.Comment == nil {
				bare = append(bare, s.Name)
			}
		case *ast.ValueSpec:
			if s.Names[0].IsExported() && s.Doc == nil && s.Comment == nil {
				bare = append(bare, s.Names[0])
			}
		}
	}
	return bare
}

// exportedReceiver is false for methods of unexported types, which are seen
// only through an interface that documents them, and for the standard
// methods, which document themselves.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	switch f.Name.Name {
	case "Error", "String", "Len", "Less", "Swap":
		return false
	}
	base := f.Recv.List[0].Type
	if star, ok := base.(*ast.StarExpr); ok {
		base = star.X
	}
	name, ok := base.(*ast.Ident)
	return ok && name.IsExported()
}
