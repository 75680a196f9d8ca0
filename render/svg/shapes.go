package svg

import (
	"fmt"
	"strings"

	"backflow/render/scene"
	"backflow/render/theme"
)

// shapes draws a layer of a scene. Lines of one colour and width that follow
// each other become one path: a network has thousands.
func (d *drawing) shapes(shapes []scene.Shape) {
	for len(shapes) > 0 {
		n := run(shapes)
		if n > 0 {
			d.lines(shapes[:n])
		} else {
			n = 1
			d.shape(&shapes[0])
		}
		shapes = shapes[n:]
	}
}

// run counts the lines at the start that look alike.
func run(shapes []scene.Shape) int {
	n := 0
	for n < len(shapes) && alike(&shapes[0], &shapes[n]) {
		n++
	}
	return n
}

func alike(a, b *scene.Shape) bool {
	return b.Kind == scene.Line && !b.Graded && a.Color == b.Color && a.R == b.R
}

func (d *drawing) lines(shapes []scene.Shape) {
	var path strings.Builder
	for i := range shapes {
		s := &shapes[i]
		fmt.Fprintf(&path, "M%s %sL%s %s", num(s.X), num(s.Y), num(s.X2), num(s.Y2))
	}
	d.add(`<path d="%s"%s stroke-width="%s"/>`, path.String(), paintOf("stroke", shapes[0].Color), num(shapes[0].R))
}

func (d *drawing) shape(s *scene.Shape) {
	switch s.Kind {
	case scene.Rect:
		d.rect(s)
	case scene.Line: // a graded one: all others come in runs
		d.gradedLine(s)
	case scene.Disc:
		d.circle(s, s.R, paintOf("fill", s.Color))
	case scene.Glow:
		d.circle(s, s.R, fmt.Sprintf(` fill="url(#%s)"`, d.glow(s.Color)))
	case scene.Ring:
		d.circle(s, 0.9*s.R, ` fill="none"`+paintOf("stroke", s.Color)+fmt.Sprintf(` stroke-width="%s"`, num(0.2*s.R)))
	case scene.Bead:
		d.circle(s, s.R, paintOf("fill", beadRim.Fade(s.Color.A)))
		d.circle(s, 0.8*s.R, paintOf("fill", s.Color))
	case scene.Area:
		d.area(s)
	}
}

// beadRim is the dark rim of a bead.
var beadRim = theme.Color{A: 0.8}

func (d *drawing) circle(s *scene.Shape, radius float32, paint string) {
	if radius > 0 {
		d.add(`<circle cx="%s" cy="%s" r="%s"%s/>`, num(s.X), num(s.Y), num(radius), paint)
	}
}

// rect stands on whole pixels, as on a screen: crisp, and without a seam where
// two of them meet.
func (d *drawing) rect(s *scene.Shape) {
	paint := paintOf("fill", s.Color)
	if s.Graded {
		paint = fmt.Sprintf(` fill="url(#%s)"`, d.define(`<linearGradient id="%s">`+stop(0, s.Color)+stop(1, s.Far)+`</linearGradient>`))
	}
	d.add(`<rect x="%s" y="%s" width="%s" height="%s"%s shape-rendering="crispEdges"/>`, num(s.X), num(s.Y), num(s.X2), num(s.Y2), paint)
}

// gradedLine fades along its way. Its gradient has the line's own coordinates:
// the box around a level line has no height to measure in.
func (d *drawing) gradedLine(s *scene.Shape) {
	id := d.define(fmt.Sprintf(`<linearGradient id="%%s" gradientUnits="userSpaceOnUse" x1="%s" y1="%s" x2="%s" y2="%s">%s%s</linearGradient>`,
		num(s.X), num(s.Y), num(s.X2), num(s.Y2), stop(0, s.Color), stop(1, s.Far)))
	d.add(`<path d="M%s %sL%s %s" stroke="url(#%s)" stroke-width="%s"/>`, num(s.X), num(s.Y), num(s.X2), num(s.Y2), id, num(s.R))
}

// area fades towards its base. Its two colours are so close, as one area is
// narrow, that their mean stands for both.
func (d *drawing) area(s *scene.Shape) {
	color := s.Color
	if s.Graded {
		color = mean(s.Color, s.Far)
	}
	id := d.define(`<linearGradient id="%s" x2="0" y2="1">` + stop(0, color) + stop(1, color.Fade(scene.AreaBase)) + `</linearGradient>`)
	d.add(`<path d="M%s %sL%s %sV%sH%sZ" fill="url(#%s)"/>`, num(s.X), num(s.Y), num(s.X2), num(s.Y2), num(s.R), num(s.X), id)
}

func mean(a, b theme.Color) theme.Color {
	return theme.Color{R: (a.R + b.R) / 2, G: (a.G + b.G) / 2, B: (a.B + b.B) / 2, A: (a.A + b.A) / 2}
}

// glow defines a disc that fades with the square of the way to its rim.
func (d *drawing) glow(c theme.Color) string {
	stops := ""
	for _, at := range [...]float32{0, 0.25, 0.5, 0.75, 1} {
		stops += stop(at, c.Fade((1-at)*(1-at)))
	}
	return d.define(`<radialGradient id="%s">` + stops + `</radialGradient>`)
}

// stop is one colour of a gradient. It is put into a format, where a per cent
// sign would be in the way: offsets are numbers.
func stop(at float32, c theme.Color) string {
	return fmt.Sprintf(`<stop offset="%s"%s/>`, num(at), strings.Replace(paintOf("stop", c), "stop=", "stop-color=", 1))
}
