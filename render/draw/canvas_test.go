package draw

import (
	"testing"

	"backflow/render/theme"
)

func canvas() *Canvas {
	return &Canvas{Theme: theme.Dark, Measure: func(text string, size float32, bold bool) float32 { return float32(len(text)) * size }}
}

// A list is filled anew for every picture: nothing of an earlier shape may be left in it.
func TestShapesAreFilledInAnew(t *testing.T) {
	c := canvas()
	red, blue := theme.Hex(0xff0000), theme.Hex(0x0000ff)
	draw := func() {
		c.Line(1, 2, 3, 4, 5, red)
		c.Box(Box{1, 2, 3, 4}, blue)
		c.Disc(1, 2, 3, red)
		c.Stroke(5, 6, 7, 8, blue)
		c.Square(10, 10, 5, red)
	}
	draw()
	fresh := append(append([]Shape{}, c.Back...), c.Front...)
	c.Reset()
	for range 5 { // other shapes, in the same places
		c.Grade(9, 12, Box{9, 9, 9, 9}, red, blue)
		c.Over(Shape{Kind: Bead, Graded: true, X: 9, Y: 9, X2: 9, Y2: 9, R: 9, Color: blue, Far: red})
	}
	c.Reset()
	draw()
	for i, got := range append(append([]Shape{}, c.Back...), c.Front...) {
		if got != fresh[i] {
			t.Errorf("shape %d is %+v, and in an empty list %+v", i, got, fresh[i])
		}
	}
	if want := (Shape{Kind: Line, X: 1, Y: 2, X2: 3, Y2: 4, R: 5, Color: red}); fresh[0] != want {
		t.Errorf("a line is %+v, want %+v", fresh[0], want)
	}
	if allocs := testing.AllocsPerRun(10, func() { c.Reset(); draw() }); allocs != 0 {
		t.Errorf("a list that is reused allocates %v times", allocs)
	}
}

func TestTextIsAligned(t *testing.T) {
	for _, align := range []float32{0, 0.5, 1} {
		c := canvas()
		l := c.Text("four", 100, 7, align, 10, true, theme.Color{})
		if l.W != 40 || l.X+align*l.W != 100 || l.Y != 7 || len(c.Labels) != 1 || c.Labels[0] != l {
			t.Errorf("aligned at %v: %+v, of %d labels", align, l, len(c.Labels))
		}
		if c.Text("", 100, 7, align, 10, true, theme.Color{}); len(c.Labels) != 1 {
			t.Error("no text makes a label")
		}
	}
}

// Clear takes away what lies in a box, even in part, and nothing beside it.
func TestClear(t *testing.T) {
	c := canvas()
	high := theme.LineHeight(10)
	for _, at := range [][2]float32{{0, 0}, {30, 0}, {45, 0}, {0, high}, {0, high - 1}} {
		c.Text("abc", at[0], at[1], 0, 10, false, theme.Color{}) // 30 wide
	}
	c.Clear(Box{0, 0, 30, high})
	if len(c.Labels) != 3 || c.Labels[0].X != 30 || c.Labels[1].X != 45 || c.Labels[2].Y != high {
		t.Errorf("left are %+v", c.Labels)
	}
}

// The values of a raster stay whole while others are made, and are zero.
func TestBytesAreZeroAndApart(t *testing.T) {
	c := canvas()
	for range 3 {
		a, b := c.Bytes(3), c.Bytes(5)
		for i, v := range append(append([]uint8{}, a...), b...) {
			if v != 0 {
				t.Fatalf("value %d is %d", i, v)
			}
		}
		_ = append(a, 7)
		a[2], b[4] = 1, 2
		if b[0] != 0 {
			t.Error("a raster grows into the next")
		}
		c.Reset()
	}
}

// Hatchings of neighbouring boxes line up: every line lies on a multiple of the pitch.
func TestHatchesLineUp(t *testing.T) {
	c := canvas()
	for _, b := range []Box{{0, 0, 40, 30}, {40, 3, 25, 50}, {-7.5, 2, 1, 1}} {
		c.Reset()
		c.Hatch(b)
		for _, s := range c.Front {
			inside := s.X >= b.X && s.X2 <= b.X+b.W && s.Y <= b.Y+b.H && s.Y2 >= b.Y
			if sum := s.X + s.Y; !inside || sum != s.X2+s.Y2 || sum != hatchPitch*float32(int(sum/hatchPitch)) {
				t.Errorf("in %+v: %+v", b, s)
			}
		}
	}
}

// Dashes go from one end to the other, with gaps, whatever the direction.
func TestDashes(t *testing.T) {
	for _, end := range [][2]float32{{90, 0}, {0, -45}, {3, 4}} {
		c := canvas()
		c.Dashes(10, 10, 10+end[0], 10+end[1], theme.Color{})
		first, last := c.Front[0], c.Front[len(c.Front)-1]
		if first.X != 10 || first.Y != 10 || last.X2 == 10+end[0] && last.Y2 == 10+end[1] {
			t.Errorf("to %v: from %v, %v to %v, %v", end, first.X, first.Y, last.X2, last.Y2)
		}
		for i := 1; i < len(c.Front); i++ {
			if c.Front[i].X == c.Front[i-1].X2 && c.Front[i].Y == c.Front[i-1].Y2 {
				t.Errorf("to %v: dash %d touches the one before", end, i)
			}
		}
	}
}
