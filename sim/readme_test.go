//go:build !js

package sim_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"backflow/sim"
)

// The README's table of parameters must be the table's.
func TestReadmeListsEveryParameter(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range sim.Params {
		row := findRow(string(text), p.Name)
		if row == "" {
			t.Errorf("README.md has no row for %s", p.Name)
			continue
		}
		for _, want := range append(words(p), fmt.Sprintf("| `%s` |", p.Default), p.Doc) {
			if !strings.Contains(row, want) {
				t.Errorf("README.md: the row of %s lacks %q", p.Name, want)
			}
		}
	}
}

func findRow(text, name string) string {
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "| `"+name+"` |") {
			return line
		}
	}
	return ""
}

func words(p sim.Param) []string {
	var ws []string
	for _, c := range p.Choices {
		ws = append(ws, "`"+c.Name+"`")
	}
	return ws
}
