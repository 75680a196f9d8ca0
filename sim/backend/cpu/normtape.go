package cpu

import "backflow/sim/backend/cpu/simd"

// groups are the channels of size values.
func (b *batchNorm[T]) groups(size int) simd.Groups {
	example := b.channels * b.pixels
	return simd.Groups{Count: b.channels, Apart: b.pixels, Runs: size / example, Step: example, Run: b.pixels}
}

func batchScales(b *batchNorm[float32]) simd.Scales {
	return simd.Scales{Mean: b.mean, InvStd: b.invStd, Gamma: b.gamma.w, Beta: b.beta.w}
}

func (t *tape) batchMoments(b *batchNorm[float32], x []float32) {
	t.program().Moments(b.mean, b.invStd, x, b.groups(len(x)), b.eps)
}

func (t *tape) batchNorm(b *batchNorm[float32], y, x []float32) {
	t.program().Normalise(y, x, b.groups(len(x)), batchScales(b))
}

func (t *tape) batchNormBack(b *batchNorm[float32], dx, dy, x []float32) {
	p := t.program()
	p.NormaliseBack(dx, dy, x, b.sumDY, b.sumDYX, b.groups(len(x)), batchScales(b))
	p.Narrow(b.gamma.g, b.sumDYX)
	if !b.beta.Inert {
		p.Narrow(b.beta.g, b.sumDY)
	}
}

// groups are the examples of size values.
func (l *layerNorm[T]) groups(size int) simd.Groups {
	return simd.Groups{Count: size / l.size, Apart: l.size, Runs: 1, Run: l.size}
}

func layerScales(l *layerNorm[float32], examples int) simd.Scales {
	return simd.Scales{Mean: l.mean[:examples], InvStd: l.invStd[:examples], Gamma: l.gamma.w, Beta: l.beta.w, Shared: true}
}

func (t *tape) layerNorm(l *layerNorm[float32], y, x []float32) {
	p, g := t.program(), l.groups(len(x))
	p.Moments(l.mean, l.invStd, x, g, l.eps)
	p.Normalise(y, x, g, layerScales(l, g.Count))
}

func (t *tape) layerNormBack(l *layerNorm[float32], dx, dy, x []float32) {
	p, g := t.program(), l.groups(len(x))
	p.NormaliseBack(dx, dy, x, l.sumG, l.sumGX, g, layerScales(l, g.Count))
	p.SumShared(l.gamma.g, l.beta.g, dy, x, layerScales(l, g.Count))
}
