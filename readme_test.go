//go:build !js

package backflow_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
)

func readme(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}

// The README's table of parameters must be the table's.
func TestReadmeListsEveryParameter(t *testing.T) {
	lines := readme(t)
	for _, p := range experiment.Params {
		row := findRow(lines, p.Name)
		if row == "" {
			t.Errorf("README.md has no row for %s", p.Name)
			continue
		}
		for _, want := range append(words(p), fmt.Sprintf("| `%s` |", p.Default), p.Doc.String()) {
			if !strings.Contains(row, want) {
				t.Errorf("README.md: the row of %s lacks %q", p.Name, want)
			}
		}
	}
}

func findRow(lines []string, name string) string {
	for _, line := range lines {
		if strings.HasPrefix(line, "| `"+name+"` |") {
			return line
		}
	}
	return ""
}

func words(p experiment.Param) []string {
	var ws []string
	for _, c := range p.Choices {
		ws = append(ws, "`"+c.Name+"`")
	}
	if p.Kind == experiment.KindInt || p.Kind == experiment.KindFloat {
		ws = append(ws, fmt.Sprintf("%v … %v", shortest(p.Min), shortest(p.Max)))
	}
	return ws
}

// shortest writes a bound as the README does: a count in full.
func shortest(x float64) string {
	if x == float64(int(x)) {
		return fmt.Sprint(int(x))
	}
	return fmt.Sprint(x)
}

// Every command line that the README shows must work as it stands there.
func TestReadmeCommandsRun(t *testing.T) {
	readTree(t)
	trace := filepath.Join(t.TempDir(), "trace.json")
	const network = `{"layers":[{"type":"dense","W":[[0.5,-0.25]],"b":[0.1]}],"loss":"mse","x":[[1,2]],"y":[[0.3]]}`
	if err := os.WriteFile(trace, []byte(network), 0o600); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, line := range readme(t) {
		if !strings.HasPrefix(line, "go run ") {
			continue
		}
		ran++
		command, _, _ := strings.Cut(line, "  #")
		cmd := exec.Command("sh", "-c", strings.Replace(command, "FILE.json", trace, 1))
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil || len(out) == 0 {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
	}
	if ran == 0 {
		t.Error("README.md shows no command to run")
	}
}

// The README's queries must be queries, without a word of complaint, and train at
// a pace that takes a day to ten million steps unless they ask for all speed.
func TestReadmeQueriesAreValid(t *testing.T) {
	found := 0
	for _, line := range readme(t) {
		for i, quoted := range strings.Split(line, "`") {
			if i%2 == 0 || !strings.HasPrefix(quoted, "?") {
				continue
			}
			found++
			query := quoted
			if opened, ok := lesson.Open(quoted); ok {
				query = opened.Query
			}
			cfg, problems := experiment.ParseQuery(query)
			if len(problems) > 0 {
				t.Errorf("%s: %v", quoted, problems)
			}
			if !strings.Contains(quoted, "speed=max") && !(cfg.Speed > 0 && 1e7/cfg.Speed > 24*60*60) {
				t.Errorf("%s: trains at %v steps a second", quoted, cfg.Speed)
			}
		}
	}
	if found == 0 {
		t.Error("README.md shows no query")
	}
}
