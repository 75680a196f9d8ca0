package paint

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"
)

// The ink is one small texture that holds every shape: a white block, the
// cross-section of a line, and discs of some radii, each smooth at its rim.
// With one texture a whole layer of a scene is one draw call.
const (
	inkWidth  = 256
	inkHeight = 144
)

// spot is a disc in the ink.
type spot struct{ x, y, r float32 }

// discs are drawn from the smallest spot that is no smaller than they are, so
// that their rims stay one pixel wide.
var discs = [...]spot{{176, 10, 4}, {156, 14, 8}, {122, 22, 16}, {66, 34, 32}}

var (
	glow = spot{218, 34, 32}
	ring = spot{34, 106, 32}
	bead = spot{106, 106, 32}
)

// rim is the free space around a spot, in texels.
const rim = 2

// Where the other things stand.
const (
	whiteX, whiteY = 8, 8 // any point of the white block
	lineX          = 24   // any column of the line's cross-section
	lineTop        = 0.5  // its rows, centre of the first to centre of the last
	lineBottom     = 7.5
)

// profile is a line's cross-section: opaque in the middle, clear at both ends.
var profile = [8]float64{0, 0.75, 1, 1, 1, 1, 0.75, 0}

func newInk() *ebiten.Image {
	pix := make([]byte, 4*inkWidth*inkHeight)
	put := func(x, y int, alpha float64) {
		v := byte(255*math.Max(0, math.Min(1, alpha)) + 0.5)
		for c := range 4 { // white, premultiplied
			pix[4*(y*inkWidth+x)+c] = v
		}
	}
	for y := range 16 {
		for x := range 16 {
			put(x, y, 1)
		}
	}
	for y, alpha := range profile {
		for x := 18; x < 30; x++ {
			put(x, y, alpha)
		}
	}
	for _, d := range discs {
		d.fill(put, func(distance float64) float64 { return float64(d.r) - distance + 0.5 })
	}
	glow.fill(put, func(distance float64) float64 {
		t := math.Max(0, 1-distance/float64(glow.r))
		return t * t
	})
	ring.fill(put, func(distance float64) float64 {
		return min(float64(ring.r)-distance, distance-0.8*float64(ring.r)) + 0.5
	})
	bead.fill(put, func(distance float64) float64 { return 0.8*float64(bead.r) - distance + 0.5 })
	bead.darken(pix)
	ink := ebiten.NewImage(inkWidth, inkHeight)
	ink.WritePixels(pix)
	return ink
}

func (d spot) fill(put func(x, y int, alpha float64), alpha func(distance float64) float64) {
	reach := int(d.r) + rim
	for y := int(d.y) - reach; y < int(d.y)+reach; y++ {
		for x := int(d.x) - reach; x < int(d.x)+reach; x++ {
			dx, dy := float64(x)+0.5-float64(d.x), float64(y)+0.5-float64(d.y)
			put(x, y, alpha(math.Hypot(dx, dy)))
		}
	}
}

// darken lays a black rim under a spot's core: a colour leaves black as it is.
func (d spot) darken(pix []byte) {
	const strength = 0.8
	d.fill(func(x, y int, alpha float64) {
		a := &pix[4*(y*inkWidth+x)+3]
		*a = max(*a, byte(255*strength*math.Max(0, math.Min(1, alpha))))
	}, func(distance float64) float64 { return float64(d.r) - distance + 0.5 })
}

// discFor returns the spot to draw a disc of r device pixels with.
func discFor(r float32) spot {
	for _, d := range discs {
		if r <= d.r {
			return d
		}
	}
	return discs[len(discs)-1]
}
