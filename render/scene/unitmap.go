package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// leastColumn is the width of the stage, a column, that matrices need.
const leastColumn = 16

// crowds reports whether columns stand so close that neither the matrices between
// them nor the pictures of channels would say anything.
func (s *Scene) crowds() bool {
	columns := 0
	for i := range s.snap.Lanes {
		columns = max(columns, len(s.snap.Lanes[i].Layers)+1)
	}
	width := s.view.W
	if s.low {
		width *= 0.65 // beside words
	}
	return width < leastColumn*float32(columns) && (s.matrices() || s.convolves())
}

// unitMaps draws the units of a crowded network as two pictures with a column for
// every layer: activations for the shown example above, |δ| below.
func (s *Scene) unitMaps(b *laneBox, l *wire.Lane) {
	rows := 0
	for i := range l.Layers {
		rows = max(rows, len(b.rows[i+1]))
	}
	left, right := b.column[1]-b.pitch/2, b.column[len(l.Layers)]+b.pitch/2
	half := (b.net.H - 3) / 2
	r := draw.Raster{X: left, Y: b.net.Y, W: right - left, H: half, Cols: len(l.Layers), Rows: rows}
	acts, deltas := r, r
	deltas.Y += half + 3
	acts.Values, acts.Palette = s.Bytes(rows*r.Cols), s.Theme.SignedCodes
	deltas.Values, deltas.Palette = s.Bytes(rows*r.Cols), s.Theme.MagnitudeCodes
	for i := range l.Layers {
		for row := range rows {
			at := row*r.Cols + i
			acts.Values[at], deltas.Values[at] = s.unitCodes(b, l, i, row*len(b.rows[i+1])/rows)
		}
	}
	s.Rasters = append(s.Rasters, acts, deltas)
}

// unitCodes are the palettes' codes of what is known of a unit: nothing before
// slow motion has reached it.
func (s *Scene) unitCodes(b *laneBox, l *wire.Lane, layer, unit int) (act, delta uint8) {
	y := &l.Layers[layer]
	act, delta = wire.MapAct(0, 1), theme.CodeUnknown
	if layer < b.phase.forward && unit < len(y.Act) {
		act = wire.MapAct(y.Act[unit], actScale(y))
	}
	if layer >= b.phase.reached && unit < len(y.Delta) {
		delta = s.axis.CodeOf(y.Delta[unit])
	}
	return act, delta
}
