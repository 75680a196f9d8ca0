package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// finisher is a program that compiles shaders with Ebiten's own compiler.
//
//go:embed finish/main.go
var finisher []byte

// finishShaders compiles the shaders of the copy of Ebiten in dir/ebiten, and
// leaves their compiler out, which is a third of the stage's download: with it come
// a parser of Go and arithmetic of any length.
func finishShaders(dir string) error {
	copied := filepath.Join(dir, "ebiten")
	sources, err := shaderSources(copied)
	if err != nil {
		return err
	}
	finished, err := finish(dir, sources)
	if err != nil {
		return err
	}
	folder := filepath.Join(copied, "internal", "legacyshader")
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "finished.go"), finished, 0o644); err != nil {
		return err
	}
	return forgetCompiler(copied)
}

// finish runs the finisher inside of the copy, whose packages are internal, on
// this machine.
func finish(dir string, sources []string) ([]byte, error) {
	folder := filepath.Join(dir, "ebiten", "internal", "finish")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	program := bytes.Replace(finisher, []byte("//go:build ignore\n"), nil, 1)
	if err := os.WriteFile(filepath.Join(folder, "main.go"), program, 0o644); err != nil {
		return nil, err
	}
	input, err := json.Marshal(sources)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "run", "-modfile="+filepath.Join(dir, "go.mod"), ebiten+"/internal/finish")
	cmd.Env = append(os.Environ(), "GOOS=", "GOARCH=")
	cmd.Stdin = bytes.NewReader(input)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("compiling the shaders: %w", err)
	}
	return out, nil
}

// shaderSources returns all constants that Ebiten marks as the source of a shader.
func shaderSources(copied string) ([]string, error) {
	var sources []string
	err := filepath.WalkDir(copied, func(file string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(file) != ".go" {
			return err
		}
		more, err := literalsOfShaders(file)
		sources = append(sources, more...)
		return err
	})
	if err == nil && len(sources) == 0 {
		err = errors.New("there are no shaders: is this another version of Ebiten?")
	}
	return sources, err
}

// literalsOfShaders returns the sources of shaders in one file.
func literalsOfShaders(file string) ([]string, error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var sources []string
	for _, d := range tree.Decls {
		if constant, ok := d.(*ast.GenDecl); ok && isShader(constant) {
			source, err := literalOf(constant)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			sources = append(sources, source)
		}
	}
	return sources, nil
}

func isShader(d *ast.GenDecl) bool {
	if d.Tok != token.CONST || d.Doc == nil {
		return false
	}
	for _, line := range d.Doc.List {
		if strings.TrimSpace(line.Text) == "//ebitengine:shadersource" {
			return true
		}
	}
	return false
}

func literalOf(constant *ast.GenDecl) (string, error) {
	value, ok := constant.Specs[0].(*ast.ValueSpec)
	if !ok || len(value.Values) != 1 {
		return "", errors.New("a shader is no single constant")
	}
	literal, ok := value.Values[0].(*ast.BasicLit)
	if !ok {
		return "", errors.New("a shader is no literal")
	}
	return strconv.Unquote(literal.Value)
}

// compilerOnly are the files and folders that only compile shaders.
var compilerOnly = []string{"finish", "shader", "graphics/shader.go", "shaderir/check.go", "shaderir/glsl/type.go"}

// finishedEdits are for the files that know the compiler, below internal.
var finishedEdits = map[string]func(file string) error{
	"shaderir/program.go": func(file string) error {
		return keepDeclarations(file, map[string]string{
			"SourceID":               "type SourceID struct{}",
			"Program":                finishedProgram,
			"FilterUniformVariables": finishedFilter,
		})
	},
	"shaderir/type.go": func(file string) error {
		return replaceDeclarations(file, map[string]string{
			"descendantLocalVars": "", "localVariableType": "", "LocalVariableType": "",
		})
	},
	"shaderir/glsl/glsl.go": func(file string) error {
		return keepDeclarations(file, map[string]string{
			"GLSLVersion": "", "GLSLVersionDefault": "", "Compile": finishedCompile,
		})
	},
	"shaderprecomp/shaderprecomp.go": func(file string) error {
		return keepDeclarations(file, map[string]string{
			"GLSL": "func GLSL(shaderir.SourceID, bool) (vertex, fragment []byte, ok bool) { return nil, nil, false }",
		})
	},
}

const finishedProgram = `type Program struct {
	UniformNames     []string
	Uniforms         []Type
	UniformFactors   []uint32
	Vertex, Fragment string
	SourceID         SourceID
}`

const finishedFilter = `func (p *Program) FilterUniformVariables(uniforms []uint32) {
	for i, factor := range p.UniformFactors {
		uniforms[i] *= factor
	}
}`

const finishedCompile = `func Compile(p *shaderir.Program, _ GLSLVersion) (vertexShader, fragmentShader string) {
	return p.Vertex, p.Fragment
}`

// forgetCompiler leaves out what only compiles shaders.
func forgetCompiler(copied string) error {
	internal := filepath.Join(copied, "internal")
	for _, name := range compilerOnly {
		if err := os.RemoveAll(filepath.Join(internal, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return editFiles(internal, finishedEdits)
}

// editFiles changes files below a folder.
func editFiles(folder string, edits map[string]func(file string) error) error {
	for name, edit := range edits {
		if err := edit(filepath.Join(folder, filepath.FromSlash(name))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
