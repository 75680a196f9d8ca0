package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// module is the path that every package of this repository begins with.
const module = "backflow"

// Package is what `go list` says of one package of this module.
type Package struct {
	ImportPath string
	Dir        string
	Imports    []string
	Tests      bool // it imports package testing
}

// name is the path of a package within the module.
func (p *Package) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// everything is what figures are taken of; programs are what people run, and all that
// these consist of.
var (
	everything = []string{"./..."}
	programs   = []string{"./sim/cmd/backflow", "./wasm/engine", "./wasm/stage"}
)

// targets are what the programs are built for.
var targets = [][2]string{{"linux", "amd64"}, {"js", "wasm"}}

// list returns the packages of this module that patterns name and those that they
// import, for all targets together, sorted by path.
func list(dir string, patterns []string) ([]*Package, error) {
	byPath := map[string]*Package{}
	for _, target := range targets {
		found, err := goList(dir, target, patterns)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if old := byPath[p.ImportPath]; old != nil {
				p.Imports = append(p.Imports, old.Imports...)
			}
			byPath[p.ImportPath] = p
		}
	}
	var packages []*Package
	for _, p := range byPath {
		p.Tests = slices.Contains(p.Imports, "testing")
		p.Imports = own(p.Imports)
		packages = append(packages, p)
	}
	slices.SortFunc(packages, func(a, b *Package) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return packages, nil
}

// own keeps the packages of this module, each once.
func own(paths []string) []string {
	paths = slices.DeleteFunc(paths, func(path string) bool { return !strings.HasPrefix(path, module+"/") })
	slices.Sort(paths)
	return slices.Compact(paths)
}

// goList passes over packages that have no files for a target.
func goList(dir string, target [2]string, patterns []string) ([]*Package, error) {
	cmd := exec.Command("go", append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,Imports,GoFiles"}, patterns...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS="+target[0], "GOARCH="+target[1], "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	var packages []*Package
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Package
			GoFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		if len(p.GoFiles) > 0 && strings.HasPrefix(p.ImportPath, module+"/") {
			packages = append(packages, &p.Package)
		}
	}
}
