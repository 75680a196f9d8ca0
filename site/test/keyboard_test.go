//go:build browser

package test

import (
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/session"
)

// stops marks all that Tab must reach and lists the marks: what can be
// pressed, ticked, moved or typed into and is not hidden, once for a group of
// radio buttons.
const stops = `(() => {
	const names = [];
	for (const e of document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")) {
		if (e.disabled || e.tabIndex < 0 || !e.checkVisibility({visibilityProperty: true})) continue;
		if (e.closest("dialog")) continue;
		const stop = e.type === "radio" ? "radio " + e.name : (e.id || e.name + e.value || e.dataset.param + e.type || e.textContent) + " #" + names.length;
		e.dataset.stop = stop;
		if (!names.includes(stop)) names.push(stop);
	}
	return names;
})()`

// The picture takes the keyboard from whoever tabs into it; nothing on the
// page may be out of reach behind it.
func TestTabReachesEverything(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.focusWindow()
	want := js[[]string](p, stops)
	if len(want) < 20 {
		t.Fatalf("only %d places to stop at: %v", len(want), want)
	}
	missing := slices.Clone(want)
	for range 3 * len(want) {
		p.do("Tab", chromedp.KeyEvent(kb.Tab))
		at := js[string](p, `document.activeElement?.dataset.stop ?? ""`)
		missing = slices.DeleteFunc(missing, func(s string) bool { return s == at })
		if len(missing) == 0 {
			break
		}
	}
	if len(missing) > 0 {
		t.Errorf("Tab does not reach %q", missing)
	}
}

func TestKeysPlayStepAndReset(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.focusWindow()
	p.do("space", chromedp.KeyEvent(" "))
	p.untilSays("Play")
	at := p.stats().Step
	p.do("s", chromedp.KeyEvent("s"))
	if s := p.stats(); s.Step != at+1 {
		t.Errorf("S after step %d leads to step %d", at, s.Step)
	}
	p.do("r", chromedp.KeyEvent("r"))
	if s := p.stats(); s.Step != 0 {
		t.Errorf("R leads to step %d", s.Step)
	}
	p.do("space", chromedp.KeyEvent(" "))
	p.untilStats("training again", patience, steps(1))
}

// The wheel over the picture scrolls the page where there is more of it, as it
// does everywhere else.
func TestPageScrollsOverThePicture(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(390, 844)
	p.navigate(home + "/")
	p.untilTraining(3)
	p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden`)
	p.do("turning the wheel", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, 195, 300, func(e *input.DispatchMouseEventParams) {
		e.DeltaX, e.DeltaY = 1, 400 // the protocol leaves zeros out and then misses them
	}))
	p.untilJS("the page scrolls", patience, `document.scrollingElement.scrollTop > 0`)
}

// focusWindow makes the tab the one that has the keyboard.
func (p *tab) focusWindow() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
		p.t.Fatal(err)
	}
}

// A screen reader hears what happens: a live region and a table with headers.
func TestNumbersAreThereForScreenReaders(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.untilJS("the live region speaks", patience, `document.getElementById("narration").textContent.includes("3 networks, Sigmoid, ReLU, Leaky ReLU")`)
	if bare := js[int](p, `[...document.querySelectorAll("#controls input, #controls button")].filter((e) => !(e.labels?.length || e.ariaLabel || e.textContent.trim() || e.title)).length`); bare > 0 {
		t.Errorf("%d controls have no name", bare)
	}
	heads := js[int](p, `document.querySelectorAll("#numbers thead th[scope], #numbers tbody th[scope='row']").length`)
	if s := p.untilStats("layers", patience, func(s session.Stats) bool { return len(s.Lanes) == 3 }); heads < len(s.Lanes[0].Layers) {
		t.Errorf("the table has %d headers for %d layers", heads, len(s.Lanes[0].Layers))
	}
}

// Space after a click on a chip pauses and does not untick it; with the chip
// reached by Tab it ticks, as everywhere.
func TestSpaceAfterAClickPauses(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.focusWindow()
	p.click(`label.chip:has(input[value="tanh"])`)
	p.untilTraining(4)
	p.do("space", chromedp.KeyEvent(" "))
	p.untilSays("Play")
	if s := p.stats(); len(s.Lanes) != 4 {
		t.Errorf("%d lanes after space; want 4", len(s.Lanes))
	}
}

// Words typed while a button has the focus are no commands.
func TestLettersOnAButtonAreNoCommands(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.focusWindow()
	before := p.untilStats("some steps", patience, steps(50))
	p.call(`document.getElementById("play").focus()`)
	p.do("typing", chromedp.KeyEvent("results"))
	if s := p.stats(); s.Step < before.Step {
		t.Errorf("typing on a button led from step %d to %d", before.Step, s.Step)
	}
	p.untilSays("Pause") // it still runs
}

// The guide opens at its beginning, with the focus there.
func TestGuideOpensAtItsBeginning(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(390, 500)
	p.navigate(home + "/")
	p.untilTraining(3)
	p.click(`[data-opens="how"]`)
	p.untilJS("the guide is open", patience, `document.getElementById("how").open`)
	if at := js[float64](p, `document.getElementById("how").scrollTop`); at != 0 {
		t.Errorf("it is scrolled down by %g px", at)
	}
	if at := js[string](p, `document.activeElement.id`); at != "how-title" {
		t.Errorf("the focus is on %q", at)
	}
	p.shoot("guide-390")
	p.call(`document.querySelector(".preferences").scrollIntoView()`)
	p.shoot("guide-preferences-390")
}

// What is spoken is little, and can be switched off for good.
func TestSpokenUpdatesCanBeSwitchedOff(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.untilJS("the live region speaks", patience, `document.getElementById("narration").textContent !== ""`)
	if text := js[string](p, `document.getElementById("narration").textContent`); len([]rune(text)) > 80 {
		t.Errorf("it says %q", text)
	}
	p.call(`document.querySelector(".preferences input").click()`)
	p.untilJS("it is silent", patience, `document.getElementById("narration").textContent === ""`)
	p.visit("act=relu")
	p.untilTraining(1)
	if js[bool](p, `document.querySelector(".preferences input").checked || document.getElementById("narration").textContent !== ""`) {
		t.Error("it speaks again after a visit")
	}
	p.call(`document.querySelector(".preferences input").click()`)
	p.untilJS("it speaks", patience, `document.getElementById("narration").textContent !== ""`)
}

// A selected unit's numbers change all the time; only the selection is spoken.
func TestNumbersOfASelectedUnitAreNotSpoken(t *testing.T) {
	p := noWebGPU.open(t, "act=relu")
	p.untilTraining(1)
	p.focusWindow()
	p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden`)
	p.call(`(() => {
		window.aloud = 0, window.silent = 0;
		const line = document.getElementById("inspected");
		new MutationObserver(() => (line.getAttribute("aria-live") === "polite" ? aloud++ : silent++)).observe(line, {childList: true, characterData: true, subtree: true});
		document.getElementById("picture").focus();
	})()`)
	p.do("right", chromedp.KeyEvent(kb.ArrowRight))
	p.untilJS("the numbers change", patience, `silent >= 3`)
	if n := js[int](p, "aloud"); n != 1 {
		t.Errorf("one selection was spoken %d times", n)
	}
}
