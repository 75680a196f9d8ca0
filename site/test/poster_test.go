//go:build browser

package test

import (
	"fmt"
	"strings"
	"testing"
)

// posterWatch notes, before the page's own scripts run, what stands where the
// picture will be when the document is there.
const posterWatch = `if (top === self) addEventListener("DOMContentLoaded", () => {
	const poster = document.getElementById("poster"), style = getComputedStyle(poster);
	const box = (e) => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height].map(Math.round).join(" "); };
	window.firstPaint = { shown: style.display !== "none", image: style.backgroundImage, poster: box(poster), stage: box(document.getElementById("stage")),
		curtain: document.getElementById("curtain").textContent, covered: document.getElementById("curtain").offsetHeight / document.getElementById("picture").offsetHeight };
})`

// The poster stands where the stage will be, in the colours of the page, is the
// only one that is fetched, and nothing jumps until the picture has taken its
// place.
func TestPosterIsTheFirstPaint(t *testing.T) {
	for _, c := range []struct {
		width, height      int64
		system, wish, want string
	}{
		{1440, 900, "dark", "", "poster-wide-dark"},
		{820, 1180, "dark", "light", "poster-wide-light"},
		{390, 844, "light", "", "poster-tall-light"},
	} {
		t.Run(fmt.Sprintf("%dx%d %s %s", c.width, c.height, c.system, c.wish), func(t *testing.T) {
			p := noWebGPU.blank(t)
			p.resize(c.width, c.height)
			p.prefer(c.system)
			p.beforeLoading(posterWatch)
			if c.wish != "" {
				p.beforeLoading(fmt.Sprintf(`try { localStorage.setItem("backflow-theme", %q) } catch {}`, c.wish))
			}
			p.navigate(home + "/?speed=1")
			p.shoot(fmt.Sprintf("first-paint-%d", c.width))
			first := js[struct {
				Shown                         bool
				Image, Poster, Stage, Curtain string
				Covered                       float64
			}](p, `firstPaint`)
			if !first.Shown || !strings.Contains(first.Image, c.want) || first.Poster != first.Stage {
				t.Errorf("the first paint is %+v, want %s in the stage's place", first, c.want)
			}
			if first.Curtain != "Starting the engine…" || first.Covered > 0.25 {
				t.Errorf("over it stands %q, over %.2f of its height", first.Curtain, first.Covered)
			}
			p.drawn()
			p.untilJS("the poster is gone", patience, `getComputedStyle(document.getElementById("poster")).display === "none"`)
			if fetched := js[[]string](p, `performance.getEntriesByType("resource").map((e) => e.name).filter((n) => n.includes("poster-"))`); len(fetched) != 1 {
				t.Errorf("fetched: %q", fetched)
			}
			p.shoot(fmt.Sprintf("poster-%d", c.width))
			if jumped := js[[]string](p, jumps); len(jumped) > 0 {
				t.Errorf("what jumps:\n%s", strings.Join(jumped, "\n"))
			}
		})
	}
}

// jumps are the blocks of the page that have moved since its first paint. Numbers
// within them change, and are as wide as they are.
const jumps = `new Promise((done) => {
	const blocks = ".top, .viewbar, .picture, .canvas, #stage, #poster, .still, .controls, .insight, .card, .bar, .transport";
	const all = [];
	new PerformanceObserver((list) => all.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
	setTimeout(() => done(all.flatMap((e) => e.sources).filter(({ node }) => node?.matches?.(blocks)).map(({ node, previousRect: a, currentRect: b }) =>
		[node.id, node.className, "from", a.x, a.y, a.width, a.height, "to", b.x, b.y, b.width, b.height].join(" "))), 300);
})`

// A poster of other settings would be untrue.
func TestNoPosterOfOtherSettings(t *testing.T) {
	p := noWebGPU.blank(t)
	p.beforeLoading(posterWatch)
	p.navigate(home + "/?act=tanh&utm_source=x")
	if js[bool](p, `firstPaint.shown`) {
		t.Error("there is a poster")
	}
	p.navigate(home + "/?utm_source=x&fbclid=y")
	if !js[bool](p, `firstPaint.shown`) {
		t.Error("there is none for the first settings")
	}
}
