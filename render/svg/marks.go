package svg

import (
	"fmt"
	"strings"

	"backflow/render/draw"
	"backflow/render/theme"
)

// isRound reports whether a shape is drawn around a point.
func isRound(s *draw.Shape) bool {
	switch s.Kind {
	case draw.Disc, draw.Glow, draw.Ring, draw.Bead:
		return true
	}
	return false
}

// marked counts the shapes at the start that are drawn around one point: a
// mark, such as a unit with its rim, or a pulse with its glow.
func marked(shapes []draw.Shape) int {
	return run(shapes, func(s *draw.Shape) bool {
		return isRound(s) && s.X == shapes[0].X && s.Y == shapes[0].Y
	})
}

// fewestAgain is how many beads are worth a definition when they come again.
const fewestAgain = 8

// cloud draws beads that follow each other, the points of a plot: lanes that
// learn the same data have the same, each in a place of its own.
func (d *drawing) cloud(shapes []draw.Shape) {
	for i, before := range d.clouds {
		if again(before, shapes) {
			d.add(`<use href="#c%d" x="%s" y="%s"/>`, i, num(shapes[0].X-before[0].X), num(shapes[0].Y-before[0].Y))
			return
		}
	}
	if len(shapes) >= fewestAgain {
		d.add(`<g id="c%d">`, len(d.clouds))
		defer d.add(`</g>`)
		d.clouds = append(d.clouds, shapes)
	}
	for i := range shapes {
		d.mark(shapes[i : i+1])
	}
}

// again reports whether shapes are others again, moved as a whole.
func again(before, now []draw.Shape) bool {
	if len(before) != len(now) {
		return false
	}
	for i := range now {
		a, b := before[i], now[i]
		a.X, a.Y = a.X-before[0].X+now[0].X, a.Y-before[0].Y+now[0].Y
		if max(a.X-b.X, b.X-a.X, a.Y-b.Y, b.Y-a.Y) > 0.5/perPixel {
			return false
		}
		a.X, a.Y = b.X, b.Y
		if a != b {
			return false
		}
	}
	return true
}

// tailed counts the shapes at the start that are a mark with a tail: a graded
// line that begins where the shapes after it stand.
func tailed(shapes []draw.Shape) int {
	if tail := shapes[0]; tail.Kind != draw.Line || !tail.Graded || len(shapes) < 2 || shapes[1].X != tail.X || shapes[1].Y != tail.Y {
		return 0
	}
	n := marked(shapes[1:])
	if n == 0 {
		return 0
	}
	return 1 + n
}

// tailedMark draws both around one point, which is told once.
func (d *drawing) tailedMark(shapes []draw.Shape) {
	fmt.Fprintf(&d.body, `<g transform="translate(%s)">`, pair(segmentOf(&shapes[0]).from))
	d.gradedFrom(point{}, &shapes[0])
	if look := d.look(shapes[1:], ""); d.marks[look] < 2 {
		d.body.WriteString(look)
	} else {
		fmt.Fprintf(&d.body, `<use href="#%s"/>`, d.define(`<g id="%s">`+look+`</g>`))
	}
	d.add(`</g>`)
}

// count notes which marks a layer has, so that those of one look are defined
// once.
func (d *drawing) count(shapes []draw.Shape) {
	for len(shapes) > 0 {
		n := marked(shapes)
		if n > 0 {
			d.marks[d.look(shapes[:n], "")]++
		}
		shapes = shapes[max(1, n):]
	}
}

// mark draws the shapes around one point.
func (d *drawing) mark(shapes []draw.Shape) {
	x, y := num(shapes[0].X), num(shapes[0].Y)
	look := d.look(shapes, "")
	if d.marks[look] < 2 {
		d.body.WriteString(d.look(shapes, fmt.Sprintf(` cx="%s" cy="%s"`, x, y)) + "\n")
		return
	}
	id := d.define(`<g id="%s">` + look + `</g>`)
	d.add(`<use href="#%s" x="%s" y="%s"/>`, id, x, y)
}

// look is what the shapes around a point look like; at says where that is, and
// is empty for a definition.
func (d *drawing) look(shapes []draw.Shape, at string) string {
	var b strings.Builder
	for i := range shapes {
		d.round(&b, &shapes[i], at)
	}
	return b.String()
}

func (d *drawing) round(b *strings.Builder, s *draw.Shape, at string) {
	circle := func(radius float32, paint string) {
		if radius > 0 {
			fmt.Fprintf(b, `<circle%s r="%s"%s/>`, at, num(radius), paint)
		}
	}
	color := soft(s.Color)
	switch s.Kind {
	case draw.Disc:
		circle(s.R, paintOf("fill", color))
	case draw.Glow:
		circle(s.R, fmt.Sprintf(` fill="url(#%s)"`, d.glow(faded(s.Color))))
	case draw.Ring:
		circle(0.9*s.R, paintOf("stroke", faded(s.Color))+fmt.Sprintf(` stroke-width="%s"`, num(0.2*s.R)))
	case draw.Bead:
		circle(s.R, paintOf("fill", beadRim.Fade(s.Color.A)))
		circle(0.8*s.R, paintOf("fill", color))
	}
}

// beadRim is the dark rim of a bead.
var beadRim = theme.Color{A: 0.8}

// glow defines a disc that fades with the square of the way to its rim.
func (d *drawing) glow(c theme.Color) string {
	stops := ""
	for _, at := range [...]float32{0, 0.25, 0.5, 0.75, 1} {
		stops += stop(at, c.Fade((1-at)*(1-at)))
	}
	return d.define(`<radialGradient id="%s">` + stops + `</radialGradient>`)
}

// shone is a colour as it is drawn: to as many digits as an eye tells apart, if
// something shines through.
func shone(c theme.Color) theme.Color {
	if c.A < 1 {
		return soft(c)
	}
	return c
}

// soft is the colour of a small mark, to as many digits as an eye tells apart
// there; faded that of one without a rim.
func soft(c theme.Color) theme.Color  { return shades(c, 31) }
func faded(c theme.Color) theme.Color { return shades(c, 15) }

// shades rounds a colour to some shades of each part, and to twentieths of its
// strength.
func shades(c theme.Color, n float32) theme.Color {
	to := func(x, n float32) float32 { return float32(int(x*n+0.5)) / n }
	return theme.Color{R: to(c.R, n), G: to(c.G, n), B: to(c.B, n), A: to(c.A, 20)}
}
