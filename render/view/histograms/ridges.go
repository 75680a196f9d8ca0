package histograms

import (
	"math"

	"backflow/render/draw"
	"backflow/sim/wire"
)

// Heights of a row. Above outlined every ridge has its row to itself and an
// outline; below, ridges reach into the rows above to be at least crest high,
// and light at their upper edge tells them apart. Below leastRow there are
// none.
const (
	outlined = 12
	crest    = 11
	leastRow = 3
)

// ridges draws a panel's histograms as ridges, those below over those above.
func (v *histograms) ridges(p *panel, l *wire.Lane) {
	for i := p.rows - 1; i >= 0; i-- {
		v.ridge(p, i, p.pick(&l.Layers[i]))
	}
}

// ridge draws one histogram on its base line, its peak as high as there is room.
func (v *histograms) ridge(p *panel, row int, h *wire.Histogram) {
	pitch, base := p.pitch(), p.base(row)
	height := 0.85 * pitch
	if pitch >= outlined {
		v.Line(p.X, base, p.X+p.W, base, 1, v.Theme.Rule)
		v.Line(p.zeros.X, base, p.zeros.X+p.zeros.W, base, 1, v.Theme.Rule)
	} else {
		height = min(max(height, crest), base-p.Y)
	}
	outline, most := v.outline(p, h)
	for i := 1; i < len(outline); i++ {
		if a, b := outline[i-1], outline[i]; a.share > 0 || b.share > 0 {
			v.slope(p, a, b, base, height/most)
		}
	}
}

// clamp64 keeps a position to what float32 can add to another.
func clamp64(x float64) float64 { return max(-1e30, min(x, 1e30)) }

// point of a ridge's outline: a position on the scale and a share there.
type point struct{ t, share float32 }

// highPiece is the length of a ridge's pieces: bins that are narrower are taken
// together. Low ridges have fewer pieces, mostPieces at the most.
const (
	highPiece  = 5
	mostPieces = 26
)

func (p *panel) piece() float32 {
	if p.pitch() < outlined {
		return max(3, p.W/mostPieces)
	}
	return highPiece
}

// outline is the polygon of a histogram over a panel's scale, and its highest
// share: through the middle of every bin, and down to the base line at either
// end of what is there. It lasts until the next call.
func (v *histograms) outline(p *panel, h *wire.Histogram) (points []point, most float32) {
	n := len(h.Shares)
	if n == 0 {
		return nil, 0
	}
	from, length := p.places(h)
	start, bin := float32(clamp64(from)), float32(clamp64(length))
	least := p.piece() / p.W
	group := int(min(float32(n), max(1, float32(math.Ceil(float64(least/bin))))))
	half := max(bin*float32(group), least) / 2
	first := p.leftmost(h)
	points = v.points[:0]
	last, middle := float32(0), float32(0)
	for i := 0; i < n; i += group {
		share := mean(h.Shares[i:min(i+group, n)])
		middle = start + bin*(float32(i)+float32(group)/2)
		if (share > 0) != (last > 0) {
			points = append(points, point{max(middle-half, first), 0})
		}
		if share > 0 {
			points = append(points, point{middle, share})
		}
		last, most = share, max(most, share)
	}
	if last > 0 {
		points = append(points, point{middle + half, 0})
	}
	v.points = points
	return points, most
}

// leftmost is how far left an outline may reach: what is positive is not shown
// to the left of 0.
func (p *panel) leftmost(h *wire.Histogram) float32 {
	if h.Lo >= 0 && !p.decades {
		return p.scale.at(0)
	}
	return float32(math.Inf(-1))
}

func mean(xs []float32) float32 {
	sum := float32(0)
	for _, x := range xs {
		sum += x
	}
	return sum / float32(len(xs))
}

// slope draws a ridge between two points of its outline, as far as it is on
// the scale. A share of 1 would be unit high.
func (v *histograms) slope(p *panel, a, b point, base, unit float32) {
	if a.t >= 1 || b.t <= 0 || a.t >= b.t {
		return
	}
	a, b = between(a, b, max(a.t, 0)), between(a, b, min(b.t, 1))
	x0, y0, x1, y1 := p.X+a.t*p.W, base-unit*a.share, p.X+b.t*p.W, base-unit*b.share
	from, to := v.shade(p, a.t), v.shade(p, b.t)
	if p.pitch() >= outlined {
		v.Under(draw.Shape{Kind: draw.Area, X: x0, Y: y0, X2: x1, Y2: y1, R: base, Color: from, Far: to, Graded: true})
		v.Line(x0, y0, x1, y1, 1, v.Theme.Measured.Fade(0.9))
		return
	}
	light := v.Theme.Measured.Fade(0.25)
	v.Under(draw.Shape{Kind: draw.Area, X: x0, Y: y0, X2: x1, Y2: y1, R: base, Color: light.Over(from), Far: light.Over(to), Graded: true})
}

// between is the point at t on the line from a to b.
func between(a, b point, t float32) point {
	return point{t, a.share + (b.share-a.share)*(t-a.t)/(b.t-a.t)}
}

// off is the share of a histogram that lies off a panel's scale, on either side.
func (p *panel) off(h *wire.Histogram) (low, high float32) {
	first, bin := p.places(h)
	if first >= 0 && first+bin*float64(len(h.Shares)) <= 1 || !(bin > 0) {
		return 0, 0
	}
	for i, share := range h.Shares {
		t := first + bin*float64(i)
		low += share * float32(max(0, min(1, -t/bin)))
		high += share * float32(max(0, min(1, (t+bin-1)/bin)))
	}
	return low, high
}

// Bars in a row: of exact zeros, which a log scale has no place for, and of what
// is off the scale.
const (
	zeroBar = 6 // the most that a bar of zeros is high
	offBar  = 3 // width of one at a scale's end
)

// zeroBar is the share of exact zeros, from left to right.
func (v *histograms) zeroBar(p *panel, row int, share float32) {
	if share == 0 {
		return
	}
	h := min(zeroBar, 0.7*p.pitch())
	v.Box(draw.BoxAt(p.zeros.X+2, p.base(row)-h-min(2, 0.15*p.pitch()), max(1, share*(p.zeros.W-4)), h), v.Theme.Nothing)
}

// offBar is the share that lies beyond the end of the scale at x.
func (v *histograms) offBar(p *panel, row int, x, share float32) {
	if share == 0 {
		return
	}
	h := max(1, 0.85*share*p.pitch())
	v.Box(draw.BoxAt(x, p.base(row)-h, offBar, h), v.Theme.Measured)
}
