package network

import (
	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Spacing of a lane.
const (
	gutter   = 42 // for the axis labels, under the input column
	moreLine = 16 // counts of the units not shown, under the network
)

// lane is one network and where its parts stand.
type lane struct {
	*layout.Picture
	*layout.Lane
	net *network
	l   *wire.Lane
	hop layout.Hop

	more    draw.Box // the line under the network that counts the units not shown; empty if all are
	gauge   draw.Box
	column  []float32
	pitch   float32     // between two hidden columns
	rows    [][]float32 // y of every unit shown, by column; column 0 is the input
	source  [][]int     // by layer and unit: where in the next layer its pulse comes from
	drawn   []edge
	tiled   bool    // weights are drawn as matrices: there are too many
	crowded bool    // not even those find room
	thumb   float32 // side of a feature map
	mapped  []bool  // by column: its units are feature maps
	radius  float32
}

// edge is a weight from a unit of the layer before (or the input) to a unit.
type edge struct{ layer, from, to int }

// reset forgets all of an earlier picture, but for the slices to reuse.
func (b *lane) reset(n *network, at *layout.Lane, l *wire.Lane) {
	*b = lane{
		Picture: n.Picture, Lane: at, net: n, l: l,
		column: b.column[:0], rows: b.rows[:0], source: b.source[:0], drawn: b.drawn[:0], mapped: b.mapped[:0],
	}
}

// draw draws the lane into its boxes.
func (b *lane) draw(i int) {
	b.hop = b.Options.Moment.HopOf(len(b.l.Layers))
	b.Slow, b.Lane.Hop = b.hop.On, b.hop.Lines(b.l)
	b.DrawTitle(i)
	if len(b.l.Layers) == 0 {
		return
	}
	b.routes()
	weights{b}.light()
	b.hopMarks()
	weights{b}.edges()
	units{b}.neurons()
	b.unseen()
	gauges{b}.draw()
	pictures{b}.draw()
}

// height is the y of a position on the axis of the gauges.
func (b *lane) height(t float32) float32 { return b.gauge.Y + b.gauge.H*(1-t) }

// place gives the parts of the lane their room.
func (b *lane) place(f frame) {
	b.Form = f.form
	if f.form == layout.Gauged {
		b.placeGauged(f)
	} else {
		b.PlaceLow(b.Lane, f.words, f.side)
		b.gauge = draw.BoxAt(b.Body.X, b.Body.Y+b.Body.H, b.Body.W, 0)
	}
	b.placeColumns(f)
	b.placeUnits()
}

// placeGauged divides a lane into title, network, gauges and pictures.
func (b *lane) placeGauged(f frame) {
	all := b.All
	b.Title = draw.BoxAt(all.X, all.Y, all.W, layout.TitleLine)
	inner := draw.BoxAt(all.X, all.Y+layout.TitleLine, all.W, all.H-layout.TitleLine)
	if f.side > 0 {
		b.Side = draw.BoxAt(all.X+all.W-f.side, inner.Y, f.side, inner.H)
		inner.W -= f.side + 1.5*theme.Gap
	}
	b.Body = draw.BoxAt(inner.X, inner.Y, inner.W, netHeight(all.H, f.more))
	b.more = draw.BoxAt(inner.X+gutter, b.Body.Y+b.Body.H, inner.W-gutter, f.more)
	top := b.more.Y + b.more.H + theme.Gap
	b.gauge = draw.BoxAt(inner.X+gutter, top, inner.W-gutter, inner.Y+inner.H-layout.NumberLine-top)
}

// netHeight is the height of the network in a lane: what the gauges leave.
func netHeight(lane, more float32) float32 {
	inner := lane - layout.TitleLine
	gauges := max(layout.LeastGauge, min(inner*0.42, inner-layout.NumberLine-more-theme.Gap-8*layout.PackedUnit, 220))
	return inner - gauges - layout.NumberLine - more - theme.Gap
}

// sampledUnit is the height of a unit of a layer that is not shown whole: samples
// are easier on the eye than what is packed closely.
const sampledUnit = 9

// shown is how many of n units find room in a network's height.
func shown(n int, height float32) int {
	if float32(n)*layout.PackedUnit <= height {
		return n
	}
	return min(n, max(2, int(height/sampledUnit)))
}

// placeColumns spreads the columns evenly, but for the first hidden one, which
// stands clear of the axis labels.
func (b *lane) placeColumns(f frame) {
	const clear = 0.42                                    // of a pitch, between the axis and the first column
	first, last := b.Body.X+f.first, b.Body.X+b.Body.W-14 // half a bar and a little
	n := float32(max(f.columns-1, 1))
	b.pitch = (last - first) / n
	if first+b.pitch < b.gauge.X+clear*b.pitch {
		b.pitch = (last - b.gauge.X) / (n - 1 + clear)
	}
	b.column = append(b.column[:0], first)
	for i := 1; i < f.columns; i++ {
		b.column = append(b.column, last-float32(f.columns-1-i)*b.pitch)
	}
	b.radius = min(b.pitch*0.24, 12)
}

// placeUnits stacks the sampled units of every column about its middle.
func (b *lane) placeUnits() {
	if cap(b.rows) < len(b.l.Layers)+1 {
		b.rows = make([][]float32, len(b.l.Layers)+1)
	}
	b.rows = b.rows[:len(b.l.Layers)+1]
	b.rows[0] = b.stack(b.rows[0], shown(inputUnits(b.l), b.Body.H), mostPitch)
	b.mapped = append(b.mapped[:0], false)
	b.thumb = max(6, min(0.44*b.pitch, b.Body.H/3, max(44, b.Body.H/14)))
	for i := range b.l.Layers {
		y := &b.l.Layers[i]
		n, pitch := shown(len(y.Act), b.Body.H), float32(mostPitch)
		if b.crowded { // rows of a picture, not discs
			n = min(len(y.Act), int(b.Body.H/(2*leastCell)))
		} else if y.MapW > 0 {
			pitch = max(pitch, b.thumb+16)
			n = max(1, min(len(y.ActMaps)/(y.MapW*y.MapH), int(b.Body.H/(b.thumb+3)), n))
		}
		b.mapped = append(b.mapped, y.MapW > 0 && !b.crowded)
		b.rows[i+1] = b.stack(b.rows[i+1], n, pitch)
	}
}

// pairs counts the edges between the units shown.
func (b *lane) pairs() int {
	n := 0
	for i := 1; i < len(b.rows); i++ {
		n += len(b.rows[i-1]) * len(b.rows[i])
	}
	return n
}

// inputUnits is the number of discs in the input column: none for a picture.
func inputUnits(l *wire.Lane) int {
	if l.InputW > 0 {
		return 0
	}
	return len(l.Input)
}

// leastCell is the height of a unit's cell in the pictures of a crowded network.
const leastCell = 1.5

// mostPitch is the most that units of a layer stand apart.
const mostPitch = 60

// stack writes the heights of n units, at most some pitch apart, into ys and fits
// the radius to them.
func (b *lane) stack(ys []float32, n int, most float32) []float32 {
	ys = ys[:0]
	pitch := min(b.Body.H/float32(max(n, 1)), most)
	b.radius = min(b.radius, max(1.2, pitch*0.33))
	for i := range n {
		ys = append(ys, b.Body.Y+b.Body.H/2+(float32(i)-float32(n-1)/2)*pitch)
	}
	return ys
}

// routes chooses where the pulse into every unit comes from: the unit of the
// next layer that sends the most of its gradient, |w|·δ, among those shown.
func (b *lane) routes() {
	if cap(b.source) < len(b.l.Layers) {
		b.source = make([][]int, len(b.l.Layers))
	}
	b.source = b.source[:len(b.l.Layers)]
	for i := range len(b.l.Layers) - 1 {
		next := &b.l.Layers[i+1]
		b.source[i] = b.source[i][:0]
		for k := range b.rows[i+1] {
			b.source[i] = append(b.source[i], strongest(next, k, len(b.rows[i+2])))
		}
	}
}

// strongest is the unit, of the first n of a layer, that sends the most
// gradient to unit k of the layer before.
func strongest(next *wire.Layer, k, n int) int {
	if k >= next.SampleIn || len(next.W) < n*next.SampleIn || len(next.Delta) < n {
		return k % max(n, 1) // not sampled
	}
	best, most := 0, float32(-1)
	weights, row := next.W, next.SampleIn
	for j, delta := range next.Delta[:n] {
		w := weights[j*row+k]
		if sent := max(w, -w) * delta; sent > most {
			best, most = j, sent
		}
	}
	return best
}
