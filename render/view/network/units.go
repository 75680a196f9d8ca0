package network

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

// leastUnit is the radius from which on a unit's colour and shape can be told.
const leastUnit = 1.5

// leastInput is the radius of an input: its column has room.
const leastInput = 2.5

// units draws the units of a lane.
type units struct{ *lane }

// neurons draws the units over everything else.
func (u units) neurons() {
	if u.l.InputW > 0 {
		u.inputPicture()
	}
	for k, y := range u.rows[0] {
		u.Disc(u.column[0], y, max(u.radius, leastInput), u.Signed(u.l.Input[k]))
	}
	for i := range u.l.Layers {
		if u.crowded || u.tiled && u.radius < leastUnit {
			break // dots that say nothing over pictures that do
		}
		layer := &u.l.Layers[i]
		if layer.MapW > 0 {
			u.maps(i)
			continue
		}
		scale := actScale(layer)
		for k, y := range u.rows[i+1] {
			var flags uint8
			if k < len(layer.Flags) {
				flags = layer.Flags[k]
			}
			switch {
			case i >= u.hop.Forward:
				u.Disc(u.column[i+1], y, u.radius, u.Theme.Panel)
				u.Over(draw.Shape{Kind: draw.Ring, X: u.column[i+1], Y: y, R: u.radius, Color: u.Theme.Rule})
			case i < u.hop.Reached:
				u.neuron(u.column[i+1], y, layer.Act[k]/scale, u.Theme.Rule, flags)
			default:
				u.neuron(u.column[i+1], y, layer.Act[k]/scale, u.rim(layer, k), flags)
			}
		}
	}
}

// actScale is the activation that has a sign's full colour.
func actScale(layer *wire.Layer) float32 { return float32(max(1, layer.ActRMS*1.5)) }

// rim is the colour of a unit's rim: the gradient that reaches it.
func (u units) rim(layer *wire.Layer, k int) theme.Color {
	if k >= len(layer.Delta) {
		return theme.Color{}
	}
	t, place := u.Axis.At(float64(layer.Delta[k]))
	if place == theme.Zero || place == theme.Unknown {
		return u.Theme.Rule
	}
	return u.Theme.Magnitude.At(t)
}

// neuron is a disc whose fill is the activation, −1 … 1, in a rim of another
// colour. A saturated unit is a square, a dead one an empty disc with a cross,
// and one that is off for the shown example an empty disc.
func (u units) neuron(x, y, act float32, rim theme.Color, flags uint8) {
	th := u.Theme
	r := u.radius
	outer := r + max(0.8, min(2, r*0.25))
	fill := u.Signed(act)
	switch {
	case flags&wire.UnitDead != 0:
		u.Disc(x, y, outer, th.Background)
		u.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
		d := r * 0.62
		u.Stroke(x-d, y-d, x+d, y+d, th.Measured)
		u.Stroke(x-d, y+d, x+d, y-d, th.Measured)
	case flags&wire.UnitOff != 0:
		u.Disc(x, y, outer, th.Background)
		u.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
	case flags&wire.UnitSaturated != 0:
		u.Square(x, y, outer, rim)
		u.Square(x, y, r*0.9, fill)
	case rim.A == 0:
		u.Disc(x, y, r, fill)
	default:
		u.Disc(x, y, outer-0.5, fill)
		u.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
	}
}

// inputSide is the side of the picture in the input column.
const inputSide = 40

// inputPicture puts the shown example into the input column.
func (u units) inputPicture() {
	side := min(inputSide, u.Body.H, 1.7*(u.column[1]-u.column[0]-u.radius))
	if side < 8 {
		return
	}
	left := u.column[0] - inputSide/2
	pictures(u).picture(draw.BoxAt(left, u.Body.Y+(u.Body.H-side)/2, side, side))
	if u.tiled {
		return // the matrices begin where the lines would
	}
	for _, y := range u.rows[1] {
		u.Line(left+side, u.Body.Y+u.Body.H/2, u.column[1], y, 0.8, u.Theme.Muted.Fade(0.3))
	}
}

// maps draws a conv layer's first channels as pictures: what they make of the
// example, and beside it the gradient that comes back.
func (u units) maps(layer int) {
	y := &u.l.Layers[layer]
	pixels := y.MapW * y.MapH
	for k, middle := range u.rows[layer+1] {
		if (k+1)*pixels > len(y.ActMaps) || (k+1)*pixels > len(y.DeltaMaps) {
			return
		}
		x, top := u.column[layer+1], middle-u.thumb/2
		u.Box(draw.BoxAt(x-u.thumb-1, top-1, 2*u.thumb+2, u.thumb+2), u.Theme.Rule)
		if layer < u.hop.Forward {
			u.thumbnail(draw.BoxAt(x-u.thumb, top, u.thumb, u.thumb), y, y.ActMaps[k*pixels:][:pixels], u.Theme.SignedCodes)
		}
		if layer >= u.hop.Reached {
			u.thumbnail(draw.BoxAt(x, top, u.thumb, u.thumb), y, u.deltaCodes(y.DeltaMaps[k*pixels:][:pixels]), u.Theme.MagnitudeCodes)
		}
	}
}

func (u units) thumbnail(b draw.Box, y *wire.Layer, values []uint8, p *theme.Palette) {
	u.Raster(draw.Raster{X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: y.MapW, Rows: y.MapH, Values: values, Palette: p})
}

// deltaCodes turns codes of scale.MapSize into those of the axis.
func (u units) deltaCodes(sizes []uint8) []uint8 {
	values := u.Bytes(len(sizes))
	for i, code := range sizes {
		values[i] = theme.CodeZero
		if exp, ok := scale.MapExp(code); ok {
			values[i] = u.Axis.Code(exp)
		}
	}
	return values
}
