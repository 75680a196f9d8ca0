//go:build browser

package test

import (
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// cutTexts lists texts of which a part lies outside of something that shows nothing
// outside of itself and cannot be scrolled. What is cut with an ellipsis on purpose has
// all of it in its title.
const cutTexts = `(() => {
	const hides = (value) => value === "hidden" || value === "clip";
	const scrolls = (value) => value === "auto" || value === "scroll";
	const cut = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const text = walk.currentNode;
		if (!text.data.trim() || !text.parentElement.checkVisibility({ visibilityProperty: true }) || text.parentElement.closest(".hidden, .skip, .ticks")) continue;
		const range = document.createRange();
		range.selectNodeContents(text);
		for (const r of range.getClientRects()) {
			for (let box = text.parentElement, x = true, y = true; box && box !== document.documentElement; box = box.parentElement) {
				const style = getComputedStyle(box), b = box.getBoundingClientRect();
				x &&= !scrolls(style.overflowX), y &&= !scrolls(style.overflowY);
				if (style.textOverflow === "ellipsis" && box.title) break;
				const outside = x && hides(style.overflowX) && (r.left < b.left - 1 || r.right > b.right + 1)
					|| y && hides(style.overflowY) && (r.top < b.top - 2 || r.bottom > b.bottom + 2);
				if (outside) cut.add("“" + text.data.trim().slice(0, 50) + "” by " + box.tagName + "#" + box.id + "." + box.className);
			}
		}
	}
	for (const e of document.querySelectorAll("input:disabled")) {
		if (e.scrollWidth > e.clientWidth + 1) cut.add("“" + e.value + "” in its box");
	}
	return [...cut];
})()`

// cutsNoText reports texts of which a part cannot be seen.
func (p *tab) cutsNoText() {
	p.t.Helper()
	if cut := js[[]string](p, cutTexts); len(cut) > 0 {
		p.t.Errorf("cut off:\n%s", strings.Join(cut, "\n"))
	}
}

// behindBar says what of the focused control lies behind the bar at the bottom, or out of
// the window: nothing may of one that is low, and something must be seen of a high one.
const behindBar = `(() => {
	const at = document.activeElement, bar = document.querySelector(".bar");
	if (!at || at === document.body || at.tagName === "IFRAME" || bar.contains(at)) return "";
	const shown = at.closest(".chip") ?? at, r = shown.getBoundingClientRect();
	const sticks = getComputedStyle(bar).position !== "static";
	const bottom = sticks ? Math.min(innerHeight, bar.getBoundingClientRect().top) : innerHeight;
	const seen = Math.min(r.bottom, bottom) - Math.max(r.top, 0);
	const enough = r.height > bottom / 3 ? seen > 20 : seen > r.height - 1;
	return enough ? "" : (at.id || at.name + " " + at.value || at.dataset.param || at.textContent.trim()) + ": " + Math.round(seen) + " of " + Math.round(r.height) + " pixels are seen";
})()`

// framesToScroll is how many pairs of frames a browser may take to scroll to what has
// taken the focus: it does so as it draws, and software draws late.
const framesToScroll = 10

// outOfSight is what behindBar says once the page has scrolled.
func (p *tab) outOfSight() (what string) {
	p.t.Helper()
	for range framesToScroll {
		if what = js[string](p, behindBar); what == "" {
			return ""
		}
		p.call(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
	}
	return what
}

// keepsFocusInSight tabs through the page.
func (p *tab) keepsFocusInSight() {
	p.t.Helper()
	p.call(`(scrollTo(0, 0), document.activeElement.blur())`)
	var hidden []string
	for range len(js[[]string](p, stops)) + 5 {
		p.do("Tab", chromedp.KeyEvent(kb.Tab))
		if what := p.outOfSight(); what != "" {
			hidden = append(hidden, what)
		}
	}
	if len(hidden) > 0 {
		p.t.Errorf("the focus goes out of sight:\n%s", strings.Join(hidden, "\n"))
	}
}
