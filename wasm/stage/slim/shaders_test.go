package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// copyInRepository runs slim as build.sh does and returns its folder, which has
// to lie in the repository.
func copyInRepository(t *testing.T) string {
	t.Helper()
	t.Chdir("../../..")
	if err := os.MkdirAll(".cache", 0o755); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(".cache", "slimtest")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := slim(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// What Ebiten compiles when a page runs has been compiled, all of it, and
// nothing is left that could compile more.
func TestEveryShaderIsFinished(t *testing.T) {
	original := filepath.Dir(source(t, "go.mod"))
	internal := filepath.Join(copyInRepository(t), "ebiten", "internal")
	rows := finishedRows(t, filepath.Join(internal, "legacyshader", "finished.go"))
	want, err := shaderSources(internal)
	if err != nil {
		t.Fatal(err)
	}
	stencils, err := literalsOfShaders(filepath.Join(original, "stencilbuffer.go"))
	if err != nil || len(stencils) == 0 {
		t.Fatalf("%d shaders in stencilbuffer.go, error %v", len(stencils), err)
	}
	if want = append(want, stencils...); len(rows) != len(want) {
		t.Errorf("%d finished shaders, want %d", len(rows), len(want))
	}
	for _, s := range want {
		if texts := rows[s]; len(texts) < 2 || !slices.ContainsFunc(texts, isVertex) || !slices.ContainsFunc(texts, isFragment) {
			t.Errorf("no finished shader for\n%s\nonly\n%s", s, texts)
		}
	}
	for _, gone := range compilerOnly {
		if _, err := os.Stat(filepath.Join(internal, gone)); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
}

func isVertex(text string) bool {
	return strings.HasPrefix(text, "#version 300 es") && strings.Contains(text, "gl_Position =")
}

func isFragment(text string) bool {
	return strings.HasPrefix(text, "#version 300 es") && strings.Contains(text, "fragColor =")
}

// finishedRows returns the texts of each row of the table by its source.
func finishedRows(t *testing.T, file string) map[string][]string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, d := range tree.Decls {
		if declared(d) != "finished" {
			continue
		}
		table := d.(*ast.GenDecl).Specs[0].(*ast.ValueSpec).Values[0].(*ast.CompositeLit)
		for _, row := range table.Elts {
			texts := textsIn(t, row)
			rows[texts[0]] = texts[1:]
		}
	}
	return rows
}

func textsIn(t *testing.T, tree ast.Node) []string {
	t.Helper()
	var texts []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			s, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, s)
		}
		return true
	})
	return texts
}

// A source that Ebiten's compiler refuses ends the build, and is shown.
func TestUnfinishedShaderIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shader.go")
	if err := os.WriteFile(file, []byte("package p\n\n//ebitengine:shadersource\nconst Source = before + after\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if sources, err := shaderSources(filepath.Dir(file)); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("sources %q, error %v", sources, err)
	}
}
