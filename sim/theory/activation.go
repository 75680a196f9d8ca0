package theory

import (
	"math"

	"backflow/sim/nn"
)

// Activation is a nonlinearity as the theory sees it: averages over
// pre-activations z ~ N(0, q).
type Activation struct {
	nn.Activation
	Slope float64 // of leaky ReLU below zero
}

// smallest stands for q = 0 where an average of φ' is asked for: it gives the
// mean of both sides of a kink, the limit for small q.
const smallest = 1e-24

// piecewise returns the slopes of an activation that is linear on either side
// of zero. For these the averages are known in closed form.
func (a Activation) piecewise() (below, above float64, ok bool) {
	if !a.Lines {
		return 0, 0, false
	}
	return a.D(-1, a.Slope), a.D(1, a.Slope), true
}

// noise is the variance that the activation itself adds to z in training.
func (a Activation) noise() float64 {
	if a.Noisy {
		return 1
	}
	return 0
}

func (a Activation) average(f func(z float64) float64, q float64) float64 {
	return gaussian(f, math.Max(q, smallest), a.Kinks)
}

// Square is E[φ(z)²].
func (a Activation) Square(q float64) float64 {
	q += a.noise()
	if below, above, ok := a.piecewise(); ok {
		return q * (below*below + above*above) / 2
	}
	return a.average(func(z float64) float64 {
		y := a.F(z, a.Slope)
		return y * y
	}, q)
}

// Mean is E[φ(z)].
func (a Activation) Mean(q float64) float64 {
	q += a.noise()
	if below, above, ok := a.piecewise(); ok {
		return (above - below) * math.Sqrt(q/(2*math.Pi))
	}
	return a.average(func(z float64) float64 { return a.F(z, a.Slope) }, q)
}

// SlopeSquare is E[φ'(z)²].
func (a Activation) SlopeSquare(q float64) float64 {
	q += a.noise()
	if below, above, ok := a.piecewise(); ok {
		return (below*below + above*above) / 2
	}
	return a.average(func(z float64) float64 {
		d := a.D(z, a.Slope)
		return d * d
	}, q)
}

// slopeRMS is √E[φ′²], from its square. Where q is 0 all units are at 0 itself, and
// no mean of both sides of a kink.
func (a Activation) slopeRMS(q, square float64) float64 {
	if q+a.noise() == 0 {
		return math.Abs(a.D(0, a.Slope))
	}
	return math.Sqrt(square)
}
