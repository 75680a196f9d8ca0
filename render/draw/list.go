// Package draw is the drawing list: a picture made of simple shapes, which
// package paint draws on a screen and package svg writes to a file.
//
// A list has three layers of shapes, painted in this order: Back (frames,
// edges, gauges), Moving (all that changes between two snapshots) and Front
// (neurons and marks), then Rasters and Labels. All lengths are CSS pixels, the
// origin is the top left.
package draw

import (
	"strconv"

	"backflow/render/theme"
)

// Kind is the kind of a Shape.
type Kind uint8

// The kinds of shape.
const (
	Rect Kind = iota // corner X, Y, size X2 × Y2; snapped to device pixels
	Line             // from X, Y to X2, Y2, of thickness R
	Disc             // centre X, Y, radius R
	Glow             // as Disc, fading towards its rim
	Ring             // as Disc, hollow: a rim of a fifth of R
	Bead             // as Disc, with a dark rim of a fifth of R whatever its colour
	Area             // between the line from X, Y to X2, Y2 and the height R, where it has faded
)

// Shape is one mark. Where Graded is set, the colour of a Rect runs to Far at
// its right side, that of a Line to Far at its end.
type Shape struct {
	Kind         Kind
	Graded       bool
	X, Y, X2, Y2 float32
	R            float32
	Color, Far   theme.Color
}

// AreaBase is the strength of an Area's colour at its base.
const AreaBase = 0.3

// Label is one line of text; X, Y is its top left corner.
type Label struct {
	Text string
	X, Y float32
	Size float32
	Bold bool
	// W is the measured width, and X + Align·W where the text was aligned: at
	// its left end (0), its right end (1) or its middle (½).
	W     float32
	Align float32
	Color theme.Color
}

// Raster is a small picture, stretched over a rectangle.
type Raster struct {
	X, Y, W, H float32
	Cols, Rows int
	Values     []uint8 // Cols × Rows, from the top left
	Palette    *theme.Palette
	Smooth     bool // blend neighbours; otherwise every value is a crisp rectangle
}

// Box is a rectangle by its top left corner and its size.
type Box struct{ X, Y, W, H float32 }

// BoxAt is the box of a corner and a size.
func BoxAt(x, y, w, h float32) Box { return Box{x, y, w, h} }

// List is a picture. Its slices are reused from one picture to the next. What is
// called in hundreds of places stays out of line (go:noinline): copies of it would make
// the download larger.
type List struct {
	Back, Moving, Front []Shape
	Rasters             []Raster
	Labels              []Label

	bytes []uint8 // of the rasters
}

// Reset empties the list.
func (l *List) Reset() {
	l.Back, l.Moving, l.Front = l.Back[:0], l.Moving[:0], l.Front[:0]
	l.Rasters, l.Labels, l.bytes = l.Rasters[:0], l.Labels[:0], l.bytes[:0]
}

// Bytes returns n zeros for the values of a raster; they last until Reset.
//
//go:noinline
func (l *List) Bytes(n int) []uint8 {
	at := len(l.bytes)
	l.bytes = append(l.bytes, make([]uint8, n)...)
	return l.bytes[at : at+n : at+n]
}

// Under adds a shape to Back.
//
//go:noinline
func (l *List) Under(shape Shape) { l.Back = append(l.Back, shape) }

// Over adds a shape to Front.
//
//go:noinline
func (l *List) Over(shape Shape) { l.Front = append(l.Front, shape) }

// Raster adds a raster.
//
//go:noinline
func (l *List) Raster(r Raster) { l.Rasters = append(l.Rasters, r) }

// Clear takes away the labels in a box.
func (l *List) Clear(b Box) {
	kept := l.Labels[:0]
	for _, label := range l.Labels {
		apart := label.X >= b.X+b.W || label.X+label.W <= b.X || label.Y >= b.Y+b.H || label.Y+theme.LineHeight(label.Size) <= b.Y
		if apart {
			kept = append(kept, label)
		}
	}
	l.Labels = kept
}

// String is a one-line account of what the list holds, for tests and logs.
func (l *List) String() string {
	return strconv.Itoa(len(l.Back)) + " back, " + strconv.Itoa(len(l.Moving)) + " moving, " +
		strconv.Itoa(len(l.Front)) + " front, " + strconv.Itoa(len(l.Labels)) + " labels"
}
