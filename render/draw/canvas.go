package draw

import (
	"math"

	"backflow/render/theme"
)

// Canvas is a list that is being drawn, in the colours of a theme, with text that
// can be measured.
type Canvas struct {
	List
	Measure
	Theme *theme.Theme
}

// add appends a shape and fills it in where it lies: a picture has some thousand lines, and
// copies of a shape on their way to it would take as long as all the rest.
func add(shapes []Shape, kind Kind, x, y, x2, y2, r float32, ink theme.Color) []Shape {
	n := len(shapes)
	if n < cap(shapes) {
		shapes = shapes[:n+1]
	} else {
		shapes = append(shapes, Shape{})
	}
	s := &shapes[n]
	s.Kind, s.Graded = kind, false
	s.X, s.Y, s.X2, s.Y2, s.R = x, y, x2, y2, r
	s.Color, s.Far = ink, theme.Color{}
	return shapes
}

// Box fills a rectangle.
//
//go:noinline
func (c *Canvas) Box(b Box, ink theme.Color) {
	c.Back = add(c.Back, Rect, b.X, b.Y, b.W, b.H, 0, ink)
}

// Grade fills a rectangle as high as a box between two places, from one colour to
// another.
//
//go:noinline
func (c *Canvas) Grade(x0, x1 float32, b Box, c0, c1 theme.Color) {
	c.Under(Shape{Kind: Rect, X: x0, Y: b.Y, X2: x1 - x0, Y2: b.H, Color: c0, Far: c1, Graded: true})
}

// Line is a line behind what moves.
//
//go:noinline
func (c *Canvas) Line(x, y, x2, y2, thick float32, ink theme.Color) {
	c.Back = add(c.Back, Line, x, y, x2, y2, thick, ink)
}

// Stroke is a line in front.
//
//go:noinline
func (c *Canvas) Stroke(x, y, x2, y2 float32, ink theme.Color) {
	c.Front = add(c.Front, Line, x, y, x2, y2, 1.2, ink)
}

// Disc is a disc in front.
//
//go:noinline
func (c *Canvas) Disc(x, y, r float32, ink theme.Color) {
	c.Front = add(c.Front, Disc, x, y, 0, 0, r, ink)
}

// Square has about the area of a disc.
//
//go:noinline
func (c *Canvas) Square(x, y, r float32, ink theme.Color) {
	r *= 0.92
	c.Front = add(c.Front, Rect, x-r, y-r, 2*r, 2*r, 0, ink)
}

// Frame is the outline of a box.
func (c *Canvas) Frame(b Box, ink theme.Color) {
	for _, edge := range [...]Box{{b.X, b.Y, b.W, 1}, {b.X, b.Y + b.H - 1, b.W, 1}, {b.X, b.Y, 1, b.H}, {b.X + b.W - 1, b.Y, 1, b.H}} {
		c.Over(Shape{Kind: Rect, X: edge.X, Y: edge.Y, X2: edge.W, Y2: edge.H, Color: ink})
	}
}

// Text adds a line of text at x, where 0 aligns its left end there, 1 its
// right end and ½ its middle. Nothing is added of no text.
func (c *Canvas) Text(text string, x, y, align, size float32, bold bool, ink theme.Color) Label {
	w := c.Measure(text, size, bold)
	l := Label{Text: text, X: x - align*w, Y: y, Size: size, Bold: bold, W: w, Align: align, Color: ink}
	if text != "" {
		c.Labels = append(c.Labels, l)
	}
	return l
}

// Diamond is hollow: an outline over a smaller one filled with the ground.
func (c *Canvas) Diamond(x, y, r float32, ink, ground theme.Color) {
	c.Over(Shape{Kind: Line, X: x - r/2, Y: y - r/2, X2: x + r/2, Y2: y + r/2, R: 1.41 * r, Color: ground})
	for _, side := range [...][4]float32{{-r, 0, 0, -r}, {0, -r, r, 0}, {r, 0, 0, r}, {0, r, -r, 0}} {
		c.Over(Shape{Kind: Line, X: x + side[0], Y: y + side[1], X2: x + side[2], Y2: y + side[3], R: 1.4, Color: ink})
	}
}

// Dashes is a dashed line that is solid enough to follow at any pitch.
func (c *Canvas) Dashes(x0, y0, x1, y1 float32, ink theme.Color) {
	length := float32(math.Hypot(float64(x1-x0), float64(y1-y0)))
	n := max(1, int(length/9))
	for i := range n {
		t0, t1 := float32(i)/float32(n), (float32(i)+0.6)/float32(n)
		c.Over(Shape{
			Kind: Line, X: x0 + (x1-x0)*t0, Y: y0 + (y1-y0)*t0, X2: x0 + (x1-x0)*t1, Y2: y0 + (y1-y0)*t1,
			R: 2, Color: ink,
		})
	}
}

// hatchPitch is the distance of a hatching's lines, along an edge.
const hatchPitch = 9

// Hatch draws rising lines through a box, which line up with those of others.
func (c *Canvas) Hatch(b Box) {
	ink := c.Theme.Muted.Fade(0.55)
	first := float32(math.Ceil(float64((b.X+b.Y)/hatchPitch))) * hatchPitch // x + y along a line
	for sum := first; sum < b.X+b.W+b.Y+b.H; sum += hatchPitch {
		x0, x1 := max(b.X, sum-b.Y-b.H), min(b.X+b.W, sum-b.Y)
		if x0 < x1 {
			c.Over(Shape{Kind: Line, X: x0, Y: sum - x0, X2: x1, Y2: sum - x1, R: 1, Color: ink})
		}
	}
}
