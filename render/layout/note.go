package layout

import (
	"backflow/render/draw"
	"backflow/render/theme"
)

// Note writes lines into a framed box within bounds; put says where. On a low stage
// it may lie over the lanes above and below, and hides what they say there.
func (p *Picture) Note(lines []string, bounds draw.Box, put func(w, h float32) (x, y float32)) {
	th, line := p.Theme, theme.LineHeight(theme.Small)
	w, h := note{p}.size(lines)
	if p.Low && (w > bounds.W || h > bounds.H) {
		bounds = draw.BoxAt(1, 1, p.Options.W-2, p.floor-2)
		lines = note{p}.wrapAll(lines, bounds.W-noteMargin)
		w, h = note{p}.size(lines)
	}
	if w > bounds.W || h > bounds.H {
		return
	}
	x, y := put(w, h)
	x, y = clamp(x, bounds.X, bounds.X+bounds.W-w), clamp(y, bounds.Y, bounds.Y+bounds.H-h)
	p.Clear(draw.BoxAt(x-1, y-1, w+2, h+2))
	p.Over(draw.Shape{Kind: draw.Rect, X: x - 1, Y: y - 1, X2: w + 2, Y2: h + 2, Color: th.Muted})
	p.Over(draw.Shape{Kind: draw.Rect, X: x, Y: y, X2: w, Y2: h, Color: th.Background})
	for i, text := range lines {
		p.Text(text, x+6, y+4+line*float32(i), 0, theme.Small, false, th.Text)
	}
}

// note measures its lines.
type note struct{ *Picture }

// noteMargin is what a note's frame takes of its width.
const noteMargin = 12

// size is the size of a box of lines.
func (n note) size(lines []string) (w, h float32) {
	for _, text := range lines {
		w = max(w, n.Measure(text, theme.Small, false))
	}
	return w + noteMargin, theme.LineHeight(theme.Small)*float32(len(lines)) + 8
}

// wrapAll breaks the lines that are too long for a width.
func (n note) wrapAll(lines []string, width float32) (wrapped []string) {
	for _, text := range lines {
		wrapped = append(wrapped, n.Wrap(text, theme.Small, width, 3)...)
	}
	return wrapped
}
