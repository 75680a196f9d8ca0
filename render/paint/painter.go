// Package paint draws a scene with Ebiten: every layer of shapes is one list
// of triangles over one texture, and so is the text.
package paint

import (
	"backflow/render/scene"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// Painter draws scenes. It keeps what stands still between two frames.
type Painter struct {
	scale float32 // device pixels per CSS pixel
	atlas *Atlas
	ink   *ebiten.Image
	tiles *ebiten.Image // the rasters, one cell each
	white theme.Color

	back, pictures, moving, front, text mesh
	pixels                              []byte

	// Calls is the number of draw calls of the newest frame.
	Calls int
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

// Set takes over all of a scene that stands still, after a scene.Layout.
func (p *Painter) Set(s *scene.Scene) {
	for _, m := range [...]*mesh{&p.back, &p.pictures, &p.front, &p.text} {
		m.reset()
	}
	p.back.shapes(s.Back, p.scale)
	p.front.shapes(s.Front, p.scale)
	p.rasters(s.Rasters)
	for i := range s.Labels {
		p.text.label(p.atlas, &s.Labels[i])
	}
}

// Draw paints a frame: what Set took over, and what moves.
func (p *Painter) Draw(dst *ebiten.Image, s *scene.Scene) {
	p.moving.reset()
	p.moving.shapes(s.Moving, p.scale)
	p.Calls = p.back.draw(dst, p.ink, ebiten.FilterLinear) +
		p.pictures.draw(dst, p.tiles, ebiten.FilterLinear) +
		p.moving.draw(dst, p.ink, ebiten.FilterLinear) +
		p.front.draw(dst, p.ink, ebiten.FilterLinear) +
		p.text.draw(dst, p.atlas.image, ebiten.FilterNearest)
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
		r := &rasters[i]
		if r.Cols > cell-2 || r.Rows > cell-2 {
			continue
		}
		x0, y0 := i%tilesWide*cell+1, i/tilesWide*cell+1
		p.tile(r, x0, y0, stride)
		x, y, w, h := r.X*p.scale, r.Y*p.scale, r.W*p.scale, r.H*p.scale
		sx, sy := float32(x0)+0.5, float32(y0)+0.5
		sw, sh := float32(r.Cols)-1, float32(r.Rows)-1
		p.pictures.quad([4][4]float32{
			{x, y, sx, sy}, {x + w, y, sx + sw, sy}, {x, y + h, sx, sy + sh}, {x + w, y + h, sx + sw, sy + sh},
		}, p.white, p.white)
	}
	p.tiles.WritePixels(p.pixels)
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
