package inspect

import (
	"math"

	"backflow/sim/nn"
)

// gain is γ/σ of the normalisations between Σwx + b and z, for the unit at a position of
// the example on show: what is left of them where the mean and the variance stand still.
func (v *view) gain(at int) float64 {
	product := 1.0
	for _, n := range v.norms {
		switch l := n.Layer.(type) {
		case *nn.BatchNorm:
			product *= l.Gamma[v.Unit] / math.Sqrt(variance(channel(n.In, v.Unit, l))+l.Eps)
		case *nn.LayerNorm:
			product *= l.Gamma[v.Unit*v.pixels+at] / math.Sqrt(variance(n.In[:l.Size])+l.Eps)
		}
	}
	return product
}

// channel collects the values of a channel over a minibatch.
func channel(x []float64, unit int, l *nn.BatchNorm) (values []float64) {
	for from := unit * l.Pixels; from < len(x); from += l.Channels * l.Pixels {
		values = append(values, x[from:from+l.Pixels]...)
	}
	return values
}

// variance is the biased one.
func variance(xs []float64) float64 {
	mean, sum := 0.0, 0.0
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	for _, x := range xs {
		sum += (x - mean) * (x - mean)
	}
	return sum / float64(len(xs))
}
