//go:build browser

package test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
)

// mostCompressed bounds what a first visit downloads: both modules as a web
// server sends them, by Brotli at its best. build.sh tells how they get small.
const mostCompressed = 3_100_000

func TestWasmIsSmall(t *testing.T) {
	t.Parallel()
	var sizes [2]int
	for i, name := range []string{"engine.wasm", "stage.wasm"} {
		sizes[i] = size(t, asset(dist, name)+".br")
	}
	t.Logf("engine %d bytes, stage %d bytes after Brotli", sizes[0], sizes[1])
	if sum := sizes[0] + sizes[1]; sum > mostCompressed {
		t.Errorf("engine %d + stage %d = %d bytes after Brotli; at most %d", sizes[0], sizes[1], sum, mostCompressed)
	}
}

// mostShell bounds what comes before the programs: the document, its scripts and
// style sheet, those of the worker and the stage, and the larger of the posters,
// of which one is fetched.
const mostShell = 60_000

func TestShellIsSmall(t *testing.T) {
	t.Parallel()
	sum, poster := size(t, filepath.Join(dist, "index.html.br")), 0
	for _, name := range []string{"again.js", "page.css", "page.js", "go.js", "worker.js", "stage.html", "stage.js", "stage.css"} {
		n := smallest(t, asset(dist, name))
		t.Logf("%s: %d bytes", name, n)
		sum += n
	}
	for _, shape := range []string{"wide", "tall"} {
		for _, theme := range []string{"dark", "light"} {
			n := size(t, asset(dist, "poster-"+shape+"-"+theme+".svg")+".br")
			poster = max(poster, n)
			if n > mostPoster {
				t.Errorf("the %s %s poster has %d bytes; at most %d", shape, theme, n, mostPoster)
			}
		}
	}
	t.Logf("index.html and the above: %d, a poster: %d", sum, poster)
	if sum+poster > mostShell {
		t.Errorf("%d bytes come before the programs; at most %d", sum+poster, mostShell)
	}
}

const mostPoster = 14_000

// smallest is what a file takes on its way: packing makes the least ones larger.
func smallest(t *testing.T, file string) int {
	t.Helper()
	if _, err := os.Stat(file + ".br"); err != nil {
		return size(t, file)
	}
	return size(t, file+".br")
}

func size(t *testing.T, file string) int {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatalf("%v; ./build.sh build leaves it there", err)
	}
	return int(info.Size())
}

// mostElement bounds the script that other people's pages load, by Brotli.
const mostElement = 6 << 10

func TestElementIsSmall(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(dist, "embed.js"))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	w.Write(content) // memory takes all
	w.Close()
	if packed.Len() > mostElement {
		t.Errorf("embed.js is %d bytes after Brotli; at most %d", packed.Len(), mostElement)
	}
}
