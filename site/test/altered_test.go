//go:build browser

package test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"backflow/sim/experiment"
)

// unaltered lists what can be read on the page, or is in a title or a label, and does not
// come from the table of sentences, which ?stringTest=long pads. names are proper terms.
const unaltered = `((names) => {
	const words = (text) => /\p{L}{3}/u.test(text) && !text.includes("łąń") && !names.includes(text.trim());
	const left = new Set();
	const note = (text, e) => words(text) && left.add("“" + text.trim().slice(0, 60) + "” in " + e.tagName + "#" + e.id + "." + e.className);
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!e.closest("script, style, noscript, pre, kbd, [hidden], #unstarted, dialog:not([open])") && e.childNodes.length === 1) note(walk.currentNode.data, e);
	}
	for (const e of document.querySelectorAll("*")) {
		for (const name of ["title", "aria-label", "alt", "aria-valuetext"]) note(e.getAttribute(name) ?? "", e);
	}
	note(document.title, document.documentElement);
	return [...left];
})`

// properTerms are texts that stay as they are: names of parameters' values, of networks, of
// backends and layers, and of the page.
func properTerms() []string {
	terms := []string{"Backflow", "CC BY-SA 3.0"}
	for _, p := range experiment.Params {
		for _, c := range p.Choices {
			if c.Label.ID == "" {
				terms = append(terms, c.Label.String())
			}
		}
	}
	return terms
}

func (p *tab) altersEveryText() {
	p.t.Helper()
	names, err := json.Marshal(properTerms())
	if err != nil {
		p.t.Fatal(err)
	}
	if left := js[[]string](p, unaltered+"("+string(names)+")"); len(left) > 0 {
		p.t.Errorf("not from the table of sentences:\n%s", strings.Join(left, "\n"))
	}
}

// alteredScreens are those on which other languages have to fit.
var alteredScreens = []screen{
	{"desktop", 1440, 900, "dark", false, 16},
	{"tablet", 820, 1180, "dark", false, 16},
	{"phone", 390, 844, "dark", false, 16},
	{"phone-aside", 844, 390, "dark", false, 16},
	{"low", 720, 450, "dark", false, 16},
}

// A language whose words are longer, or that is written from the right, finds room: nothing is
// cut off, lies over something else or makes the page wider than its window, and no text
// stands anywhere but in the table.
func TestOtherWordsFit(t *testing.T) {
	t.Parallel()
	p := noWebGPU.blank(t)
	for _, way := range []string{"long", "double", "rtl"} {
		p.navigate(home + "/?speed=100&stringTest=" + way)
		p.untilStats("something to show", patience, steps(20))
		p.drawn()
		p.click("#play")
		p.fitAltered(way, alteredScreens)
		if dir := js[string](p, `document.documentElement.dir`); (dir == "rtl") != (way == "rtl") {
			t.Errorf("%s: the page runs from %q", way, dir)
		}
		if link := js[string](p, `(document.getElementById("share").click(), new Promise((done) => setInterval(() => {
			const field = document.getElementById("share-link");
			if (field) done(field.value);
		}, 50)))`); strings.Contains(link, "stringTest") {
			t.Errorf("the link is %s", link)
		}
		if way == "long" {
			p.altersEveryText()
		}
		p.cutsNoText()
		p.call(`document.getElementById("share-dialog").close()`)
		p.openShelf()
		p.untilJS("it has its styles", patience, `getComputedStyle(document.querySelector("#shelf ol")).listStyleType === "none"`)
		for _, s := range alteredScreens {
			p.on(s)
			if way == "long" {
				p.altersEveryText()
			}
			p.cutsNoText()
			if wider := js[int](p, `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.getElementById("shelf"))`); wider > 0 {
				t.Errorf("%s at %v: the shelf is %d pixels wider than its window", way, s, wider)
			}
		}
	}
}

// fitAltered holds the page and its dialogs against some screens.
func (p *tab) fitAltered(way string, screens []screen) {
	p.t.Helper()
	if way == "long" {
		p.altersEveryText()
	}
	for _, s := range screens {
		p.on(s)
		p.drawn()
		p.fits(s.width)
		if left := js[[]string](p, sticksOutLeft); len(left) > 0 {
			p.t.Errorf("%s at %v: %q begin left of the window", way, s, left)
		}
		p.cutsNoText()
		if over := js[[]string](p, overlaps); len(over) > 0 {
			p.t.Errorf("%s at %v: one text over another:\n%s", way, s, strings.Join(over, "\n"))
		}
		p.shootWhole(fmt.Sprintf("%s-%v", way, s))
		for _, dialog := range []string{"how", "about"} {
			p.call(`document.getElementById("` + dialog + `").showModal()`)
			if way == "long" && s == screens[0] {
				p.altersEveryText()
			}
			p.cutsNoText()
			p.call(`document.getElementById("` + dialog + `").close()`)
		}
	}
}

// sticksOutLeft names what begins to the left of the window.
const sticksOutLeft = `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().left < -1 && !e.closest(".scroll, dialog, .skip, .hidden"))
	.map((e) => e.tagName + "#" + e.id + "." + e.className + " at " + Math.round(e.getBoundingClientRect().left)).slice(0, 8)`

// overlaps lists texts that lie over each other, but for those that are placed so.
const overlaps = `(() => {
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), boxes = [];
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement;
		if (!walk.currentNode.data.trim() || !e.checkVisibility({ visibilityProperty: true }) || e.closest(".hidden, .skip, .messages, .ticks, .ends, #curtain, option, .bar") !== e.closest(".bar")) continue;
		const range = document.createRange();
		range.selectNodeContents(walk.currentNode);
		for (const r of range.getClientRects()) if (r.width > 2 && r.height > 2) boxes.push([r, walk.currentNode, !!e.closest(".bar")]);
	}
	const over = new Set();
	boxes.forEach(([a, x, barA], i) => boxes.slice(i + 1).forEach(([b, y, barB]) => {
		if (x === y || barA !== barB) return; // the bar lies over what scrolls
		const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
		if (across > 2 && along > 4 && along > 0.3 * Math.min(a.height, b.height)) over.add("“" + x.data.trim().slice(0, 30) + "” and “" + y.data.trim().slice(0, 30) + "”");
	}));
	return [...over].slice(0, 10);
})()`

// An embed takes other words, too, and has room for them.
func TestOtherWordsFitIntoAnEmbed(t *testing.T) {
	t.Parallel()
	p := noWebGPU.blank(t)
	for _, way := range []string{"long", "rtl"} {
		p.navigate(home + "/embed.html?speed=100&stringTest=" + way)
		p.untilJS("the embed trains", patience, `Number(document.getElementById("steps").textContent) > 0`)
		p.click("#play")
		p.fitAlteredEmbed(way)
	}
	if dir := js[string](p, `document.documentElement.dir`); dir != "rtl" {
		t.Errorf("the embed runs from %q", dir)
	}
}

func (p *tab) fitAlteredEmbed(way string) {
	p.t.Helper()
	if way == "long" {
		p.altersEveryText()
	}
	for _, s := range slices.Concat(alteredScreens[2:], []screen{{"embed", 480, 320, "dark", false, 16}}) {
		p.on(s)
		p.fits(s.width)
		p.call(`document.querySelectorAll(".transport span, .words h1").forEach((e) => e.classList.toggle("hidden", getComputedStyle(e).position === "absolute"))`) // pictures stand for them
		p.cutsNoText()
		p.shootWhole(fmt.Sprintf("embed-%s-%v", way, s))
	}
}
