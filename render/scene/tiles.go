package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// tiles draws the matrices of every layer between its columns: the weights
// above, the sizes of their gradients below, on the axis of all magnitudes.
// Rows are the layer's units, columns those of the layer before.
func (s *Scene) tiles(b *laneBox, l *wire.Lane) {
	for i := range l.Layers {
		y := &l.Layers[i]
		units := len(y.Act)
		if y.SampleIn == 0 || units == 0 || len(y.W) != units*y.SampleIn || len(y.DW) != len(y.W) {
			continue
		}
		r := s.tile(b, i)
		if r.W < 1 {
			continue
		}
		half := (b.net.H - 3) / 2
		s.matrix(draw.BoxAt(r.X, r.Y, r.W, half), y, s.weightCodes(y), s.Theme.SignedCodes)
		if i >= b.phase.reached {
			s.matrix(draw.BoxAt(r.X, r.Y+half+3, r.W, half), y, s.gradientCodes(y), s.Theme.MagnitudeCodes)
		}
	}
}

// tile is the room between two columns.
func (s *Scene) tile(b *laneBox, layer int) draw.Box {
	free := min(b.radius+1.5, 0.3*b.pitch)
	x0, x1 := b.column[layer]+free, b.column[layer+1]-free
	if layer == 0 { // the gap may be wider, and a picture stand in it
		x0 = max(x0, x1-1.2*b.pitch)
		if len(b.rows[0]) == 0 {
			x0 = max(x0, b.column[0]+inputSide/2+3)
		}
	}
	return draw.BoxAt(x0, b.net.Y, x1-x0, b.net.H)
}

func (s *Scene) matrix(b draw.Box, y *wire.Layer, values []uint8, p *theme.Palette) {
	s.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: y.SampleIn, Rows: len(values) / y.SampleIn, Values: values, Palette: p,
	})
}

// weightCodes has both ends of the palette at 2½ times the layer's RMS.
func (s *Scene) weightCodes(y *wire.Layer) []uint8 {
	values := s.Bytes(len(y.W))
	for i, w := range y.W {
		values[i] = wire.MapAct(w, float32(2.5*y.WRMS))
	}
	return values
}

func (s *Scene) gradientCodes(y *wire.Layer) []uint8 {
	values := s.Bytes(len(y.DW))
	for i, dw := range y.DW {
		values[i] = s.axis.CodeOf(dw)
	}
	return values
}

// mostSingly is about how many weights networks may have for each to be drawn
// as an edge.
const mostSingly = 2500

// matrices reports whether there are more. Conv layers do not count: what is
// drawn between their channels stands for whole kernels.
func (s *Scene) matrices() bool {
	weights := 0
	for i := range s.snap.Lanes {
		for j := range s.snap.Lanes[i].Layers {
			if y := &s.snap.Lanes[i].Layers[j]; y.MapW == 0 {
				weights += y.Units * y.FanIn
			}
		}
	}
	return weights > mostSingly && !s.convolves()
}

func (s *Scene) convolves() bool {
	for i := range s.snap.Lanes {
		for j := range s.snap.Lanes[i].Layers {
			if s.snap.Lanes[i].Layers[j].MapW > 0 {
				return true
			}
		}
	}
	return false
}

// maps draws a conv layer's first channels as pictures: what they make of the
// example, and beside it the gradient that comes back.
func (s *Scene) maps(b *laneBox, l *wire.Lane, layer int) {
	y := &l.Layers[layer]
	pixels := y.MapW * y.MapH
	for k, middle := range b.rows[layer+1] {
		if (k+1)*pixels > len(y.ActMaps) || (k+1)*pixels > len(y.DeltaMaps) {
			return
		}
		x, top := b.column[layer+1], middle-b.thumb/2
		s.Box(draw.BoxAt(x-b.thumb-1, top-1, 2*b.thumb+2, b.thumb+2), s.Theme.Rule)
		if layer < b.phase.forward {
			s.thumbnail(draw.BoxAt(x-b.thumb, top, b.thumb, b.thumb), y, y.ActMaps[k*pixels:][:pixels], s.Theme.SignedCodes)
		}
		if layer >= b.phase.reached {
			s.thumbnail(draw.BoxAt(x, top, b.thumb, b.thumb), y, s.deltaCodes(y.DeltaMaps[k*pixels:][:pixels]), s.Theme.MagnitudeCodes)
		}
	}
}

func (s *Scene) thumbnail(b draw.Box, y *wire.Layer, values []uint8, p *theme.Palette) {
	s.Raster(draw.Raster{X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: y.MapW, Rows: y.MapH, Values: values, Palette: p})
}

// deltaCodes turns codes of wire.MapSize into those of the axis.
func (s *Scene) deltaCodes(sizes []uint8) []uint8 {
	values := s.Bytes(len(sizes))
	for i, code := range sizes {
		values[i] = theme.CodeZero
		if exp, ok := wire.MapExp(code); ok {
			values[i] = s.axis.Code(exp)
		}
	}
	return values
}
