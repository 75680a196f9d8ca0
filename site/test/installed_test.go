//go:build browser

package test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kept is the names of the builds that a service worker has, once it has all of one.
const kept = `navigator.serviceWorker.getRegistration().then((r) => r?.active ? caches.keys() : [])`

// The page that was seen once is there without a network; a new version is
// offered, and let in only when the viewer says so; nosw takes all of it away.
func TestPageIsKeptForVisitsWithoutNetwork(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(dist)); err != nil {
		t.Fatal(err)
	}
	address, stop, err := serve(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.small()
	p.navigate(address + "/?depth=3")
	p.untilTraining(3)
	p.until("the build is kept", patience, func() bool { return len(js[[]string](p, kept)) == 1 })
	first := js[[]string](p, kept)[0]

	newVersion(t, dir)
	p.reload()
	p.untilSays("A new version of Backflow is there.")
	p.untilTraining(3)
	if got := js[string](p, "backflowBoot.id"); strings.HasSuffix(got, "new") {
		t.Errorf("the new version runs before the viewer has said so")
	}
	p.click(".message button.primary") // Reload
	p.untilJS("the new version runs", patience, `window.backflowBoot?.id.endsWith("new")`)
	p.untilTraining(3)
	if now := js[[]string](p, kept); len(now) != 2 || now[len(now)-1] == first {
		t.Errorf("builds that are kept: %v; first was %s", now, first)
	}

	stop()
	p.navigate(address + "/?depth=4&act=relu")
	p.untilTraining(1)
	p.tick("data", "digits")
	p.untilJS("digits are learnt", patience, `document.querySelector('input[name="p-data"][value="digits"]').checked`)
	p.untilTraining(1)
	if n := js[int](p, `document.querySelectorAll("#numbers tbody tr").length`); n != 5 {
		t.Errorf("%d layers in the table; want 5", n)
	}
}

func TestServiceWorkerCanBeTakenAway(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	p.navigate(home + "/?depth=3")
	p.untilTraining(3)
	p.until("the build is kept", patience, func() bool { return len(js[[]string](p, kept)) == 1 })
	p.navigate(home + "/?depth=3&nosw")
	p.untilTraining(3)
	p.until("nothing is kept", patience, func() bool {
		return len(js[[]string](p, kept)) == 0 && js[int](p, "navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
	})
	if text := p.text(); strings.Contains(text, "nosw") {
		t.Errorf("the page complains: %s", text)
	}
}

// newVersion changes what a folder holds as a deployment would: the document,
// and the service worker that knows its hash.
func newVersion(t *testing.T, dir string) {
	t.Helper()
	index, worker := filepath.Join(dir, "index.html"), filepath.Join(dir, "sw.js")
	before := readFile(t, index)
	boot := strings.TrimSpace(readFile(t, asset(dir, "boot.js"))) // as it stands in the document
	id := idIn(t, boot)
	after := strings.ReplaceAll(before, id, id+"new")
	// The script within the document has another hash now.
	after = strings.ReplaceAll(after, integrity(boot), integrity(strings.ReplaceAll(boot, id, id+"new")))
	replace(t, index, []byte(after))
	w := strings.ReplaceAll(readFile(t, worker), made.ID, made.ID+"new")
	replace(t, worker, []byte(strings.ReplaceAll(w, integrity(before), integrity(after))))
}

func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// idIn is the build's name in a script: twelve hexadecimal digits in quotes.
func idIn(t *testing.T, script string) string {
	t.Helper()
	for _, part := range strings.Split(script, `"`) {
		if len(part) == 12 && strings.Trim(part, "0123456789abcdef") == "" {
			return part
		}
	}
	t.Fatal("no build has its name in the script")
	return ""
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The manifest names icons that are there, in their sizes.
func TestManifestIsTrue(t *testing.T) {
	var manifest struct {
		Icons []struct{ Src, Sizes, Type string }
	}
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(dist, "manifest.webmanifest"))), &manifest); err != nil {
		t.Fatal(err)
	}
	p := noWebGPU.blank(t)
	p.mayComplain = true // a text has no icon
	p.navigate(home + "/licences.txt")
	for _, icon := range manifest.Icons {
		if icon.Type != "image/png" {
			continue
		}
		size := js[string](p, `(async () => { const i = await createImageBitmap(await (await fetch("/`+icon.Src+`")).blob()); return i.width + "x" + i.height; })()`)
		if size != icon.Sizes {
			t.Errorf("%s is %s, and the manifest says %s", icon.Src, size, icon.Sizes)
		}
	}
}
