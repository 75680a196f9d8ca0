package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sources is site/ as it is, with stand-ins for what is generated.
func sources(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"css", "embed", "examples", "icons", "js", "offline"} {
		if _, err := os.Stat(filepath.Join("..", part)); err != nil {
			continue
		}
		if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", part))); err != nil {
			t.Fatal(err)
		}
	}
	top, err := filepath.Glob("../*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range top {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, filepath.Base(name), string(content))
	}
	for _, name := range binaries {
		put(t, dir, name, "the content of "+name)
	}
	for _, name := range posters {
		put(t, dir, name, "<svg/>")
	}
	put(t, dir, "examples/poster.svg", "<svg/>")
	put(t, dir, "licences.txt", strings.Repeat("a licence\n", 100))
	put(t, dir, "wasm_exec.js", "self.Go = class {};")
	put(t, dir, "js/schema.js", "export const params = [], views = {}, raceSetups = [];")
	put(t, dir, "js/columns.js", "export const [columns, instruments] = [[], []];")
	put(t, dir, "js/lessons.js", "export const lessons = [];")
	return dir
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := newBuild("", dir).write(name, []byte(content)); err != nil {
		t.Fatal(err)
	}
}

// bundled makes a page and returns its folder and its table.
func bundled(t *testing.T, from string) (out string, table struct {
	ID    string
	Files map[string]file
},
) {
	t.Helper()
	out = t.TempDir()
	if err := newBuild(from, out).page(); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(read(t, out, "build.json")), &table); err != nil {
		t.Fatal(err)
	}
	return out, table
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The table tells the truth about every file, and so do the files' names.
func TestTableAndNamesAreTrue(t *testing.T) {
	out, table := bundled(t, sources(t))
	for _, s := range scripts {
		if _, ok := table.Files[s.name]; !ok && !s.stable {
			t.Errorf("the table lacks %s", s.name)
		}
	}
	for name, f := range table.Files {
		content := read(t, out, f.Path)
		sum := sha256.Sum256([]byte(content))
		if f.SHA256 != base64.StdEncoding.EncodeToString(sum[:]) || f.Bytes != len(content) {
			t.Errorf("%s: %+v is not what %s holds", name, f, f.Path)
		}
		if !strings.Contains(f.Path, "-"+hex.EncodeToString(sum[:5])+".") {
			t.Errorf("%s does not have its hash in its name", f.Path)
		}
	}
}

var (
	inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	policyHash   = regexp.MustCompile(`'sha256-([^']+)'`)
	assetPath    = regexp.MustCompile(`assets/[\w.-]+\.\w+`)
)

// Documents are filled in, name files that are there, and allow the script that stands
// in them.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	out, _ := bundled(t, sources(t))
	for _, name := range documents {
		page := read(t, out, name)
		if strings.Contains(page, "{{") {
			t.Errorf("%s is not filled in", name)
		}
		for _, path := range assetPath.FindAllString(page, -1) {
			read(t, out, path)
		}
		script := inlineScript.FindStringSubmatch(page)
		if script == nil {
			continue
		}
		sum := sha256.Sum256([]byte(script[1]))
		if want := base64.StdEncoding.EncodeToString(sum[:]); policyHash.FindStringSubmatch(page)[1] != want {
			t.Errorf("%s: the policy does not allow its script, whose hash is %s", name, want)
		}
	}
}

// What a page asks for at the end of each part is there, as its last words.
func TestPartsEndInTheirNames(t *testing.T) {
	out, table := bundled(t, sources(t))
	for name, end := range map[string]string{"page.js": `.push("page.js");`, "worker.js": `.push("worker.js");`, "page.css": `:root{--page-css:1}`} {
		if got := strings.TrimSpace(read(t, out, table.Files[name].Path)); !strings.HasSuffix(got, end) {
			t.Errorf("%s ends in %q; want %q", name, got[max(0, len(got)-60):], end)
		}
	}
}

// The same sources give the same page; another script gives another name to itself
// and to the build, and none to what does not know it.
func TestNamesFollowContents(t *testing.T) {
	from := sources(t)
	_, first := bundled(t, from)
	_, again := bundled(t, from)
	if first.ID != again.ID {
		t.Errorf("the same sources make %s and %s", first.ID, again.ID)
	}
	put(t, from, "js/main.js", read(t, from, "js/main.js")+"\nconsole.log(1);\n")
	_, other := bundled(t, from)
	if other.ID == first.ID || other.Files["page.js"].Path == first.Files["page.js"].Path {
		t.Error("another script has the same name")
	}
	if other.Files["worker.js"].Path != first.Files["worker.js"].Path {
		t.Error("the worker has another name though it is the same")
	}
}

func TestMissingSourceIsNamed(t *testing.T) {
	from := sources(t)
	if err := os.Remove(filepath.Join(from, "engine.wasm")); err != nil {
		t.Fatal(err)
	}
	if err := newBuild(from, t.TempDir()).page(); err == nil || !strings.Contains(err.Error(), "engine.wasm") {
		t.Errorf("without engine.wasm: %v", err)
	}
}

// What has been compressed once is taken from the cache, and is what it should be.
func TestCompressedCopies(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	text := strings.Repeat("one and the same line\n", 200)
	put(t, dir, "a.js", text)
	put(t, dir, "tiny.js", "1")
	if err := compress(dir, cache); err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(strings.NewReader(read(t, dir, "a.js.gz")))
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(zip); err != nil || string(content) != text {
		t.Errorf("a.js.gz holds %d bytes, %v", len(content), err)
	}
	if _, err := os.Stat(filepath.Join(dir, "tiny.js.gz")); err == nil {
		t.Error("tiny.js has a copy that is no smaller")
	}
	sum := sha256.Sum256([]byte(text))
	put(t, cache, hex.EncodeToString(sum[:])+".gz", "from the cache")
	if err := compress(dir, cache); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir, "a.js.gz"); !bytes.Equal([]byte(got), []byte("from the cache")) {
		t.Error("the cache is not used")
	}
}
