package nn

import "math"

// Both normalisations are y = γ·x̂ + β with x̂ = (x−μ)/σ, σ² = variance + ε,
// over different groups of values: a group shares μ and σ.

// group is a group of values as it was normalised.
type group struct {
	mean, sigma float64
	epsShare    float64   // ε/σ²
	xhat        []float64 // x̂
	unit        []float64 // (x−μ)/√variance: of mean square 1; 0 throughout where all x are equal
}

// roundingShare is how much equal values may deviate, as a share of their mean,
// since that was rounded.
const roundingShare = 0x1p-50

// normalise makes the group of x.
func normalise(x []float64, eps float64) group {
	c := centred(centred(x)) // once more, since the mean was rounded
	unit := make([]float64, len(x))
	mean, variance := average(x), dot(c, c)/float64(len(x))
	if deviation := math.Sqrt(variance); deviation > roundingShare*math.Abs(mean) {
		unit = divided(c, deviation)
	} else {
		c, variance = unit, 0
	}
	sigma := math.Sqrt(variance + eps)
	return group{mean, sigma, eps / (variance + eps), divided(c, sigma), unit}
}

// of is x̂ of other values by the group's μ and σ.
func (g group) of(x []float64) []float64 {
	xhat := make([]float64, len(x))
	for i, v := range x {
		xhat[i] = (v - g.mean) / g.sigma
	}
	return xhat
}

// backward returns ∂C/∂x, given d = ∂C/∂x̂, through μ and σ as well (Ioffe &
// Szegedy 2015, section 3):
//
//	∂C/∂x = (d − mean(d) − x̂·mean(d·x̂))/σ
//
// In a group of two values this cancels down to a share of ε/σ². So it is
// written as two parts, with u = (x−μ)/√variance: what is left of d beside 1
// and u, and what ε leaves along u.
//
//	∂C/∂x = (r + ε/σ²·u·mean(d·u))/σ,  r = d − mean(d) − u·mean(d·u)
func (g group) backward(d []float64) []float64 {
	along := dot(d, g.unit) / float64(len(d))
	// r once more takes off what rounding has left of 1 and u, which may be
	// larger than all else; twice is enough (Parlett 1980, section 6-9).
	dx := g.beside(g.beside(d))
	for i, u := range g.unit {
		dx[i] = (dx[i] + float64(g.epsShare*u*along)) / g.sigma
	}
	return dx
}

// beside is what is left of d without its parts along 1 and u.
func (g group) beside(d []float64) []float64 {
	r := centred(d)
	axpy(-dot(r, g.unit)/float64(len(r)), g.unit, r)
	return r
}

// BatchNorm normalises each channel over the minibatch, and over the image of
// a conv layer (Ioffe & Szegedy 2015). The variance is the biased one. See
// Pass.Frozen for evaluation.
type BatchNorm struct {
	Channels, Pixels int
	Eps              float64
	Gamma, Beta      []float64 // (channels)
	DGamma, DBeta    []float64

	groups []group // of each channel
}

// Forward implements Layer.
func (b *BatchNorm) Forward(x []float64, p Pass) []float64 {
	if !p.Frozen {
		b.groups = make([]group, b.Channels)
	}
	out := make([]float64, len(x))
	for c := range b.Channels {
		values := b.channel(x, c)
		if !p.Frozen {
			b.groups[c] = normalise(values, b.Eps)
		}
		for i, h := range b.normalised(values, c, p) {
			values[i] = b.Gamma[c]*h + b.Beta[c]
		}
		b.put(out, values, c)
	}
	return out
}

func (b *BatchNorm) normalised(values []float64, c int, p Pass) []float64 {
	if p.Frozen {
		return b.groups[c].of(values)
	}
	return b.groups[c].xhat
}

// Backward implements Layer.
func (b *BatchNorm) Backward(dOut []float64, _ Pass) []float64 {
	dx := make([]float64, len(dOut))
	for c, g := range b.groups {
		d := b.channel(dOut, c)
		b.DGamma[c], b.DBeta[c] = dot(d, g.xhat), sum(d)
		scale(b.Gamma[c], d)
		b.put(dx, g.backward(d), c)
	}
	return dx
}

// channel copies the values of one channel out of a batch.
func (b *BatchNorm) channel(batch []float64, c int) []float64 {
	values := make([]float64, 0, len(batch)/b.Channels)
	for from := c * b.Pixels; from < len(batch); from += b.Channels * b.Pixels {
		values = append(values, batch[from:from+b.Pixels]...)
	}
	return values
}

// put is the inverse of channel.
func (b *BatchNorm) put(batch, values []float64, c int) {
	for from := c * b.Pixels; from < len(batch); from += b.Channels * b.Pixels {
		values = values[copy(batch[from:from+b.Pixels], values):]
	}
}

// LayerNorm normalises each example over all of its values, with a γ and a β
// for each place (Ba, Kiros & Hinton 2016).
type LayerNorm struct {
	Size          int
	Eps           float64
	Gamma, Beta   []float64 // (size)
	DGamma, DBeta []float64

	groups []group // of each example
}

// Forward implements Layer.
func (l *LayerNorm) Forward(x []float64, p Pass) []float64 {
	l.groups = make([]group, p.Batch)
	out := make([]float64, len(x))
	for n := range l.groups {
		l.groups[n] = normalise(row(x, n, l.Size), l.Eps)
		for j, h := range l.groups[n].xhat {
			out[n*l.Size+j] = l.Gamma[j]*h + l.Beta[j]
		}
	}
	return out
}

// Backward implements Layer.
func (l *LayerNorm) Backward(dOut []float64, _ Pass) []float64 {
	clear(l.DGamma)
	clear(l.DBeta)
	dx := make([]float64, len(dOut))
	dXhat := make([]float64, l.Size)
	for n, g := range l.groups {
		for j, d := range row(dOut, n, l.Size) {
			l.DGamma[j] += d * g.xhat[j]
			l.DBeta[j] += d
			dXhat[j] = d * l.Gamma[j]
		}
		copy(row(dx, n, l.Size), g.backward(dXhat))
	}
	return dx
}

func centred(x []float64) []float64 {
	c, mean := make([]float64, len(x)), average(x)
	for i, v := range x {
		c[i] = v - mean
	}
	return c
}

func divided(x []float64, by float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v / by
	}
	return y
}

func average(x []float64) float64 { return sum(x) / float64(len(x)) }

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}

// moments returns the mean and the biased variance.
func moments(x []float64) (mean, variance float64) {
	mean = average(x)
	for _, v := range x {
		variance += float64((v - mean) * (v - mean))
	}
	return mean, variance / float64(len(x))
}
