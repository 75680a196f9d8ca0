//go:build browser

package test

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// built is build.json: what the bundler has made, by the names that the
// sources use.
type built struct {
	ID    string
	Files map[string]struct {
		Path, SHA256 string
		Bytes        int
	}
}

// made is the build in dist.
var made built

func readBuilt() error {
	content, err := os.ReadFile(filepath.Join(dist, "build.json"))
	if err != nil {
		return err
	}
	return json.Unmarshal(content, &made)
}

// asset is where the built page in a folder has a file.
func asset(dir, name string) string {
	return filepath.Join(dir, filepath.FromSlash(made.Files[name].Path))
}
