package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// assets is the folder of what has a hash in its name, which browsers and
// servers may keep for ever.
const assets = "assets"

// file is one file of the page: what the scripts and the tests are told of it.
type file struct {
	Path   string `json:"path"`   // from the page's folder
	SHA256 string `json:"sha256"` // in base64, as subresource integrity wants it
	Bytes  int    `json:"bytes"`
}

// build is a page in the making.
type build struct {
	sources, out string
	single       bool              // all in one document
	files        map[string]file   // by the name that the sources call them
	documents    map[string]file   // whose names have no hash
	text         map[string]string // of what stands within a document
	english      sentences
}

func newBuild(sources, out string) *build {
	return &build{sources: sources, out: out, files: map[string]file{}, documents: map[string]file{}, text: map[string]string{}}
}

// binaries are what the scripts fetch, by the names that they call them.
var binaries = []string{
	"engine.wasm", "stage.wasm", textsFile,
	"data/train-images-idx3-ubyte.gz", "data/train-labels-idx1-ubyte.gz",
	"data/test-images-idx3-ubyte.gz", "data/test-labels-idx1-ubyte.gz",
	"data/race.json",
}

// posters stand where the picture will be; only the style sheet names them.
var posters = []string{"poster-wide-dark.svg", "poster-wide-light.svg", "poster-tall-dark.svg", "poster-tall-light.svg"}

// scripts are the entries of the bundles, each after those whose paths it is
// told: the worker's is known to whoever starts it.
var scripts = []script{
	{name: "go.js", entry: "wasm_exec.js"}, // what Go's programs need of a browser, for worker and stage alike
	{name: "worker.js", entry: "js/engine/worker.js", knows: append(slices.DeleteFunc(slices.Clone(binaries), isStage), "go.js")},
	{name: "stage.js", entry: "js/stage/stage.js", knows: []string{"stage.wasm", "go.js"}},
	{name: "stage.css", entry: "css/stage.css"},
	{name: "stage.html", entry: "stage.html"},
	{name: "share.css", entry: "css/share.css"},
	{name: "share.js", entry: "js/share/main.js", knows: []string{"share.css"}, pathsOnly: true},
	{name: "define.js", entry: "js/define/main.js", knows: []string{}},
	{name: "inspector.css", entry: "css/inspector.css"},
	{name: "inspector.js", entry: "js/inspector/main.js", knows: []string{"inspector.css"}, pathsOnly: true},
	{name: "tour.css", entry: "css/tour.css"},
	{name: "tour.js", entry: "js/tour/main.js", knows: []string{"tour.css"}, pathsOnly: true},
	{name: "lesson.css", entry: "css/lesson.css"},
	{name: "lesson.js", entry: "js/lesson/main.js", knows: []string{"lesson.css", "tour.js"}, pathsOnly: true},
	{name: "page.js", entry: "js/main.js", knows: []string{"worker.js", "stage.js", "stage.html", "share.js", "define.js", "inspector.js", "lesson.js", "tour.js"}, pathsOnly: true},
	{name: "page.css", entry: "css/main.css"},
	{name: "frame.js", entry: "embed/frame.js", knows: []string{"worker.js", "stage.js", "stage.html", "inspector.js", "lesson.js"}, pathsOnly: true},
	{name: "embed.css", entry: "css/embed.css"},
	{name: "examples.css", entry: "css/examples.css"},
	{name: "embed.js", entry: "embed/element.js", stable: true},
	{name: "boot.js", entry: "js/boot/boot.js", inline: true, knows: parts},
	{name: "again.js", entry: "js/boot/again.js", knows: []string{"boot.js"}, pathsOnly: true},
	{name: "embedboot.js", entry: "embed/boot.js", inline: true, knows: embedParts},
}

// parts are what the first script of a document watches.
var (
	parts      = []string{"worker.js", "stage.js", "stage.css", "stage.html", "page.js", "page.css"}
	embedParts = []string{"worker.js", "stage.js", "stage.css", "stage.html", "frame.js", "embed.css"}
)

func isStage(name string) bool { return name == "stage.wasm" }

// verbatim are patterns of files that keep their names: other pages, feeds and
// people link to them.
var verbatim = []string{"icon.svg", "icons/*.png", "licences.txt", "examples/*.svg"}

// documents are filled in last, since they name all else.
var documents = []string{"index.html", "embed.html", "examples/index.html", "manifest.webmanifest"}

func (b *build) page() error {
	if err := os.MkdirAll(filepath.Join(b.out, assets), 0o755); err != nil {
		return err
	}
	for _, step := range []func() error{b.readWords, b.addBinaries, b.addPosters, b.addScripts, b.copyVerbatim, b.writeDocuments, b.addServiceWorker, b.writeTable} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (b *build) addBinaries() error { return b.addAll(binaries) }
func (b *build) addPosters() error  { return b.addAll(posters) }

// addAll adds files as they are.
func (b *build) addAll(names []string) error {
	for _, name := range names {
		content, err := b.content(name)
		if err != nil {
			return err
		}
		if err := b.add(name, content); err != nil {
			return err
		}
	}
	return nil
}

// content is what a file holds.
func (b *build) content(name string) ([]byte, error) {
	if name == textsFile {
		return b.english.texts(), nil
	}
	return os.ReadFile(filepath.Join(b.sources, name))
}

func (b *build) readWords() (err error) {
	b.english, err = readEnglish()
	return err
}

// add writes a file under its hashed name, and remembers which that is.
func (b *build) add(name string, content []byte) error {
	f := described(name, content)
	f.Path = path.Join(assets, hashed(name, sha256.Sum256(content)))
	b.files[name] = f
	return b.write(f.Path, content)
}

// described says of a file what others are to know.
func described(path string, content []byte) file {
	sum := sha256.Sum256(content)
	return file{Path: path, SHA256: base64.StdEncoding.EncodeToString(sum[:]), Bytes: len(content)}
}

// hashed puts some of a hash before the ending of a file's name. Data is packed,
// which the name does not tell: some servers would unpack it on the way.
func hashed(name string, sum [sha256.Size]byte) string {
	base := path.Base(name)
	ending := path.Ext(base)
	stem := strings.TrimSuffix(base, ending)
	if ending == ".gz" {
		ending = ".bin"
	}
	return stem + "-" + hex.EncodeToString(sum[:5]) + ending
}

func (b *build) write(name string, content []byte) error {
	place := filepath.Join(b.out, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
		return err
	}
	return os.WriteFile(place, content, 0o644)
}

func (b *build) copyVerbatim() error {
	for _, pattern := range verbatim {
		found, err := filepath.Glob(filepath.Join(b.sources, filepath.FromSlash(pattern)))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("%s: no such file (%v)", pattern, err)
		}
		for _, name := range found {
			if err := b.copy(name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *build) copy(name string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	place, err := filepath.Rel(b.sources, name)
	if err != nil {
		return err
	}
	return b.write(filepath.ToSlash(place), content)
}

// id names the build as far as it is made: a hash of what is in its files.
func (b *build) id() string {
	var paths []string
	for _, known := range []map[string]file{b.files, b.documents} {
		for name, f := range known {
			paths = append(paths, name+" "+f.SHA256)
		}
	}
	slices.Sort(paths)
	sum := sha256.Sum256([]byte(strings.Join(paths, "\n")))
	return hex.EncodeToString(sum[:6])
}

// writeTable leaves build.json, which says what was built.
func (b *build) writeTable() error {
	table, err := json.MarshalIndent(map[string]any{"id": b.id(), "files": b.files}, "", "  ")
	if err != nil {
		return fmt.Errorf("build.json: %w", err)
	}
	return b.write("build.json", append(table, '\n'))
}
