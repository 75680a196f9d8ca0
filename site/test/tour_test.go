//go:build browser

package test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tourSeen is what a browser remembers of one who has seen the tour: tabs of tests begin with it.
const tourSeen = `try { localStorage.setItem("backflow-tour", "off") } catch {}`

// firstVisit opens the page in a profile that has never seen it.
func firstVisit(t *testing.T, width, height int64) *tab {
	t.Helper()
	p := noWebGPU.newcomer(t)
	p.resize(width, height)
	p.navigate(home + "/")
	p.untilJS("the tour begins", patience, `document.querySelector("#tour:not([hidden])")`)
	return p
}

// step is the name of the tour's step, "" where there is none.
func (p *tab) tourStep() string {
	return js[string](p, `(() => { const tour = document.querySelector("#tour:not([hidden])"); return tour ? tour.dataset.step : ""; })()`)
}

func (p *tab) untilTour(step string) {
	p.t.Helper()
	p.until("the tour is at "+step, patience, func() bool { return p.tourStep() == step })
}

// A first visit shows the tour, over the page as it is: nothing jumps, nobody loses the focus, and each step is done
// by doing it. Once it is over it does not come again.
func TestTourOfAFirstVisit(t *testing.T) {
	p := firstVisit(t, 1440, 900)
	p.focusWindow()
	if at := js[string](p, `document.activeElement.tagName`); at != "BODY" {
		t.Errorf("the focus is at %s", at)
	}
	if live := js[string](p, `document.querySelector("#tour [role=status] h2").textContent`); live == "" {
		t.Error("nothing is said of the first step")
	}
	p.untilTour("gauges")
	p.aboutOneThing()
	p.do("pointing at the last hidden layer", chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight))
	p.untilTour("activation")
	p.aboutOneThing()
	// Another activation is another lane, which needs room: until then nothing has moved.
	if jumped := js[[]string](p, jumps); len(jumped) > 0 {
		t.Errorf("what jumps:\n%s", strings.Join(jumped, "\n"))
	}
	p.call(`document.querySelector('input[name="p-act"][value="tanh"]').click()`)
	p.untilTour("play")
	p.aboutOneThing()
	p.call(`document.getElementById("step").click()`)
	p.untilTour("left")
	p.aboutOneThing()
	p.clickIn("#tour", "Open the lessons")
	p.untilJS("the shelf is open, and the tour is over", patience, `document.querySelector("#shelf[open] li") && document.getElementById("tour").hidden`)
	if left := js[int](p, `document.querySelectorAll(".tour-target").length`); left != 0 {
		t.Errorf("%d things are still framed", left)
	}
	p.clickIn("#shelf", "Show the tour of the page")
	p.untilTour("gauges")
	p.do("Escape", chromedp.KeyEvent(kb.Escape))
	p.untilTour("")
	p.navigate(home + "/")
	p.untilTraining(3)
	p.drawn()
	if p.tourStep() != "" || js[bool](p, `!!self.backflowTour`) {
		t.Error("the tour comes again")
	}
}

// aboutOneThing: one thing has a frame, which can be seen beside the card.
func (p *tab) aboutOneThing() {
	p.t.Helper()
	if said := js[string](p, `(() => {
		const framed = document.querySelectorAll(".tour-target"), card = document.getElementById("tour").getBoundingClientRect();
		if (framed.length !== 1) return framed.length + " things have a frame";
		const r = framed[0].getBoundingClientRect();
		if (card.left < 0 || card.top < 0 || card.right > innerWidth + 1 || card.bottom > innerHeight + 1) return "the card sticks out";
		const covered = Math.max(0, Math.min(r.right, card.right) - Math.max(r.left, card.left)) * Math.max(0, Math.min(r.bottom, card.bottom) - Math.max(r.top, card.top));
		const seen = Math.max(0, Math.min(r.bottom, innerHeight) - Math.max(r.top, 0)) * r.width;
		return seen - covered < 0.4 * Math.min(r.width * r.height, innerWidth * innerHeight / 2) ? "it is covered, or out of sight" : "";
	})()`); said != "" {
		p.t.Errorf("at %s: %s", p.tourStep(), said)
	}
}

// clickIn clicks the button of a name.
func (p *tab) clickIn(where, name string) {
	p.t.Helper()
	p.call(`[...document.querySelectorAll("` + where + ` button")].find((b) => b.textContent === "` + name + `").click()`)
}

// On a phone, by the keyboard alone, the tour goes on by Next, and what it is about is in sight: the picture where one is to watch a step.
func TestTourOnAPhoneByTheKeyboard(t *testing.T) {
	p := firstVisit(t, 390, 844)
	p.focusWindow()
	p.prefer("light")
	p.do("Tab past the first link", chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab))
	for _, step := range []string{"gauges", "activation", "play"} {
		p.untilTour(step)
		p.untilJS("what the tour is about has come into sight", patience, `(() => {
			const target = document.querySelector(".tour-target"), shown = target.matches(".transport") ? document.getElementById("picture") : target;
			const r = shown.getBoundingClientRect();
			return r.top > -20 && r.top < document.getElementById("tour").getBoundingClientRect().top;
		})()`)
		p.aboutOneThing()
		if at := js[string](p, `document.activeElement.textContent`); at != "Next" {
			t.Errorf("the focus is at %q", at)
		}
		p.do("Enter", chromedp.KeyEvent(kb.Enter))
	}
	p.untilTour("left")
	if at := js[string](p, `document.activeElement.textContent`); at != "Open the lessons" {
		t.Errorf("in the last step the focus is at %q", at)
	}
	p.do("Tab back and Enter", chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("#tour button")].find((b) => b.textContent === "Close").focus()`), chromedp.KeyEvent(kb.Enter))
	p.untilTour("")
	if at := js[string](p, `document.activeElement.id`); at != "lessons" {
		t.Errorf("after the tour the focus is at %q", at)
	}
	if kept := js[string](p, `localStorage.getItem("backflow-tour")`); kept != "off" {
		t.Errorf("the browser remembers %q", kept)
	}
}

// Nobody who asks for something is shown about, nor who sees the page within another.
func TestTourKeepsAway(t *testing.T) {
	p := noWebGPU.newcomer(t)
	for _, address := range []string{"/?lesson=product", "/?depth=3", "/embed.html", "/?stringTest=long"} {
		p.navigate(home + address)
		p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden`)
		if js[bool](p, `!!document.querySelector('#tour, script[src*="/tour-"]')`) {
			t.Errorf("%s shows the tour", strings.TrimPrefix(address, "/"))
		}
	}
}
