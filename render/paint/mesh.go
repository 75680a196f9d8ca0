package paint

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// mesh is a list of triangles over one texture. Its slices are reused.
type mesh struct {
	vertices []ebiten.Vertex
	indices  []uint32
}

func (m *mesh) reset() {
	m.vertices, m.indices = m.vertices[:0], m.indices[:0]
}

func (m *mesh) draw(dst, texture *ebiten.Image, filter ebiten.Filter) int {
	if len(m.indices) == 0 {
		return 0
	}
	// To find out that no mipmap will do takes Ebiten longer than all the rest.
	dst.DrawTriangles32(m.vertices, m.indices, texture, &ebiten.DrawTrianglesOptions{Filter: filter, DisableMipmaps: true})
	return 1
}

// quad adds a quadrilateral: corners in the order top left, top right, bottom
// left, bottom right, each with its place in the texture.
func (m *mesh) quad(corners [4][4]float32, near, far theme.Color) {
	base := uint32(len(m.vertices))
	m.vertices = append(m.vertices, vertex(&corners[0], &near), vertex(&corners[1], &far), vertex(&corners[2], &near), vertex(&corners[3], &far))
	m.indices = append(m.indices, base, base+1, base+2, base+1, base+3, base+2)
}

func vertex(c *[4]float32, color *theme.Color) ebiten.Vertex {
	return ebiten.Vertex{
		DstX: c[0], DstY: c[1], SrcX: c[2], SrcY: c[3],
		ColorR: color.R, ColorG: color.G, ColorB: color.B, ColorA: color.A,
	}
}

// shapes adds a layer of a list, scaled to device pixels.
func (m *mesh) shapes(shapes []draw.Shape, scale float32) {
	for i := range shapes {
		switch s := &shapes[i]; s.Kind {
		case draw.Rect:
			m.rect(s, scale)
		case draw.Line:
			m.line(s, scale)
		case draw.Disc:
			m.spot(s, discFor(s.R*scale), scale)
		case draw.Glow:
			m.spot(s, glow, scale)
		case draw.Ring:
			m.spot(s, ring, scale)
		case draw.Bead:
			m.spot(s, bead, scale)
		case draw.Area:
			m.area(s, scale)
		}
	}
}

// far is the colour at the far end of a shape.
func far(s *draw.Shape) theme.Color {
	if s.Graded {
		return s.Far
	}
	return s.Color
}

// rect has its edges on whole device pixels: crisp, and without a seam where
// two of them meet.
func (m *mesh) rect(s *draw.Shape, scale float32) {
	x0, y0 := round(s.X*scale), round(s.Y*scale)
	x1, y1 := round((s.X+s.X2)*scale), round((s.Y+s.Y2)*scale)
	m.quad([4][4]float32{{x0, y0, whiteX, whiteY}, {x1, y0, whiteX, whiteY}, {x0, y1, whiteX, whiteY}, {x1, y1, whiteX, whiteY}}, s.Color, far(s))
}

// area hangs from a slanted line down to a level one, towards which it fades.
func (m *mesh) area(s *draw.Shape, scale float32) {
	x0, x1, base := s.X*scale, s.X2*scale, s.R*scale
	m.quad([4][4]float32{
		{x0, s.Y * scale, whiteX, whiteY}, {x1, s.Y2 * scale, whiteX, whiteY}, {x0, base, whiteX, whiteY}, {x1, base, whiteX, whiteY},
	}, s.Color, far(s))
	for n := len(m.vertices); n > len(m.vertices)-2; n-- {
		m.vertices[n-1].ColorA *= draw.AreaBase
	}
}

// line is a quad one pixel wider than the line, with the soft profile across.
func (m *mesh) line(s *draw.Shape, scale float32) {
	dx, dy := s.X2-s.X, s.Y2-s.Y
	length := float32(math.Sqrt(float64(dx*dx + dy*dy)))
	if length == 0 {
		return
	}
	half := (s.R*scale + 1) / 2 / length
	nx, ny := -dy*half, dx*half
	x0, y0, x1, y1 := s.X*scale, s.Y*scale, s.X2*scale, s.Y2*scale
	m.quad([4][4]float32{
		{x0 + nx, y0 + ny, lineX, lineTop},
		{x1 + nx, y1 + ny, lineX, lineTop},
		{x0 - nx, y0 - ny, lineX, lineBottom},
		{x1 - nx, y1 - ny, lineX, lineBottom},
	}, s.Color, far(s))
}

func (m *mesh) spot(s *draw.Shape, d spot, scale float32) {
	r := s.R * scale
	if r <= 0 {
		return
	}
	grow := min(1+1/r, 1+float32(rim)/d.r) // room for the soft rim
	reach, texels := r*grow, d.r*grow
	x, y := s.X*scale, s.Y*scale
	m.quad([4][4]float32{
		{x - reach, y - reach, d.x - texels, d.y - texels},
		{x + reach, y - reach, d.x + texels, d.y - texels},
		{x - reach, y + reach, d.x - texels, d.y + texels},
		{x + reach, y + reach, d.x + texels, d.y + texels},
	}, s.Color, s.Color)
}
