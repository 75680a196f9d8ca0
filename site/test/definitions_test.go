//go:build browser

package test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
)

// The view of instruments has its control, and every column and instrument says what it
// is: by a click and by the keyboard, in one dialog that begins where one asks.
func TestInstrumentsAndColumnsAreDefined(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=20&depth=3&vs=none&act=relu&view=instruments")
	p.untilTraining(1)
	p.untilJS("the control of the instrument", patience, `document.getElementById("instrument")?.hidden === false`)
	if n := js[int](p, `document.getElementById("instrument").options.length`); n != len(experiment.Instruments) {
		t.Errorf("%d instruments are offered of %d", n, len(experiment.Instruments))
	}
	p.set("instrument", "dead", "change")
	p.untilJS("the instrument in the address", patience, `new URLSearchParams(location.search).get("instrument") === "dead"`)
	p.focusWindow()
	p.do("Enter at the instrument", chromedp.Focus(chromedp.CSS("#define-instrument")), chromedp.KeyEvent(kb.Enter))
	p.untilJS("the definition of the instrument", patience, `document.activeElement.textContent === "Dead units dead"`)
	p.do("Escape", chromedp.KeyEvent(kb.Escape))
	p.untilJS("the focus is back", patience, `!document.querySelector("dialog[open]") && document.activeElement.id === "define-instrument"`)
	p.do("Enter at the columns", chromedp.Focus(chromedp.CSS("#define")), chromedp.KeyEvent(kb.Enter))
	p.untilJS("the definition of the first column", patience, `document.activeElement.textContent === "share factor"`)
	defined := js[int](p, `document.querySelectorAll("#definitions dt").length`)
	if want := len(experiment.Definitions()); defined != want {
		t.Errorf("%d definitions of %d", defined, want)
	}
	if odd := js[string](p, `document.getElementById("definitions").innerText.match(/(column|instrument)\.\w+|\{\w+\}/)?.[0] ?? ""`); odd != "" {
		t.Errorf("the dialog says %s", odd)
	}
	p.call(`document.querySelector("#definitions > button").click()`)
	p.call(fmt.Sprintf(`document.querySelector('[name="p-view"][value=%q]').click()`, "network"))
	p.untilJS("no control of instruments beside another view", patience, `document.getElementById("instrument").hidden && document.getElementById("define-instrument").hidden`)
}
