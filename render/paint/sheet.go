package paint

import (
	"image"

	"backflow/render/draw"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// A sheet is one texture that holds all rasters of a list, in rows from left
// to right.
type sheet struct {
	image         *ebiten.Image
	spots         []image.Point // where each raster stands; those that found no room lie outside
	pixels        []byte        // RGBA of the part in use
	smooth, crisp mesh
}

// The sheet is as large as the longest history and the most tiles need.
const (
	sheetWidth  = 1024
	sheetHeight = 512
)

// nowhere is where a raster stands that found no room: its ground stays.
var nowhere = image.Pt(-1, -1)

var white = theme.Color{R: 1, G: 1, B: 1, A: 1}

func newSheet() sheet { return sheet{image: ebiten.NewImage(sheetWidth, sheetHeight)} }

// set colours the rasters and places them; scale is device pixels a CSS pixel.
func (h *sheet) set(rasters []draw.Raster, scale float32) {
	h.smooth.reset()
	h.crisp.reset()
	used := h.pack(rasters)
	if used == (image.Point{}) {
		return
	}
	if need := 4 * used.X * used.Y; len(h.pixels) < need {
		h.pixels = make([]byte, need)
	}
	for i := range rasters {
		if h.spots[i] != nowhere {
			h.color(&rasters[i], h.spots[i], used.X)
			h.place(&rasters[i], h.spots[i], scale)
		}
	}
	part := h.image.SubImage(image.Rectangle{Max: used}).(*ebiten.Image)
	part.WritePixels(h.pixels[:4*used.X*used.Y])
}

// pack finds a spot for every raster and returns the size of the part in use:
// what is written to the texture is what a frame costs.
func (h *sheet) pack(rasters []draw.Raster) (used image.Point) {
	h.spots = h.spots[:0]
	x, y, row := 0, 0, 0
	for i := range rasters {
		r := &rasters[i]
		if x+r.Cols > sheetWidth {
			x, y, row = 0, y+row, 0
		}
		if r.Cols == 0 || r.Rows == 0 || x+r.Cols > sheetWidth || y+r.Rows > sheetHeight {
			h.spots = append(h.spots, nowhere)
			continue
		}
		h.spots = append(h.spots, image.Pt(x, y))
		x, row = x+r.Cols, max(row, r.Rows)
		used = image.Pt(max(used.X, x), max(used.Y, y+row))
	}
	return used
}

func (h *sheet) color(r *draw.Raster, at image.Point, width int) {
	for y := range r.Rows {
		first := 4 * ((at.Y+y)*width + at.X)
		line := h.pixels[first : first+4*r.Cols]
		for x, v := range r.Values[y*r.Cols : (y+1)*r.Cols] {
			*(*[4]byte)(line[4*x:]) = r.Palette[v]
		}
	}
}

// place adds the quad. A smooth raster goes from the middle of its outermost
// values, so that no neighbour on the sheet shines in.
func (h *sheet) place(r *draw.Raster, at image.Point, scale float32) {
	m, inset := &h.crisp, float32(0)
	if r.Smooth {
		m, inset = &h.smooth, 0.5
	}
	x0, y0 := round(r.X*scale), round(r.Y*scale)
	x1, y1 := round((r.X+r.W)*scale), round((r.Y+r.H)*scale)
	sx0, sy0 := float32(at.X)+inset, float32(at.Y)+inset
	sx1, sy1 := float32(at.X+r.Cols)-inset, float32(at.Y+r.Rows)-inset
	m.quad([4][4]float32{{x0, y0, sx0, sy0}, {x1, y0, sx1, sy0}, {x0, y1, sx0, sy1}, {x1, y1, sx1, sy1}}, white, white)
}

// draw returns the number of draw calls.
func (h *sheet) draw(dst *ebiten.Image) int {
	return h.smooth.draw(dst, h.image, ebiten.FilterLinear) + h.crisp.draw(dst, h.image, ebiten.FilterNearest)
}
