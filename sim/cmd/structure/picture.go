package main

import (
	"fmt"
	"slices"
	"strings"
)

// picture draws the imports of the programs' packages in Mermaid's words. An import
// is left out where another way leads to the same package.
func picture(dir string) (string, error) {
	packages, err := list(dir, programs)
	if err != nil {
		return "", err
	}
	reach := reachable(packages)
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for _, p := range packages {
		for _, to := range direct(p, reach) {
			fmt.Fprintf(&b, "  %s --> %s\n", p.name(), strings.TrimPrefix(to, module+"/"))
		}
	}
	b.WriteString("```\n")
	return b.String(), nil
}

// reachable tells of each package which it reaches.
func reachable(packages []*Package) map[string]map[string]bool {
	imports := map[string][]string{}
	for _, p := range packages {
		imports[p.ImportPath] = p.Imports
	}
	reach := map[string]map[string]bool{}
	for path := range imports {
		reach[path] = map[string]bool{}
		walk(imports, path, reach[path])
	}
	return reach
}

func walk(imports map[string][]string, from string, seen map[string]bool) {
	for _, to := range imports[from] {
		if !seen[to] {
			seen[to] = true
			walk(imports, to, seen)
		}
	}
}

// direct are the imports of a package that none of its other imports reaches.
func direct(p *Package, reach map[string]map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(p.Imports), func(to string) bool {
		return slices.ContainsFunc(p.Imports, func(other string) bool { return reach[other][to] })
	})
}
