// Command generate writes what chooses an activation, for the CPU backend by its
// name and for the SIMD kernels by its code: everything there is one line a row of
// nn.Activations. ./build.sh kernels calls it.
package main

import (
	"fmt"
	"log"
	"os"
	"strings"

	"backflow/sim/nn"
)

//go:generate go run .

// outputs are the files and what stands in them, seen from this folder.
func outputs() map[string]string {
	return map[string]string{
		"../activate.go":             goChoice(),
		"../simd/kernels/choices.ts": kernelChoice(),
	}
}

func main() {
	for path, text := range outputs() {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

const notice = "// Code generated from nn.Activations by generate; DO NOT EDIT.\n\n"

func goChoice() string {
	var cases strings.Builder
	for _, f := range nn.Functions {
		fmt.Fprintf(&cases, "\tcase %s:\n\t\t%s(z, a, d%s)\n", strings.Join(names(f), ", "), f.Name, slope(f))
	}
	return fmt.Sprintf(goText, notice, cases.String())
}

const goText = `%spackage cpu

import "backflow/sim/backend/stats"

// activate computes a = φ(z) and d = φ'(z) of equally long slices, both at once
// because they share the costly part. At a kink d is that of the left side. The
// formulas are those of the row of nn.Activations by that name; a NaN in z comes
// out in a. The noise of a noisy one is in z already.
func activate[T stats.Real](name string, z, a, d []T, slope T) {
	switch name {
%s	default:
		panic("cpu: no activation " + name) // newNetwork knows none but the table's
	}
}
`

// names are those of the activations that apply a function, quoted.
func names(f nn.Activation) []string {
	var list []string
	for _, a := range nn.Activations {
		if a.Code() == f.Code() {
			list = append(list, fmt.Sprintf("%q", a.Name))
		}
	}
	return list
}

// slope is the last argument of a function, if it has one.
func slope(f nn.Activation) string {
	if f.Sloped {
		return ", slope"
	}
	return ""
}

func kernelChoice() string {
	var all []string
	var cases, pairs strings.Builder
	for _, f := range nn.Functions {
		all = append(all, f.Name)
		if f.Single {
			fmt.Fprintf(&cases, "    case Kind.%s: return %[1]s(z, a, d, n%s);\n", f.Name, slope(f))
			continue
		}
		fmt.Fprintf(&cases, "    case Kind.%s: return wide(Kind.%[1]s, z, a, d, n);\n", f.Name)
		fmt.Fprintf(&pairs, "  if (kind == Kind.%s) return %[1]s(u);\n", f.Name)
	}
	list := strings.Join(all, ", ")
	return fmt.Sprintf(kernelText, notice, list, list, cases.String(), pairs.String())
}

const kernelText = `%simport { %s } from "./activation";
import { wide } from "./wide";

// The codes of the instruction.
export const enum Kind { %s }

// activate is a = φ(z) and d = φ'(z).
export function activate(kind: i32, z: usize, a: usize, d: usize, n: i32, slope: f32): void {
  switch (kind) {
%s  }
}

// pair applies an activation to two float64.
// @ts-ignore: decorator
@inline
export function pair(kind: Kind, u: v128): v128 {
%s  return unreachable();
}
`
