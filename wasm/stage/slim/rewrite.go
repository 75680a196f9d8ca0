package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"strconv"
	"strings"
)

// replaceDeclarations writes a Go file anew with other texts for some of its
// declarations.
func replaceDeclarations(file string, texts map[string]string) error {
	return rewrite(file, func(d ast.Decl) (text string, named, replaced bool) {
		text, named = texts[declared(d)]
		return text, named, named
	}, len(texts))
}

// keepDeclarations writes a Go file anew with some of its declarations alone:
// as they are where the text is empty, otherwise with that text.
func keepDeclarations(file string, texts map[string]string) error {
	return rewrite(file, func(d ast.Decl) (text string, named, replaced bool) {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			return "", false, false
		}
		text, named = texts[declared(d)]
		return text, named, !named || text != ""
	}, len(texts))
}

// rewrite splices a file, and leaves out the imports that are no longer used.
func rewrite(file string, other replacement, want int) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed, err := spliced(src, other, want)
	if err != nil {
		return err
	}
	if changed, err = withoutUnusedImports(changed); err != nil {
		return err
	}
	return writeChanged(file, changed)
}

// writeChanged writes a file that says that it was changed, as its licence wants.
func writeChanged(file string, text []byte) error {
	notice := "// Changed by Backflow's wasm/stage/slim.\n\n"
	return os.WriteFile(file, append([]byte(notice), text...), 0o644)
}

// replacement says of a declaration whether it is one of those that an edit
// names, and whether it gets another text.
type replacement func(ast.Decl) (text string, named, replaced bool)

// spliced replaces declarations, of which the edit names exactly want.
func spliced(src []byte, other replacement, want int) ([]byte, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []byte
	from, found := 0, 0
	for _, d := range tree.Decls {
		text, named, replaced := other(d)
		if named {
			found++
		}
		if replaced {
			out = append(out, src[from:int(start(d, text == ""))-int(tree.FileStart)]...)
			out = append(out, text...)
			from = int(d.End()) - int(tree.FileStart)
		}
	}
	if found != want {
		return nil, fmt.Errorf("%d declarations to edit where there should be %d: is this another version of Ebiten?", found, want)
	}
	return append(out, src[from:]...), nil
}

// start is where a declaration begins, or its comment.
func start(d ast.Decl, withComment bool) token.Pos {
	var comment *ast.CommentGroup
	switch d := d.(type) {
	case *ast.FuncDecl:
		comment = d.Doc
	case *ast.GenDecl:
		comment = d.Doc
	}
	if withComment && comment != nil {
		return comment.Pos()
	}
	return d.Pos()
}

// declared is the first name that a declaration declares.
func declared(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		switch s := d.Specs[0].(type) {
		case *ast.ValueSpec:
			return s.Names[0].Name
		case *ast.TypeSpec:
			return s.Name.Name
		}
	}
	return ""
}

// withoutUnusedImports rewrites a file's one import declaration.
func withoutUnusedImports(src []byte) ([]byte, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	used := map[string]bool{}
	ast.Inspect(tree, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = true
			}
		}
		return true
	})
	var kept []string
	for _, i := range tree.Imports {
		if name, err := strconv.Unquote(i.Path.Value); err == nil && used[path.Base(name)] {
			kept = append(kept, "\t"+i.Path.Value+"\n")
		}
	}
	text := ""
	if len(kept) > 0 {
		text = "import (\n" + strings.Join(kept, "") + ")"
	}
	return spliced(src, func(d ast.Decl) (string, bool, bool) {
		g, ok := d.(*ast.GenDecl)
		imports := ok && g.Tok == token.IMPORT
		return text, imports, imports
	}, 1)
}
