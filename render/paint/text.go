package paint

import (
	"math"

	"backflow/render/draw"

	"github.com/hajimehoshi/ebiten/v2"
)

// Style is one size and weight of type.
type Style struct {
	Size float32 // CSS pixels
	Bold bool
}

// Glyph is a character in the atlas, in device pixels.
type Glyph struct {
	X, Y, W, H int     // its cell
	Left       int     // from the cell's left edge to the pen
	Advance    float32 // of the pen
}

// Atlas is a texture of glyphs. Who fills it knows how to set type; paint only
// places it.
type Atlas struct {
	Width, Height int
	Pixels        []byte // RGBA, premultiplied, white
	Scale         float32
	Glyphs        map[Style]map[rune]Glyph

	image *ebiten.Image
	fonts []font // of the styles that were asked for
}

// font is a style's glyphs in a form that is fast to read: a frame sets and
// measures some thousand characters, and hashing each is what that would cost.
type font struct {
	style Style
	ascii [128]Glyph
	other map[rune]Glyph
}

// font returns the glyphs of a style.
func (a *Atlas) font(style Style) *font {
	for i := range a.fonts {
		if a.fonts[i].style == style {
			return &a.fonts[i]
		}
	}
	f := font{style: style, other: a.Glyphs[style]}
	for r := range f.ascii {
		f.ascii[r] = f.lookUp(rune(r))
	}
	a.fonts = append(a.fonts, f)
	return &a.fonts[len(a.fonts)-1]
}

// glyph returns the glyph of a character.
func (f *font) glyph(r rune) Glyph {
	if uint32(r) < uint32(len(f.ascii)) {
		return f.ascii[r]
	}
	return f.lookUp(r)
}

// lookUp returns the glyph of a character, a question mark's if there is none.
func (f *font) lookUp(r rune) Glyph {
	if g, ok := f.other[r]; ok {
		return g
	}
	return f.other['?']
}

// Measure returns the width of a line of text in CSS pixels; it is a
// draw.Measure.
func (a *Atlas) Measure(text string, size float32, bold bool) float32 {
	f, w := a.font(Style{size, bold}), float32(0)
	for _, r := range text {
		w += f.glyph(r).Advance
	}
	return w / a.Scale
}

// label adds a line of text, every glyph on whole pixels, of which there are
// scale to a CSS pixel.
func (m *mesh) label(a *Atlas, l *draw.Label, scale float32) {
	f := a.font(Style{l.Size, l.Bold})
	shrink := scale / a.Scale
	pen := l.X * scale
	y := round(l.Y * scale)
	for _, r := range l.Text {
		g := f.glyph(r)
		x := round(pen) - float32(g.Left)*shrink
		w, h := float32(g.W), float32(g.H)
		x1, y1 := x+w*shrink, y+h*shrink
		sx, sy := float32(g.X), float32(g.Y)
		m.quad([4][4]float32{
			{x, y, sx, sy}, {x1, y, sx + w, sy}, {x, y1, sx, sy + h}, {x1, y1, sx + w, sy + h},
		}, l.Color, l.Color)
		pen += g.Advance * shrink
	}
}

func round(x float32) float32 { return float32(math.Round(float64(x))) }
