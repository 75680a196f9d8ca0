package network

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire/scale"
)

// unitMaps draws the units of a crowded network as two pictures with a column for
// every layer: activations for the shown example above, |δ| below.
func (d weights) unitMaps() {
	rows := 0
	for i := range d.l.Layers {
		rows = max(rows, len(d.rows[i+1]))
	}
	left, right := d.column[1]-d.pitch/2, d.column[len(d.l.Layers)]+d.pitch/2
	half := (d.Body.H - 3) / 2
	r := draw.Raster{X: left, Y: d.Body.Y, W: right - left, H: half, Cols: len(d.l.Layers), Rows: rows}
	acts, deltas := r, r
	deltas.Y += half + 3
	acts.Values, acts.Palette = d.Bytes(rows*r.Cols), d.Theme.SignedCodes
	deltas.Values, deltas.Palette = d.Bytes(rows*r.Cols), d.Theme.MagnitudeCodes
	for i := range d.l.Layers {
		for row := range rows {
			at := row*r.Cols + i
			acts.Values[at], deltas.Values[at] = d.unitCodes(i, row*len(d.rows[i+1])/rows)
		}
	}
	d.Rasters = append(d.Rasters, acts, deltas)
}

// unitCodes are the palettes' codes of what is known of a unit: nothing before
// slow motion has reached it.
func (d weights) unitCodes(layer, unit int) (act, delta uint8) {
	y := &d.l.Layers[layer]
	act, delta = scale.MapAct(0, 1), theme.CodeUnknown
	if layer < d.hop.Forward && unit < len(y.Act) {
		act = scale.MapAct(y.Act[unit], actScale(y))
	}
	if layer >= d.hop.Reached && unit < len(y.Delta) {
		delta = d.Axis.CodeOf(y.Delta[unit])
	}
	return act, delta
}
