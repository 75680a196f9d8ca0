//go:build js && wasm

package main

import (
	"fmt"
	"math"
	"syscall/js"

	"backflow/render/draw"
	"backflow/render/paint"
	"backflow/render/theme"
)

// characters are all that numbers, symbols and names are made of.
const characters = " !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz" +
	"|·×−–—…→↑↓“”’δ∂√∞⁻⁰¹²³⁴⁵⁶⁷⁸⁹\u202fσφχξ"

// styles are the sizes and weights in use.
var styles = []paint.Style{
	{Size: theme.Small}, {Size: theme.Body}, {Size: theme.Body, Bold: true}, {Size: theme.Title, Bold: true}, {Size: draw.Large, Bold: true},
}

// lettersOf are those that a style has of some letters: large ones would take most of the atlas.
func lettersOf(style paint.Style, all string) string {
	if style.Size == draw.Large {
		return draw.Figures
	}
	return all
}

// atlasWidth is a width that every WebGL 2 allows and that holds the styles
// at a scale of 3 in a few hundred rows.
const atlasWidth = 1024

// newAtlas lets the browser set the characters in its own type, at device
// pixels: sharp, and without a font in the download. Where what is drawn cannot be
// read back the glyphs are measured only, and clear.
func newAtlas(letters string, scale float32, readable bool) *paint.Atlas {
	t := typesetter{letters: letters, scale: scale, glyphs: map[paint.Style]map[rune]paint.Glyph{}}
	t.open(2048)
	for _, style := range styles {
		t.set(style)
	}
	height := t.y + t.line
	pixels := make([]byte, 4*atlasWidth*height)
	if readable {
		t.read(pixels, height)
	}
	return &paint.Atlas{Width: atlasWidth, Height: height, Pixels: pixels, Scale: scale, Glyphs: t.glyphs}
}

// typesetter fills a canvas with glyphs from left to right, row by row.
type typesetter struct {
	letters string
	scale   float32
	context js.Value
	x, y    int // the next cell
	line    int // height of the row
	glyphs  map[paint.Style]map[rune]paint.Glyph
}

func (t *typesetter) open(height int) {
	canvas := js.Global().Get("document").Call("createElement", "canvas")
	canvas.Set("width", atlasWidth)
	canvas.Set("height", height)
	t.context = canvas.Call("getContext", "2d", map[string]any{"willReadFrequently": true})
	t.context.Set("fillStyle", "#fff")
	t.context.Set("textBaseline", "alphabetic")
}

func (t *typesetter) set(style paint.Style) {
	size := float64(style.Size * t.scale)
	t.context.Set("font", fmt.Sprintf("%d %gpx %s", weight(style.Bold), size, theme.FontFamily))
	t.x, t.y = 0, t.y+t.line
	t.line = int(math.Ceil(float64(theme.LineHeight(style.Size) * t.scale)))
	glyphs := map[rune]paint.Glyph{}
	for _, r := range lettersOf(style, t.letters) {
		if _, twice := glyphs[r]; twice {
			continue
		}
		glyphs[r] = t.glyph(string(r), int(size*theme.Baseline))
	}
	t.glyphs[style] = glyphs
}

func weight(bold bool) int {
	if bold {
		return theme.BoldWeight
	}
	return 400
}

// glyph draws one character into the next cell, with a pixel to spare.
func (t *typesetter) glyph(text string, baseline int) paint.Glyph {
	const left = 2
	advance := t.context.Call("measureText", text).Get("width").Float()
	w := int(math.Ceil(advance)) + 2*left
	if t.x+w > atlasWidth {
		t.x, t.y = 0, t.y+t.line
	}
	t.context.Call("fillText", text, t.x+left, t.y+baseline)
	g := paint.Glyph{X: t.x, Y: t.y, W: w, H: t.line, Left: left, Advance: float32(advance)}
	t.x += w
	return g
}

// read reads the canvas back as premultiplied white.
func (t *typesetter) read(pix []byte, height int) {
	data := t.context.Call("getImageData", 0, 0, atlasWidth, height).Get("data")
	js.CopyBytesToGo(pix, data)
	for i := 0; i < len(pix); i += 4 {
		a := pix[i+3]
		pix[i], pix[i+1], pix[i+2] = a, a, a
	}
}
