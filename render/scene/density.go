package scene

import (
	"math"

	"backflow/sim/wire"
)

// dot is the width of a heat map's pieces.
const dot = 4

// density draws a panel's histograms as a heat map, a line for every layer: the
// more values, the more of the scale's colour shows, and all of it at the peak.
func (s *Scene) density(p *panel, l *wire.Lane) {
	const steps = 24
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		s.grade(p.x+p.w*from, p.x+p.w*to, p.box, s.shade(p, from), s.shade(p, to))
	}
	r := Raster{
		X: p.x, Y: p.y, W: p.w, H: p.h, Cols: p.parts * max(1, int(p.w/dot)/p.parts), Rows: p.rows, Palette: s.view.Theme.Veil,
	}
	r.Values = s.codes(r.Cols * r.Rows)
	for i := range p.rows {
		s.densityRow(p, p.pick(&l.Layers[i]), r.Values[(p.rows-1-i)*r.Cols:][:r.Cols])
	}
	s.Rasters = append(s.Rasters, r)
}

// densityRow codes a histogram by the root of its shares over the highest.
func (s *Scene) densityRow(p *panel, h *wire.Histogram, codes []uint8) {
	s.bins = p.rebin(h, s.bins[:0], len(codes))
	most := peak(s.bins)
	for i, share := range s.bins {
		codes[i] = 0
		if share > 0 {
			codes[i] = uint8(255 * math.Sqrt(float64(share/most)))
		}
	}
}

// rebin appends a histogram's shares on n equal parts of the scale to bins. What
// is off the scale is left out.
func (p *panel) rebin(h *wire.Histogram, bins []float32, n int) []float32 {
	for range n {
		bins = append(bins, 0)
	}
	own := float32(len(h.Shares))
	width := (h.Hi/own - h.Lo/own) / p.scale.width() * float32(n)
	first := p.scale.at(h.Lo) * float32(n)
	for i, share := range h.Shares {
		if share == 0 {
			continue
		}
		t0, t1 := first+float32(i)*width, first+float32(i+1)*width
		for k := int(max(0, t0)); k <= int(min(float32(n-1), t1)); k++ {
			part := min(t1, float32(k+1)) - max(t0, float32(k))
			bins[k] += share * max(0, part) / (t1 - t0)
		}
	}
	return bins
}
