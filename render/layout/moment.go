package layout

import (
	"math"
	"strconv"

	"backflow/render/format"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Moment is a point within one training step, shown in slow motion: forward
// layer by layer, the loss, then backward layer by layer. At runs from 0 to 1.
type Moment struct {
	On bool
	At float32
}

// Hop is a moment in one lane.
type Hop struct {
	On      bool
	Way     float32 // 0 … 1 along the hop
	Layers  int
	Forward int // layers below this one are computed
	Reached int // δ is known from this layer on; Layers if nowhere
	hop     int // 0 … 2·Layers: into layer hop, the loss, then backward
}

// whole is when nothing is left out: not in slow motion.
func whole(layers int) Hop { return Hop{Layers: layers, Forward: layers} }

// HopOf divides a step into equal hops: one into each layer, one for the
// loss (with δ of the output), and one back to each layer but the last.
func (m Moment) HopOf(layers int) Hop {
	if !m.On || layers == 0 {
		return whole(layers)
	}
	hops := 2 * layers
	x := max(0, min(1, m.At)) * float32(hops)
	p := Hop{On: true, Layers: layers, hop: min(int(x), hops)}
	p.Way = x - float32(p.hop)
	p.Forward = min(p.hop, layers)
	p.Reached = max(0, min(layers, 2*layers-p.hop))
	return p
}

// SameHop reports whether nothing but what moves differs between two moments
// of a snapshot.
func (m Moment) SameHop(snap *wire.Snapshot, other Moment) bool {
	if m.On != other.On {
		return false
	}
	for i := range snap.Lanes {
		layers := len(snap.Lanes[i].Layers)
		if m.HopOf(layers).hop != other.HopOf(layers).hop {
			return false
		}
	}
	return true
}

// Loss reports whether the loss is being computed.
func (p Hop) Loss() bool { return p.On && p.hop == p.Layers }

// Ahead reports whether activations are being computed.
func (p Hop) Ahead() bool { return p.On && p.hop < p.Layers }

// Target is the layer that the hop leads into, −1 if to none.
func (p Hop) Target() int {
	switch {
	case p.hop < p.Layers:
		return p.hop
	case p.hop == p.Layers || p.hop >= 2*p.Layers:
		return -1
	}
	return 2*p.Layers - 1 - p.hop
}

// Sentence says what happens at the moment, in all lanes; "" if none is shown.
func (m Moment) Sentence(snap *wire.Snapshot) string {
	if !m.On || len(snap.Lanes) == 0 {
		return ""
	}
	var heads, numbers []string
	same := true
	for i := range snap.Lanes {
		l := &snap.Lanes[i]
		if lines := m.HopOf(len(l.Layers)).Lines(l); len(lines) > 0 {
			heads = append(heads, lines[0])
			numbers = append(numbers, text.Say("picture.momentLane", "lane", l.Label.String(), "numbers", format.List(lines[1:])))
			same = same && lines[0] == heads[0]
		}
	}
	switch {
	case len(heads) == 0:
		return momentHead(&snap.Lanes[0], m.HopOf(len(snap.Lanes[0].Layers)))
	case same:
		return text.Say("picture.moment", "what", heads[0], "lanes", lanes(numbers))
	}
	for i, head := range heads { // lanes of different depth are in different layers
		heads[i] = text.Say("picture.moment", "what", head, "lanes", numbers[i])
	}
	return lanes(heads)
}

// momentHead names the hop.
func momentHead(l *wire.Lane, p Hop) string {
	switch at := p.Target(); {
	case p.Loss():
		return text.Say("picture.momentLoss")
	case at < 0:
		return text.Say("picture.momentDone")
	case p.Ahead():
		return text.Say("picture.momentForward", "layer", format.LayerName(&l.Layers[at]))
	default:
		return text.Say("picture.momentBackward", "layer", format.LayerName(&l.Layers[at]))
	}
}

// Lines are the numbers of the hop: a heading, then what is computed.
func (p Hop) Lines(l *wire.Lane) []string {
	if !p.On {
		return nil
	}
	last := len(l.Layers) - 1
	lines := []string{momentHead(l, p)}
	switch at := p.Target(); {
	case p.Loss():
		return append(lines, text.Say("picture.costIs", "value", format.Number(l.Loss)), format.DeltaRMS(l.Layers[last].DeltaRMS))
	case at < 0:
		return nil
	case p.Ahead():
		return append(lines, text.Say("picture.rmsActivationIs", "value", format.Number(l.Layers[at].ActRMS)))
	default:
		y := &l.Layers[at]
		lines = append(lines, format.DeltaRMS(y.DeltaRMS))
		if !math.IsNaN(y.Factor) {
			lines = append(lines, factorText(y.Factor))
		}
		return lines
	}
}

// factorText is a factor, and in a word what it does.
func factorText(f float64) string {
	factor := format.Factor(f)
	if f == 0 || f >= 1 || f < 0.001 {
		return factor
	}
	return text.Say("picture.factorLost", "factor", factor, "percent", strconv.Itoa(int(math.Round(100*(1-f)))))
}

// lanes tells of one lane after another.
func lanes(texts []string) string {
	list := texts[0]
	for _, next := range texts[1:] {
		list = text.Say("picture.listLanes", "list", list, "next", next)
	}
	return list
}
