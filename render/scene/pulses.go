package scene

import (
	"math"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Motion of the pulses.
const (
	hopSeconds    = 1.6 // from one layer to the one before it
	sweepSeconds  = 3.0 // forward, through the whole network
	pulsesPerHop  = 10  // at most
	pulseArea     = 450 // square pixels of network that a pulse needs
	sweepWidth    = 0.08
	smallestPulse = 1.1
	largestPulse  = 4.2
)

// Animate draws what moves, at a time in seconds: a forward sweep from left to
// right, and gradients as pulses from right to left. A pulse arrives at a unit
// with the size and colour of the gradient that reaches this unit, on the
// absolute axis of the gauges. Its tail shows where it comes from.
func (s *Scene) Animate(seconds float64) {
	s.Moving = s.Moving[:0]
	if s.snap == nil || len(s.lanes) != len(s.snap.Lanes) {
		return
	}
	for i := range s.lanes {
		b, l := &s.lanes[i], &s.snap.Lanes[i]
		if l.Diverged || len(l.Layers) == 0 || len(b.rows) != len(l.Layers)+1 {
			continue // a lane that has stopped stands still
		}
		if b.phase.on {
			s.moving(b, l, s.view.Moment.phaseOf(len(l.Layers)))
			continue
		}
		if !s.view.Reduced {
			s.sweep(b, seconds)
		}
		for hop := range len(l.Layers) - 1 {
			s.pulses(b, &l.Layers[hop], hop, seconds)
		}
	}
}

// sweep lights up the column that the forward pass has reached.
func (s *Scene) sweep(b *laneBox, seconds float64) {
	at := float32(math.Mod(seconds/sweepSeconds, 1)) * 1.2
	for c := range b.rows {
		d := float32(c)/float32(len(b.rows)) - at
		near := 1 - min(1, float32(math.Abs(float64(d)))/sweepWidth)
		if near <= 0 {
			continue
		}
		for _, y := range b.rows[c] {
			s.Moving = append(s.Moving, draw.Shape{
				Kind: draw.Glow, X: b.column[c], Y: y, R: b.radius * 2.4, Color: s.Theme.Text.Fade(0.55 * near),
			})
		}
	}
}

// pulses draws the gradients on their way from column hop+2 to column hop+1,
// that is into layer hop.
func (s *Scene) pulses(b *laneBox, layer *wire.Layer, hop int, seconds float64) {
	to := b.rows[hop+1]
	room := max(2, int(b.pitch*b.net.H/pulseArea))
	for k := range min(len(to), len(layer.Delta), pulsesPerHop, room) {
		way, shade := math.Mod(seconds/hopSeconds+scatter(hop, k), 1), 1.0
		if s.view.Reduced {
			way, shade = restingPlace, fade(seconds, float64(hop)/float64(len(b.rows)))
		}
		s.gradient(b, layer, hop, k, float32(way), float32(shade))
	}
}

// Reduced motion: gradients stand still on their way, and brighten in turn
// from the output (at 1) back to the input (at 0).
const (
	restingPlace = 0.55
	fadeSeconds  = 6.0
	fadedMost    = 0.25
)

func fade(seconds, at float64) float64 {
	return fadedMost + (1-fadedMost)*(0.5+0.5*math.Cos(2*math.Pi*(seconds/fadeSeconds+at)))
}

// gradient draws the one on its way to a unit, if there is any.
func (s *Scene) gradient(b *laneBox, layer *wire.Layer, hop, k int, way, shade float32) {
	size, place := s.axis.At(float64(layer.Delta[k]))
	if place == theme.Zero || place == theme.Unknown {
		return // nothing arrives
	}
	to, from := b.rows[hop+1], b.rows[hop+2]
	s.pulse(b.column[hop+2], from[b.source[hop][k]], b.column[hop+1], to[k], way, size, shade, b.radius)
}

// pulse draws one gradient between two units, way (0 … 1) along.
func (s *Scene) pulse(x0, y0, x1, y1, way, size, shade, radius float32) {
	color := s.Theme.Magnitude.At(size).Fade((0.35 + 0.65*size) * shade)
	r := min(smallestPulse+(largestPulse-smallestPulse)*size, max(1, radius))
	x, y := x0+(x1-x0)*way, y0+(y1-y0)*way
	tail := max(0, way-0.28)
	s.Moving = append(s.Moving,
		draw.Shape{Kind: draw.Line, Graded: true, X: x, Y: y, X2: x0 + (x1-x0)*tail, Y2: y0 + (y1-y0)*tail, R: r * 1.5, Color: color.Fade(0.7), Far: color.Fade(0)},
		draw.Shape{Kind: draw.Glow, X: x, Y: y, R: r * 2.6, Color: color.Fade(0.5 * size * shade)},
		draw.Shape{Kind: draw.Disc, X: x, Y: y, R: r, Color: color})
}

// scatter spreads pulses over their way: a fixed fraction for a pair of
// numbers, evenly spread (multiples of the golden ratio).
func scatter(a, b int) float64 {
	const golden = 0.6180339887498949
	return math.Mod(float64(a)*golden+float64(b)*golden*golden*1.7+0.13, 1)
}
