package paint

import (
	"image"

	"backflow/render/scene"
	"backflow/render/theme"

	"github.com/hajimehoshi/ebiten/v2"
)

// A sheet is one texture that holds all rasters of a scene, in rows from left
// to right.
type sheet struct {
	image         *ebiten.Image
	pixels        []byte // RGBA, sheetWidth a row
	x, y, row     int    // where the next raster goes, and the height of its row
	smooth, crisp mesh
}

// The sheet is as large as the largest history and the most tiles need.
const (
	sheetWidth  = 1024
	sheetHeight = 512
)

var white = theme.Color{R: 1, G: 1, B: 1, A: 1}

func newSheet() sheet { return sheet{image: ebiten.NewImage(sheetWidth, sheetHeight)} }

// set colours the rasters and places them; scale is device pixels a CSS pixel.
func (h *sheet) set(rasters []scene.Raster, scale float32) {
	h.smooth.reset()
	h.crisp.reset()
	h.x, h.y, h.row = 0, 0, 0
	for i := range rasters {
		h.add(&rasters[i], scale)
	}
	if used := h.y + h.row; used > 0 {
		h.image.SubImage(image.Rect(0, 0, sheetWidth, used)).(*ebiten.Image).WritePixels(h.pixels[:4*sheetWidth*used])
	}
}

// add places one raster. One for which there is no room is left out: its
// ground stays.
func (h *sheet) add(r *scene.Raster, scale float32) {
	if r.Cols == 0 || r.Rows == 0 || r.Cols > sheetWidth {
		return
	}
	if h.x+r.Cols > sheetWidth {
		h.x, h.y, h.row = 0, h.y+h.row, 0
	}
	if h.y+r.Rows > sheetHeight {
		return
	}
	h.row = max(h.row, r.Rows)
	if need := 4 * sheetWidth * (h.y + h.row); len(h.pixels) < need {
		h.pixels = append(h.pixels, make([]byte, need-len(h.pixels))...)
	}
	h.color(r)
	h.place(r, scale)
	h.x += r.Cols
}

func (h *sheet) color(r *scene.Raster) {
	for y := range r.Rows {
		at := 4 * ((h.y+y)*sheetWidth + h.x)
		line := h.pixels[at : at+4*r.Cols]
		for x, v := range r.Values[y*r.Cols : (y+1)*r.Cols] {
			*(*[4]byte)(line[4*x:]) = r.Palette[v]
		}
	}
}

// place adds the quad. A smooth raster goes from the middle of its outermost
// values, so that no neighbour on the sheet shines in.
func (h *sheet) place(r *scene.Raster, scale float32) {
	m, inset := &h.crisp, float32(0)
	if r.Smooth {
		m, inset = &h.smooth, 0.5
	}
	x0, y0 := round(r.X*scale), round(r.Y*scale)
	x1, y1 := round((r.X+r.W)*scale), round((r.Y+r.H)*scale)
	sx0, sy0 := float32(h.x)+inset, float32(h.y)+inset
	sx1, sy1 := float32(h.x+r.Cols)-inset, float32(h.y+r.Rows)-inset
	m.quad([4][4]float32{{x0, y0, sx0, sy0}, {x1, y0, sx1, sy0}, {x0, y1, sx0, sy1}, {x1, y1, sx1, sy1}}, white, white)
}

// draw returns the number of draw calls.
func (h *sheet) draw(dst *ebiten.Image) int {
	return h.smooth.draw(dst, h.image, ebiten.FilterLinear) + h.crisp.draw(dst, h.image, ebiten.FilterNearest)
}
