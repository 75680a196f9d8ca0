//go:build browser

package test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A start is one way in which the page does not start as it should, and what it
// says then.
type start struct {
	name         string
	disturbances []disturbance
	before       string   // a script that runs before any of the page's
	says         string   // where the picture will be, or in a message
	not          []string // must not be seen at any time, beside what is never right
	trains       bool     // the numbers go on
}

const (
	withoutWord = "the network is slow, or the server does not answer"
	reload      = "load the page again"
	mixed       = "the files of two versions"
	current     = "a current version of Chrome, Edge, Firefox or Safari"
)

// starts are the kinds of pages that do not start.
var starts = []start{
	// What the server, or the network, does to a file.
	{name: "scripts as text", disturbances: []disturbance{onlyFor("page.js", asText)}, says: "The page cannot start: the server sends page.js as “text/plain”, which browsers refuse; it has to send it as text/javascript."},
	{name: "all as text", disturbances: []disturbance{afterIndex(asText)}, says: "page.js as “text/plain”"},
	{name: "style sheet as text", disturbances: []disturbance{onlyFor("page.css", asText)}, says: "The page looks bare: the server sends page.css as “text/plain”, which browsers refuse; it has to send it as text/css.", trains: true},
	{name: "page.js missing", disturbances: []disturbance{onlyFor("page.js", answers(404))}, says: "The page cannot start: the server answers 404 for assets/page-"},
	{name: "page.js held back", disturbances: []disturbance{onlyFor("page.js", gone)}, says: "The page cannot start: page.js does not come through although the server can be reached; an extension, a filter or a firewall holds it back."},
	{name: "page.js cut", disturbances: []disturbance{onlyFor("page.js", cut)}, says: "The page cannot start: page.js has arrived cut short, "},
	{name: "page.js breaks off", disturbances: []disturbance{onlyFor("page.js", breaksOff)}, says: "The page cannot start: the connection broke off in the midst of page.js; " + reload + "."},
	{name: "page.js damaged", disturbances: []disturbance{onlyFor("page.js", changed("(()=>{", "(()=>>"))}, says: "The page cannot start: page.js has arrived damaged or is of another version; "},
	{name: "page.js not understood", disturbances: []disturbance{once("page.js", changed("(()=>{", "(()=>>{"))}, says: "The page cannot start: page.js arrived damaged at first, or this browser is too old to read it; " + reload + ", and if that does not help, use " + current + "."},
	{name: "page.js with a fault", disturbances: []disturbance{once("page.js", changed("(()=>{", "(()=>{missing();"))}, says: "The page cannot start: page.js has a fault in this browser (ReferenceError: missing is not defined)"},
	{name: "page.css missing", disturbances: []disturbance{onlyFor("page.css", answers(404))}, says: "The page looks bare: the server answers 404 for assets/page-", trains: true},
	{name: "page.css cut", disturbances: []disturbance{onlyFor("page.css", cut)}, says: "The page looks bare: page.css has arrived cut short, ", trains: true},
	{name: "page.css breaks off", disturbances: []disturbance{onlyFor("page.css", breaksOff)}, says: "The page looks bare: the connection broke off in the midst of page.css; ", trains: true},
	{name: "worker.js missing", disturbances: []disturbance{onlyFor("worker.js", answers(404))}, says: "The engine cannot be loaded: the server answers 404 for assets/worker-"},
	{name: "worker.js cut", disturbances: []disturbance{onlyFor("worker.js", cut)}, says: "The engine cannot be loaded: worker.js has arrived cut short, "},
	{name: "worker.js as text", disturbances: []disturbance{onlyFor("worker.js", asText)}, says: "The engine cannot be loaded: the server sends worker.js as “text/plain”"},
	{name: "engine.wasm missing", disturbances: []disturbance{onlyFor("engine.wasm", answers(404))}, says: "The engine cannot be loaded: the server answers 404 for assets/engine-"},
	{name: "engine.wasm cut", disturbances: []disturbance{onlyFor("engine.wasm", cut)}, says: "The engine cannot be loaded: engine.wasm has arrived cut short, "},
	{name: "engine.wasm breaks off", disturbances: []disturbance{onlyFor("engine.wasm", breaksOff)}, says: "The engine cannot be loaded: the connection broke off in the midst of engine.wasm; "},
	{name: "engine.wasm damaged", disturbances: []disturbance{onlyFor("engine.wasm", changed("goroutine", "gor0utine"))}, says: "The engine cannot be loaded: engine.wasm has arrived damaged or is of another version; "},
	{name: "engine.wasm of another build", disturbances: []disturbance{onlyFor("engine.wasm", instead("stage.wasm"))}, says: "The engine cannot be loaded: engine.wasm has arrived damaged or is of another version; "},
	{name: "stage.wasm of another build", disturbances: []disturbance{onlyFor("stage.wasm", instead("engine.wasm"))}, says: "The picture could not be loaded: stage.wasm has arrived damaged or is of another version; ", trains: true},
	{name: "stage.wasm missing", disturbances: []disturbance{onlyFor("stage.wasm", answers(404))}, says: "The picture could not be loaded: the server answers 404 for assets/stage-", trains: true},
	{name: "stage.wasm cut", disturbances: []disturbance{onlyFor("stage.wasm", cut)}, says: "The picture could not be loaded: stage.wasm has arrived cut short, ", trains: true},
	{name: "stage.js missing", disturbances: []disturbance{onlyFor("stage.js", answers(404))}, says: "The picture could not be loaded: the server answers 404 for assets/stage-", trains: true},
	{name: "stage.js cut", disturbances: []disturbance{onlyFor("stage.js", cut)}, says: "The picture could not be loaded: stage.js has arrived cut short, ", trains: true},
	{name: "stage.html of another build", disturbances: []disturbance{onlyFor("stage.html", changed("stage-", "stage-0"))}, says: "The picture could not be loaded: stage.html is another page or of another version; ", trains: true},
	{name: "index.html cut", disturbances: []disturbance{onlyFor("index.html", cutAt("numbers-card"))}, says: "The page has arrived cut short: load it again."},
	{name: "index.html older than the rest", disturbances: []disturbance{afterIndex(answers(404))}, says: "The page cannot start: the server answers 404 for assets/page-"},
	{name: "a fault of the server", disturbances: []disturbance{afterIndex(answers(500))}, says: "The page cannot start: the server answers 500 for assets/page-"},
	{name: "refused", disturbances: []disturbance{afterIndex(answers(403))}, says: "so that it or a filter on the way refuses to hand it out; "},
	{name: "sign-in page", disturbances: []disturbance{afterIndex(signIn)}, says: "The page cannot start: the server sends a web page in the place of page.js; a network that asks for a sign-in does that, "},
	{name: "sign-in elsewhere", disturbances: []disturbance{afterIndex(elsewhere)}, says: "The page cannot start: the network leads elsewhere instead of sending page.js, as it does where one has to sign in first; "},
	{name: "server gone", disturbances: []disturbance{onceAlive()}, says: "The page cannot start: page.js cannot be reached; is the network there?"},

	// Policies and sandboxes.
	{name: "policy without WebAssembly", disturbances: []disturbance{policy("script-src 'self'")}, says: "A Content-Security-Policy of the server, or of the site around, forbids WebAssembly, in which Backflow computes; its script-src has to allow 'wasm-unsafe-eval'.", not: []string{"damaged", "go on", "long to load"}},
	{name: "policy without the script in the page", disturbances: []disturbance{policy("script-src 'self' 'wasm-unsafe-eval'")}, says: "step", trains: true},
	{name: "policy with only that", disturbances: []disturbance{onlyFor("index.html", policyOfInline())}, says: "The page cannot start: a Content-Security-Policy of the server, or of a filter on the way, forbids page.js; its script-src has to allow 'self'."},
	{name: "policy without scripts", disturbances: []disturbance{onlyFor("index.html", policy("script-src 'none'"))}, says: "No program of this page runs here."},
	{name: "policy without anything", disturbances: []disturbance{onlyFor("index.html", policy("default-src 'none'"))}, says: "No program of this page runs here."},
	{name: "policy without workers", disturbances: []disturbance{onlyFor("index.html", policy("worker-src 'none'"))}, says: "The engine cannot be loaded: a Content-Security-Policy of the server, or of a filter on the way, forbids worker.js; its worker-src has to allow 'self'.", not: []string{"is the network there"}},
	{name: "policy without connections", disturbances: []disturbance{policy("connect-src 'none'")}, says: "The engine cannot be loaded: a Content-Security-Policy of the server, or of a filter on the way, forbids engine.wasm; its connect-src has to allow 'self'.", not: []string{"is the network there"}},
	{name: "policy without styles", disturbances: []disturbance{onlyFor("index.html", policy("style-src 'none'"))}, says: "The page looks bare: a Content-Security-Policy of the server, or of a filter on the way, forbids page.css; its style-src has to allow 'self'.", trains: true},
	{name: "sandbox", disturbances: []disturbance{policy("sandbox allow-scripts")}, says: "The engine cannot be loaded: the frame around this page has a sandbox that keeps it from reading engine.wasm; add allow-same-origin to the frame’s sandbox, or have the server send “Access-Control-Allow-Origin: *”."},
	{name: "sandbox and any origin", disturbances: []disturbance{policy("sandbox allow-scripts"), header("Access-Control-Allow-Origin", "*")}, says: "step", trains: true},
	{name: "without JavaScript", disturbances: []disturbance{policy("sandbox")}, says: "Backflow trains networks in your browser, which needs JavaScript."},

	// Browsers.
	{name: "without WebAssembly", before: "delete window.WebAssembly", says: "This browser has no WebAssembly, or it is switched off"},
	{name: "without workers", before: "delete window.Worker", says: "This browser has no workers, in which Backflow computes: use " + current + "."},
	{name: "workers refused", before: `window.Worker = function () { throw new DOMException("not here", "SecurityError") }`, says: "This browser starts no worker, in which Backflow computes: "},
	{name: "from a file", says: "This page was opened as a file, from which browsers start no program. Open backflow.html of the offline edition instead"},
}

// wrong is never right in the place of a cause.
var wrong = []string{"undefined", "its program has a fault", "[object"}

// What a page says that does not start: one sentence with the cause and its cure,
// and nothing that comes later hides it.
func TestPageThatDoesNotStartSaysWhy(t *testing.T) {
	for _, s := range starts {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := s.tab(t, s.address(t))
			p.untilSays(s.says)
			if s.trains {
				p.untilTraining(3)
			}
			s.judge(p)
		})
	}
}

// tab opens one on a page that may not start.
func (s start) tab(t *testing.T, address string) *tab {
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.small()
	p.beforeLoading(saying + s.before)
	p.head(address)
	return p
}

// judge looks at all that a page has said.
func (s start) judge(p *tab) {
	said := strings.Join(js[[]string](p, `window.said ?? []`), "\n")
	p.t.Log(said)
	for _, never := range append(wrong, s.not...) {
		if strings.Contains(said+p.text(), never) {
			p.t.Errorf("the page says “%s”", never)
		}
	}
}

// A late start is a page of which one part does not come for a long time.
type lateStart struct {
	name        string
	disturbance func(repaired <-chan struct{}) disturbance
	waits       string
}

const goesOn = ": the network is slow, or the server does not answer."

// lateStarts are the parts that may be late.
var lateStarts = []lateStart{
	{"page.js", func(repaired <-chan struct{}) disturbance { return onlyFor("page.js", silent(repaired)) }, "The page waits for its program, page.js" + goesOn},
	{"page.css", func(repaired <-chan struct{}) disturbance { return onlyFor("page.css", silent(repaired)) }, "The page looks bare: its style sheet, page.css, is still on its way; "},
	{"worker.js", func(repaired <-chan struct{}) disturbance { return onlyFor("worker.js", silent(repaired)) }, "The engine waits for its script, worker.js" + goesOn},
	{"engine.wasm", func(repaired <-chan struct{}) disturbance { return onlyFor("engine.wasm", silent(repaired)) }, "The engine waits for its program, engine.wasm: 0 % of it has come, and nothing more for seconds; "},
	{"the rest of engine.wasm", func(repaired <-chan struct{}) disturbance { return onlyFor("engine.wasm", stalls(repaired)) }, "The engine waits for its program, engine.wasm: 50 % of it has come, and nothing more for seconds; "},
	{"stage.html", func(repaired <-chan struct{}) disturbance { return onlyFor("stage.html", silent(repaired)) }, "The picture waits for its document, stage.html, or its script, stage.js" + goesOn},
	{"stage.js", func(repaired <-chan struct{}) disturbance { return onlyFor("stage.js", silent(repaired)) }, "The picture waits for its document, stage.html, or its script, stage.js" + goesOn},
	{"the rest of stage.wasm", func(repaired <-chan struct{}) disturbance { return onlyFor("stage.wasm", stalls(repaired)) }, "The picture waits for its program, stage.wasm: 50 % of it has come, and nothing more for seconds; "},
	{"the rest of index.html", func(repaired <-chan struct{}) disturbance { return onlyFor("index.html", stalls(repaired)) }, "The rest of the page is still on its way" + goesOn},
}

// A page of which a part is late says for what it waits, and goes on when that has
// come; the sentence goes away.
func TestPageThatIsLateSaysWhatForAndGoesOn(t *testing.T) {
	for _, s := range lateStarts {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			repaired := make(chan struct{})
			p := start{}.tab(t, disturbed(t, s.disturbance(repaired))+"/")
			p.untilSays(s.waits)
			if strings.HasPrefix(s.waits, "The picture") {
				p.untilStats("there are numbers meanwhile", patience, steps(0))
			}
			close(repaired)
			p.untilTraining(3)
			p.drawn()
			if strings.Contains(p.text(), s.waits) {
				t.Error("the sentence is still there")
			}
			start{}.judge(p)
		})
	}
}

func (s start) address(t *testing.T) string {
	if s.disturbances == nil && s.before == "" {
		folder, err := filepath.Abs(dist)
		if err != nil {
			t.Fatal(err)
		}
		return "file://" + filepath.ToSlash(folder) + "/index.html"
	}
	return disturbed(t, s.disturbances...) + "/"
}

// head goes to an address without waiting for all that is there.
func (p *tab) head(url string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.Navigate, page.NavigateParams{URL: url}); err != nil {
		p.t.Fatal(err)
	}
}

// saying keeps all that the page has said where the picture is and in messages,
// with the time.
const saying = `window.said = [];
new MutationObserver(() => {
	const places = document.querySelectorAll("#curtain:not([hidden]), #without-curtain, .message p");
	for (const text of [...places].map((e) => e.firstChild?.data ?? "")) {
		if (text && !said.some((line) => line.endsWith("s " + text))) said.push((performance.now() / 1000).toFixed(2) + " s " + text);
	}
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
`
