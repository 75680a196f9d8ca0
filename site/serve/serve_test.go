package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
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
