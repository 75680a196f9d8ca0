package draw

import "backflow/render/theme"

// Zero is a crossed-out circle, the empty set.
func (c *Canvas) Zero(x, y, r float32, ink theme.Color) {
	c.Under(Shape{Kind: Disc, X: x, Y: y, R: r, Color: ink})
	c.Under(Shape{Kind: Disc, X: x, Y: y, R: r - 1.2, Color: c.Theme.Panel})
	c.Line(x-r, y+r, x+r, y-r, 1.2, ink)
}

// Cross marks what is not a number.
func (c *Canvas) Cross(x, y, r float32, ink theme.Color) {
	c.Line(x-r, y-r, x+r, y+r, 1.6, ink)
	c.Line(x-r, y+r, x+r, y-r, 1.6, ink)
}

// Arrow points out of an axis: down (1) or up (−1).
func (c *Canvas) Arrow(x, y, r float32, ink theme.Color, dir float32) {
	c.Line(x, y-dir*r, x, y+dir*r, 1.5, ink)
	c.Line(x-r, y, x, y+dir*r, 1.5, ink)
	c.Line(x+r, y, x, y+dir*r, 1.5, ink)
}

// Underflow is a double arrow down onto a floor: smaller than float32 can say.
func (c *Canvas) Underflow(x, y, r float32, ink theme.Color) {
	for _, dy := range [...]float32{-r, 0} {
		c.Line(x-r, y+dy, x, y+dy+r, 1.3, ink)
		c.Line(x+r, y+dy, x, y+dy+r, 1.3, ink)
	}
	c.Line(x-r, y+r+2, x+r, y+r+2, 1.3, ink)
}

// Signed is the colour of an activation, −1 … 1.
func (c *Canvas) Signed(act float32) theme.Color {
	return c.Theme.Signed.At(0.5 + 0.5*max(-1, min(1, act)))
}
