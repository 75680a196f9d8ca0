// Package paint draws a drawing list with Ebiten: every layer of shapes is one list
// of triangles over one texture, and so is the text.
//
// What stands still between two snapshots is painted once, into two images:
// under the pulses and over them. A frame then costs these two images and the
// pulses' triangles. That keeps the Go time of a frame low, where it counts
// most: Ebiten copies every vertex that it is given.
package paint

import (
	"backflow/render/draw"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// Painter draws drawing lists.
type Painter struct {
	scale float32 // device pixels per CSS pixel
	atlas *Atlas
	ink   *ebiten.Image
	sheet sheet // of the rasters

	under, over *ebiten.Image // the still parts, as large as the screen

	back, moving, front, text mesh
}

// New returns a painter. It must be called after Ebiten has started.
func New(atlas *Atlas) *Painter {
	p := &Painter{ink: newInk(), sheet: newSheet()}
	p.Use(atlas)
	return p
}

// Use sets text from another atlas from now on.
func (p *Painter) Use(atlas *Atlas) {
	if p.atlas != nil {
		p.atlas.image.Deallocate()
	}
	atlas.image = ebiten.NewImage(atlas.Width, atlas.Height)
	atlas.image.WritePixels(atlas.Pixels)
	atlas.Pixels = nil
	p.atlas = atlas
}

// Set paints all of a list that stands still, whenever it is laid out anew, for a
// screen of the given size, of scale pixels to a CSS pixel. It returns the
// number of draw calls.
func (p *Painter) Set(s *draw.List, ground theme.Color, width, height int, scale float32) int {
	p.scale = scale
	p.resize(width, height)
	for _, m := range [...]*mesh{&p.back, &p.front, &p.text} {
		m.reset()
	}
	p.back.shapes(s.Back, p.scale)
	p.front.shapes(s.Front, p.scale)
	p.sheet.set(s.Rasters, p.scale)
	for i := range s.Labels {
		p.text.label(p.atlas, &s.Labels[i], scale)
	}
	p.under.Fill(opaque(ground))
	p.over.Clear()
	return p.back.draw(p.under, p.ink, ebiten.FilterLinear) +
		p.sheet.draw(p.under) +
		p.front.draw(p.over, p.ink, ebiten.FilterLinear) +
		p.text.draw(p.over, p.atlas.image, p.textFilter())
}

// textFilter: glyphs are set at the screen's own resolution; only a coarser
// picture scales them.
func (p *Painter) textFilter() ebiten.Filter {
	if p.scale == p.atlas.Scale {
		return ebiten.FilterNearest
	}
	return ebiten.FilterLinear
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
func (p *Painter) Draw(dst *ebiten.Image, s *draw.List) int {
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
