package histograms

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// head names a layer's histogram.
func (p *panel) head(y *wire.Layer) string {
	return text.Say("picture.histogram", "layer", format.LayerName(y), "quantity", p.caption)
}

// uncounted is what is said of a histogram that is not there.
func (p *panel) uncounted(y *wire.Layer) []string {
	return []string{p.head(y), text.Say("picture.notCounted")}
}

// describeZeros is the share of a layer's values that are exactly zero.
func (p *panel) describeZeros(y *wire.Layer) []string {
	h := p.pick(y)
	if len(h.Shares) == 0 {
		return p.uncounted(y)
	}
	head := text.Say("picture.histogramZeros", "layer", format.LayerName(y), "quantity", p.caption)
	return []string{head, ofValues(float64(h.Zeros))}
}

// describe is a bin of a layer's histogram and its share of the values.
func (v *histograms) describe(p *panel, y *wire.Layer, bin int) []string {
	h, n := p.pick(y), v.columns(p)
	if len(h.Shares) == 0 {
		return p.uncounted(y)
	}
	v.bins = p.rebin(h, v.bins[:0], n)
	share := float64(max(0, min(1, v.bins[bin])))
	lo, hi := p.scale.part(bin, n), p.scale.part(bin+1, n)
	from, to := short(lo), short(hi)
	if p.decades {
		from, to = theme.Power(int(math.Round(float64(lo)))), theme.Power(int(math.Round(float64(hi))))
	}
	head := text.Say("picture.histogramRange", "layer", format.LayerName(y), "quantity", p.caption, "low", from, "high", to)
	return []string{head, ofValues(share)}
}

// ofValues is a share of a layer's values.
func ofValues(share float64) string {
	return text.Say("picture.ofValues", "share", format.Percent(share))
}

// short writes an end of a linear scale.
func short(x float32) string { return format.Number(float64(x)) }

// part is the beginning of one of n equal parts of the scale.
func (r span) part(i, n int) float32 { return r.lo + r.width()*float32(i)/float32(n) }

// Legend explains the colours.
func (v *histograms) Legend() (marks, lasting []layout.Item) {
	m := layout.Marks{Picture: v.Picture}
	items := append(m.Ramp(text.Say("picture.size"), "|δ|"), m.Swatch(text.Say("picture.exactZeros"), v.Theme.Nothing))
	if v.Fewer() {
		return items, nil
	}
	outside := func(x, y float32) { v.Box(draw.BoxAt(x, y-5, offBar, 10), v.Theme.Measured) }
	return append(items,
		m.Signs(text.Say("picture.activationSigns")),
		layout.NewItem(text.Say("picture.outsideScale"), offBar, outside),
		layout.NewItem(text.Say("picture.ownPeak"), 0, nil)), nil
}
