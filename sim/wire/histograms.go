package wire

import "math"

// histograms are those of a layer.
var histograms = block[Layer]{
	least: 3 * (3*4 + 2),
	read: func(r *reader, l *Layer) {
		for _, h := range l.histograms() {
			h.Lo, h.Hi, h.Zeros = r.f32(), r.f32(), r.f32()
			h.Shares = r.shares(h.Shares)
		}
	},
	fits: func(l *Layer) bool {
		return l.ActHist.drawable(math.MaxFloat32) && l.DeltaHist.drawable(mostDecades) && l.DWHist.drawable(mostDecades)
	},
}

func writeHistograms(w *writer, l *Layer) {
	for _, h := range l.histograms() {
		w.f32(h.Lo)
		w.f32(h.Hi)
		w.f32(h.Zeros)
		w.shares(h.Shares)
	}
}

// drawable: some bins have some width, from −most to most.
func (h *Histogram) drawable(most float32) bool {
	return len(h.Shares) == 0 || h.Lo >= -most && h.Hi <= most && h.Lo < h.Hi && h.Zeros >= 0 && h.Zeros <= 1
}

// histograms lists the histograms of a layer in their order on the wire.
func (l *Layer) histograms() [3]*Histogram {
	return [3]*Histogram{&l.ActHist, &l.DeltaHist, &l.DWHist}
}
