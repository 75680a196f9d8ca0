package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Spacing of a lane.
const (
	margin     = 10
	gutter     = 42 // for the axis labels, under the input column
	titleLine  = 22
	moreLine   = 16 // counts of the units not shown, under the network
	numberLine = 16 // layer numbers under the gauges
	laneGap    = 10
)

// place divides the area above bottom among the lanes. Columns stand at the
// same x in every lane, so that layers line up.
func (s *Scene) place(bottom float32) {
	h := s.share(bottom)
	f := frame{form: s.formOf(h), columns: 1, first: margin}
	f.words, f.side = s.wordsWidth(f.form, h), s.sideWidth(h, f.form)
	for i := range s.snap.Lanes {
		l := &s.snap.Lanes[i]
		f.columns = max(f.columns, len(l.Layers)+1)
		if l.InputW > 0 {
			f.first = inputSide / 2
		}
	}
	if h > 190 && s.view.Moment.On {
		f.more = moreLine
	}
	s.placeLanes(f)
	if f.form == gauged && f.more == 0 && s.hides() {
		f.more = moreLine
		s.placeLanes(f)
	}
}

func (s *Scene) placeLanes(f frame) {
	tiled, crowded := s.matrices(), s.crowds()
	for i := range s.lanes {
		s.lanes[i].tiled, s.lanes[i].crowded = tiled, crowded
		s.placeLane(&s.lanes[i], &s.snap.Lanes[i], f)
		if tiled {
			s.lanes[i].radius *= 0.6 // tiles need the room between columns
		}
	}
}

// share makes a box for every lane and returns the height that each may have.
func (s *Scene) share(bottom float32) float32 {
	n, at := len(s.snap.Lanes), s.spacing()
	if cap(s.lanes) < n {
		s.lanes = make([]laneBox, n)
	}
	s.lanes, s.floor = s.lanes[:n], bottom
	h := (bottom - at.top - at.gap*float32(n-1)) / float32(n)
	for i := range s.lanes {
		s.lanes[i].reset()
		s.lanes[i].all = draw.BoxAt(margin, at.top+float32(i)*(h+at.gap), s.view.W-2*margin, h)
	}
	return h
}

// bands stacks the lanes, each with its title and under it, or in low lanes
// beside it, what fill makes of the rest.
func (s *Scene) bands(fill func(b *laneBox, l *wire.Lane, body draw.Box)) {
	rows := s.legendRows()
	if s.low {
		s.lowBands(s.bottom(rows), fill)
		s.legend(rows)
		return
	}
	s.legend(rows)
	s.share(s.bottom(rows))
	for i := range s.lanes {
		b, l := &s.lanes[i], &s.snap.Lanes[i]
		b.title = draw.BoxAt(b.all.X, b.all.Y, b.all.W, titleLine)
		s.title(b, l)
		if len(l.Layers) > 0 {
			fill(b, l, draw.BoxAt(b.all.X, b.all.Y+titleLine, b.all.W, b.all.H-titleLine))
		}
	}
}

// frame is what all lanes share, so that their parts line up.
type frame struct {
	form    form
	words   float32 // width of the words on the left of low lanes
	side    float32 // width of the pictures on the right
	columns int     // of the deepest lane, with the input
	first   float32 // from the left edge to the middle of the input column
	more    float32 // height of the line that counts units not shown
}

// sideWidth is the width of the pictures on the right of every lane.
func (s *Scene) sideWidth(laneHeight float32, f form) float32 {
	switch {
	case f == beside:
		return s.lowSide(laneHeight)
	case f != gauged || s.view.W < 300:
		return 0
	}
	if s.confuses(&s.snap.Lanes[0]) { // as wide as a hundred counts need
		return min(s.view.W*0.3, laneHeight-titleLine, 420)
	}
	share := float32(0.2)
	if len(s.snap.Lanes) == 1 {
		share = 0.28
	}
	return min(s.view.W*share, (laneHeight-titleLine)*0.68, 260)
}

// reset forgets all of an earlier picture, but for the slices to reuse.
func (b *laneBox) reset() {
	*b = laneBox{
		column: b.column[:0], rows: b.rows[:0], source: b.source[:0], edges: b.edges[:0], mapped: b.mapped[:0], plots: b.plots[:0],
	}
}

func (s *Scene) placeLane(b *laneBox, l *wire.Lane, f frame) {
	b.form = f.form
	if f.form == gauged {
		b.placeGauged(f)
	} else {
		s.placeLow(b, f)
	}
	b.placeColumns(f)
	b.placeUnits(l)
}

// placeGauged divides a lane into title, network, gauges and pictures.
func (b *laneBox) placeGauged(f frame) {
	all := b.all
	b.title = draw.BoxAt(all.X, all.Y, all.W, titleLine)
	inner := draw.BoxAt(all.X, all.Y+titleLine, all.W, all.H-titleLine)
	if f.side > 0 {
		b.side = draw.BoxAt(all.X+all.W-f.side, inner.Y, f.side, inner.H)
		inner.W -= f.side + 1.5*theme.Gap
	}
	b.net = draw.BoxAt(inner.X, inner.Y, inner.W, netHeight(all.H, f.more))
	b.more = draw.BoxAt(inner.X+gutter, b.net.Y+b.net.H, inner.W-gutter, f.more)
	top := b.more.Y + b.more.H + theme.Gap
	b.gauge = draw.BoxAt(inner.X+gutter, top, inner.W-gutter, inner.Y+inner.H-numberLine-top)
}

// leastGauged is the height of a lane that has room for gauges under a network
// of eight units.
const leastGauged = titleLine + 8*packedUnit + theme.Gap + leastGauge + numberLine

// leastGauge is the height of gauges whose two ends can be named.
const leastGauge = 30

// netHeight is the height of the network in a lane: what the gauges leave.
func netHeight(lane, more float32) float32 {
	inner := lane - titleLine
	gauges := max(leastGauge, min(inner*0.42, inner-numberLine-more-theme.Gap-8*packedUnit, 220))
	return inner - gauges - numberLine - more - theme.Gap
}

// Heights of a unit: whole layers are packed closely, samples of larger ones
// are easier on the eye.
const (
	packedUnit  = 5
	sampledUnit = 9
)

// shown is how many of n units find room in a network's height.
func shown(n int, height float32) int {
	if float32(n)*packedUnit <= height {
		return n
	}
	return min(n, max(2, int(height/sampledUnit)))
}

// placeColumns spreads the columns evenly, but for the first hidden one, which
// stands clear of the axis labels.
func (b *laneBox) placeColumns(f frame) {
	const clear = 0.42                                 // of a pitch, between the axis and the first column
	first, last := b.net.X+f.first, b.net.X+b.net.W-14 // half a bar and a little
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
func (b *laneBox) placeUnits(l *wire.Lane) {
	if cap(b.rows) < len(l.Layers)+1 {
		b.rows = make([][]float32, len(l.Layers)+1)
	}
	b.rows = b.rows[:len(l.Layers)+1]
	b.rows[0] = b.stack(b.rows[0], shown(inputUnits(l), b.net.H), mostPitch)
	b.mapped = append(b.mapped[:0], false)
	b.thumb = max(6, min(0.44*b.pitch, b.net.H/3, max(44, b.net.H/14)))
	for i := range l.Layers {
		y := &l.Layers[i]
		n, pitch := shown(len(y.Act), b.net.H), float32(mostPitch)
		if b.crowded { // rows of a picture, not discs
			n = min(len(y.Act), int(b.net.H/(2*leastCell)))
		} else if y.MapW > 0 {
			pitch = max(pitch, b.thumb+16)
			n = max(1, min(len(y.ActMaps)/(y.MapW*y.MapH), int(b.net.H/(b.thumb+3)), n))
		}
		b.mapped = append(b.mapped, y.MapW > 0 && !b.crowded)
		b.rows[i+1] = b.stack(b.rows[i+1], n, pitch)
	}
}

// pairs counts the edges between the units shown.
func (b *laneBox) pairs() int {
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
func (b *laneBox) stack(ys []float32, n int, most float32) []float32 {
	ys = ys[:0]
	pitch := min(b.net.H/float32(max(n, 1)), most)
	b.radius = min(b.radius, max(1.2, pitch*0.33))
	for i := range n {
		ys = append(ys, b.net.Y+b.net.H/2+(float32(i)-float32(n-1)/2)*pitch)
	}
	return ys
}

// routes chooses where the pulse into every unit comes from: the unit of the
// next layer that sends the most of its gradient, |w|·δ, among those shown.
func (b *laneBox) routes(l *wire.Lane) {
	if cap(b.source) < len(l.Layers) {
		b.source = make([][]int, len(l.Layers))
	}
	b.source = b.source[:len(l.Layers)]
	for i := range len(l.Layers) - 1 {
		next := &l.Layers[i+1]
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
	for j := range n {
		w, delta := next.W[j*next.SampleIn+k], next.Delta[j]
		if sent := max(w, -w) * delta; sent > most {
			best, most = j, sent
		}
	}
	return best
}
