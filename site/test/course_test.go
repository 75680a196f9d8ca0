//go:build browser

package test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// untilStep waits until a lesson has come to a step, from 0 on, and the claims of the one before are judged.
func (p *tab) untilStep(name string, step int) {
	p.t.Helper()
	p.untilJS(name+" is at step "+strconv.Itoa(step), patience, `document.querySelector('#lesson[data-lesson="`+name+`"]:not([hidden])')?.dataset.step === "`+strconv.Itoa(step)+`"`)
}

// verdicts are those of a step's claims: as it is shown, measured and expected.
func (p *tab) verdicts(step int) (all []struct {
	Verdict            string
	Measured, Expected float64
},
) {
	p.t.Helper()
	return js[[]struct {
		Verdict            string
		Measured, Expected float64
	}](p, `[...document.querySelectorAll('[data-step-item="`+strconv.Itoa(step)+`"] [data-claim]')].map(({ dataset: d }) => ({ verdict: d.verdict, measured: Number(d.measured), expected: Number(d.expected) }))`)
}

// wantHeld holds that all claims of a step hold.
func (p *tab) wantHeld(step, claims int) {
	p.t.Helper()
	got := p.verdicts(step)
	if len(got) != claims {
		p.t.Errorf("step %d has %d claims, want %d", step, len(got), claims)
	}
	for _, v := range got {
		if v.Verdict != "holds" {
			p.t.Errorf("step %d: %+v", step, v)
		}
	}
}

// setParameter types a value into a parameter's box.
func (p *tab) setParameter(name, value string) {
	p.t.Helper()
	p.call(`(() => { const box = document.querySelector('[data-param="` + name + `"][type="text"]'); box.value = "` + value + `"; box.dispatchEvent(new Event("change")); })()`)
}

// A visitor opens a lesson, predicts before anything has run, does its steps by the page's own controls, sees theory's
// numbers beside what was measured, and goes back to where it was left.
func TestLessonLeadsThrough(t *testing.T) {
	p := noWebGPU.open(t, "lesson=product")
	p.untilStep("product", 0)
	p.untilJS("it asks", patience, `document.querySelector("#lesson-predict") !== null && document.documentElement.classList.contains("paused")`)
	p.drawn()
	if got := js[string](p, `document.getElementById("steps").textContent + getComputedStyle(document.getElementById("remaining")).visibility`); got != "0hidden" {
		t.Errorf("before the prediction: %s", got)
	}
	p.do("move the mark", chromedp.Focus(chromedp.CSS("#lesson-guess")), chromedp.KeyEvent(kb.ArrowLeft+kb.ArrowLeft))
	if got := js[string](p, `document.getElementById("lesson-guess").getAttribute("aria-valuetext")`); shown(got) > 1e-4 || shown(got) < 5e-5 {
		t.Errorf("the mark is at %s", got)
	}
	p.click("#lesson-commit")
	p.untilJS("the steps are there", patience, `document.querySelector('[data-step-item="0"]')?.getAttribute("aria-current") === "step" && document.querySelector("#picture").getAttribute("aria-describedby").includes("lesson-look")`)

	p.click("#step")
	p.untilStep("product", 1)
	p.wantHeld(0, 2)
	if got := js[string](p, `location.search`); !strings.HasPrefix(got, "?lesson=product&step=1") {
		t.Errorf("after step 1 the address is %s", got)
	}
	if !js[bool](p, `document.querySelector('input[data-param="depth"]').closest(".looked") !== null`) {
		t.Error("the control that step 2 is about is not highlighted")
	}
	p.setParameter("depth", "11")
	p.untilStep("product", 2)
	p.wantHeld(1, 2)
	p.setParameter("seed", "7")
	p.untilJS("a change of the visitor’s own", 20*time.Second, `/^[?]lesson=product&step=2&(.*&)?seed=7/.test(location.search)`)

	p.reload()
	p.untilStep("product", 2)
	p.untilJS("it is taken up again", patience, `document.querySelector('[data-param="depth"][type="text"]').value === "11" && document.querySelector('[data-param="seed"]').value === "7"
		&& document.querySelector("#lesson .yours").textContent.includes("·10⁻⁵")`)
	p.click(`[aria-current="step"] [data-do]`)
	p.untilStep("product", 3)
	p.wantHeld(2, 1)
	p.untilJS("the answer", patience, `document.querySelector("#lesson .conclusion .both i") !== null`)
	p.bringAxe()
	for _, size := range [][2]int64{{1440, 900}, {390, 844}} {
		p.resize(size[0], size[1])
		p.obeysAxe("the lesson")
		p.cutsNoText()
	}
	p.call(`[...document.querySelectorAll("#lesson .tools button")].at(-1).click()`)
	p.untilJS("it is left", patience, `document.getElementById("lesson").hidden && !location.search.includes("lesson")`)
}

// Who opens a lesson from an experiment comes back to it.
func TestLessonGivesTheExperimentBack(t *testing.T) {
	p := noWebGPU.open(t, "act=tanh&depth=4")
	p.untilTraining(1)
	p.click("#lessons")
	p.untilJS("the shelf", patience, `document.querySelector("#shelf[open] a.question") !== null`)
	p.click(`#shelf [data-lesson="slope"] a.question`)
	p.untilStep("slope", 0)
	p.untilJS("it asks", patience, `document.querySelectorAll('#lesson-predict [type="radio"]').length === 3 && location.search.startsWith("?lesson=slope")`)
	if js[bool](p, `!document.documentElement.classList.contains("paused")`) {
		t.Error("it trains before anything is predicted")
	}
	p.click(`#lesson-predict [value="2"]`)
	p.click("#lesson-commit")
	p.click(`[aria-current="step"] [data-do]`)
	p.untilStep("slope", 1)
	p.wantHeld(0, 4)
	p.call(`[...document.querySelectorAll("#lesson .tools button")].at(-1).click()`)
	p.untilJS("the experiment is back", patience, `/^[?](.*&)?act=tanh&(.*&)?depth=4|^[?](.*&)?depth=4&(.*&)?act=tanh/.test(location.search)`)
}
