package network

import (
	"math"

	"backflow/render/draw"
	"backflow/render/layout"
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

// motion draws what moves in a lane.
type motion struct{ *lane }

// Animate draws what moves, at a time in seconds: a forward sweep from left to
// right, and gradients as pulses from right to left. A pulse arrives at a unit
// with the size and colour of the gradient that reaches this unit, on the
// absolute axis of the gauges. Its tail shows where it comes from.
func (n *network) Animate(seconds float64) {
	for i := range n.Lanes {
		b := &n.lanes[i]
		if b.l.Diverged || len(b.l.Layers) == 0 || len(b.rows) != len(b.l.Layers)+1 {
			continue // a lane that has stopped stands still
		}
		motion{b}.draw(seconds)
	}
}

func (m motion) draw(seconds float64) {
	if m.hop.On {
		m.moment(m.Options.Moment.HopOf(len(m.l.Layers)))
		return
	}
	if !m.Options.Reduced {
		m.sweep(seconds)
	}
	for hop := range len(m.l.Layers) - 1 {
		m.pulses(&m.l.Layers[hop], hop, seconds)
	}
}

// sweep lights up the column that the forward pass has reached.
func (m motion) sweep(seconds float64) {
	at := float32(math.Mod(seconds/sweepSeconds, 1)) * 1.2
	for c := range m.rows {
		d := float32(c)/float32(len(m.rows)) - at
		near := 1 - min(1, float32(math.Abs(float64(d)))/sweepWidth)
		if near <= 0 {
			continue
		}
		for _, y := range m.rows[c] {
			m.Moving = append(m.Moving, draw.Shape{
				Kind: draw.Glow, X: m.column[c], Y: y, R: m.radius * 2.4, Color: m.Theme.Text.Fade(0.55 * near),
			})
		}
	}
}

// pulses draws the gradients on their way from column hop+2 to column hop+1,
// that is into layer hop.
func (m motion) pulses(layer *wire.Layer, hop int, seconds float64) {
	to := m.rows[hop+1]
	room := max(2, int(m.pitch*m.Body.H/pulseArea))
	for k := range min(len(to), len(layer.Delta), pulsesPerHop, room) {
		way, shade := math.Mod(seconds/hopSeconds+scatter(hop, k), 1), 1.0
		if m.Options.Reduced {
			way, shade = restingPlace, fade(seconds, float64(hop)/float64(len(m.rows)))
		}
		m.gradient(layer, hop, k, float32(way), float32(shade))
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
func (m motion) gradient(layer *wire.Layer, hop, k int, way, shade float32) {
	size, place := m.Axis.At(float64(layer.Delta[k]))
	if place == theme.Zero || place == theme.Unknown {
		return // nothing arrives
	}
	to, from := m.rows[hop+1], m.rows[hop+2]
	m.pulse(m.column[hop+2], from[m.source[hop][k]], m.column[hop+1], to[k], way, size, shade, m.radius)
}

// pulse draws one gradient between two units, way (0 … 1) along.
func (m motion) pulse(x0, y0, x1, y1, way, size, shade, radius float32) {
	color := m.Theme.Magnitude.At(size).Fade((0.35 + 0.65*size) * shade)
	r := min(smallestPulse+(largestPulse-smallestPulse)*size, max(1, radius))
	x, y := x0+(x1-x0)*way, y0+(y1-y0)*way
	tail := max(0, way-0.28)
	m.Moving = append(m.Moving,
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

// moment draws what is on its way at a moment: activations forward, gradients
// backward. Reduced motion fades them in where they arrive.
func (m motion) moment(p layout.Hop) {
	switch at := p.Target(); {
	case p.Loss():
		last := len(m.l.Layers)
		for _, y := range m.rows[last] {
			m.Moving = append(m.Moving, draw.Shape{Kind: draw.Glow, X: m.column[last], Y: y, R: m.radius * (2 + 4*p.Way), Color: m.Theme.Alarm.Fade(0.9 * (1 - p.Way))})
		}
	case at < 0:
	case p.Ahead():
		m.activations(&m.l.Layers[at], at, p.Way)
	default:
		way, shade := p.Way, float32(1)
		if m.Options.Reduced {
			way, shade = 1, p.Way
		}
		for k := range min(len(m.rows[at+1]), len(m.l.Layers[at].Delta)) {
			m.gradient(&m.l.Layers[at], at, k, way, shade)
		}
	}
}

// activations go along the strongest weight into every unit.
func (m motion) activations(y *wire.Layer, layer int, way float32) {
	from := m.rows[layer]
	for k, to := range m.rows[layer+1] {
		if k >= len(y.Act) || len(from) == 0 {
			break
		}
		start := from[strongestInput(y, k, len(from))]
		color := m.Theme.Signed.At(0.5 + 0.5*max(-1, min(1, y.Act[k])))
		x0, x1 := m.column[layer], m.column[layer+1]
		at, shade := way, float32(0.9)
		if m.Options.Reduced {
			at, shade = 1, way
		}
		m.Moving = append(m.Moving,
			draw.Shape{Kind: draw.Line, Graded: true, X: x0 + (x1-x0)*at, Y: start + (to-start)*at, X2: x0, Y2: start, R: 2.5, Color: color.Fade(shade), Far: color.Fade(0)},
			draw.Shape{Kind: draw.Disc, X: x0 + (x1-x0)*at, Y: start + (to-start)*at, R: max(2, 0.6*m.radius), Color: color.Fade(shade)})
	}
}

// strongestInput is the unit, of the first n before, with the largest weight
// into unit k.
func strongestInput(y *wire.Layer, k, n int) int {
	best, most := 0, float32(-1)
	for j := range min(n, y.SampleIn) {
		if at := k*y.SampleIn + j; at < len(y.W) && max(y.W[at], -y.W[at]) > most {
			best, most = j, max(y.W[at], -y.W[at])
		}
	}
	return best
}
