//go:build ignore

// Command finish runs inside of slim's copy of Ebiten, on the machine that builds
// the page. It compiles shaders as Ebiten would when they are first used, and
// prints a package that has the results in place of the compiler. The sources
// come as a list in JSON.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/hajimehoshi/ebiten/v2/internal/legacyshader"
	"github.com/hajimehoshi/ebiten/v2/internal/shaderir"
	"github.com/hajimehoshi/ebiten/v2/internal/shaderir/glsl"
)

const head = `// Made by Backflow's wasm/stage/slim.

package legacyshader

import (
	"errors"

	"github.com/hajimehoshi/ebiten/v2/internal/shaderir"
)

type Unit int

const (
	Texels Unit = iota
	Pixels
)

// CompileShader finds what became of a source.
func CompileShader(source []byte) (*shaderir.Program, Unit, error) {
	for i := range finished {
		if f := &finished[i]; f.source == string(source) {
			return &f.program, f.unit, nil
		}
	}
	return nil, 0, errors.New("legacyshader: this copy of Ebiten knows its own shaders alone")
}

var finished = [...]struct {
	source  string
	unit    Unit
	program shaderir.Program
}{
`

func main() {
	var sources []string
	if err := json.NewDecoder(os.Stdin).Decode(&sources); err != nil {
		fail(err)
	}
	fmt.Print(head)
	for _, s := range sources {
		program, unit, err := legacyshader.CompileShader([]byte(s))
		if err != nil {
			fail(fmt.Errorf("%w in\n%s", err, s))
		}
		fmt.Printf("\t{%q, %d, %s},\n", s, unit, literal(program))
	}
	fmt.Println("}")
}

// literal is a program as slim's copy of package shaderir has it. Where a uniform
// is used, its factors are 1.
func literal(program *shaderir.Program) string {
	var factors []uint32
	for _, t := range program.Uniforms {
		for range t.DwordCount() {
			factors = append(factors, 1)
		}
	}
	program.FilterUniformVariables(factors)
	vertex, fragment := glsl.Compile(program, glsl.GLSLVersionES300)
	text := fmt.Sprintf("shaderir.Program{UniformNames: %#v, UniformFactors: %#v, Vertex: %q, Fragment: %q, Uniforms: []shaderir.Type{",
		program.UniformNames, factors, vertex, fragment)
	for _, t := range program.Uniforms {
		text += typeLiteral(t) + ", "
	}
	return text + "}}"
}

func typeLiteral(t shaderir.Type) string {
	text := fmt.Sprintf("{Main: %d", t.Main)
	if t.Length != 0 {
		text += fmt.Sprintf(", Length: %d", t.Length)
	}
	if len(t.Sub) > 0 {
		text += ", Sub: []shaderir.Type{"
		for _, s := range t.Sub {
			text += typeLiteral(s) + ", "
		}
		text += "}"
	}
	return text + "}"
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "finish:", err)
	os.Exit(1)
}
