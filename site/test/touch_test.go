//go:build browser

package test

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// touch makes the tab a phone's, which is touched.
func (p *tab) touch() {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: 1}); err != nil {
		p.t.Fatal(err)
	}
}

// swipe puts a finger down and moves it in small steps.
func (p *tab) swipe(x, y, dx, dy float64) {
	p.t.Helper()
	send := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		p.t.Helper()
		if _, err := chromedp.Call(p.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}); err != nil {
			p.t.Fatal(err)
		}
	}
	const steps = 12
	send(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: x, Y: y})
	for i := 1; i <= steps && (dx != 0 || dy != 0); i++ {
		send(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: x + dx*float64(i)/steps, Y: y + dy*float64(i)/steps})
		time.Sleep(20 * time.Millisecond)
	}
	send(input.DispatchTouchEventTypeTouchEnd)
}

// slider scrolls a slider to the middle of the window and returns where it is.
func (p *tab) slider(param string) (x, y, width float64) {
	p.t.Helper()
	p.call(fmt.Sprintf(`document.querySelector('input[type="range"][data-param=%q]').scrollIntoView({block: "center"})`, param))
	at := js[[]float64](p, fmt.Sprintf(`(() => { const r = document.querySelector('input[type="range"][data-param=%q]').getBoundingClientRect(); return [r.left, r.top + r.height / 2, r.width]; })()`, param))
	return at[0], at[1], at[2]
}

// A finger that starts on a slider and goes up scrolls the page and sets nothing;
// one that goes sideways, or taps, sets it.
func TestSwipeOverSliders(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(390, 844)
	p.touch()
	p.visit("backend=cpu&speed=20")
	p.untilTraining(3)
	query := js[string](p, "location.search")
	for _, param := range []string{"depth", "width", "lr", "batch"} {
		for _, dy := range []float64{-250, 250} {
			x, y, width := p.slider(param)
			before := js[float64](p, "scrollY")
			p.swipe(x+0.9*width, y, 3, dy)
			p.untilJS("the page scrolls", patience, fmt.Sprintf("Math.abs(scrollY - %g) > 100", before))
			time.Sleep(200 * time.Millisecond) // a slider waits before it sends
			if now := js[string](p, "location.search"); now != query {
				t.Errorf("a swipe over %s by %g sets %s", param, dy, now)
			}
			shown := js[string](p, fmt.Sprintf(`document.querySelector('input.number[data-param=%q]').value`, param))
			if want := js[string](p, fmt.Sprintf(`document.querySelector('input[type="range"][data-param=%q]').getAttribute("aria-valuetext")`, param)); shown != want {
				t.Errorf("%s: the box shows %s, the slider %s", param, shown, want)
			}
		}
	}
	before := js[string](p, `document.querySelector('input[type="range"][data-param="depth"]').value`)

	x, y, width := p.slider("depth")
	p.swipe(x+0.4*width, y, 0.5*width, 2)
	p.untilJS("a movement sideways sets the depth", patience, `Number(new URLSearchParams(location.search).get("depth")) > 20`)

	x, y, width = p.slider("depth")
	p.swipe(x+0.2*width, y, 0, 0)
	p.untilJS("a tap sets it", patience, `Number(new URLSearchParams(location.search).get("depth")) < 8`)
	if after := js[string](p, `document.querySelector('input[type="range"][data-param="depth"]').value`); after == before {
		t.Errorf("the slider is at %s before and after", after)
	}
}
