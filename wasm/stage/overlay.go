//go:build js && wasm

package main

import (
	"fmt"
	"syscall/js"

	"backflow/render/draw"
	"backflow/render/theme"
)

// overlay sets labels as text of the document, over the canvas: for browsers that
// do not let a page read back what it has drawn, and give noise instead, as some
// do against fingerprinting. An atlas of glyphs would be noise there.
type overlay struct {
	root  js.Value
	spans []js.Value
	shown []draw.Label // by span
	zoom  float64
}

func newOverlay() *overlay {
	document := js.Global().Get("document")
	root := document.Call("createElement", "div")
	root.Set("className", "labels")
	root.Get("style").Set("fontFamily", theme.FontFamily)
	document.Get("body").Call("append", root)
	return &overlay{root: root}
}

// show puts up labels, of a scene of so many CSS pixels to one of its own, and
// touches only what has changed.
func (o *overlay) show(labels []draw.Label, zoom float64) {
	for i := range labels {
		if i == len(o.spans) {
			o.add()
		}
		if o.shown[i] != labels[i] || o.zoom != zoom {
			o.set(o.spans[i], &labels[i], zoom)
			o.shown[i] = labels[i]
		}
	}
	for i := len(labels); i < len(o.spans); i++ {
		if o.shown[i] != (draw.Label{}) {
			o.spans[i].Set("textContent", "")
			o.shown[i] = draw.Label{}
		}
	}
	o.zoom = zoom
}

func (o *overlay) add() {
	span := js.Global().Get("document").Call("createElement", "span")
	o.root.Call("append", span)
	o.spans, o.shown = append(o.spans, span), append(o.shown, draw.Label{})
}

func (o *overlay) set(span js.Value, l *draw.Label, zoom float64) {
	span.Set("textContent", l.Text)
	style := span.Get("style")
	px := func(x float32) string { return fmt.Sprintf("%.2fpx", float64(x)*zoom) }
	style.Set("left", px(l.X))
	style.Set("top", px(l.Y))
	style.Set("fontSize", px(l.Size))
	style.Set("lineHeight", px(theme.LineHeight(l.Size)))
	style.Set("fontWeight", weight(l.Bold))
	style.Set("color", css(l.Color))
}

func css(c theme.Color) string {
	return fmt.Sprintf("rgb(%.0f %.0f %.0f / %.3f)", 255*c.R, 255*c.G, 255*c.B, c.A)
}

// readsBack reports whether the browser gives back what was drawn on a canvas.
// Some change a pixel's last bits, which nobody sees in a letter.
func readsBack() (truly bool) {
	defer func() {
		if recover() != nil { // it does not even allow it
			truly = false
		}
	}()
	const side, most = 32, 16
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	canvas.Set("width", 2*side)
	canvas.Set("height", side)
	context := canvas.Call("getContext", "2d", map[string]any{"willReadFrequently": true})
	context.Set("fillStyle", "#fff")
	context.Call("fillRect", side, 0, side, side)
	pix := make([]byte, 4*2*side*side)
	js.CopyBytesToGo(pix, context.Call("getImageData", 0, 0, 2*side, side).Get("data"))
	for i, got := range pix {
		want := byte(0)
		if i/4%(2*side) >= side {
			want = 255
		}
		if max(got, want)-min(got, want) > most {
			return false
		}
	}
	return true
}
