package histograms

import (
	"math"

	"backflow/sim/wire"
)

// span is what a linear scale covers.
type span struct{ lo, hi float32 }

// at is the position of x on the scale, 0 at lo and 1 at hi; it is not cut.
func (r span) at(x float32) float32 { return (x - r.lo) / (r.hi - r.lo) }

func (r span) width() float32 { return r.hi - r.lo }

func (r span) join(o span) span { return span{min(r.lo, o.lo), max(r.hi, o.hi)} }

func (r span) contains(o span) bool { return o.lo >= r.lo && o.hi <= r.hi }

// spread is the scale of a lane's activations. It holds still while it does.
type spread struct {
	span
	parts int    // of equal length, with 0 between two of them
	label string // of the lane
	step  uint32 // that it was last looked at for
}

// updateSpreads keeps the scale of every lane up to date.
func (v *histograms) updateSpreads(snap *wire.Snapshot) {
	for len(v.spreads) < len(snap.Lanes) {
		v.spreads = append(v.spreads, spread{})
	}
	v.spreads = v.spreads[:len(snap.Lanes)]
	for i := range snap.Lanes {
		v.spreads[i].update(&snap.Lanes[i], snap.Running)
	}
}

// spreadOf is the scale of the lane of a label.
func (v *histograms) spreadOf(label string) spread {
	for i := range v.spreads {
		if v.spreads[i].label == label {
			return v.spreads[i]
		}
	}
	return spread{span: span{0, 1}, parts: 1}
}

// A scale that has become too long for its values is chosen anew when they
// would do with less than this share of it. What overflows it changes it at
// once: there is some room at either end, so that this is rare.
const (
	leastUse = 0.45
	headroom = 0.15
)

// update looks at a lane anew. A new run has a new scale, and a picture that
// stands still has its own, whatever came before it.
func (r *spread) update(l *wire.Lane, running bool) {
	need := needed(l)
	if !running || r.label != l.Label.String() || l.Step < r.step || !r.contains(need) || need.width() < leastUse*r.width() {
		r.span, r.parts = need.rounded(headroom)
	}
	r.label, r.step = l.Label.String(), l.Step
}

// needed is the range that a lane's activations need: zero, the middle 95 % of
// every hidden layer, and of the outputs, which are no activations and may be
// far larger, so much that the hidden layers keep two thirds.
func needed(l *wire.Lane) span {
	var hidden span
	last := len(l.Layers) - 1
	for i := range max(last, 0) {
		hidden = hidden.join(middle(&l.Layers[i].ActHist))
	}
	if last < 0 {
		return span{0, 1}
	}
	all := hidden.join(middle(&l.Layers[last].ActHist))
	extra, most := all.width()-hidden.width(), hidden.width()/2
	if most > 0 && extra > most {
		part := most / extra
		all.lo = hidden.lo + (all.lo-hidden.lo)*part
		all.hi = hidden.hi + (all.hi-hidden.hi)*part
	}
	if all.width() == 0 {
		return span{0, 1}
	}
	return all
}

// mostAct is the largest activation on a scale: twice as much is a number still,
// and so is the difference of two.
const mostAct = 1e37

// outside is the share of the values on either side of the middle ones.
const outside = 0.025

// middle is the range of a histogram's values but for the outermost ones at
// either end; nothing of one that has none.
func middle(h *wire.Histogram) span {
	n := len(h.Shares)
	if n == 0 || h.Zeros >= 1-2*outside {
		return span{}
	}
	bin := h.Hi/float32(n) - h.Lo/float32(n)
	r := span{h.Lo, h.Hi}
	for i, passed := 0, float32(0); i < n; i++ {
		if passed += h.Shares[i]; passed > outside {
			r.lo = h.Lo + bin*float32(i)
			break
		}
	}
	for i, passed := n-1, float32(0); i >= 0; i-- {
		if passed += h.Shares[i]; passed > outside {
			r.hi = h.Lo + bin*float32(i+1)
			break
		}
	}
	return span{max(-mostAct, min(r.lo, mostAct)), max(-mostAct, min(r.hi, mostAct))}
}

// rounded is a little more than r, a number of round steps on either side of 0;
// an end at 0 stays there.
func (r span) rounded(more float32) (out span, steps int) {
	step := roundStep(r.width() / 20)
	below := math.Floor(float64(r.lo * (1 + more) / step))
	above := math.Ceil(float64(r.hi * (1 + more) / step))
	return span{step * float32(below), step * float32(above)}, int(above - below)
}

// roundStep is the smallest of 1, 2 and 5 times a power of ten that is no less
// than x.
func roundStep(x float32) float32 {
	power := math.Pow(10, math.Floor(math.Log10(float64(x))))
	for _, digit := range [...]float64{1, 2, 5} {
		if step := float32(digit * power); step >= x {
			return step
		}
	}
	return float32(10 * power)
}
