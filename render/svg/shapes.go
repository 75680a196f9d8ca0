package svg

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"backflow/render/draw"
	"backflow/render/theme"
)

// shapes draws a layer of a list. A network has thousands of lines and marks:
// those that look alike are one path, or one definition that is used.
func (d *drawing) shapes(shapes []draw.Shape) {
	for len(shapes) > 0 {
		n := run(shapes, isLine)
		if n > 0 {
			d.lines(shapes[:n])
		} else if n = run(shapes, isBead); n > 0 {
			d.cloud(shapes[:n])
		} else if n = tailed(shapes); n > 0 {
			d.tailedMark(shapes[:n])
		} else if n = marked(shapes); n > 0 {
			d.mark(shapes[:n])
		} else {
			n = 1
			d.shape(&shapes[0])
		}
		shapes = shapes[n:]
	}
}

// onTheirWay puts what moves on whole pixels: it is somewhere on its way.
func onTheirWay(shapes []draw.Shape) []draw.Shape {
	moving := slices.Clone(shapes)
	for i := range moving {
		s := &moving[i]
		s.X, s.Y, s.X2, s.Y2, s.R = part(s.X, 1), part(s.Y, 1), part(s.X2, 1), part(s.Y2, 1), part(s.R, 5)
		s.Color, s.Far = faded(s.Color), faded(s.Far)
	}
	return moving
}

// sketched puts the ends of lines, the middles of round marks and the edges of boxes on
// whole pixels; boxes that meet still do. A box keeps a pixel at least.
func sketched(shapes []draw.Shape) []draw.Shape {
	rounded := slices.Clone(shapes)
	for i := range rounded {
		s := &rounded[i]
		x, y := part(s.X, 1), part(s.Y, 1)
		switch s.Kind {
		case draw.Line:
			s.X2, s.Y2 = part(s.X2, 1), part(s.Y2, 1)
		case draw.Rect:
			s.X2, s.Y2 = max(part(s.X+s.X2, 1)-x, 1), max(part(s.Y+s.Y2, 1)-y, 1)
		case draw.Area:
			continue
		}
		s.X, s.Y = x, y
	}
	return rounded
}

// part rounds a length to parts of a pixel.
func part(x, parts float32) float32 { return float32(math.Round(float64(x*parts))) / parts }

// run counts the shapes at the start that are of a kind.
func run(shapes []draw.Shape, is func(*draw.Shape) bool) int {
	n := 0
	for n < len(shapes) && is(&shapes[n]) {
		n++
	}
	return n
}

func isLine(s *draw.Shape) bool { return s.Kind == draw.Line && !s.Graded }
func isBead(s *draw.Shape) bool { return s.Kind == draw.Bead }

// lines draws lines that follow each other, a group for each look. Each line is an
// element of its own: a browser that draws by the GPU has a fast way for a single
// straight line, and none for a path of many. Which of two thin lines lies over the
// other where they cross cannot be seen.
func (d *drawing) lines(shapes []draw.Shape) {
	groups := map[string][]segment{}
	var looks []string
	for i := range shapes {
		s := &shapes[i]
		look := fmt.Sprintf(`%s stroke-width="%s"`, paintOf("stroke", shone(s.Color)), num(part(s.R, 5)))
		if groups[look] == nil {
			looks = append(looks, look)
		}
		groups[look] = append(groups[look], segmentOf(s))
	}
	for _, look := range looks {
		d.group(look, groups[look])
	}
}

func (d *drawing) group(look string, lines []segment) {
	if len(lines) == 1 {
		d.add(`<path d="%s"%s/>`, lines[0], look)
		return
	}
	var paths strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&paths, `<path d="%s"/>`, l)
	}
	d.add(`<g%s>%s</g>`, look, paths.String())
}

func (d *drawing) shape(s *draw.Shape) {
	switch s.Kind {
	case draw.Rect:
		d.rect(s)
	case draw.Line: // a graded one: all others come in runs
		d.gradedLine(s)
	case draw.Area:
		d.area(s)
	}
}

// rect stands on whole pixels, as on a screen: crisp, and without a seam where
// two of them meet. Those of a sketch are there already.
func (d *drawing) rect(s *draw.Shape) {
	paint := paintOf("fill", s.Color)
	if s.Graded {
		paint = fmt.Sprintf(` fill="url(#%s)"`, d.define(`<linearGradient id="%s">`+stop(0, s.Color)+stop(1, s.Far)+`</linearGradient>`))
	}
	if !d.sketch {
		paint += ` shape-rendering="crispEdges"`
	}
	d.add(`<rect x="%s" y="%s" width="%s" height="%s"%s/>`, num(s.X), num(s.Y), num(s.X2), num(s.Y2), paint)
}

// gradedLine fades along the longer side of the box around it. A level line
// has no such box, and is drawn a hair off level.
func (d *drawing) gradedLine(s *draw.Shape) { d.gradedFrom(segmentOf(s).from, s) }

// gradedFrom draws it from another point.
func (d *drawing) gradedFrom(from point, s *draw.Shape) {
	line := segmentOf(s)
	dx, dy := line.to.x-line.from.x, line.to.y-line.from.y
	if dx == 0 {
		dx = 1
	}
	if dy == 0 {
		dy = 1
	}
	along, direction := dx, ""
	if max(dx, -dx) < max(dy, -dy) {
		along, direction = dy, ` x2="0" y2="1"`
	}
	near, far := faded(s.Color), faded(s.Far)
	if along < 0 {
		near, far = far, near
	}
	id := d.define(`<linearGradient id="%s"` + direction + `>` + stop(0, near) + stop(1, far) + `</linearGradient>`)
	d.add(`<path d="M%sl%s" stroke="url(#%s)" stroke-width="%s"/>`, pair(from), pair(point{dx, dy}), id, num(s.R))
}

// area fades towards its base. Its two colours are so close, as one area is
// narrow, that their mean stands for both.
func (d *drawing) area(s *draw.Shape) {
	color := s.Color
	if s.Graded {
		color = mean(s.Color, s.Far)
	}
	id := d.define(`<linearGradient id="%s" x2="0" y2="1">` + stop(0, color) + stop(1, color.Fade(draw.AreaBase)) + `</linearGradient>`)
	d.add(`<path d="M%s %sL%s %sV%sH%sZ" fill="url(#%s)"/>`, num(s.X), num(s.Y), num(s.X2), num(s.Y2), num(s.R), num(s.X), id)
}

func mean(a, b theme.Color) theme.Color {
	return theme.Color{R: (a.R + b.R) / 2, G: (a.G + b.G) / 2, B: (a.B + b.B) / 2, A: (a.A + b.A) / 2}
}

// stop is one colour of a gradient. It is put into a format, where a per cent
// sign would be in the way: offsets are numbers.
func stop(at float32, c theme.Color) string {
	return fmt.Sprintf(`<stop offset="%s"%s/>`, digits(at, 2), strings.Replace(paintOf("stop", c), "stop=", "stop-color=", 1))
}
