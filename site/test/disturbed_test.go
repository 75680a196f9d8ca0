//go:build browser

package test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// A disturbance is one way in which a server, or what is between it and a browser,
// does not hand out the page as it is. It reports whether it has answered.
type disturbance func(w http.ResponseWriter, r *http.Request) bool

// disturbed serves the page with disturbances; the first that answers a request does.
func disturbed(t *testing.T, disturbances ...disturbance) (address string) {
	t.Helper()
	files := http.FileServer(http.Dir(dist))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, answers := range disturbances {
			if answers(w, r) {
				return
			}
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

// onlyFor makes a disturbance concern one file of the page.
func onlyFor(name string, how disturbance) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool { return isFor(r, name) && how(w, r) }
}

// afterIndex is for all but the page's first document.
func afterIndex(how disturbance) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool { return !isFor(r, "index.html") && how(w, r) }
}

// isFor reports whether a request is for a file, by the name that sources call it.
func isFor(r *http.Request, name string) bool {
	return strings.TrimPrefix(r.URL.Path, "/") == served(name)
}

func served(name string) string {
	switch {
	case made.Files[name].Path != "":
		return made.Files[name].Path
	case name == "index.html":
		return ""
	default:
		return name
	}
}

// whole is a file's content as it should be.
func whole(r *http.Request) []byte {
	name := r.URL.Path
	if name == "/" {
		name = "/index.html"
	}
	content, _ := os.ReadFile(filepath.Join(dist, filepath.FromSlash(name)))
	return content
}

func answers(status int) disturbance {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		http.Error(w, http.StatusText(status), status)
		return true
	}
}

// gone: the connection closes without a word.
func gone(w http.ResponseWriter, _ *http.Request) bool {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		connection.Close()
	}
	return true
}

// breaksOff: the connection closes in the midst of a file.
func breaksOff(w http.ResponseWriter, r *http.Request) bool {
	content := whole(r)
	typed(w, r)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content[:len(content)/2])
	w.(http.Flusher).Flush()
	return gone(w, r)
}

// cutAt: a file ends where a text begins.
func cutAt(text string) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool {
		before, _, _ := strings.Cut(string(whole(r)), text)
		typed(w, r)
		io.WriteString(w, before)
		return true
	}
}

// cut: half of a file is all that the server has.
func cut(w http.ResponseWriter, r *http.Request) bool {
	content := whole(r)
	typed(w, r)
	w.Write(content[:len(content)/2])
	return true
}

// changed sends a whole file of another build.
func changed(change ...string) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool {
		typed(w, r)
		strings.NewReplacer(change...).WriteString(w, string(whole(r)))
		return true
	}
}

// signIn is what a network sends before one has signed in.
func signIn(w http.ResponseWriter, _ *http.Request) bool {
	w.Header().Set("Content-Type", "text/html")
	io.WriteString(w, "<!doctype html><title>Sign in to the network</title>")
	return true
}

// elsewhere is another way to ask for that.
func elsewhere(w http.ResponseWriter, r *http.Request) bool {
	http.Redirect(w, r, "http://sign-in.test/", http.StatusFound)
	return true
}

// asText serves a file as plain text, which is to be taken for nothing else.
func asText(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Write(whole(r))
	return true
}

// silent never answers, until the channel is closed.
func silent(repaired <-chan struct{}) disturbance {
	return func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-repaired:
			return false
		case <-r.Context().Done():
			return true
		}
	}
}

// stalls sends half a file, or a byte more, of the document as far as the numbers, and the rest when the channel is closed.
func stalls(repaired <-chan struct{}) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool {
		content := whole(r)
		half := max((len(content)+1)/2, strings.Index(string(content), "numbers-card"))
		typed(w, r)
		w.Write(content[:half])
		w.(http.Flusher).Flush()
		select {
		case <-repaired:
			w.Write(content[half:])
		case <-r.Context().Done():
		}
		return true
	}
}

// header adds one to every answer.
func header(name, value string) disturbance {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set(name, value)
		return false
	}
}

func policy(text string) disturbance { return header("Content-Security-Policy", text) }

func typed(w http.ResponseWriter, r *http.Request) {
	kind := map[string]string{".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}[path.Ext(r.URL.Path)]
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
}

// once is for the first request of a file; then the server sends what is right.
func once(name string, how disturbance) disturbance {
	var asked atomic.Bool
	return func(w http.ResponseWriter, r *http.Request) bool {
		return isFor(r, name) && !asked.Swap(true) && how(w, r)
	}
}

// onceAlive answers once, and is gone then.
func onceAlive() disturbance {
	var asked atomic.Bool
	return func(w http.ResponseWriter, r *http.Request) bool { return asked.Swap(true) && gone(w, r) }
}

// instead sends another of the page's files.
func instead(name string) disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool {
		content, _ := os.ReadFile(asset(dist, name))
		typed(w, r)
		w.Write(content)
		return true
	}
}

// policyOfInline allows the script that stands in the page, and no file.
func policyOfInline() disturbance {
	return func(w http.ResponseWriter, r *http.Request) bool {
		hash := regexp.MustCompile(`'sha256-[^']+'`).Find(whole(r))
		w.Header().Set("Content-Security-Policy", "script-src 'wasm-unsafe-eval' "+string(hash))
		return false
	}
}
