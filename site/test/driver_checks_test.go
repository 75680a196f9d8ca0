//go:build browser

package test

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// check holds the page to what must be true at any time.
func (d *driver) check() {
	d.checkStats()
	d.checkText()
	d.checkConsole()
}

// checkStats: stats() says something, if only that there are none.
func (d *driver) checkStats() {
	said, err := ask[string](d, `(async () => {
		if (!window.backflow) return "not there";
		const late = new Promise((done) => setTimeout(done, `+millis(hung)+`, "hung"));
		return Promise.race([late, backflow.stats().then((s) => Array.isArray(s?.lanes) ? "there" : "no lanes", () => "rejected")]);
	})()`)
	switch {
	case err != nil:
		d.fault("stats() throws", "%v", err)
	case said == "hung" || said == "no lanes":
		d.fault("stats() is "+said, "the page says: %s", d.messages())
	}
}

// hung is longer than anything takes that answers at all, on a busy machine too.
const hung = 3 * time.Minute

// visible is what can be seen and heard of the page, without what is quoted: that
// may be anything that the driver has typed.
const visible = `(() => {
	const said = [document.body?.innerText ?? ""];
	for (const e of document.querySelectorAll("[aria-label], [aria-valuetext], [title], [role=status]")) {
		if (e.matches("input.number")) continue;
		said.push(e.ariaLabel ?? "", e.ariaValueText ?? "", e.title ?? "", e.role === "status" ? e.textContent : "");
	}
	return said.join("\n").replaceAll(/“[^”]*”/g, "“”");
})()`

// wrongs are texts that nobody should meet.
var wrongs = []struct {
	what string
	text *regexp.Regexp
}{
	{"no number", regexp.MustCompile(`\b(NaN|undefined|[+-]?Infinity|\[object \w+\])|%!\w?\(`)},
	{"a raw exception", regexp.MustCompile(`Failed to execute|\b(Type|Reference|Range|Syntax|Runtime)Error\b|is not a function|annot read propert|out of bounds|unreachable|goroutine|runtime error|nil pointer|index out of range|DOMException|SecurityError|syscall/js|driven`)},
	{"two full stops", regexp.MustCompile(`[^.…]\.\.(\s|$)|…\.`)},
	{"turned text", regexp.MustCompile("[\u202a\u202b\u202d\u202e]")},
}

func (d *driver) checkText() {
	text, err := ask[string](d, visible)
	if err != nil {
		d.fault("the text cannot be read", "%v", err)
		return
	}
	for _, wrong := range wrongs {
		if at := wrong.text.FindStringIndex(text); at != nil {
			d.fault(wrong.what+" on the page: "+text[at[0]:at[1]], "…%s…", strings.ReplaceAll(text[max(0, at[0]-100):min(len(text), at[1]+60)], "\n", " / "))
		}
	}
}

// excuses are complaints that must come of what the driver does, each after an action.
var excuses = []struct {
	after string // the beginning of an action
	text  *regexp.Regexp
	why   string
}{
	{"bad network", regexp.MustCompile(`Failed to load resource|net::ERR|MIME type|Failed to fetch|Unexpected token`), "the browser names what the network did not bring"},
	{"crash: Go", regexp.MustCompile(`the engine prints: panic: JavaScript error: Failed to execute 'postMessage'`), "Go names the panic that was wanted"},
	{"crash: a trap", regexp.MustCompile(`the engine prints: (panic|fatal error|runtime)`), "Go is in no state to go on"},
	{"crash", regexp.MustCompile(`Go program has already exited`), "a timer of the engine that has ended"},
	{"lose the GPU", regexp.MustCompile(`(?i)device.*(lost|destroyed)|GPU`), "the browser names the loss"},
	{"lose WebGL", regexp.MustCompile(`(?i)CONTEXT_LOST_WEBGL|context.*lost|lost.*context`), "the browser names the loss"},
	{"table", regexp.MustCompile(`the engine prints: fatal error: out of memory`), "not before memory is really full; see the issue"},
}

// checkConsole: nothing is complained of that the driver has not brought about.
func (d *driver) checkConsole() {
	printed, _ := ask[[]string](d, `(window.heard ?? []).splice(0)`)
	d.mu.Lock()
	list := append(printed, d.complaints[d.heard:]...)
	d.heard = len(d.complaints)
	d.mu.Unlock()
	for _, complaint := range list {
		if !d.excused(complaint) {
			d.fault("complaint on the console: "+complaint[:min(len(complaint), 80)], "%s", complaint[:min(len(complaint), 600)])
		}
	}
}

func (d *driver) excused(complaint string) bool {
	for _, e := range excuses {
		for kind := range d.past {
			if strings.HasPrefix(kind, e.after) && e.text.MatchString(complaint) {
				return true
			}
		}
	}
	return false
}

// messages is what stands over the picture.
func (d *driver) messages() string {
	text, _ := ask[string](d, `[...document.querySelectorAll("#messages p, #curtain:not([hidden])")].map((p) => p.textContent).join(" | ")`)
	return text
}

// rest lets the page come to itself, as someone would who wants to go on: the network
// is there again, “Try again” is pressed, a small network is asked for. Then it must train, and the
// picture must draw new snapshots.
func (d *driver) rest() {
	d.say("rest")
	d.net.repair()
	d.try("an ordinary window", chromedp.EmulateViewport(1100, 700, chromedp.EmulateScale(1)))
	d.arrive()
	d.onPage(`
		for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
		delete history.replaceState; delete history.pushState;
		scrollTo(0, 0);
		document.querySelector(".message button.primary")?.click();
		calling((it) => it.set("act=relu&depth=3&width=8&backend=cpu&speed=100"));
		calling((it) => it.play());`)
	trains := d.within("it trains", `(async () => {
		const s = await backflow.stats();
		return s.step > 0 && s.lanes.length === 1 && s.lanes[0].layers.length === 4;
	})()`)
	draws := trains && d.draws()
	d.checkText()
	d.checkConsole()
	if !trains || !draws {
		d.t.Logf("the page is opened anew")
		d.open("act=relu&depth=3&width=8&backend=cpu")
	}
}

// draws: the picture acknowledges a snapshot that comes from now on, and shows it.
func (d *driver) draws() bool {
	const seen = `({ drawn: window.snapshots, frames: document.getElementById("stage").contentWindow?.stageFrames?.count ?? 0 })`
	d.onPage(`window.before = ` + seen)
	return d.within("the picture draws", `(() => {
		const now = `+seen+`;
		if (now.frames < before.frames) before.frames = 0; // it has been loaded anew
		return now.drawn > before.drawn + 2 && now.frames > before.frames + 2 && document.getElementById("curtain").hidden;
	})()`)
}

// within reports whether an expression becomes true within hung, and a fault if not.
func (d *driver) within(what, expression string) bool {
	for end := time.Now().Add(hung); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		ok, err := ask[bool](d, `Promise.race([`+expression+`, new Promise((done) => setTimeout(done, 20000, false))]).then((it) => it, () => false)`)
		if err == nil && ok {
			return true
		}
	}
	d.fault("after a storm, not: "+what, "the page says: %s", d.messages())
	return false
}

// millis writes a time as JavaScript takes it.
func millis(t time.Duration) string { return strconv.Itoa(int(t / time.Millisecond)) }
