package nn

import "math"

// Both normalisations are y = γ·x̂ + β with x̂ = (x−μ)/σ, σ² = variance + ε,
// over different groups of values: a group shares μ and σ. With m values in a
// group and g = ∂C/∂x̂,
//
//	∂C/∂x = (g − mean(g) − x̂·mean(g·x̂))/σ
//
// because μ and σ depend on x as well (Ioffe & Szegedy 2015, section 3).

// BatchNorm normalises each channel over the minibatch, and over the image of
// a conv layer (Ioffe & Szegedy 2015). The variance is the biased one. See
// Pass.Frozen for evaluation.
type BatchNorm struct {
	Channels, Pixels int
	Eps              float64
	Gamma, Beta      []float64 // (channels)
	DGamma, DBeta    []float64

	mean, sigma []float64 // of each channel
	xhat        []float64
}

// Forward implements Layer.
func (b *BatchNorm) Forward(x []float64, p Pass) []float64 {
	if !p.Frozen {
		b.measure(x)
	}
	b.xhat = make([]float64, len(x))
	out := make([]float64, len(x))
	for i, v := range x {
		c := b.channel(i)
		b.xhat[i] = (v - b.mean[c]) / b.sigma[c]
		out[i] = b.Gamma[c]*b.xhat[i] + b.Beta[c]
	}
	return out
}

// channel is the channel of the i-th value of a batch.
func (b *BatchNorm) channel(i int) int { return i / b.Pixels % b.Channels }

// measure takes μ and σ of each channel.
func (b *BatchNorm) measure(x []float64) {
	b.mean = b.average(func(i int) float64 { return x[i] }, len(x))
	variance := b.average(func(i int) float64 {
		d := x[i] - b.mean[b.channel(i)]
		return d * d
	}, len(x))
	b.sigma = make([]float64, b.Channels)
	for c, v := range variance {
		b.sigma[c] = math.Sqrt(v + b.Eps)
	}
}

// average is the mean of f over the values of each channel.
func (b *BatchNorm) average(f func(i int) float64, n int) []float64 {
	mean := make([]float64, b.Channels)
	for i := range n {
		mean[b.channel(i)] += f(i)
	}
	scale(float64(b.Channels)/float64(n), mean)
	return mean
}

// Backward implements Layer.
func (b *BatchNorm) Backward(dOut []float64) []float64 {
	meanD := b.average(func(i int) float64 { return dOut[i] }, len(dOut))
	meanDX := b.average(func(i int) float64 { return dOut[i] * b.xhat[i] }, len(dOut))
	count := float64(len(dOut) / b.Channels)
	for c := range b.Channels {
		b.DGamma[c] = count * meanDX[c]
		b.DBeta[c] = count * meanD[c]
	}
	dx := make([]float64, len(dOut))
	for i, d := range dOut {
		c := b.channel(i)
		dx[i] = b.Gamma[c] / b.sigma[c] * (d - meanD[c] - b.xhat[i]*meanDX[c])
	}
	return dx
}

// LayerNorm normalises each example over all of its values, with a γ and a β
// for each place (Ba, Kiros & Hinton 2016).
type LayerNorm struct {
	Size          int
	Eps           float64
	Gamma, Beta   []float64 // (size)
	DGamma, DBeta []float64

	sigma []float64 // of each example
	xhat  []float64
}

// Forward implements Layer.
func (l *LayerNorm) Forward(x []float64, p Pass) []float64 {
	l.sigma = make([]float64, p.Batch)
	l.xhat = make([]float64, len(x))
	out := make([]float64, len(x))
	for n := range p.Batch {
		xn := row(x, n, l.Size)
		mean, variance := moments(xn)
		l.sigma[n] = math.Sqrt(variance + l.Eps)
		for j, v := range xn {
			h := (v - mean) / l.sigma[n]
			l.xhat[n*l.Size+j] = h
			out[n*l.Size+j] = l.Gamma[j]*h + l.Beta[j]
		}
	}
	return out
}

// Backward implements Layer.
func (l *LayerNorm) Backward(dOut []float64) []float64 {
	clear(l.DGamma)
	clear(l.DBeta)
	dx := make([]float64, len(dOut))
	g := make([]float64, l.Size)
	for n := range len(dOut) / l.Size {
		xhat := row(l.xhat, n, l.Size)
		for j, d := range row(dOut, n, l.Size) {
			l.DGamma[j] += d * xhat[j]
			l.DBeta[j] += d
			g[j] = d * l.Gamma[j]
		}
		meanG, meanGX := average(g), dot(g, xhat)/float64(l.Size)
		for j := range g {
			dx[n*l.Size+j] = (g[j] - meanG - xhat[j]*meanGX) / l.sigma[n]
		}
	}
	return dx
}

func average(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// moments returns the mean and the biased variance.
func moments(x []float64) (mean, variance float64) {
	mean = average(x)
	for _, v := range x {
		variance += float64((v - mean) * (v - mean))
	}
	return mean, variance / float64(len(x))
}
