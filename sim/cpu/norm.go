package cpu

import (
	"math"

	"backflow/sim/nn"
)

// Both normalisations are y = γ·x̂ + β with x̂ = (x−μ)/√(σ²+ε), over different
// groups of values. Means and variances are summed in float64.

// batchNorm normalises each channel over the minibatch and the image (Ioffe &
// Szegedy 2015). A frozen pass uses the statistics of the newest measure.
type batchNorm struct {
	channels, pixels int
	eps              float64
	gamma, beta      *tensor
	mean, invStd     []float64 // of each channel
	sumDY, sumDYX    []float64 // Σ dy and Σ dy·x̂ of each channel
	xhat, y, dx      []float32
}

func newBatchNorm(in nn.Shape, eps float64, batch int, gamma, beta *tensor) *batchNorm {
	n := batch * in.Size()
	return &batchNorm{
		channels: in.C, pixels: in.H * in.W, eps: eps, gamma: gamma, beta: beta,
		mean: make([]float64, in.C), invStd: make([]float64, in.C),
		sumDY: make([]float64, in.C), sumDYX: make([]float64, in.C),
		xhat: make([]float32, n), y: make([]float32, n), dx: make([]float32, n),
	}
}

func (b *batchNorm) forward(x []float32, p pass) []float32 {
	if !p.frozen {
		b.measure(x)
	}
	b.xhat, b.y = b.xhat[:len(x)], b.y[:len(x)]
	for i := 0; i < len(x); i += b.pixels {
		c := i / b.pixels % b.channels
		mean, invStd := b.mean[c], b.invStd[c]
		gamma, beta := b.gamma.w[c], b.beta.w[c]
		for j := i; j < i+b.pixels; j++ {
			h := float32((float64(x[j]) - mean) * invStd)
			b.xhat[j] = h
			b.y[j] = float32(gamma*h) + beta
		}
	}
	return b.y
}

// measure takes the mean and variance of each channel, in two passes, so that
// a large mean does not swallow the variance.
func (b *batchNorm) measure(x []float32) {
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
func (b *batchNorm) eachChannel(size int, f func(c, from, to int)) {
	for i := 0; i < size; i += b.pixels {
		f(i/b.pixels%b.channels, i, i+b.pixels)
	}
}

// backward differentiates through μ and σ too:
// dx = γ/σ·(dy − mean(dy) − x̂·mean(dy·x̂)), means over the channel.
func (b *batchNorm) backward(dy []float32, p pass) []float32 {
	clear(b.sumDY)
	clear(b.sumDYX)
	b.eachChannel(len(dy), func(c, from, to int) {
		for j := from; j < to; j++ {
			b.sumDY[c] += float64(dy[j])
			b.sumDYX[c] += float64(dy[j]) * float64(b.xhat[j])
		}
	})
	for c := range b.channels {
		b.gamma.g[c], b.beta.g[c] = float32(b.sumDYX[c]), float32(b.sumDY[c])
	}
	dx, count := b.dx[:len(dy)], float64(p.n*b.pixels)
	b.eachChannel(len(dy), func(c, from, to int) {
		scale := float64(b.gamma.w[c]) * b.invStd[c]
		meanDY, meanDYX := b.sumDY[c]/count, b.sumDYX[c]/count
		for j := from; j < to; j++ {
			dx[j] = float32(scale * (float64(dy[j]) - meanDY - float64(float64(b.xhat[j])*meanDYX)))
		}
	})
	return dx
}

// layerNorm normalises each example over all of its values (Ba et al. 2016).
type layerNorm struct {
	size        int
	eps         float64
	gamma, beta *tensor
	invStd      []float64 // of each example
	xhat, y, dx []float32
}

func newLayerNorm(in nn.Shape, eps float64, batch int, gamma, beta *tensor) *layerNorm {
	n := batch * in.Size()
	return &layerNorm{
		size: in.Size(), eps: eps, gamma: gamma, beta: beta, invStd: make([]float64, batch),
		xhat: make([]float32, n), y: make([]float32, n), dx: make([]float32, n),
	}
}

func (l *layerNorm) forward(x []float32, p pass) []float32 {
	y := l.y[:len(x)]
	for i := range p.n {
		row := example(x, i, l.size)
		mean, variance := moments(row)
		l.invStd[i] = 1 / math.Sqrt(variance+l.eps)
		l.normalise(example(y, i, l.size), example(l.xhat, i, l.size), row, mean, l.invStd[i])
	}
	return y
}

func (l *layerNorm) normalise(y, xhat, x []float32, mean, invStd float64) {
	for j, v := range x {
		h := float32((float64(v) - mean) * invStd)
		xhat[j] = h
		y[j] = float32(l.gamma.w[j]*h) + l.beta.w[j]
	}
}

// moments returns mean and variance, in two passes.
func moments(xs []float32) (mean, variance float64) {
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

func (l *layerNorm) backward(dy []float32, p pass) []float32 {
	clear(l.gamma.g)
	clear(l.beta.g)
	dx := l.dx[:len(dy)]
	for i := range p.n {
		l.backwardRow(example(dx, i, l.size), example(dy, i, l.size), example(l.xhat, i, l.size), l.invStd[i])
	}
	return dx
}

// backwardRow is dx = (g − mean(g) − x̂·mean(g·x̂))/σ with g = γ·dy.
func (l *layerNorm) backwardRow(dx, dy, xhat []float32, invStd float64) {
	var sumG, sumGX float64
	for j, d := range dy {
		l.gamma.g[j] += float32(d * xhat[j])
		l.beta.g[j] += d
		g := float64(d) * float64(l.gamma.w[j])
		sumG += g
		sumGX += float64(g * float64(xhat[j]))
	}
	meanG, meanGX := sumG/float64(l.size), sumGX/float64(l.size)
	for j, d := range dy {
		g := float64(d) * float64(l.gamma.w[j])
		dx[j] = float32(invStd * (g - meanG - float64(float64(xhat[j])*meanGX)))
	}
}
