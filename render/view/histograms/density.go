package histograms

import (
	"math"
	"slices"

	"backflow/render/draw"
	"backflow/sim/wire"
)

// dot is the width of a heat map's pieces.
const dot = 4

// density draws a panel's histograms as a heat map, a line for every layer: the
// more values, the more of the scale's colour shows, and all of it at the peak.
func (v *histograms) density(p *panel, l *wire.Lane) {
	const steps = 24
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		v.Grade(p.X+p.W*from, p.X+p.W*to, p.Box, v.shade(p, from), v.shade(p, to))
	}
	r := draw.Raster{
		X: p.X, Y: p.Y, W: p.W, H: p.H, Cols: p.parts * max(1, int(p.W/dot)/p.parts), Rows: p.rows, Palette: v.Theme.Veil,
	}
	r.Values = v.Bytes(r.Cols * r.Rows)
	for i := range p.rows {
		v.densityRow(p, p.pick(&l.Layers[i]), r.Values[(p.rows-1-i)*r.Cols:][:r.Cols])
	}
	v.Rasters = append(v.Rasters, r)
}

// densityRow codes a histogram by the root of its shares over the highest.
func (v *histograms) densityRow(p *panel, h *wire.Histogram, codes []uint8) {
	v.bins = p.rebin(h, v.bins[:0], len(codes))
	most := slices.Max(v.bins)
	for i, share := range v.bins {
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
	first, width := p.places(h)
	first, width = first*float64(n), width*float64(n)
	for i, share := range h.Shares {
		t0, t1 := first+float64(i)*width, first+float64(i+1)*width
		if share == 0 || t0 >= float64(n) || t1 < 0 {
			continue
		}
		if t0 >= t1 { // narrower than float64 can say
			bins[int(max(0, t0))] += share
			continue
		}
		for k := int(max(0, t0)); k <= int(min(float64(n-1), t1)); k++ {
			part := min(t1, float64(k+1)) - max(t0, float64(k))
			bins[k] += share * float32(max(0, part)/(t1-t0))
		}
	}
	return bins
}

// places is where a histogram's first bin begins on a panel's scale and how long
// its bins are there: in float64, since activations may be of any size.
func (p *panel) places(h *wire.Histogram) (first, bin float64) {
	width := float64(p.scale.hi) - float64(p.scale.lo)
	return (float64(h.Lo) - float64(p.scale.lo)) / width, (float64(h.Hi) - float64(h.Lo)) / width / float64(len(h.Shares))
}
