//go:build browser

package test

import (
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// screens are the windows that the page is looked at in: a desktop, a tablet
// upright and a phone.
var screens = []struct{ width, height int64 }{{1440, 900}, {820, 1180}, {390, 844}}

func (p *tab) resize(width, height int64) {
	p.t.Helper()
	p.do("resizing", chromedp.EmulateViewport(width, height))
}

// small makes the window low, and just as wide as a desktop's must be: software that
// draws a large picture leaves little of a machine to whatever is tested.
func (p *tab) small() {
	p.t.Helper()
	p.resize(1100, 480)
}

// prefer sets what the visitor's system says: scheme is "dark" or "light".
func (p *tab) prefer(scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestNothingSticksOutOfAnyScreen(t *testing.T) {
	for _, scheme := range []string{"dark", "light"} {
		for _, s := range screens {
			t.Run(fmt.Sprintf("%dx%d-%s", s.width, s.height, scheme), func(t *testing.T) {
				p := webGPU.blank(t)
				p.resize(s.width, s.height)
				p.prefer(scheme)
				p.navigate(home + "/")
				p.untilTraining(3)
				p.fits(s.width)
				if got := js[bool](p, `matchMedia("(prefers-color-scheme: dark)").matches`); got != (scheme == "dark") {
					t.Errorf("the emulated scheme is not %s", scheme)
				}
				if os.Getenv("BACKFLOW_SHOTS") != "" {
					p.untilStats("some training to show", patience, steps(300))
					p.shoot(fmt.Sprintf("page-%dx%d-%s", s.width, s.height, scheme))
				}
			})
		}
	}
}

// A table of four lanes is wider than a phone: it scrolls, the page does not.
// No value that lanes compare is cut off.
func TestWideTablesStayInsideThePage(t *testing.T) {
	p := noWebGPU.blank(t)
	for _, query := range []string{"data=digits&width=4&depth=2&vs=act:sigmoid,tanh,relu,leaky", "vs=depth:3,10,30,100"} {
		for _, width := range []int64{320, 390, 820, 1440} {
			p.resize(width, 844)
			p.navigate(home + "/?backend=cpu&" + query)
			p.untilTraining(4)
			p.fits(width)
			if cut := js[[]string](p, `[...document.querySelectorAll("input:disabled")].filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.value)`); len(cut) > 0 {
				t.Errorf("%s at %d: cut off: %q", query, width, cut)
			}
		}
	}
}

// fits holds the page against the width of its window.
func (p *tab) fits(width int64) {
	p.t.Helper()
	if wide := js[int64](p, `document.documentElement.scrollWidth`); wide > width {
		p.t.Errorf("the page is %d pixels wide in a window of %d", wide, width)
	}
}
