package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// spread is the range of activations that all lanes share.
type spread struct{ lo, hi float32 }

// spreadOf is the range of all activation histograms, with zero in it.
func spreadOf(snap *wire.Snapshot) spread {
	var r spread
	for i := range snap.Lanes {
		for j := range snap.Lanes[i].Layers {
			if h := &snap.Lanes[i].Layers[j].ActHist; len(h.Shares) > 0 {
				r.lo, r.hi = min(r.lo, h.Lo), max(r.hi, h.Hi)
			}
		}
	}
	if r.lo == r.hi {
		r.hi = 1
	}
	return r
}

// Ridges of one quantity, a row for every layer.
type ridges struct {
	box         // of the scale
	zeros   box // left of it: exact zeros
	rows    int
	at      func(x float32) float32 // position on the scale, 0 … 1
	color   func(t float32) theme.Color
	pick    func(*wire.Layer) *wire.Histogram
	caption string
}

// zeroSlot is the width of the column in which exact zeros stand apart.
const zeroSlot = 22

// histograms draws ridge lines of activations, log10|δ| and log10|∂C/∂W|.
func (s *Scene) histograms(b *laneBox, l *wire.Lane, body box) {
	th := s.view.Theme
	w := (body.w - rowNames - 4*theme.Gap) / 3
	panels := [...]ridges{
		{caption: "activation", at: s.onSpread, pick: func(y *wire.Layer) *wire.Histogram { return &y.ActHist }, color: s.actColor},
		{caption: "|δ|", at: s.onAxis, pick: func(y *wire.Layer) *wire.Histogram { return &y.DeltaHist }, color: th.Magnitude.At},
		{caption: "|∂C/∂W|", at: s.onAxis, pick: func(y *wire.Layer) *wire.Histogram { return &y.DWHist }, color: th.Magnitude.At},
	}
	for i := range panels {
		p := &panels[i]
		x := body.x + rowNames + float32(i)*(w+2*theme.Gap)
		p.box = box{x, body.y + caption, w, body.h - 2*caption}
		p.rows = len(l.Layers)
		p.zeros = box{x, p.y, zeroSlot, p.h}
		p.x, p.w = x+zeroSlot+4, w-zeroSlot-4
		s.panel(p, l)
		if i == 0 {
			s.layerRows(p.zeros, l)
			s.spreadLabels(p.box)
		} else {
			s.axisLabels(p.box)
		}
	}
}

func (s *Scene) onSpread(x float32) float32 { return (x - s.spread.lo) / (s.spread.hi - s.spread.lo) }

func (s *Scene) onAxis(exp float32) float32 { return s.axis.Position(float64(exp)) }

// actColor is the colour of an activation at a position on the scale.
func (s *Scene) actColor(t float32) theme.Color {
	x := s.spread.lo + t*(s.spread.hi-s.spread.lo)
	return s.view.Theme.Signed.At(0.5 + 0.5*x/max(s.spread.hi, -s.spread.lo))
}

// panel draws one quantity's ridges, from the output's at the top.
func (s *Scene) panel(p *ridges, l *wire.Lane) {
	th := s.view.Theme
	s.label(s.shorten(p.caption, theme.Small, p.w), p.x, p.y-caption+1, 0, theme.Small, false, th.Text)
	s.rect(p.box, th.Panel)
	s.rect(p.zeros, th.Panel)
	s.label("0", p.zeros.x+p.zeros.w/2, p.y+p.h+3, 0.5, theme.Small, false, th.Muted)
	every := p.every()
	for i := p.rows - 1; i >= 0; i-- {
		if i%every == 0 || i == p.rows-1 {
			s.ridge(p, i, p.pick(&l.Layers[i]))
		}
	}
}

// leastRow is the height that a ridge needs; of narrower rows only some show.
const leastRow = 7

func (p *ridges) every() int {
	return max(1, int(math.Ceil(float64(leastRow*float32(p.rows)/p.h))))
}

// ridge draws one histogram on its base line. Every ridge is as high as its
// row, or half as high again where there is room above.
func (s *Scene) ridge(p *ridges, row int, h *wire.Histogram) {
	pitch := p.h / float32(p.rows)
	base := p.y + p.h - float32(row)*pitch
	s.line(p.x, base, p.x+p.w, base, 1, s.view.Theme.Rule)
	if len(h.Shares) == 0 {
		return
	}
	room := pitch * float32(min(p.every(), p.rows-row))
	s.zeroBar(p, base, 0.85*room, h.Zeros)
	if bins, most := p.rebin(h); most > 0 {
		s.outline(p, bins, base, 0.85*room/most)
	}
}

// ridgeBins is the number of points of a ridge.
const ridgeBins = 56

// rebin spreads a histogram over the bins of the panel: all ridges have the
// same, however narrow their values lie. What is off the scale is left out.
func (p *ridges) rebin(h *wire.Histogram) (bins [ridgeBins]float32, most float32) {
	width := (h.Hi - h.Lo) / float32(len(h.Shares))
	for i, share := range h.Shares {
		t0, t1 := p.at(h.Lo+float32(i)*width)*ridgeBins, p.at(h.Lo+float32(i+1)*width)*ridgeBins
		if share == 0 || t1 <= 0 || t0 >= ridgeBins {
			continue
		}
		for k := max(0, int(t0)); k <= min(ridgeBins-1, int(t1)); k++ {
			part := min(t1, float32(k+1)) - max(t0, float32(k))
			bins[k] += share * max(0, part) / (t1 - t0)
		}
	}
	for _, share := range bins {
		most = max(most, share)
	}
	return bins, most
}

// outline draws the filled curve over a ridge's bins.
func (s *Scene) outline(p *ridges, bins [ridgeBins]float32, base, scale float32) {
	at := func(i int) (t, y float32) {
		if i < 0 || i >= ridgeBins {
			return max(0, min(1, (float32(i)+0.5)/ridgeBins)), base
		}
		return (float32(i) + 0.5) / ridgeBins, base - scale*bins[i]
	}
	for i := -1; i < ridgeBins; i++ {
		t0, y0 := at(i)
		t1, y1 := at(i + 1)
		if y0 < base || y1 < base {
			s.slope(p, t0, y0, t1, y1, base)
		}
	}
}

// slope is a piece of a ridge, between two positions on the scale.
func (s *Scene) slope(p *ridges, t0, y0, t1, y1, base float32) {
	x0, x1 := p.x+t0*p.w, p.x+t1*p.w
	from, to := p.color(t0), p.color(t1)
	s.back(Shape{Kind: Area, X: x0, Y: y0, X2: x1, Y2: y1, R: base, Color: from.Fade(0.55), Far: to.Fade(0.55), Graded: true})
	s.line(x0, y0, x1, y1, 1.1, s.view.Theme.Measured.Fade(0.9))
}

// zeroBar is the share of exact zeros, which a log scale has no place for.
func (s *Scene) zeroBar(p *ridges, base, room, share float32) {
	s.line(p.zeros.x, base, p.zeros.x+p.zeros.w, base, 1, s.view.Theme.Rule)
	if share > 0 {
		h := max(1, share*room)
		s.rect(box{p.zeros.x + 4, base - h, p.zeros.w - 8, h}, s.view.Theme.Nothing)
	}
}

// axisLabels writes the decades under a panel.
func (s *Scene) axisLabels(b box) {
	th := s.view.Theme
	widest := s.view.Measure(theme.Power(s.axis.Lo), theme.Small, false)
	step := s.axis.Step(max(2, int(b.w/(widest+14))))
	for exp := s.axis.Lo; exp <= s.axis.Hi; exp += step {
		x := b.x + b.w*s.axis.Position(float64(exp))
		s.line(x, b.y, x, b.y+b.h, 1, th.Rule)
		text := theme.Power(exp)
		w := s.view.Measure(text, theme.Small, false)
		s.label(text, max(b.x, min(x-w/2, b.x+b.w-w)), b.y+b.h+3, 0, theme.Small, false, th.Muted)
	}
}

// spreadLabels writes the ends of the activations' range, and 0 between them.
func (s *Scene) spreadLabels(b box) {
	th := s.view.Theme
	y := b.y + b.h + 3
	low := s.label(short(s.spread.lo), b.x, y, 0, theme.Small, false, th.Muted)
	high := s.label(short(s.spread.hi), b.x+b.w, y, 1, theme.Small, false, th.Muted)
	x := b.x + b.w*s.onSpread(0)
	w := s.view.Measure("0", theme.Small, false)
	s.line(x, b.y, x, b.y+b.h, 1, th.Rule)
	if x-w/2 > low.X+low.W+4 && x+w/2 < high.X-4 {
		s.label("0", x, y, 0.5, theme.Small, false, th.Muted)
	}
}

// short writes an end of a linear scale.
func short(x float32) string {
	if x < 0 {
		return "−" + Number(float64(-x))
	}
	if x < 1000 {
		return strconv.FormatFloat(float64(x), 'g', 3, 64)
	}
	return Number(float64(x))
}
