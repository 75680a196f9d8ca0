package network

import (
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
)

// hopMarks frames the layer that a hop leads into, and writes the factors
// that gradients have already been multiplied by into the gaps they crossed.
func (b *lane) hopMarks() {
	p := b.hop
	if !p.On {
		return
	}
	if at := p.Target(); at >= 0 {
		w := min(b.pitch*0.8, 40)
		b.Box(draw.BoxAt(b.column[at+1]-w/2, b.Body.Y, w, b.gauge.Y+b.gauge.H-2-b.Body.Y), b.Theme.Text.Fade(0.09))
	}
	for i := p.Reached; i < len(b.l.Layers)-1 && b.more.H > 0; i++ {
		factor := "×" + factorText(b.l.Layers[i].Factor)
		if b.Measure(factor, theme.Small, false)+4 > b.pitch {
			continue
		}
		b.Text(factor, (b.column[i+1]+b.column[i+2])/2, b.more.Y+2, 0.5, theme.Small, false, b.Theme.Text)
	}
}

// factorText is a factor in two digits.
func factorText(f float64) string {
	if f >= 0.095 && f < 100 {
		return strconv.FormatFloat(f, 'f', 2, 64)
	}
	return format.Number(f)
}
