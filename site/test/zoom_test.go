//go:build browser

package test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// enlarge makes the page's type so many times as large before it loads, as a
// visitor's setting does.
func (p *tab) enlarge(percent int) {
	p.t.Helper()
	source := fmt.Sprintf(`addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "%d%%"; })`, percent)
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: source}); err != nil {
		p.t.Fatal(err)
	}
}

// cutText lists texts and fields that cannot be read whole: out of the page, in a
// box that hides what is beyond it, or with others over them. A browser shortens
// the name of a file by itself.
const cutText = `(() => {
	const bad = [];
	const width = document.documentElement.clientWidth;
	const shown = (e) => !e.closest("dialog:not([open]), .hidden, .skip, noscript, #messages") && e.checkVisibility({visibilityProperty: true}) && getComputedStyle(e).clipPath !== "inset(50%)";
	const speaks = (e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
	const scrolls = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
	const hides = (e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX);
	const all = [...document.querySelectorAll("body *")].filter((e) => shown(e) && (speaks(e) || e.matches("select, input:not([type=range], [type=file])")));
	for (const e of all) {
		const name = (e.id || e.className || e.tagName) + " “" + (e.value ?? e.textContent).slice(0, 40) + "”";
		const r = e.getBoundingClientRect();
		if ((hides(e) || e.tagName === "INPUT") && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)) bad.push(name + " is cut");
		let a = e.parentElement;
		for (; a && !scrolls(a); a = a.parentElement) {
			const q = a.getBoundingClientRect();
			if (hides(a) && a !== document.body && (r.right > q.right + 1 || r.left < q.left - 1 || r.bottom > q.bottom + 1)) bad.push(name + " is cut by " + (a.id || a.className));
		}
		if (!a && (r.right > width + 1 || r.left < -1)) bad.push(name + " is beyond the page");
	}
	const lines = all.filter((e) => speaks(e) && !e.closest("table")).map((e) => {
		const range = document.createRange();
		range.selectNodeContents(e);
		return [e, [...range.getClientRects()]];
	});
	const meet = (x, y) => Math.min(x.right, y.right) - Math.max(x.left, y.left) > 2 && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 4;
	for (const [i, [a, as]] of lines.entries()) {
		for (const [b, bs] of lines.slice(i + 1)) {
			if (a.contains(b) || b.contains(a) || a.closest(".bar") !== b.closest(".bar")) continue;
			if (as.some((x) => bs.some((y) => meet(x, y)))) bad.push("“" + a.textContent.slice(0, 30) + "” and “" + b.textContent.slice(0, 30) + "” lie over each other");
		}
	}
	return bad;
})()`

// No text is cut with twice the text, whatever stands on the page: TestEveryScreen
// looks at the default page.
func TestNoTextIsCutWhereThereIsMost(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(1440, 900)
	p.enlarge(200)
	p.visit("backend=cpu&speed=20&vs=lr:0.0001,0.01,0.1&act=relu")
	p.untilTraining(3)
	p.click("#play") // the bar is fullest
	p.call(`(document.querySelector("details").open = true)`)
	for _, size := range [][2]int64{{1440, 900}, {820, 1180}, {390, 844}, {844, 390}, {320, 640}} {
		p.resize(size[0], size[1])
		p.call(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
		if bad := js[[]string](p, cutText); len(bad) > 0 {
			t.Errorf("%d×%d: %q", size[0], size[1], bad)
		}
		p.fits(size[0])
		if os.Getenv("BACKFLOW_SHOTS") != "" {
			p.shoot(fmt.Sprintf("text-200-%dx%d", size[0], size[1]))
		}
	}
}

// All type grows with the visitor's.
func TestAllTextGrows(t *testing.T) {
	sizes := `Object.fromEntries([...document.querySelectorAll("body *")].filter((e) => !e.matches("script, svg *, input[type=range], input[type=radio], input[type=checkbox]")).map((e, i) => [i + " " + (e.id || e.className || e.tagName), parseFloat(getComputedStyle(e).fontSize)]))`
	p := noWebGPU.open(t, "backend=cpu&speed=20")
	p.untilTraining(3)
	p.click("#play")
	before := js[map[string]float64](p, sizes)
	p.call(`document.documentElement.style.setProperty("font-size", "150%")`)
	for name, after := range js[map[string]float64](p, sizes) {
		if was, ok := before[name]; ok && !near(after, 1.5*was, 0.1) && was > 0 {
			t.Errorf("%s has type of %g px, and of %g px where it should be 1.5 times as large", name, was, after)
		}
	}
}

// shift is the modifier of that key in the protocol.
const shift = 8

// Whoever goes back through the page sees where they are, too: the bar is never over
// what has the focus.
func TestFocusOnTheWayBackIsInSight(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(390, 844)
	p.visit("backend=cpu&speed=20")
	p.untilTraining(3)
	p.focusWindow()
	p.call(`(document.querySelector("details").open = true)`)
	for _, size := range [][2]int64{{390, 844}, {320, 225}} {
		p.resize(size[0], size[1])
		for range len(js[[]string](p, stops)) + 5 {
			p.do("Shift+Tab", chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(shift)))
			if hidden := p.outOfSight(); hidden != "" {
				t.Errorf("%d×%d: %s", size[0], size[1], hidden)
			}
		}
	}
}

// In a low window, as at 400 % zoom, the bar gives way instead of covering most of
// it; elsewhere it stays in sight.
func TestBarGivesWayInLowWindows(t *testing.T) {
	p := noWebGPU.blank(t)
	for _, c := range []struct {
		width, height int64
		stays         bool
	}{{390, 844, true}, {320, 225, false}, {720, 450, true}, {820, 1180, true}} {
		p.resize(c.width, c.height)
		p.visit("backend=cpu&speed=20")
		p.untilTraining(3)
		p.call(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
		covers := js[float64](p, `Math.max(0, innerHeight - Math.max(0, document.querySelector(".bar").getBoundingClientRect().top)) / innerHeight`)
		if (covers > 0) != c.stays || covers > 0.3 {
			t.Errorf("%dx%d: the bar covers %.2f of the window at the top of the page; stays in sight: %v", c.width, c.height, covers, c.stays)
		}
	}
}
