package network

import (
	"math"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
)

// weights draws what lies between the columns: the light of the gradient and, over
// it, edges, matrices or maps of all units.
type weights struct{ *lane }

// light fills the network's ground with the gradient that reaches each layer,
// from column to column: where it vanishes, it gets dark.
func (d weights) light() {
	left := d.column[1] - min(d.pitch/2, d.column[1]-d.gauge.X)
	last := len(d.l.Layers)
	d.Box(draw.BoxAt(left, d.Body.Y, d.Body.X+d.Body.W-left, d.Body.H), d.Theme.Panel)
	here := d.lit(0)
	d.Grade(left, d.column[1], d.Body, here, here)
	for i := 1; i < last; i++ {
		next := d.lit(i)
		d.Grade(d.column[i], d.column[i+1], d.Body, here, next)
		here = next
	}
	right := d.Body.X + d.Body.W
	if d.Form == layout.Gauged {
		right = min(right, d.column[last]+d.pitch/2)
	}
	d.Grade(d.column[last], right, d.Body, here, here)
}

// lit is the light of a layer's gradient, none where there is no gradient.
func (d weights) lit(layer int) theme.Color {
	most := float32(0.22)
	if d.Form != layout.Gauged && !d.tiled && !d.crowded {
		most = 0.5 // it stands for the gauges
	}
	t, place := d.Axis.At(d.l.Layers[layer].DeltaRMS)
	if layer < d.hop.Reached || place == theme.Zero || place == theme.Unknown {
		return theme.Color{}
	}
	return d.Theme.Magnitude.At(t).Fade(most * t)
}

// faintest is the least weight that is drawn, over the layer's RMS: fainter
// edges would only be a haze.
const faintest = 0.3

// edges draws the weights between the units shown: colour for the sign,
// thickness and strength for the size relative to the layer's RMS.
func (d weights) edges() {
	switch {
	case d.crowded:
		d.unitMaps()
		return
	case d.tiled:
		d.tiles()
		return
	}
	most := d.edgesPerUnit()
	for i := range d.l.Layers {
		y := &d.l.Layers[i]
		from := d.rows[i]
		from = from[:min(len(from), y.SampleIn)]
		for row, to := range d.rows[i+1] {
			if (row+1)*y.SampleIn > len(y.W) {
				break // not sampled
			}
			weights := y.W[row*y.SampleIn:][:len(from)]
			least := max(atLeast(weights, most), faintest*float32(y.WRMS))
			for col, w := range weights {
				if max(w, -w) >= least {
					d.edge(i, from[col], to, w, float32(y.WRMS))
					d.drawn = append(d.drawn, edge{i, col, row})
				}
			}
		}
	}
}

// edgesPerUnit is how many incoming edges a unit may show, so that those of
// all lanes are about maxEdges.
func (d weights) edgesPerUnit() int {
	total, units := d.pairs(), 0
	for i := range d.l.Layers {
		units += len(d.rows[i+1])
	}
	budget := layout.MaxEdges
	if d.Options.Edges > 0 {
		budget = d.Options.Edges
	}
	budget /= len(d.Snap.Lanes)
	if total <= budget {
		return math.MaxInt
	}
	return max(1, budget/max(units, 1))
}

// atLeast is the size of the n-th largest of some weights: 0 if they are no
// more than n.
func atLeast(weights []float32, n int) float32 {
	if len(weights) <= n {
		return 0
	}
	least := float32(math.Inf(1))
	for range n {
		next := float32(0)
		for _, w := range weights {
			if size := max(w, -w); size < least {
				next = max(next, size)
			}
		}
		least = next
	}
	return least
}

func (d weights) edge(i int, y0, y1, w, rms float32) {
	strength := float32(0)
	if rms > 0 {
		strength = min(1, float32(math.Abs(float64(w)))/(2.5*rms))
	}
	color := d.Theme.Positive
	if w < 0 {
		color = d.Theme.Negative
	}
	crowd := max(0.3, min(1, d.pitch/16)) // many columns must not hide the light behind them
	d.Line(d.column[i], y0, d.column[i+1], y1, 0.6+1.1*strength*crowd, color.Fade((0.07+0.4*strength*strength)*crowd))
}
