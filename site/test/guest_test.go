//go:build browser

package test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// guests is a browser of its own for pages with many embeds, whose processes can be
// told from other tests'.
var guests = &browser{name: "WebGPU, for embeds", flags: webGPU.flags}

// still is the browser of somebody who wants less motion, in all frames.
var still = &browser{name: "reduced motion", flags: map[string]any{"force-prefers-reduced-motion": true}}

// host is somebody else's page, of another site than the embeds in it.
type host struct {
	html    string
	headers map[string]string
	from    string // where Backflow is; home without
}

// at serves the page and returns its address. @ in it stands for Backflow's.
func (h host) at(t testing.TB) string {
	t.Helper()
	from := h.from
	if from == "" {
		from = home
	}
	page := "<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><style>body { margin: 0 } iframe, back-flow { display: block; width: 600px; height: 360px; border: 0 }</style>" +
		strings.ReplaceAll(h.html, "@", from)
	return "http://localhost:" + listen(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range h.headers {
			w.Header().Set(name, strings.ReplaceAll(value, "@", from))
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	})) + "/"
}

// listen serves until the test ends, and returns the port.
func listen(t testing.TB, handler http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return fmt.Sprint(listener.Addr().(*net.TCPAddr).Port)
}

// deployment is a server of the built page with headers of its own. It counts what it is
// asked for.
type deployment struct {
	headers map[string]string
	mu      sync.Mutex
	asked   map[string]int // by the path
}

func (a *deployment) at(t testing.TB) string {
	t.Helper()
	a.asked = map[string]int{}
	folder := http.FileServer(http.Dir(dist))
	kinds := map[string]string{".wasm": "application/wasm", ".js": "text/javascript"}
	return "http://127.0.0.1:" + listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.asked[r.URL.Path]++
		a.mu.Unlock()
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			w.Header().Set("Cache-Control", "max-age=31536000, immutable")
		}
		for name, value := range a.headers {
			w.Header().Set(name, value)
		}
		if kind, ok := kinds[path.Ext(r.URL.Path)]; ok {
			w.Header().Set("Content-Type", kind)
		}
		folder.ServeHTTP(w, r)
	}))
}

func (a *deployment) times(name string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked["/"+made.Files[name].Path]
}

var example = regexp.MustCompile("(?s)```js\n(.*?)```")

// messages is the README's example of how a page talks to an embed. The page keeps
// what it hears: ask(id) resolves to the function for that frame, told[id] is the
// newest detail of each event.
func messages(t testing.TB) string {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	code := example.FindSubmatch(readme)
	if code == nil {
		t.Fatal("README.md has no example in JavaScript")
	}
	return `<script>` + string(code[1]) + `
		const told = {}, errors = {}, turns = {};
		const known = {};
		const ask = (id) => known[id];
		new MutationObserver(() => {
			for (const frame of document.querySelectorAll("iframe[id]")) {
				if (frame.id in known) continue;
				told[frame.id] = {}, errors[frame.id] = [], turns[frame.id] = [];
				known[frame.id] = backflow(frame, (event, detail) => {
					told[frame.id][event] = detail;
					if (event === "error") errors[frame.id].push(detail.message);
					if (event === "state" && detail.state !== turns[frame.id].at(-1)) turns[frame.id].push(detail.state);
				});
			}
		}).observe(document, { subtree: true, childList: true });
	</script>`
}

// host opens a tab on somebody else's page.
func (b *browser) host(t testing.TB, h host) *tab {
	t.Helper()
	p := b.blank(t)
	p.resize(1000, 800)
	p.navigate(h.at(t))
	return p
}

// frames are tabs on the frames of this page whose address holds a text.
func (p *tab) frames(part string) []*tab {
	p.t.Helper()
	all, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	own := chromedp.FromContext(p.ctx).BrowserContextID
	var found []*tab
	for _, info := range all {
		if info.Type == "iframe" && info.BrowserContextID == own && strings.Contains(info.URL, part) {
			ctx, _ := chromedp.NewContext(p.ctx, chromedp.WithTargetID(info.TargetID)) // ends with the page
			found = append(found, &tab{t: p.t, ctx: ctx, mayComplain: true})
		}
	}
	return found
}

// frameText is all the text in the frames of this page, scripts or not.
func (p *tab) frameText(part string) string {
	p.t.Helper()
	var words []string
	deep, pierce := int64(-1), true
	for _, f := range p.frames(part) {
		document, err := chromedp.Call(f.ctx, dom.GetDocument, dom.GetDocumentParams{Depth: &deep, Pierce: &pierce})
		if err != nil {
			continue // it has gone
		}
		collect(document.Root, &words)
	}
	return strings.Join(words, "\n")
}

func collect(n *cdp.Node, words *[]string) {
	switch {
	case n.NodeType == 3: // a text
		*words = append(*words, n.NodeValue)
	case n.NodeName == "STYLE" || n.NodeName == "SCRIPT":
		return
	}
	for _, child := range n.Children {
		collect(child, words)
	}
	if n.ContentDocument != nil {
		collect(n.ContentDocument, words)
	}
}
