//go:build browser

package test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The workflow for GitHub Pages cannot be run here. What it does is one command of the README's, and everything
// else is GitHub's own at a named version.
func TestPagesWorkflowBuildsAsTheREADMESays(t *testing.T) {
	text, err := os.ReadFile("../../.github/workflows/pages.yml")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	workflow := string(text)
	commands := all(workflow, `(?m)^\s+- run: (.+)$`)
	if !slices.Equal(commands, []string{"./build.sh build"}) || !strings.Contains(string(readme), "`./build.sh build` leaves the page in `dist/`") {
		t.Errorf("the workflow runs %q, and the README builds the page otherwise", commands)
	}
	if paths := all(workflow, `(?m)^\s+path: (.+)$`); !slices.Equal(paths, []string{"dist"}) {
		t.Errorf("it publishes %q; the build leaves the page in dist", paths)
	}
	for _, action := range all(workflow, `uses: (.+)`) {
		if !regexp.MustCompile(`^actions/[a-z-]+@v\d+$`).MatchString(action) {
			t.Errorf("%s is no action of GitHub's at a named version", action)
		}
	}
	if strings.Contains(workflow, "\t") {
		t.Error("tabs are no indentation in YAML")
	}
}

// all returns the first group of every match.
func all(text, pattern string) (found []string) {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	return found
}
