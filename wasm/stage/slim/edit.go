package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
)

// edits names the files of Ebiten 2.10 that are changed.
var edits = map[string]func(file string) error{
	"internal/builtinshader/shader.go": expandTemplate,
	"internal/colormshader/shader.go":  expandTemplate,
	"internal/debug/caller.go":         forgetCaller,
	"internal/vmguest/vmguest.go":      forgetHost,
	"internal/graphicscommand/image.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{"dumpTo": ""})
	},
	"internal/graphicscommand/image_js.go": refuseDumps,
	"internal/thread/thread.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{"logDiscardedCall": "func logDiscardedCall() {}"})
	},
	"internal/atlas/gpuresources.go": logPlainly,
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

// forgetHost leaves out how Ebiten serves another process, with gob over the
// network.
func forgetHost(file string) error {
	return keepDeclarations(file, map[string]string{"MarkGuest": "func MarkGuest(bool) {}"})
}

// refuseDumps leaves out pictures of Ebiten's own images, for which it brings an
// encoder of PNG and one of ZIP.
func refuseDumps(file string) error {
	return replaceDeclarations(file, map[string]string{
		"download": `type noDumps struct{}

func (noDumps) Error() string { return "graphicscommand: this copy of Ebiten dumps no images" }`,
		"Dump": `func (i *Image) Dump(graphicsdriver.Graphics, string, bool, image.Rectangle) (string, error) {
	return "", noDumps{}
}`,
		"DumpImages": `func DumpImages([]*Image, graphicsdriver.Graphics, string) (string, error) {
	return "", noDumps{}
}`,
	})
}

// logPlainly prints the errors that log/slog would, which brings encoding/json.
func logPlainly(file string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	without := bytes.Replace(src, []byte("\t\"log/slog\"\n"), nil, 1)
	if len(without) == len(src) {
		return errors.New("no import of log/slog: is this another version of Ebiten?")
	}
	return writeChanged(file, append(without, `
var slog plainLog

type plainLog struct{}

func (plainLog) Debug(string, ...any) {}

func (plainLog) Error(message string, attributes ...any) {
	fmt.Println("ERROR", message, attributes)
}
`...))
}
