package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// edits names the files of Ebiten 2.10 that are changed.
var edits = map[string]func(file string) error{
	"internal/builtinshader/shader.go": expandTemplate,
	"internal/colormshader/shader.go":  expandTemplate,
	"internal/debug/caller.go":         forgetCaller,
}

// expandTemplate puts a table of the finished shaders in the place of their
// template. Ebiten keeps them beside it, in defs.go, by filter and address.
func expandTemplate(file string) error {
	sources, err := finishedShaders(filepath.Join(filepath.Dir(file), "defs.go"))
	if err != nil {
		return err
	}
	table := "var sources = [FilterCount * AddressCount]string{\n"
	for _, s := range sources {
		table += "\t" + strconv.Quote(s) + ",\n"
	}
	return replaceDeclarations(file, map[string]string{
		"tmpl": table + "}",
		"ShaderSource": `func ShaderSource(filter Filter, address Address) []byte {
	shadersM.Lock()
	defer shadersM.Unlock()
	s := &shaders[filter][address]
	if *s == nil {
		*s = []byte(sources[int(filter)*AddressCount+int(address)])
	}
	return *s
}`,
	})
}

// finishedShaders returns the nameless constants of a file, in order.
func finishedShaders(file string) ([]string, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	var sources []string
	for _, d := range tree.Decls {
		constant, ok := d.(*ast.GenDecl)
		if !ok || constant.Tok != token.CONST || declared(d) != "_" {
			continue
		}
		literal, ok := constant.Specs[0].(*ast.ValueSpec).Values[0].(*ast.BasicLit)
		if !ok {
			return nil, fmt.Errorf("a constant of %s is no literal", file)
		}
		source, err := strconv.Unquote(literal.Value)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	return sources, nil
}

// forgetCaller does not look for the source code of whoever called Ebiten, which
// only stands in messages about mistakes in the use of it, and which a browser
// does not have.
func forgetCaller(file string) error {
	return replaceDeclarations(file, map[string]string{
		"FirstCaller": `func FirstCaller() (file string, line int, callerType CallerType) {
	return "", 0, CallerTypeNone
}`,
	})
}

// replaceDeclarations writes a Go file anew with other texts for some of its
// declarations, and without the imports that are no longer used.
func replaceDeclarations(file string, texts map[string]string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	changed, err := spliced(src, func(d ast.Decl) (text string, ok bool) {
		text, ok = texts[declared(d)]
		return text, ok
	}, len(texts))
	if err != nil {
		return err
	}
	notice := "// Changed by Backflow's wasm/stage/slim.\n\n"
	if changed, err = withoutUnusedImports(changed); err != nil {
		return err
	}
	return os.WriteFile(file, append([]byte(notice), changed...), 0o644)
}

// spliced replaces the declarations that have another text, exactly want of
// them.
func spliced(src []byte, other func(ast.Decl) (text string, ok bool), want int) ([]byte, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []byte
	from, found := 0, 0
	for _, d := range tree.Decls {
		text, ok := other(d)
		if !ok {
			continue
		}
		found++
		out = append(out, src[from:int(d.Pos())-int(tree.FileStart)]...)
		out = append(out, text...)
		from = int(d.End()) - int(tree.FileStart)
	}
	if found != want {
		return nil, fmt.Errorf("%d declarations to replace where there should be %d: is this another version of Ebiten?", found, want)
	}
	return append(out, src[from:]...), nil
}

// declared is the name that a declaration of one thing declares.
func declared(d ast.Decl) string {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Name.Name
	case *ast.GenDecl:
		if value, ok := d.Specs[0].(*ast.ValueSpec); ok && len(d.Specs) == 1 {
			return value.Names[0].Name
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
	return spliced(src, func(d ast.Decl) (string, bool) {
		g, ok := d.(*ast.GenDecl)
		return text, ok && g.Tok == token.IMPORT
	}, 1)
}
