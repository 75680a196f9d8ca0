//go:build browser

package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// guestbook is a post with embeds in sight and far below, in both ways.
func guestbook(t testing.TB) host {
	return host{html: messages(t) + `<script defer src="@/embed.js"></script>
		<back-flow id=element class=wide data-x=1 depth=4 vs="act:sigmoid,relu" speed=100 colour=red><a href="@/?depth=4"><img alt="Two networks" src="@/icon.svg"></a></back-flow>
		<iframe id=bare src="@/embed.html?act=tanh&depth=3&speed=100&utm_source=x" title=Bare></iframe>
		<div style="height: 5000px"></div>
		<back-flow id=far depth=3></back-flow><iframe id=lazy loading=lazy src="@/embed.html?act=elu" title=Lazy></iframe>
		<script>
			const heard = { ready: [], stats: [], error: [] };
			for (const name in heard) document.getElementById("element").addEventListener(name, ({ detail }) => heard[name].push(detail));
			const frameOf = (id) => document.getElementById(id).shadowRoot.querySelector("iframe");
		</script>`}
}

// Embeds in another site's page train, answer, and take nothing that is not theirs.
func TestEmbedsAreGoodGuests(t *testing.T) {
	p := noWebGPU.host(t, guestbook(t))
	p.untilJS("both draw", patience, `told.bare?.state?.drawn && document.getElementById("element").shadowRoot.querySelector(".shown")`)
	p.shoot("embeds")

	// What is far below has not been loaded.
	if n := len(p.frames("/embed.html")); n != 2 || !js[bool](p, `frameOf("far") === null`) {
		t.Errorf("%d embeds are loaded; want the two that are near", n)
	}
	// Attributes are the query; what is unknown is named, what trackers add is not.
	if query := js[string](p, `heard.ready[0].query`); query != "depth=4&vs=act:sigmoid,relu" {
		t.Errorf("the element trains %q", query)
	}
	if errors := js[[]string](p, `heard.error.map((e) => e.message)`); len(errors) != 1 || !strings.HasPrefix(errors[0], "There is no parameter “colour”") {
		t.Errorf("the element's errors: %q", errors)
	}
	if errors := js[[]string](p, `errors.bare`); len(errors) > 0 {
		t.Errorf("the bare embed's errors: %q", errors)
	}
	p.takesNothing()
	p.answersCalls()
	p.trainsOnlyInSight()
}

// takesNothing: focus, keys and wheel are the host's.
func (p *tab) takesNothing() {
	p.t.Helper()
	p.focusWindow()
	if !js[bool](p, `document.activeElement === document.body`) {
		p.t.Error("an embed has taken the focus")
	}
	for _, at := range []struct{ where, x, y string }{{"the picture", "300", "100"}, {"the controls", "300", "340"}} {
		p.call(`scrollTo(0, 0)`)
		x, y := js[float64](p, at.x), js[float64](p, at.y)
		wheel := input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: 1e-9, DeltaY: 200} // a zero would not be sent
		if _, err := chromedp.Call(p.ctx, input.DispatchMouseEvent, wheel); err != nil {
			p.t.Fatal(err)
		}
		p.untilJS("the wheel over "+at.where+" scrolls the page", patience, `scrollY > 0`)
	}
	p.call(`scrollTo(0, 0)`)
	p.until("a key scrolls the page", patience, func() bool { // a scroll that the wheel has begun may undo the first one's
		p.do("a key", chromedp.KeyEvent(kb.PageDown))
		return js[bool](p, `new Promise((done) => setTimeout(() => done(scrollY > 0), 300))`)
	})
	p.call(`scrollTo(0, 0)`)
}

// answersCalls: methods and messages do the same.
func (p *tab) answersCalls() {
	p.t.Helper()
	p.call(`(async () => { window.element = document.getElementById("element"); window.askBare = await ask("bare"); })()`)
	for _, stepped := range []string{
		`element.pause().then(() => element.stats()).then(async (a) => { await element.step(7); return (await element.stats()).step - a.step; })`,
		`askBare("pause").then(() => askBare("stats")).then(async (a) => { await askBare("step", 7); return (await askBare("stats")).step - a.step; })`,
	} {
		if n := js[int](p, stepped); n != 7 {
			p.t.Errorf("%s: %d steps; want 7", stepped, n)
		}
	}
	for _, wish := range []string{`element.stats({want: ["likeness"]})`, `askBare("stats", {want: ["likeness"]})`} {
		const whole = `.then((s) => s.lanes.every((l) => l.instruments.likeness.step === l.step && l.instruments.likeness.columns[0].layers.length === l.layers.length))`
		if !js[bool](p, wish+whole) {
			p.t.Errorf("%s does not give the likeness of inputs where the lanes stand", wish)
		}
	}
	for _, refused := range []struct{ call, says string }{
		{`element.step(0)`, "step takes a whole number"},
		{`element.set({})`, "set takes a query"},
		{`askBare("step", "<b>")`, "step takes a whole number"},
		{`element.stats({want: ["alive"]})`, "There is no instrument “alive”; there are left, lost, "},
		{`askBare("stats", {want: "dead"})`, "stats takes nothing, or the names of instruments as {want: "},
		{`askBare("toString")`, "There is no call “toString”"},
		{`askBare("set", "x".repeat(1e6))`, "takes at most"},
	} {
		if text := js[string](p, refused.call+`.then(() => "it is done", (e) => e.message)`); !strings.Contains(text, refused.says) {
			p.t.Errorf("%s: %s", refused.call, text)
		}
	}
	if label := js[string](p, `askBare("set", "act=selu&depth=3").then(() => askBare("stats")).then((s) => s.lanes.map((l) => l.label + l.layers.length).join())`); label != "SELU4" {
		p.t.Errorf("after set there is %s", label)
	}
	if label := js[string](p, `(element.setAttribute("depth", "5"), element.setAttribute("vs", "act:elu"), new Promise((done) => setTimeout(done)).then(() => element.stats())).then((s) => s.lanes.map((l) => l.label + l.layers.length).join())`); label != "ELU6" {
		p.t.Errorf("after another attribute there is %s", label)
	}
	p.call(`Promise.all([element.play(), askBare("play")])`)
}

// trainsOnlyInSight: what is scrolled away stands still, and goes on where it was.
func (p *tab) trainsOnlyInSight() {
	p.t.Helper()
	const steps = `Promise.all([element.stats(), askBare("stats")]).then((all) => all.map((s) => s.step))`
	p.untilJS("both train", patience, steps+`.then((all) => all.every((n) => n > 20))`)
	p.call(`scrollTo(0, 2500)`)
	p.untilJS("both rest", patience, `[told.bare.state, element.state].every(({ state }) => ["resting", "asleep"].includes(state))`)
	time.Sleep(time.Second) // the newest numbers come a little later
	before := js[[]int](p, steps)
	time.Sleep(time.Second)
	if after := js[[]int](p, steps); !slices.Equal(before, after) {
		p.t.Errorf("out of sight training goes on: from steps %v to %v", before, after)
	}
	p.call(`scrollTo(0, 0)`)
	p.untilJS("both go on where they were", patience, steps+fmt.Sprintf(`.then((all) => all[0] > %d && all[1] > %d)`, before[0]+5, before[1]+5))
}

// Who wants less motion, or is to save data, gets a button first.
func TestEmbedsOfferThemselves(t *testing.T) {
	p := still.host(t, guestbook(t))
	p.untilJS("the element offers itself", patience, `document.getElementById("element").shadowRoot.querySelector("button")?.textContent.includes("Train")`)
	p.until("the bare embed does", patience, func() bool { return strings.Contains(p.frameText("act=tanh"), "Train these networks") })
	if !js[bool](p, `frameOf("element") === null && told.bare.state.state === "waiting"`) {
		t.Error("something runs already")
	}
	p.shoot("offers")
	p.call(`document.getElementById("element").shadowRoot.querySelector("button").click()`)
	p.untilJS("the element trains at the press of its button", patience, `heard.stats.at(-1)?.step > 5`)
}

// What is chosen in an embed of a lesson before its engine has started is chosen in that lesson.
func TestEmbedKeepsItsLesson(t *testing.T) {
	p := noWebGPU.blank(t)
	p.navigate(home + "/embed.html?lesson=rate&start=click")
	p.untilJS("it waits", patience, `document.getElementById("lesson-skip")?.checkVisibility() && document.querySelector('input[name="p-act"][value="tanh"]') !== null`)
	p.call(`document.querySelector('input[name="p-act"][value="tanh"]').click()`)
	const chosen = `[...document.querySelectorAll('input[name="p-act"]:checked')].map((c) => c.value).join() === "tanh"`
	p.untilJS("tanh alone is chosen: the lesson compares learning rates", patience, chosen)
	if link := js[string](p, `new URL(document.getElementById("open").href).search`); !strings.HasPrefix(link, "?lesson=rate&") || !strings.Contains(link, "tanh") {
		t.Errorf("the link to the page leads to %s", link)
	}
	p.press("#lesson-skip")
	p.untilStep("rate", 0)
	p.untilJS("the lesson with the choice", patience, `/[?]lesson=rate&.*act=tanh/.test(document.getElementById("open").href) && document.querySelectorAll("#remaining li").length === 2 && `+chosen)
}

// An embed of a lesson asks before it loads anything. The prediction begins it; who has predicted already finds its
// button, and the lesson's own networks named there.
func TestEmbedOfALessonAsksFirst(t *testing.T) {
	const named = `document.getElementById("why").textContent`
	p := noWebGPU.blank(t)
	p.resize(720, 450)
	p.navigate(home + "/embed.html?lesson=init&start=click")
	p.untilStep("init", 0)
	if js[bool](p, `document.getElementById("cover").checkVisibility()`) {
		t.Error("a cover stands beside the question")
	}
	p.shoot("embed-lesson-asks")
	p.click("#lesson-skip")
	p.untilJS("the lesson's networks", patience, `document.querySelectorAll("#remaining li").length === 3`)
	p.navigate(home + "/embed.html?lesson=init&start=click")
	p.untilJS("the button", patience, `document.getElementById("run").checkVisibility() && document.querySelector("#lesson .steps")?.checkVisibility()`)
	if words := js[string](p, named); !strings.Contains(words, "He") || strings.Contains(words, "Sigmoid") {
		t.Errorf("the cover names %q", words)
	}
	if chips := js[string](p, `[...document.querySelectorAll('input[name="p-act"]:checked')].map((c) => c.value).join()`); chips != "relu" {
		t.Errorf("chosen are %s", chips)
	}
	if looks := js[string](p, `document.querySelector("#lesson .look").textContent`); !strings.Contains(looks, "gauges") || strings.Contains(looks, "table") {
		t.Errorf("the panel points to %q", looks)
	}
	p.shoot("embed-lesson-waits")
	p.click("#run")
	p.untilJS("they again", patience, `document.querySelectorAll("#remaining li").length === 3`)
}

// embedSizes are boxes that an embed must be usable in.
var embedSizes = [][2]int64{{280, 200}, {320, 240}, {390, 300}, {560, 340}, {720, 450}, {1280, 640}}

// In every size an embed fits its frame, with a message as well; no text is cut, and
// nothing breaks a rule of accessibility.
func TestEmbedFitsItsFrame(t *testing.T) {
	p := noWebGPU.blank(t)
	for i, size := range embedSizes {
		for _, query := range []string{"", "vs=depth:3,5,10,20&colour=red"} {
			scheme := []string{"dark", "light"}[i%2]
			p.prefer(scheme)
			p.resize(size[0], size[1])
			p.navigate(home + "/embed.html?speed=100&backend=cpu&" + query)
			p.untilJS("a lane is told", patience, `document.querySelectorAll("#remaining li").length > 0 && document.getElementById("curtain").hidden`)
			where := fmt.Sprintf("%d×%d %s %q", size[0], size[1], scheme, query)
			p.fits(size[0])
			if tall := js[int64](p, `document.documentElement.scrollHeight`); tall > size[1] {
				t.Errorf("%s: %d pixels tall", where, tall)
			}
			if cut := js[[]string](p, cutText); len(cut) > 0 {
				t.Errorf("%s: %q", where, cut)
			}
			if query != "" && !js[bool](p, `document.querySelector(".message").textContent.includes("There is no parameter “colour”")`) {
				t.Errorf("%s: the unknown parameter is not named", where)
			}
			p.bringAxe()
			p.obeysAxe(where)
			p.shoot(fmt.Sprintf("embed-%dx%d-%d", size[0], size[1], len(query)))
		}
	}
}
