//go:build !js

package main

import (
	"os"
	"testing"
)

// A row of the table without its generated lines would be no activation.
func TestGeneratedFilesAreUpToDate(t *testing.T) {
	for path, want := range outputs() {
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what nn.Activations makes of it; run ./build.sh kernels", path)
		}
	}
}
