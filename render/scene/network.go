package scene

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// maxEdges bounds the edges of all lanes together; above it every unit keeps
// only its strongest. See mostSingly for networks of far more.
const maxEdges = 2000

// light fills the network's ground with the gradient that reaches each layer,
// from column to column: where it vanishes, it gets dark.
func (s *Scene) light(b *laneBox, l *wire.Lane) {
	left := b.column[1] - min(b.pitch/2, b.column[1]-b.gauge.X)
	last := len(l.Layers)
	s.Box(draw.BoxAt(left, b.net.Y, b.net.X+b.net.W-left, b.net.H), s.Theme.Panel)
	here := s.lit(b, l, 0)
	s.Grade(left, b.column[1], b.net, here, here)
	for i := 1; i < last; i++ {
		next := s.lit(b, l, i)
		s.Grade(b.column[i], b.column[i+1], b.net, here, next)
		here = next
	}
	right := b.net.X + b.net.W
	if b.form == gauged {
		right = min(right, b.column[last]+b.pitch/2)
	}
	s.Grade(b.column[last], right, b.net, here, here)
}

// lit is the light of a layer's gradient, none where there is no gradient.
func (s *Scene) lit(b *laneBox, l *wire.Lane, layer int) theme.Color {
	most := float32(0.22)
	if b.form != gauged && !b.tiled && !b.crowded {
		most = 0.5 // it stands for the gauges
	}
	t, place := s.axis.At(l.Layers[layer].DeltaRMS)
	if layer < b.phase.reached || place == theme.Zero || place == theme.Unknown {
		return theme.Color{}
	}
	return s.Theme.Magnitude.At(t).Fade(most * t)
}

// faintest is the least weight that is drawn, over the layer's RMS: fainter
// edges would only be a haze.
const faintest = 0.3

// edges draws the weights between the units shown: colour for the sign,
// thickness and strength for the size relative to the layer's RMS.
func (s *Scene) edges(b *laneBox, l *wire.Lane) {
	switch {
	case b.crowded:
		s.unitMaps(b, l)
		return
	case b.tiled:
		s.tiles(b, l)
		return
	}
	most := s.edgesPerUnit(b, l)
	for i := range l.Layers {
		y := &l.Layers[i]
		from := b.rows[i]
		from = from[:min(len(from), y.SampleIn)]
		for row, to := range b.rows[i+1] {
			if (row+1)*y.SampleIn > len(y.W) {
				break // not sampled
			}
			weights := y.W[row*y.SampleIn:][:len(from)]
			least := max(atLeast(weights, most), faintest*float32(y.WRMS))
			for col, w := range weights {
				if max(w, -w) >= least {
					s.edge(b, i, from[col], to, w, float32(y.WRMS))
					b.edges = append(b.edges, edge{i, col, row})
				}
			}
		}
	}
}

// edgesPerUnit is how many incoming edges a unit may show, so that those of
// all lanes are about maxEdges.
func (s *Scene) edgesPerUnit(b *laneBox, l *wire.Lane) int {
	total, units := b.pairs(), 0
	for i := range l.Layers {
		units += len(b.rows[i+1])
	}
	budget := maxEdges
	if s.view.Edges > 0 {
		budget = s.view.Edges
	}
	budget /= len(s.snap.Lanes)
	if total <= budget {
		return math.MaxInt
	}
	return max(1, budget/max(units, 1))
}

// atLeast is the size of the n-th largest of some weights: 0 if they are no
// more than n.
func atLeast(weights []float32, n int) float32 {
	if len(weights) <= n {
		return 0
	}
	least := float32(math.Inf(1))
	for range n {
		next := float32(0)
		for _, w := range weights {
			if size := max(w, -w); size < least {
				next = max(next, size)
			}
		}
		least = next
	}
	return least
}

func (s *Scene) edge(b *laneBox, i int, y0, y1, w, rms float32) {
	strength := float32(0)
	if rms > 0 {
		strength = min(1, float32(math.Abs(float64(w)))/(2.5*rms))
	}
	color := s.Theme.Positive
	if w < 0 {
		color = s.Theme.Negative
	}
	crowd := max(0.3, min(1, b.pitch/16)) // many columns must not hide the light behind them
	s.Line(b.column[i], y0, b.column[i+1], y1, 0.6+1.1*strength*crowd, color.Fade((0.07+0.4*strength*strength)*crowd))
}

// leastUnit is the radius from which on a unit's colour and shape can be told.
const leastUnit = 1.5

// leastInput is the radius of an input: its column has room.
const leastInput = 2.5

// neurons draws the units over everything else.
func (s *Scene) neurons(b *laneBox, l *wire.Lane) {
	if l.InputW > 0 {
		s.inputPicture(b, l)
	}
	for k, y := range b.rows[0] {
		s.Disc(b.column[0], y, max(b.radius, leastInput), s.Signed(l.Input[k]))
	}
	for i := range l.Layers {
		if b.crowded || b.tiled && b.radius < leastUnit {
			break // dots that say nothing over pictures that do
		}
		layer := &l.Layers[i]
		if layer.MapW > 0 {
			s.maps(b, l, i)
			continue
		}
		scale := actScale(layer)
		for k, y := range b.rows[i+1] {
			var flags uint8
			if k < len(layer.Flags) {
				flags = layer.Flags[k]
			}
			switch {
			case i >= b.phase.forward:
				s.Disc(b.column[i+1], y, b.radius, s.Theme.Panel)
				s.Over(draw.Shape{Kind: draw.Ring, X: b.column[i+1], Y: y, R: b.radius, Color: s.Theme.Rule})
			case i < b.phase.reached:
				s.neuron(b, b.column[i+1], y, layer.Act[k]/scale, s.Theme.Rule, flags)
			default:
				s.neuron(b, b.column[i+1], y, layer.Act[k]/scale, s.rim(layer, k), flags)
			}
		}
	}
}

// actScale is the activation that has a sign's full colour.
func actScale(layer *wire.Layer) float32 { return float32(max(1, layer.ActRMS*1.5)) }

// rim is the colour of a unit's rim: the gradient that reaches it.
func (s *Scene) rim(layer *wire.Layer, k int) theme.Color {
	if k >= len(layer.Delta) {
		return theme.Color{}
	}
	t, place := s.axis.At(float64(layer.Delta[k]))
	if place == theme.Zero || place == theme.Unknown {
		return s.Theme.Rule
	}
	return s.Theme.Magnitude.At(t)
}

// neuron is a disc whose fill is the activation, −1 … 1, in a rim of another
// colour. A saturated unit is a square, a dead one an empty disc with a cross,
// and one that is off for the shown example an empty disc.
func (s *Scene) neuron(b *laneBox, x, y, act float32, rim theme.Color, flags uint8) {
	th := s.Theme
	r := b.radius
	outer := r + max(0.8, min(2, r*0.25))
	fill := s.Signed(act)
	switch {
	case flags&wire.UnitDead != 0:
		s.Disc(x, y, outer, th.Background)
		s.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
		d := r * 0.62
		s.Stroke(x-d, y-d, x+d, y+d, th.Measured)
		s.Stroke(x-d, y+d, x+d, y-d, th.Measured)
	case flags&wire.UnitOff != 0:
		s.Disc(x, y, outer, th.Background)
		s.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
	case flags&wire.UnitSaturated != 0:
		s.Square(x, y, outer, rim)
		s.Square(x, y, r*0.9, fill)
	case rim.A == 0:
		s.Disc(x, y, r, fill)
	default:
		s.Disc(x, y, outer-0.5, fill)
		s.Over(draw.Shape{Kind: draw.Ring, X: x, Y: y, R: outer, Color: rim})
	}
}

// inputSide is the side of the picture in the input column.
const inputSide = 40

// inputPicture puts the shown example into the input column.
func (s *Scene) inputPicture(b *laneBox, l *wire.Lane) {
	side := min(inputSide, b.net.H, 1.7*(b.column[1]-b.column[0]-b.radius))
	if side < 8 {
		return
	}
	left := b.column[0] - inputSide/2
	s.picture(draw.BoxAt(left, b.net.Y+(b.net.H-side)/2, side, side), l)
	if b.tiled {
		return // the matrices begin where the lines would
	}
	for _, y := range b.rows[1] {
		s.Line(left+side, b.net.Y+b.net.H/2, b.column[1], y, 0.8, s.Theme.Muted.Fade(0.3))
	}
}
