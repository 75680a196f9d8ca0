//go:build browser

package test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screen is a way to look at the page.
type screen struct {
	name          string
	width, height int64
	scheme        string // "dark" or "light"
	forced        bool   // the system's own few colours, as with Windows' high contrast
	text          int64  // size of plain text in pixels; 16 unless someone has asked for another
}

// screens are a desktop, a tablet upright, phones both ways and a desktop's window at 400 % zoom;
// in both schemes, in forced colours, and with text twice as large.
var screens = []screen{
	{"desktop", 1440, 900, "dark", false, 16},
	{"desktop", 1440, 900, "light", false, 16},
	{"tablet", 820, 1180, "dark", false, 16},
	{"tablet", 820, 1180, "light", false, 16},
	{"phone", 390, 844, "dark", false, 16},
	{"phone", 390, 844, "light", false, 16},
	{"phone-aside", 844, 390, "dark", false, 16},
	{"narrow", 320, 640, "dark", false, 16},
	{"narrow", 320, 640, "light", false, 16},
	{"zoomed-400", 320, 225, "dark", false, 16},
	{"forced", 1440, 900, "dark", true, 16},
	{"forced", 1440, 900, "light", true, 16},
	{"forced-phone", 390, 844, "dark", true, 16},
	{"text-200", 1440, 900, "dark", false, 32},
	{"text-200-phone", 390, 844, "dark", false, 32},
}

func (s screen) String() string {
	return fmt.Sprintf("%s-%dx%d-%s", s.name, s.width, s.height, s.scheme)
}

// on makes the page look as on a screen.
func (p *tab) on(s screen) {
	p.t.Helper()
	forced := "none"
	if s.forced {
		forced = "active"
	}
	p.emulate(&emulation.MediaFeature{Name: "prefers-color-scheme", Value: s.scheme}, &emulation.MediaFeature{Name: "forced-colors", Value: forced})
	sizes := page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: s.text, Fixed: s.text * 13 / 16}}
	if _, err := chromedp.Call(p.ctx, page.SetFontSizes, sizes); err != nil {
		p.t.Fatal(err)
	}
	p.resize(s.width, s.height)
}

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
	p.emulate(&emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme})
}

func (p *tab) emulate(features ...*emulation.MediaFeature) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
		p.t.Fatal(err)
	}
}

// On every screen the page is as wide as its window, no text is cut off, and what has the
// keyboard's focus can be seen. ./build.sh screens leaves a picture of each.
func TestEveryScreen(t *testing.T) {
	t.Parallel()
	p := noWebGPU.show(t, "speed=100")
	p.untilStats("something to show", patience, steps(100))
	p.drawn()
	p.click("#play") // at rest it is drawn only when it changes
	p.focusWindow()
	for _, s := range screens {
		t.Run(s.String(), func(t *testing.T) {
			whole := p.t
			p.t = t
			defer func() { p.t = whole }()
			p.on(s)
			p.drawn()
			if got := js[bool](p, `matchMedia("(prefers-color-scheme: dark)").matches`); got != (s.scheme == "dark") {
				t.Errorf("the emulated scheme is not %s", s.scheme)
			}
			p.fits(s.width)
			p.cutsNoText()
			p.shootScreen(s)
			if s.scheme == "dark" { // which moves nothing
				p.keepsFocusInSight()
			}
		})
	}
}

// shootScreen leaves pictures of all that the page can look like on a screen.
func (p *tab) shootScreen(s screen) {
	p.t.Helper()
	if os.Getenv("BACKFLOW_SHOTS") == "" {
		return
	}
	p.call(`(scrollTo(0, 0), document.activeElement.blur())`)
	for _, view := range choicesOf("view") {
		p.turnTo(view)
		time.Sleep(time.Second) // for it to be drawn
		p.shoot(fmt.Sprintf("%v-%s", s, view))
	}
	p.turnTo("network")
	for _, state := range axeStates {
		p.call(`(() => { ` + state.begin + ` })()`)
		time.Sleep(500 * time.Millisecond)
		p.shoot(fmt.Sprintf("%v-%s", s, strings.ReplaceAll(state.name, " ", "-")))
		p.call(`(() => { ` + state.end + ` })()`)
	}
	p.shootWhole(s.String() + "-whole")
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
		p.t.Errorf("the page is %d pixels wide in a window of %d, by %q", wide, width, js[[]string](p, sticksOut))
	}
}

// sticksOut names what ends to the right of the window, but for what can be scrolled there.
const sticksOut = `[...document.querySelectorAll("body *")]
	.filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, dialog"))
	.map((e) => e.tagName + "#" + e.id + "." + e.className + " in ." + e.parentElement.className + ": " + e.textContent.slice(0, 30)).slice(0, 8)`
