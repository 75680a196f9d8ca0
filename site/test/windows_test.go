//go:build browser

package test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"backflow/site/test/drive"
)

// window is what the smoke test needs of any browser.
type window interface {
	Navigate(ctx context.Context, url string) error
	Eval(ctx context.Context, expression string) (json.RawMessage, error)
	Click(ctx context.Context, selector string) error
	Complaints() []string
}

// smokes are the browsers that the page is known to work in. Each opens a window and says where the page is.
var smokes = []struct {
	name string
	open func(t *testing.T) (window, string)
	gpu  func(s *smoke, program string)
}{
	{"Chromium with WebGPU", func(t *testing.T) (window, string) { return chromium{webGPU.blank(t)}, home }, (*smoke).trainsOnGPU},
	{"Chromium without WebGPU", func(t *testing.T) (window, string) { return chromium{noWebGPU.blank(t)}, home }, (*smoke).hasNoGPU},
	{"Firefox with WebGPU", func(t *testing.T) (window, string) { return firefox(t, true), watched(t) }, (*smoke).findsGPU},
	{"Firefox without WebGPU", func(t *testing.T) (window, string) { return firefox(t, false), watched(t) }, (*smoke).hasNoGPU},
	{"WebKitGTK", func(t *testing.T) (window, string) { return webKit(t), watched(t) }, (*smoke).hasNoGPU},
}

// chromium is a tab as a window; the tab itself fails a test that leaves errors on the console.
type chromium struct{ tab *tab }

func (c chromium) Navigate(_ context.Context, url string) error {
	c.tab.navigate(url)
	return nil
}

func (c chromium) Eval(_ context.Context, expression string) (json.RawMessage, error) {
	text, err := tryJS[string](c.tab, `(async () => JSON.stringify((await (`+expression+`)) ?? null))()`)
	return json.RawMessage(text), err
}

func (c chromium) Click(_ context.Context, selector string) error {
	c.tab.click(selector)
	return nil
}

func (c chromium) Complaints() []string { return nil }

// firefox starts one. Its WebGPU runs on lavapipe, whatever else the machine has.
func firefox(t *testing.T, webGPU bool) window {
	t.Helper()
	ctx, cancel := within()
	defer cancel()
	preferences := map[string]any{"dom.webgpu.enabled": webGPU, "gfx.webgpu.ignore-blocklist": webGPU}
	f, err := drive.StartFirefox(ctx, preferences, lavapipe()...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func lavapipe() []string {
	files, _ := filepath.Glob("/usr/share/vulkan/icd.d/lvp_icd*.json")
	if len(files) == 0 {
		return nil
	}
	return []string{"VK_ICD_FILENAMES=" + files[0]}
}

func webKit(t *testing.T) window {
	t.Helper()
	ctx, cancel := within()
	defer cancel()
	k, err := drive.StartWebKit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k
}

// watchScript keeps what goes wrong on a page where a test finds it.
const watchScript = `
	window.complaints = [];
	const complain = (...words) => window.complaints.push(words.join(" "));
	const { error } = console;
	console.error = (...words) => { complain(...words); error.apply(console, words); };
	addEventListener("error", (e) => complain(e.message ?? "cannot be loaded: " + (e.target.src ?? e.target.href)), true);
	addEventListener("unhandledrejection", (e) => complain("unhandled:", e.reason));
	document.addEventListener("securitypolicyviolation", (e) => complain("refused:", e.violatedDirective, e.blockedURI));
`

// watched serves a copy of the page that listens to its own errors, for browsers whose console cannot be read.
func watched(t *testing.T) (address string) {
	t.Helper()
	dir, address := site(t)
	replace(t, filepath.Join(dir, "watching.js"), []byte(watchScript))
	index := filepath.Join(dir, "index.html")
	text, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	const head = "<head>"
	with := strings.Replace(string(text), head, head+`<script src="watching.js"></script>`, 1)
	if with == string(text) {
		t.Fatalf("%s has no %s", index, head)
	}
	replace(t, index, []byte(with))
	return address
}
