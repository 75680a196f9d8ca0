//go:build browser

package test

import (
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// below is where the page stands on each server: no recipe may depend on its place.
const below = "/some/path/"

// hosts are the recipes of the README. Each serves a folder, and says what it is able to.
var hosts = []struct {
	name  string
	serve func(t *testing.T, dir string) (address string)

	headers bool // for caches and other origins
	packs   bool // sends what the build has packed
}{
	{"serve", ownServer, true, true},
	{"nginx", nginx, true, true},
	{"http.server", pythons, false, false},
}

// TestHosting: on every server of the README the page loads and trains below a path, and its files come with
// the headers that the README promises.
func TestHosting(t *testing.T) {
	for _, host := range hosts {
		t.Run(host.name, func(t *testing.T) {
			dir := belowPath(t)
			address := host.serve(t, dir)
			for _, name := range hosted(t, filepath.Join(dir, below)) {
				checkFile(t, address+below, name, host.headers, host.packs)
			}
			p := noWebGPU.blank(t)
			p.small()
			p.navigate(address + below)
			p.untilTraining(3)
			p.tick("data", "digits")
			p.untilTraining(3)
		})
	}
}

// belowPath is a folder to serve that has the page in a folder of its own.
func belowPath(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, below), os.DirFS(dist)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hosted names one file of every kind that the page has, each in the packing that it has most of.
func hosted(t *testing.T, dir string) []string {
	t.Helper()
	kinds := map[string]string{}
	err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, file)
		kinds[path.Ext(name)+path.Dir(name)] = filepath.ToSlash(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, name := range kinds {
		if _, packed := packings[path.Ext(name)]; !packed {
			names = append(names, name)
		}
	}
	return names
}

// packings are the ends of the names of packed files, with what a server calls them.
var packings = map[string]string{".br": "br", ".gz": "gzip"}

// mimeTypes are those that decide whether a browser takes a file.
var mimeTypes = map[string]string{
	".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm",
	".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json",
}

func checkFile(t *testing.T, address, name string, headers, packs bool) {
	t.Helper()
	for end, packing := range packings {
		packed, err := os.ReadFile(filepath.Join(dist, name+end))
		body, got := fetched(t, address+name, packing)
		checkType(t, name, got.Get("Content-Type"), headers)
		if headers {
			checkHeaders(t, name, got)
		}
		if !packs || err != nil {
			continue
		}
		if got.Get("Content-Encoding") != packing || string(body) != string(packed) || !strings.Contains(got.Get("Vary"), "Accept-Encoding") {
			t.Errorf("%s for %s: %d bytes, Content-Encoding %q, Vary %q; the build made %d bytes", name, packing, len(body), got.Get("Content-Encoding"), got.Get("Vary"), len(packed))
		}
		if body, got := fetched(t, address+name, ""); got.Get("Content-Encoding") != "" || len(body) <= len(packed) {
			t.Errorf("%s for a browser that unpacks nothing: %d bytes, Content-Encoding %q", name, len(body), got.Get("Content-Encoding"))
		}
	}
}

// checkType: Python knows no manifests, without which everything works but installing.
func checkType(t *testing.T, name, got string, all bool) {
	t.Helper()
	want := mimeTypes[path.Ext(name)]
	if want == "" || !all && path.Ext(name) == ".webmanifest" {
		return
	}
	if kind, _, _ := strings.Cut(got, ";"); kind != want {
		t.Errorf("%s comes as %q; want %s", name, got, want)
	}
}

func checkHeaders(t *testing.T, name string, got http.Header) {
	t.Helper()
	fresh := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		fresh = "public, max-age=31536000, immutable"
	}
	for header, want := range map[string]string{
		"Cache-Control": fresh, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
	} {
		if values := got.Values(header); len(values) != 1 || values[0] != want {
			t.Errorf("%s: %s is %q; want %q", name, header, values, want)
		}
	}
	if got.Get("ETag") == "" {
		t.Errorf("%s has no ETag", name)
	}
}

// fetched gets a file as a browser that takes one packing.
func fetched(t *testing.T, url, packing string) ([]byte, http.Header) {
	t.Helper()
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", packing)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d, %v", url, response.StatusCode, err)
	}
	return body, response.Header
}

func ownServer(t *testing.T, dir string) string {
	t.Helper()
	address, stop, err := serve(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return address
}

// pythons is the server that every Python brings.
func pythons(t *testing.T, dir string) string {
	t.Helper()
	port := freePort(t)
	started(t, port, exec.Command("python3", "-m", "http.server", "--bind", "127.0.0.1", "--directory", dir, port))
	return "http://127.0.0.1:" + port
}

// nginx runs Debian's with the repository's own file, of which only the port and the folder are changed; what
// an installed nginx has elsewhere stands around it.
func nginx(t *testing.T, dir string) string {
	t.Helper()
	recipe, err := os.ReadFile("../serve/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	port, own := freePort(t), t.TempDir()
	text := string(recipe)
	for from, to := range map[string]string{"listen 80;": "listen 127.0.0.1:" + port + ";", "root /var/www/html;": "root " + dir + ";"} {
		if strings.Count(text, from) != 1 {
			t.Fatalf("nginx.conf does not say %q once", from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	file := filepath.Join(own, "nginx.conf")
	replace(t, file, []byte(fmt.Sprintf(aroundNginx, own)+text+"}\n"))
	started(t, port, exec.Command("/usr/sbin/nginx", "-p", own, "-c", file, "-e", "stderr"))
	return "http://127.0.0.1:" + port
}

// aroundNginx lets it run without rights, and leave everything in one folder.
const aroundNginx = `
user root; daemon off; worker_processes 1; pid %[1]s/pid; error_log stderr;
events {}
http {
	access_log off; sendfile on;
	client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
`

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// started starts a server, waits until it listens, and ends it with the test.
func started(t *testing.T, port string, cmd *exec.Cmd) {
	t.Helper()
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(syscall.SIGTERM); cmd.Wait() })
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if c, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			c.Close()
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s does not listen: %s", cmd.Path, said.String())
		}
	}
}
