package network

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// tiles draws the matrices of every layer between its columns: the weights
// above, the sizes of their gradients below, on the axis of all magnitudes.
// Rows are the layer's units, columns those of the layer before.
func (d weights) tiles() {
	for i := range d.l.Layers {
		y := &d.l.Layers[i]
		units := len(y.Act)
		if y.SampleIn == 0 || units == 0 || len(y.W) != units*y.SampleIn || len(y.DW) != len(y.W) {
			continue
		}
		r := d.tile(i)
		if r.W < 1 {
			continue
		}
		half := (d.Body.H - 3) / 2
		d.matrix(draw.BoxAt(r.X, r.Y, r.W, half), y, d.weightCodes(y), d.Theme.SignedCodes)
		if i >= d.hop.Reached {
			d.matrix(draw.BoxAt(r.X, r.Y+half+3, r.W, half), y, d.gradientCodes(y), d.Theme.MagnitudeCodes)
		}
	}
}

// tile is the room between two columns.
func (d weights) tile(layer int) draw.Box {
	free := min(d.radius+1.5, 0.3*d.pitch)
	x0, x1 := d.column[layer]+free, d.column[layer+1]-free
	if layer == 0 { // the gap may be wider, and a picture stand in it
		x0 = max(x0, x1-1.2*d.pitch)
		if len(d.rows[0]) == 0 {
			x0 = max(x0, d.column[0]+inputSide/2+3)
		}
	}
	return draw.BoxAt(x0, d.Body.Y, x1-x0, d.Body.H)
}

func (d weights) matrix(b draw.Box, y *wire.Layer, values []uint8, p *theme.Palette) {
	d.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: y.SampleIn, Rows: len(values) / y.SampleIn, Values: values, Palette: p,
	})
}

// weightCodes has both ends of the palette at 2½ times the layer's RMS.
func (d weights) weightCodes(y *wire.Layer) []uint8 {
	values, end := d.Bytes(len(y.W)), float32(2.5*y.WRMS)
	for i, w := range y.W {
		values[i] = scale.MapAct(w, end)
	}
	return values
}

func (d weights) gradientCodes(y *wire.Layer) []uint8 {
	values, axis := d.Bytes(len(y.DW)), d.Axis
	for i, dw := range y.DW {
		values[i] = axis.CodeOf(dw)
	}
	return values
}
