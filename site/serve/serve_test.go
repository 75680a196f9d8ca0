package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, h http.Handler, path, etag string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestTypesAndRevalidation(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "index.html", "<!doctype html>")
	write(t, dir, "engine.wasm", "\x00asm")
	write(t, dir, "main.js", "1")
	h := files(dir)
	for path, kind := range map[string]string{
		"/":            "text/html; charset=utf-8",
		"/engine.wasm": "application/wasm",
		"/main.js":     "text/javascript; charset=utf-8",
	} {
		r := get(t, h, path, "")
		if got := r.Header.Get("Content-Type"); r.StatusCode != 200 || got != kind {
			t.Errorf("%s: status %d, type %q; want 200, %q", path, r.StatusCode, got, kind)
		}
		etag := r.Header.Get("ETag")
		if etag == "" {
			t.Errorf("%s has no ETag", path)
		}
		if r := get(t, h, path, etag); r.StatusCode != http.StatusNotModified {
			t.Errorf("%s with its own ETag: status %d, want 304", path, r.StatusCode)
		}
	}
	if r := get(t, h, "/none.js", ""); r.StatusCode != 404 {
		t.Errorf("a missing file: status %d, want 404", r.StatusCode)
	}
}

func TestChangedFileChangesETag(t *testing.T) {
	dir := t.TempDir()
	h := files(dir)
	write(t, dir, "main.js", "1")
	old := get(t, h, "/main.js", "").Header.Get("ETag")
	write(t, dir, "main.js", "22")
	if r := get(t, h, "/main.js", old); r.StatusCode != 200 {
		t.Errorf("a rebuilt file with the old ETag: status %d, want 200", r.StatusCode)
	}
}

func TestListenTakesTheNextPort(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	port := busy.Addr().(*net.TCPAddr).Port
	l, err := listen(busy.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got := l.Addr().(*net.TCPAddr).Port; got <= port || got > port+portsTried {
		t.Errorf("took port %d beside busy %d", got, port)
	}
	for _, bad := range []string{"nonsense", "127.0.0.1:" + strconv.Itoa(1<<20)} {
		if l, err := listen(bad); err == nil {
			l.Close()
			t.Errorf("listen(%q) must fail", bad)
		}
	}
}

// Names with a hash are kept for ever; all else is asked for anew. Every file may be read from any origin.
func TestHeadersForCaches(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"assets", "some/path/assets"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		"/assets/engine-1a2b.wasm":       forEver,
		"/some/path/assets/page-1a2b.js": forEver,
		"/index.html":                    askAnew,
		"/sw.js":                         askAnew,
		"/embed.js":                      askAnew,
		"/site.webmanifest":              askAnew,
	} {
		write(t, dir, path, "content of "+path)
		if path == "/index.html" {
			path = "/"
		}
		r := get(t, files(dir), path, "")
		if got := r.Header.Get("Cache-Control"); r.StatusCode != 200 || got != want {
			t.Errorf("%s: status %d, Cache-Control %q; want 200, %q", path, r.StatusCode, got, want)
		}
		if got := r.Header.Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: Access-Control-Allow-Origin %q; want *", path, got)
		}
	}
}

// A packed file goes to whoever can unpack it, with the type of what is packed.
func TestPackedFiles(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"engine.wasm": "", "engine.wasm.br": "br", "engine.wasm.gz": "gzip",
		"page.js": "", "page.js.gz": "gzip", "digits.gz": "",
		"index.html": "", "index.html.br": "br",
	} {
		write(t, dir, name, content+" of "+strings.TrimSuffix(strings.TrimSuffix(name, ".br"), ".gz"))
	}
	h := files(dir)
	etags := map[string]bool{}
	for _, c := range []struct{ path, file, accept, packing string }{
		{"/engine.wasm", "engine.wasm", "gzip, deflate, br, zstd", "br"},
		{"/engine.wasm", "engine.wasm", "gzip, deflate", "gzip"},
		{"/engine.wasm", "engine.wasm", "", ""},
		{"/page.js", "page.js", "br, GZIP;q=0.5", "gzip"},
		{"/page.js", "page.js", "br, gzip;q=0", ""},
		{"/digits.gz", "digits", "br, gzip", ""},
		{"/", "index.html", "br", "br"},
	} {
		r := httptest.NewRequest("GET", c.path, nil)
		r.Header.Set("Accept-Encoding", c.accept)
		if c.packing != "" {
			r.Header.Set("Range", "bytes=0-0") // of no use
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		header, want := w.Result().Header, c.packing+" of "+c.file
		if got := header.Get("Content-Encoding"); w.Code != 200 || w.Body.String() != want || got != c.packing {
			t.Errorf("%s for %q: status %d, %q as %q; want %q as %q", c.path, c.accept, w.Code, w.Body, got, want, c.packing)
		}
		if got := header.Get("Content-Length"); got != strconv.Itoa(len(want)) {
			t.Errorf("%s for %q: Content-Length %q for %d bytes", c.path, c.accept, got, len(want))
		}
		if kind := types[filepath.Ext(c.file)]; kind != "" && header.Get("Content-Type") != kind {
			t.Errorf("%s for %q: type %q", c.path, c.accept, header.Get("Content-Type"))
		}
		if vary := header.Get("Vary"); (vary == "Accept-Encoding") == (c.file == "digits") {
			t.Errorf("%s for %q: Vary %q", c.path, c.accept, vary)
		}
		if etag := header.Get("ETag"); etag == "" || etags[etag] {
			t.Errorf("%s for %q: ETag %q, as of something else", c.path, c.accept, etag)
		} else {
			etags[etag] = true
		}
	}
}
