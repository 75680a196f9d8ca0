//go:build browser

package test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
)

func (p *tab) inspected() string {
	p.t.Helper()
	return js[string](p, `document.getElementById("inspected").textContent`)
}

// set gives a control a value as a hand would.
func (p *tab) set(id, value, event string) {
	p.t.Helper()
	p.call(fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; e.dispatchEvent(new Event(%q)); })()`, id, value, event))
}

// drawn waits until the stage has shown a picture.
func (p *tab) drawn() {
	p.t.Helper()
	p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden`)
}

// Every view of the table has a button, is in the address, and is another
// picture, which comes at once although training is paused.
func TestViewsAreDifferentPictures(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100")
	p.untilStats("some history", patience, steps(40))
	p.drawn()
	p.click("#play")
	var before []byte
	for i := range experiment.Params {
		if experiment.Params[i].Name != "view" {
			continue
		}
		for _, view := range experiment.Params[i].Choices {
			p.call(`document.querySelector('#views input[value="` + view.Name + `"]').click()`)
			p.untilJS("the address says "+view.Name, patience, `(new URLSearchParams(location.search).get("view") ?? "network") === "`+view.Name+`"`)
			p.until(view.Name+" is drawn", patience, func() bool {
				now := p.picture()
				return colours(now) > 50 && !bytes.Equal(now.Pix, before)
			})
			time.Sleep(time.Second)
			before = p.picture().Pix
		}
	}
}

// A step is played forward, to the loss, and back, and can be gone through by
// hand; playing on ends it.
func TestStepIsPlayedInSlowMotion(t *testing.T) {
	p := noWebGPU.show(t, "")
	p.untilTraining(3)
	p.drawn()
	p.click("#step")
	p.until("it goes forward", patience, func() bool { return strings.HasPrefix(p.inspected(), "Forward, layer ") })
	p.until("it comes back", patience, func() bool { return strings.HasPrefix(p.inspected(), "Backward, layer ") })
	for _, c := range []struct {
		hop  float64
		says string
	}{{2.5, "Forward, layer 3: Sigmoid RMS a "}, {11.5, "Loss: Sigmoid C = "}, {20.5, "Backward, layer 2: Sigmoid RMS δ "}} {
		p.set("moment", fmt.Sprint(c.hop), "input")
		p.until(c.says, patience, func() bool { return strings.HasPrefix(p.inspected(), c.says) })
	}
	p.do("one hop on by a key", chromedp.Focus(chromedp.CSS("#moment")), chromedp.KeyEvent(kb.ArrowRight))
	p.until("layer 1", patience, func() bool { return strings.HasPrefix(p.inspected(), "Backward, layer 1: ") })
	p.click("#play")
	p.until("slow motion ends", patience, func() bool { return !strings.HasPrefix(p.inspected(), "Backward") })
}

// At a layer a second every step is played while training goes on.
func TestSlowTrainingPlaysEveryStep(t *testing.T) {
	p := noWebGPU.show(t, "?depth=2&speed=0.5")
	p.untilTraining(3)
	p.until("a step is played", patience, func() bool { return strings.HasPrefix(p.inspected(), "Forward, layer 1") })
	at := p.stats().Step
	p.untilStats("the next step", patience, steps(at+1))
	p.until("it is played, too", patience, func() bool { return strings.HasPrefix(p.inspected(), "Backward, layer ") })
}

// What a pointer is over, or the arrow keys have reached, is told in words,
// with the number that the table has.
func TestInspecting(t *testing.T) {
	p := noWebGPU.show(t, "?vs=none&act=sigmoid")
	p.untilTraining(1)
	p.drawn()
	p.focusWindow()
	p.click("#play")
	p.until("it comes to rest", patience, func() bool { return bytes.Equal(p.picture().Pix, p.picture().Pix) })
	p.do("to the last hidden layer", chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight))
	p.until("its name", patience, func() bool { return strings.HasPrefix(p.inspected(), "Sigmoid, layer 10, 8 units, RMS δ ") })
	p.do("up to its last unit, and left", chromedp.KeyEvent(kb.ArrowUp+kb.ArrowLeft))
	p.until("a unit", patience, func() bool { return strings.HasPrefix(p.inspected(), "Sigmoid, layer 9, unit 8, ") })
	p.do("Escape", chromedp.KeyEvent(kb.Escape))
	p.until("nothing", patience, func() bool { return strings.HasPrefix(p.inspected(), "Point at ") })

	at := js[[]float64](p, `(() => { const r = document.getElementById("stage").getBoundingClientRect(); return [r.x + r.width * 0.3, r.y + r.height * 0.7]; })()`)
	p.do("pointing at the gauges", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	p.until("a layer", patience, func() bool { return strings.Contains(p.inspected(), " units, RMS δ ") })
}

// On phones, too, lanes have the room for all units of the default networks.
func TestPhonesShowEveryUnit(t *testing.T) {
	for _, size := range [][2]int64{{390, 844}, {320, 640}} {
		p := noWebGPU.blank(t)
		p.resize(size[0], size[1])
		p.visit("speed=100")
		p.untilTraining(3)
		p.drawn()
		p.focusWindow()
		p.call(`backflow.pause()`)
		p.do("to the last unit of the last hidden layer",
			chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight+kb.ArrowUp))
		p.until("a unit", patience, func() bool { return strings.Contains(p.inspected(), ", unit ") })
		if text := p.inspected(); !strings.HasPrefix(text, "Sigmoid, layer 10, unit 8, ") {
			t.Errorf("%d×%d: the last unit is %q", size[0], size[1], text)
		}
	}
}

// One lane can be seen alone: chosen from the list, or double-clicked.
func TestOneLaneAlone(t *testing.T) {
	p := noWebGPU.show(t, "?speed=100")
	p.untilTraining(3)
	p.drawn()
	p.click("#play")
	p.until("it comes to rest", patience, func() bool { return bytes.Equal(p.picture().Pix, p.picture().Pix) })
	all := p.picture()
	p.set("lane", "ReLU", "change")
	p.until("another picture", patience, func() bool { return !bytes.Equal(p.picture().Pix, all.Pix) })
	at := js[[]float64](p, `(() => { const r = document.getElementById("stage").getBoundingClientRect(); return [r.x + 60, r.y + r.height / 2]; })()`)
	for clicks := int64(1); clicks <= 2; clicks++ {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			p.do("double-clicking", chromedp.MouseEvent(kind, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(int(clicks))))
		}
	}
	p.untilJS("all lanes", patience, `document.getElementById("lane").value === ""`)
}

// A picture that stands still, or cannot be seen, asks for no frames at all.
func TestRestingPictureAsksForNoFrames(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(390, 844)
	p.navigate(home + "/?speed=100")
	p.untilTraining(3)
	p.drawn()
	frames := func() float64 { return js[float64](p, inStage("stage.stageFrames.count")) }
	quiet := func(what string) {
		p.until(what+": frames end", patience, func() bool {
			before := frames()
			time.Sleep(500 * time.Millisecond)
			return frames() == before
		})
		before := frames()
		time.Sleep(2 * time.Second)
		if n := frames() - before; n != 0 {
			t.Errorf("%s: %v frames in two seconds", what, n)
		}
	}
	p.call(`scrollTo(0, document.documentElement.scrollHeight)`)
	quiet("out of sight")
	p.call(`scrollTo(0, 0)`)
	before := frames()
	p.until("frames come again", patience, func() bool { return frames() > before+3 })
	p.click("#play")
	quiet("paused")
}
