package cpu

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// Both normalisations are y = γ·x̂ + β with x̂ = (x−μ)/√(σ²+ε), over different
// groups of values. All of it is computed in float64, and x̂ anew from x on the
// way back: in a group of few values dy all but cancels against its mean and
// its part along x̂, and an x̂ that was rounded to float32 would be most of what
// is left.

// batchNorm normalises each channel over the minibatch and the image (Ioffe &
// Szegedy 2015). A frozen pass uses the statistics of the newest measure.
type batchNorm[T stats.Real] struct {
	channels, pixels int
	eps              float64
	gamma, beta      *tensor[T]
	mean, invStd     []float64 // of each channel
	sumDY, sumDYX    []float64 // Σ dy and Σ dy·x̂ of each channel
	x, y, dx         []T
}

func newBatchNorm[T stats.Real](in nn.Shape, eps float64, batch int, gamma, beta *tensor[T]) *batchNorm[T] {
	n := batch * in.Size()
	return &batchNorm[T]{
		channels: in.C, pixels: in.H * in.W, eps: eps, gamma: gamma, beta: beta,
		mean: make([]float64, in.C), invStd: make([]float64, in.C),
		sumDY: make([]float64, in.C), sumDYX: make([]float64, in.C),
		y: make([]T, n), dx: make([]T, n),
	}
}

func (b *batchNorm[T]) forward(x []T, p pass[T]) []T {
	b.x, b.y = x, b.y[:len(x)]
	if !p.frozen {
		p.batchMoments(b, x)
	}
	p.batchNorm(b, b.y, x)
	return b.y
}

func (b *batchNorm[T]) normalise(y, x []T) {
	b.eachChannel(len(x), func(c, from, to int) {
		mean, invStd := b.mean[c], b.invStd[c]
		gamma, beta := float64(b.gamma.w[c]), float64(b.beta.w[c])
		for j := from; j < to; j++ {
			h := (float64(x[j]) - mean) * invStd
			y[j] = flushed(T(float64(gamma*h) + beta))
		}
	})
}

// measure takes the mean and variance of each channel, in two passes, so that
// a large mean does not swallow the variance.
func (b *batchNorm[T]) measure(x []T) {
	clear(b.mean)
	clear(b.invStd)
	count := float64(len(x) / b.channels)
	b.eachChannel(len(x), func(c, from, to int) {
		for _, v := range x[from:to] {
			b.mean[c] += float64(v)
		}
	})
	for c := range b.mean {
		b.mean[c] /= count
	}
	b.eachChannel(len(x), func(c, from, to int) {
		for _, v := range x[from:to] {
			d := float64(v) - b.mean[c]
			b.invStd[c] += float64(d * d)
		}
	})
	for c, sum := range b.invStd {
		b.invStd[c] = 1 / math.Sqrt(sum/count+b.eps)
	}
}

// eachChannel calls f for every run of values of one channel of one example.
func (b *batchNorm[T]) eachChannel(size int, f func(c, from, to int)) {
	for i := 0; i < size; i += b.pixels {
		f(i/b.pixels%b.channels, i, i+b.pixels)
	}
}

func (b *batchNorm[T]) backward(dy []T, p pass[T]) []T {
	dx := b.dx[:len(dy)]
	p.batchNormBack(b, dx, dy, b.x)
	return dx
}

// differentiate goes through μ and σ too:
// dx = γ/σ·(dy − mean(dy) − x̂·mean(dy·x̂)), means over the channel.
func (b *batchNorm[T]) differentiate(dx, dy, x []T) {
	clear(b.sumDY)
	clear(b.sumDYX)
	b.eachChannel(len(dy), func(c, from, to int) {
		mean, invStd := b.mean[c], b.invStd[c]
		for j := from; j < to; j++ {
			h := (float64(x[j]) - mean) * invStd
			b.sumDY[c] += float64(dy[j])
			b.sumDYX[c] += float64(float64(dy[j]) * h)
		}
	})
	for c := range b.channels {
		b.gamma.g[c] = flushed(T(b.sumDYX[c]))
		if !b.beta.Inert {
			b.beta.g[c] = flushed(T(b.sumDY[c]))
		}
	}
	count := float64(len(dy) / b.channels)
	b.eachChannel(len(dy), func(c, from, to int) {
		mean, invStd := b.mean[c], b.invStd[c]
		scale := float64(b.gamma.w[c]) * invStd
		meanDY, meanDYX := b.sumDY[c]/count, b.sumDYX[c]/count
		for j := from; j < to; j++ {
			h := (float64(x[j]) - mean) * invStd
			dx[j] = flushed(T(scale * (float64(dy[j]) - meanDY - float64(h*meanDYX))))
		}
	})
}

// layerNorm normalises each example over all of its values (Ba et al. 2016).
type layerNorm[T stats.Real] struct {
	size          int
	eps           float64
	gamma, beta   *tensor[T]
	mean, invStd  []float64 // of each example
	dGamma, dBeta []float64 // sums over the examples so far
	sumG, sumGX   []float64 // of each example, Σ γ·dy and Σ γ·dy·x̂: room for a tape
	x, y, dx      []T
}

func newLayerNorm[T stats.Real](in nn.Shape, eps float64, batch int, gamma, beta *tensor[T]) *layerNorm[T] {
	size := in.Size()
	return &layerNorm[T]{
		size: size, eps: eps, gamma: gamma, beta: beta,
		mean: make([]float64, batch), invStd: make([]float64, batch),
		dGamma: make([]float64, size), dBeta: make([]float64, size),
		sumG: make([]float64, batch), sumGX: make([]float64, batch),
		y: make([]T, batch*size), dx: make([]T, batch*size),
	}
}

func (l *layerNorm[T]) forward(x []T, p pass[T]) []T {
	l.x, l.y = x, l.y[:len(x)]
	p.layerNorm(l, l.y, x)
	return l.y
}

func (l *layerNorm[T]) normalise(y, x []T) {
	for i := range len(x) / l.size {
		row := example(x, i, l.size)
		mean, variance := moments(row)
		l.mean[i], l.invStd[i] = mean, 1/math.Sqrt(variance+l.eps)
		l.normaliseRow(example(y, i, l.size), row, mean, l.invStd[i])
	}
}

func (l *layerNorm[T]) normaliseRow(y, x []T, mean, invStd float64) {
	for j, v := range x {
		h := (float64(v) - mean) * invStd
		y[j] = flushed(T(float64(float64(l.gamma.w[j])*h) + float64(l.beta.w[j])))
	}
}

// moments returns mean and variance, in two passes.
func moments[T stats.Real](xs []T) (mean, variance float64) {
	for _, v := range xs {
		mean += float64(v)
	}
	mean /= float64(len(xs))
	for _, v := range xs {
		d := float64(v) - mean
		variance += float64(d * d)
	}
	return mean, variance / float64(len(xs))
}

func (l *layerNorm[T]) backward(dy []T, p pass[T]) []T {
	dx := l.dx[:len(dy)]
	p.layerNormBack(l, dx, dy, l.x)
	return dx
}

func (l *layerNorm[T]) differentiate(dx, dy, x []T) {
	clear(l.dGamma)
	clear(l.dBeta)
	for i := range len(dy) / l.size {
		l.differentiateRow(example(dx, i, l.size), example(dy, i, l.size), example(x, i, l.size), i)
	}
	for j := range l.size {
		l.gamma.g[j], l.beta.g[j] = flushed(T(l.dGamma[j])), flushed(T(l.dBeta[j]))
	}
}

// differentiateRow is dx = (g − mean(g) − x̂·mean(g·x̂))/σ with g = γ·dy.
func (l *layerNorm[T]) differentiateRow(dx, dy, x []T, i int) {
	mean, invStd := l.mean[i], l.invStd[i]
	var sumG, sumGX float64
	for j, d := range dy {
		h := (float64(x[j]) - mean) * invStd
		l.dGamma[j] += float64(float64(d) * h)
		l.dBeta[j] += float64(d)
		g := float64(d) * float64(l.gamma.w[j])
		sumG += g
		sumGX += float64(g * h)
	}
	meanG, meanGX := sumG/float64(l.size), sumGX/float64(l.size)
	for j, d := range dy {
		h := (float64(x[j]) - mean) * invStd
		g := float64(d) * float64(l.gamma.w[j])
		dx[j] = flushed(T(invStd * (g - meanG - float64(h*meanGX))))
	}
}
