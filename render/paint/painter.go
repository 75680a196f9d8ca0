// Package paint draws a scene with Ebiten: every layer of shapes is one list
// of triangles over one texture, and so is the text.
//
// What stands still between two snapshots is painted once, into two images:
// under the pulses and over them. A frame then costs these two images and the
// pulses' triangles. That keeps the Go time of a frame low, where it counts
// most: Ebiten copies every vertex that it is given.
package paint

import (
	"backflow/render/scene"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// Painter draws scenes.
type Painter struct {
	scale float32 // device pixels per CSS pixel
	atlas *Atlas
	ink   *ebiten.Image
	tiles *ebiten.Image // the rasters, one cell each
	white theme.Color

	under, over *ebiten.Image // the still parts, as large as the screen

	back, pictures, moving, front, text mesh
	pixels                              []byte
}

// New returns a painter for a screen of the given scale. It must be called
// after Ebiten has started.
func New(scale float32, atlas *Atlas) *Painter {
	atlas.image = ebiten.NewImage(atlas.Width, atlas.Height)
	atlas.image.WritePixels(atlas.Pixels)
	atlas.Pixels = nil
	return &Painter{
		scale: scale, atlas: atlas, ink: newInk(),
		tiles: ebiten.NewImage(tilesWide*cell, tilesHigh*cell),
		white: theme.Color{R: 1, G: 1, B: 1, A: 1},
	}
}

// Set paints all of a scene that stands still, after a scene.Layout, for a
// screen of the given size. It returns the number of draw calls.
func (p *Painter) Set(s *scene.Scene, ground theme.Color, width, height int) int {
	p.resize(width, height)
	for _, m := range [...]*mesh{&p.back, &p.pictures, &p.front, &p.text} {
		m.reset()
	}
	p.back.shapes(s.Back, p.scale)
	p.front.shapes(s.Front, p.scale)
	p.rasters(s.Rasters)
	for i := range s.Labels {
		p.text.label(p.atlas, &s.Labels[i])
	}
	p.under.Fill(opaque(ground))
	p.over.Clear()
	return p.back.draw(p.under, p.ink, ebiten.FilterLinear) +
		p.pictures.draw(p.under, p.tiles, ebiten.FilterLinear) +
		p.front.draw(p.over, p.ink, ebiten.FilterLinear) +
		p.text.draw(p.over, p.atlas.image, ebiten.FilterNearest)
}

// resize makes the still images as large as the screen.
func (p *Painter) resize(width, height int) {
	if p.under != nil {
		if size := p.under.Bounds().Size(); size.X == width && size.Y == height {
			return
		}
		p.under.Deallocate()
		p.over.Deallocate()
	}
	p.under, p.over = ebiten.NewImage(width, height), ebiten.NewImage(width, height)
}

// Draw paints a frame: what Set painted, and between it what moves. It returns
// the number of draw calls.
func (p *Painter) Draw(dst *ebiten.Image, s *scene.Scene) int {
	p.moving.reset()
	p.moving.shapes(s.Moving, p.scale)
	dst.DrawImage(p.under, &ebiten.DrawImageOptions{Blend: ebiten.BlendCopy})
	calls := p.moving.draw(dst, p.ink, ebiten.FilterLinear)
	dst.DrawImage(p.over, nil)
	return calls + 2
}

// opaque adapts a theme's colour to image/color.
type opaque theme.Color

// RGBA implements color.Color.
func (c opaque) RGBA() (r, g, b, a uint32) {
	part := func(x float32) uint32 { return uint32(x*0xffff + 0.5) }
	return part(c.R), part(c.G), part(c.B), 0xffff
}

// Rasters are copied into cells of one texture.
const (
	cell      = 36 // 32 for a decision field, 28 for a digit, and a border
	tilesWide = 4
	tilesHigh = 2
)

func (p *Painter) rasters(rasters []scene.Raster) {
	p.pictures.reset()
	if len(rasters) == 0 {
		return
	}
	const stride = tilesWide * cell
	if p.pixels == nil {
		p.pixels = make([]byte, 4*stride*tilesHigh*cell)
	}
	for i := range rasters[:min(len(rasters), tilesWide*tilesHigh)] {
		r := thinned(&rasters[i])
		x0, y0 := i%tilesWide*cell+1, i/tilesWide*cell+1
		p.tile(&r, x0, y0, stride)
		x, y, w, h := r.X*p.scale, r.Y*p.scale, r.W*p.scale, r.H*p.scale
		sx, sy := float32(x0)+0.5, float32(y0)+0.5
		sw, sh := float32(r.Cols)-1, float32(r.Rows)-1
		p.pictures.quad([4][4]float32{
			{x, y, sx, sy}, {x + w, y, sx + sw, sy}, {x, y + h, sx, sy + sh}, {x + w, y + h, sx + sw, sy + sh},
		}, p.white, p.white)
	}
	p.tiles.WritePixels(p.pixels)
}

// thinned returns a raster that fits into a cell, leaving out rows and columns
// of a larger one.
func thinned(r *scene.Raster) scene.Raster {
	every := (max(r.Cols, r.Rows) + cell - 3) / (cell - 2)
	if every <= 1 {
		return *r
	}
	small := *r
	small.Cols, small.Rows = (r.Cols+every-1)/every, (r.Rows+every-1)/every
	small.Values = nil
	for y := 0; y < r.Rows; y += every {
		for x := 0; x < r.Cols; x += every {
			small.Values = append(small.Values, r.Values[y*r.Cols+x])
		}
	}
	return small
}

// tile colours one raster into its cell.
func (p *Painter) tile(r *scene.Raster, x0, y0, stride int) {
	for y := range r.Rows {
		for x := range r.Cols {
			c := between(r, r.Values[y*r.Cols+x])
			at := 4 * ((y0+y)*stride + x0 + x)
			p.pixels[at], p.pixels[at+1], p.pixels[at+2], p.pixels[at+3] = c[0], c[1], c[2], 255
		}
	}
}

// between mixes a raster's three colours: 0 is Low, 127 Mid, 255 Up.
func between(r *scene.Raster, v uint8) [3]byte {
	a, b, t := r.Low, r.Mid, float32(v)/127.5
	if t > 1 {
		a, b, t = r.Mid, r.Up, t-1
	}
	mix := func(x, y float32) byte { return byte(255*(x+(y-x)*t) + 0.5) }
	return [3]byte{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B)}
}
