package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
)

// compressible are the endings of what a server sends compressed.
var compressible = []string{".html", ".js", ".css", ".svg", ".wasm", ".txt", ".json", ".webmanifest"}

// format is a way to compress, each at its best.
type format struct {
	ending string
	writer func(io.Writer) io.WriteCloser
}

var formats = []format{
	{".br", func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotli.BestCompression) }},
	{".gz", func(w io.Writer) io.WriteCloser {
		zip, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // fails for an unknown level only
		return zip
	}},
}

// compress leaves compressed files beside those of a folder. Since the best
// takes half a minute for a module, what has been made once is kept in cache.
func compress(folder, cache string) error {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return err
	}
	names, err := compressibleIn(folder)
	if err != nil {
		return err
	}
	slots := make(chan struct{}, runtime.NumCPU())
	failures := make([]error, len(names)*len(formats))
	var all sync.WaitGroup
	for i, name := range names {
		for j, how := range formats {
			all.Go(func() {
				slots <- struct{}{}
				defer func() { <-slots }()
				failures[i*len(formats)+j] = how.beside(name, cache)
			})
		}
	}
	all.Wait()
	return errors.Join(failures...)
}

func compressibleIn(folder string) (names []string, err error) {
	err = filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains(compressible, filepath.Ext(name)) {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

// beside writes a compressed file next to the one that is named, unless it
// would be no smaller.
func (f format) beside(name, cache string) error {
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	packed, err := f.cached(content, cache)
	if err != nil || len(packed) >= len(content) {
		return err
	}
	return os.WriteFile(name+f.ending, packed, 0o644)
}

func (f format) cached(content []byte, cache string) ([]byte, error) {
	sum := sha256.Sum256(content)
	kept := filepath.Join(cache, hex.EncodeToString(sum[:])+f.ending)
	if packed, err := os.ReadFile(kept); err == nil {
		return packed, nil
	}
	var packed bytes.Buffer
	w := f.writer(&packed)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	part := kept + ".part"
	if err := os.WriteFile(part, packed.Bytes(), 0o644); err != nil {
		return nil, err
	}
	return packed.Bytes(), os.Rename(part, kept)
}
