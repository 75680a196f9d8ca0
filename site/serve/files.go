package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// types are the MIME types that matter: a browser streams a module into its
// compiler only as application/wasm, and runs a script only as JavaScript.
// Naming them here makes them independent of the machine's own table.
var types = map[string]string{
	".wasm":        "application/wasm",
	".js":          "text/javascript; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".txt":         "text/plain; charset=utf-8",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".zip":         "application/zip",
	".gz":          "application/gzip", // data, unpacked by the page itself
}

// Files under assets/ have a hash of their content in their names, so that a browser never asks for
// one again. Everything else is revalidated by its ETag: a rebuilt page is seen at once.
const (
	forEver = "public, max-age=31536000, immutable"
	askAnew = "no-cache"
)

// files serves a folder. Any page may fetch from it: an embed in a sandbox has no
// origin of its own, and could load neither modules nor wasm otherwise.
func files(dir string) http.Handler {
	tags := tagger{known: map[string]tag{}}
	handler := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Clean("/" + r.URL.Path)
		if strings.HasSuffix(r.URL.Path, "/") {
			name = path.Join(name, "index.html")
		}
		header := w.Header()
		if kind, ok := types[path.Ext(name)]; ok {
			header.Set("Content-Type", kind)
		}
		header.Set("Cache-Control", freshness(name))
		header.Set("Access-Control-Allow-Origin", "*")
		header.Set("X-Content-Type-Options", "nosniff")
		packed := choose(dir, name, header, r)
		if etag := tags.of(filepath.Join(dir, filepath.FromSlash(packed))); etag != "" {
			header.Set("ETag", etag)
		}
		if packed != name {
			r = asked(r, packed)
		}
		handler.ServeHTTP(w, r)
	})
}

// freshness is the Cache-Control of a file.
func freshness(name string) string {
	if strings.Contains(name, "/assets/") {
		return forEver
	}
	return askAnew
}

// tagger remembers the ETag of each file for as long as the file is the same.
type tagger struct {
	mu    sync.Mutex
	known map[string]tag
}

type tag struct {
	size  int64
	mtime time.Time
	etag  string
}

// of returns the file's ETag, a hash of its content, or "" where there is no
// such file.
func (t *tagger) of(file string) string {
	info, err := os.Stat(file)
	if err != nil || info.IsDir() {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if k, ok := t.known[file]; ok && k.size == info.Size() && k.mtime.Equal(info.ModTime()) {
		return k.etag
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(content)
	k := tag{info.Size(), info.ModTime(), `"` + hex.EncodeToString(sum[:12]) + `"`}
	t.known[file] = k
	return k.etag
}
