//go:build !js

package main

import "testing"

// The goals. Exceptions may shrink and may not grow.
const (
	mostExported = 35 // names of a package fit on a screen
	mostFiles    = 25 // of source in a folder
	mostLines    = 60 // of a function
)

// exceptions are packages that are not there yet, or that hold a table whose names others use.
var exceptions = map[string]struct{ exported, files int }{
	"render/theme":    {exported: 37}, // a table of colours
	"shaders":         {exported: 80}, // a table of kernels
	"sim/nn":          {exported: 74}, // tables of activations, initialisations and layers
	"sim/backend/cpu": {files: 33},
}

func TestStructureKeepsItsGoals(t *testing.T) {
	for _, f := range figuresNow(t) {
		allowed := exceptions[f.Name]
		if most := max(mostExported, allowed.exported); f.Exported > most {
			t.Errorf("%s has %d exported names; at most %d", f.Name, f.Exported, most)
		}
		if most := max(mostFiles, allowed.files); f.Files > most {
			t.Errorf("%s has %d files of source; at most %d", f.Name, f.Files, most)
		}
		if f.Longest > mostLines {
			t.Errorf("%s.%s has %d lines; at most %d", f.Name, f.LongestName, f.Longest, mostLines)
		}
	}
}

// An exception that is not needed any more goes.
func TestExceptionsAreNeeded(t *testing.T) {
	byName := map[string]Figures{}
	for _, f := range figuresNow(t) {
		byName[f.Name] = f
	}
	for name, allowed := range exceptions {
		if f := byName[name]; f.Exported <= mostExported && f.Files <= mostFiles {
			t.Errorf("%s needs no exception for %+v", name, allowed)
		}
	}
}

func figuresNow(t *testing.T) []Figures {
	t.Helper()
	readTree(t)
	packages, err := list(root, everything)
	if err != nil {
		t.Fatal(err)
	}
	figures, err := measure(packages)
	if err != nil {
		t.Fatal(err)
	}
	return figures
}
