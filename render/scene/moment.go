package scene

import (
	"math"
	"strconv"
	"strings"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Moment is a point within one training step, shown in slow motion: forward
// layer by layer, the loss, then backward layer by layer. At runs from 0 to 1.
type Moment struct {
	On bool
	At float32
}

// phase is a moment in one lane.
type phase struct {
	on      bool
	hop     int     // 0 … 2·layers: into layer hop, the loss, then backward
	way     float32 // 0 … 1 along the hop
	layers  int
	forward int // layers below this one are computed
	reached int // δ is known from this layer on; layers if nowhere
}

// whole is when nothing is left out: not in slow motion.
func whole(layers int) phase { return phase{layers: layers, forward: layers} }

// phaseOf divides a step into equal hops: one into each layer, one for the
// loss (with δ of the output), and one back to each layer but the last.
func (m Moment) phaseOf(layers int) phase {
	if !m.On || layers == 0 {
		return whole(layers)
	}
	hops := 2 * layers
	x := max(0, min(1, m.At)) * float32(hops)
	p := phase{on: true, layers: layers, hop: min(int(x), hops)}
	p.way = x - float32(p.hop)
	p.forward = min(p.hop, layers)
	p.reached = max(0, min(layers, 2*layers-p.hop))
	return p
}

// SameHop reports whether nothing but what moves differs between two moments
// of the newest Layout's snapshot.
func (s *Scene) SameHop(a, b Moment) bool {
	if s.snap == nil || a.On != b.On {
		return false
	}
	for i := range s.snap.Lanes {
		layers := len(s.snap.Lanes[i].Layers)
		if a.phaseOf(layers).hop != b.phaseOf(layers).hop {
			return false
		}
	}
	return true
}

// Glide goes on to another moment of the same hop; Animate then draws it.
func (s *Scene) Glide(to Moment) { s.view.Moment = to }

// loss reports whether the loss is being computed.
func (p phase) loss() bool { return p.on && p.hop == p.layers }

// target is the layer that the hop leads into, −1 if to none.
func (p phase) target() int {
	switch {
	case p.hop < p.layers:
		return p.hop
	case p.hop == p.layers || p.hop >= 2*p.layers:
		return -1
	}
	return 2*p.layers - 1 - p.hop
}

// Sentence says what happens at the moment, in all lanes; "" if none is shown.
func (s *Scene) Sentence() string {
	if s.snap == nil || !s.view.Moment.On || len(s.snap.Lanes) == 0 {
		return ""
	}
	var heads, numbers []string
	same := true
	for i := range s.snap.Lanes {
		l := &s.snap.Lanes[i]
		if lines := momentLines(l, s.view.Moment.phaseOf(len(l.Layers))); len(lines) > 0 {
			heads = append(heads, lines[0])
			numbers = append(numbers, l.Label+" "+strings.Join(lines[1:], ", "))
			same = same && lines[0] == heads[0]
		}
	}
	switch {
	case len(heads) == 0:
		return momentHead(&s.snap.Lanes[0], s.view.Moment.phaseOf(len(s.snap.Lanes[0].Layers)))
	case same:
		return heads[0] + ": " + strings.Join(numbers, "; ")
	}
	for i, head := range heads { // lanes of different depth are in different layers
		heads[i] = head + ": " + numbers[i]
	}
	return strings.Join(heads, "; ")
}

// momentHead names the hop.
func momentHead(l *wire.Lane, p phase) string {
	switch at := p.target(); {
	case p.loss():
		return "Loss"
	case at < 0:
		return "All gradients are there; the next step uses them"
	case p.hop < p.layers:
		return "Forward, " + layerName(&l.Layers[at])
	default:
		return "Backward, " + layerName(&l.Layers[at])
	}
}

// momentLines are the numbers of the hop: a heading, then what is computed.
func momentLines(l *wire.Lane, p phase) []string {
	if !p.on {
		return nil
	}
	last := len(l.Layers) - 1
	lines := []string{momentHead(l, p)}
	switch at := p.target(); {
	case p.loss():
		return append(lines, "C = "+format.Number(l.Loss), "RMS δ "+format.Number(l.Layers[last].DeltaRMS))
	case at < 0:
		return nil
	case p.hop < p.layers:
		return append(lines, "RMS a "+format.Number(l.Layers[at].ActRMS))
	default:
		y := &l.Layers[at]
		lines = append(lines, "RMS δ "+format.Number(y.DeltaRMS))
		if !math.IsNaN(y.Factor) {
			lines = append(lines, format.Factor(y.Factor)+factorWord(y.Factor))
		}
		return lines
	}
}

// factorWord says in a word what a factor does.
func factorWord(f float64) string {
	switch {
	case f == 0 || f >= 1 || f < 0.001:
		return ""
	}
	return " (" + strconv.Itoa(int(math.Round(100*(1-f)))) + " % lost)"
}

// ticker writes the hop's numbers beside a lane's name; what does not fit is
// left out from the front, where it only repeats what the eye sees.
func (s *Scene) ticker(l *wire.Lane, p phase, x, y, room float32) {
	for lines := momentLines(l, p); len(lines) > 0; lines = lines[1:] {
		text := strings.Join(lines, "  ")
		if s.Measure(text, theme.Body, false) <= room {
			s.Text(text, x, y, 0, theme.Body, false, s.Theme.Text)
			return
		}
	}
}

// hopMarks frames the layer that a hop leads into, and writes the factors
// that gradients have already been multiplied by into the gaps they crossed.
func (s *Scene) hopMarks(b *laneBox, l *wire.Lane, p phase) {
	if !p.on {
		return
	}
	if at := p.target(); at >= 0 {
		w := min(b.pitch*0.8, 40)
		s.Box(draw.BoxAt(b.column[at+1]-w/2, b.net.Y, w, b.gauge.Y+b.gauge.H-2-b.net.Y), s.Theme.Text.Fade(0.09))
	}
	for i := p.reached; i < len(l.Layers)-1 && b.more.H > 0; i++ {
		text := "×" + factorText(l.Layers[i].Factor)
		if s.Measure(text, theme.Small, false)+4 > b.pitch {
			continue
		}
		s.Text(text, (b.column[i+1]+b.column[i+2])/2, b.more.Y+2, 0.5, theme.Small, false, s.Theme.Text)
	}
}

// factorText is a factor in two digits.
func factorText(f float64) string {
	if f >= 0.095 && f < 100 {
		return strconv.FormatFloat(f, 'f', 2, 64)
	}
	return format.Number(f)
}

// moving draws what is on its way at a moment: activations forward, gradients
// backward. Reduced motion fades them in where they arrive.
func (s *Scene) moving(b *laneBox, l *wire.Lane, p phase) {
	switch at := p.target(); {
	case p.loss():
		last := len(l.Layers)
		for _, y := range b.rows[last] {
			s.Moving = append(s.Moving, draw.Shape{Kind: draw.Glow, X: b.column[last], Y: y, R: b.radius * (2 + 4*p.way), Color: s.Theme.Alarm.Fade(0.9 * (1 - p.way))})
		}
	case at < 0:
	case p.hop < p.layers:
		s.activations(b, &l.Layers[at], at, p.way)
	default:
		way, shade := p.way, float32(1)
		if s.view.Reduced {
			way, shade = 1, p.way
		}
		for k := range min(len(b.rows[at+1]), len(l.Layers[at].Delta)) {
			s.gradient(b, &l.Layers[at], at, k, way, shade)
		}
	}
}

// activations go along the strongest weight into every unit.
func (s *Scene) activations(b *laneBox, y *wire.Layer, layer int, way float32) {
	from := b.rows[layer]
	for k, to := range b.rows[layer+1] {
		if k >= len(y.Act) || len(from) == 0 {
			break
		}
		start := from[strongestInput(y, k, len(from))]
		color := s.Theme.Signed.At(0.5 + 0.5*max(-1, min(1, y.Act[k])))
		x0, x1 := b.column[layer], b.column[layer+1]
		at, shade := way, float32(0.9)
		if s.view.Reduced {
			at, shade = 1, way
		}
		s.Moving = append(s.Moving,
			draw.Shape{Kind: draw.Line, Graded: true, X: x0 + (x1-x0)*at, Y: start + (to-start)*at, X2: x0, Y2: start, R: 2.5, Color: color.Fade(shade), Far: color.Fade(0)},
			draw.Shape{Kind: draw.Disc, X: x0 + (x1-x0)*at, Y: start + (to-start)*at, R: max(2, 0.6*b.radius), Color: color.Fade(shade)})
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
