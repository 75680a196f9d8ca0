//go:build browser

package test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// force has the visitor's system force its own colours.
func (p *tab) force() {
	p.t.Helper()
	p.emulate(&emulation.MediaFeature{Name: "forced-colors", Value: "active"})
}

// appearance measures what makes a chosen one of some controls different from the
// others: the contrast of their grounds, of the chosen one's text, and a sign
// that is no colour.
const appearance = `((root) => {
	const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
	const rgb = (color, under) => {
		canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
		canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
		return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
	};
	const ground = (e) => {
		let color = "black";
		const up = [];
		for (let a = e; a; a = a.parentElement) up.push(getComputedStyle(a).backgroundColor);
		for (const c of up.reverse()) color = "rgb(" + rgb(c, color) + ")";
		return color;
	};
	const light = (color) => {
		const [r, g, b] = rgb(color, "black").map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	const contrast = (a, b) => {
		const [x, y] = [light(a), light(b)].sort((m, n) => n - m);
		return (x + 0.05) / (y + 0.05);
	};
	const of = (chosen) => document.querySelector(root + " .chip input" + (chosen ? ":checked" : ":not(:checked)") + " + span");
	const [on, off] = [of(true), of(false)];
	const sign = getComputedStyle(on, "::after").content !== "none" || getComputedStyle(on).textDecorationLine !== "none";
	return {
		Ground: contrast(ground(on), ground(off)),
		Text: contrast(getComputedStyle(on).color, ground(on)),
		Other: contrast(getComputedStyle(off).color, ground(off)),
		Sign: sign,
	};
})`

// Chosen chips, views, columns and colours stand out from the others by 3 : 1, in
// the page's colours and in those that a system forces, and not by colour alone.
func TestChosenStandsOut(t *testing.T) {
	for _, scheme := range []string{"dark", "light", "forced"} {
		t.Run(scheme, func(t *testing.T) {
			p := noWebGPU.blank(t)
			p.small()
			if scheme == "forced" {
				p.force()
			} else {
				p.prefer(scheme)
			}
			p.visit("backend=cpu")
			p.untilTraining(3)
			for _, root := range []string{"#controls .chips", "#views", "#columns", "#theme"} {
				got := js[struct {
					Ground, Text, Other float64
					Sign                bool
				}](p, fmt.Sprintf("%s(%q)", appearance, root))
				t.Logf("%s: ground %.2f, text %.2f and %.2f", root, got.Ground, got.Text, got.Other)
				if got.Ground < 3 {
					t.Errorf("%s: the grounds of chosen and not chosen differ by %.2f : 1", root, got.Ground)
				}
				if got.Text < 4.5 || got.Other < 4.5 {
					t.Errorf("%s: text has a contrast of %.2f where chosen, %.2f where not", root, got.Text, got.Other)
				}
				if !got.Sign {
					t.Errorf("%s: only colour tells what is chosen", root)
				}
			}
		})
	}
}

// Sliders and bars keep their tracks where a system forces its colours: what is
// done, what is not, and what is around have different colours.
func TestForcedColoursKeepSlidersAndBars(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(1440, 900)
	p.force()
	p.visit("backend=cpu&act=tanh&vs=none&speed=10")
	p.untilTraining(1)
	for selector, above := range map[string]float64{`input[type="range"][data-param="depth"]`: 5, "#pace": 5, "#remaining .axis": 1} {
		c := p.along(selector, above)
		if c[0] == c[1] || c[1] == c[2] || c[0] == c[2] {
			t.Errorf("%s: done, not done and around it are %v", selector, c)
		}
	}
}

// along returns the colours of a bar near its left end and near its right one, and
// some pixels above it: what is around a slider, and the line around a bar.
func (p *tab) along(selector string, above float64) [3]color.Color {
	p.t.Helper()
	p.call(fmt.Sprintf(`document.querySelector(%q).scrollIntoView({block: "center"})`, selector))
	at := js[[]float64](p, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`, selector))
	shot := p.window()
	point := func(share, y float64) color.Color { return shot.At(int(at[0]+share*at[2]), int(y)) }
	middle := at[1] + at[3]/2
	return [3]color.Color{point(0.1, middle), point(0.95, middle), point(0.1, at[1]-above)}
}

// window is what the whole window shows.
func (p *tab) window() image.Image {
	p.t.Helper()
	data, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("taking a picture: %v", err)
	}
	shot, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	return shot
}
