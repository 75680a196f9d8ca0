// Package data holds the data sets that networks train on: the generated 2-D
// ones, the MNIST digits, and tables of the user's own.
package data

import (
	"backflow/sim/nn"
	"backflow/sim/text"
)

// Set is a data set, split into examples to train on and examples to test on.
// It is immutable once made and may be shared between lanes.
type Set struct {
	Name string
	// Shape of one example. 2-D sets are {2,1,1}, digits {1,28,28}.
	Shape nn.Shape
	// Classes is the number of classes; 2 means one logistic output, more mean
	// a softmax, and 0 means that Y holds real targets (regression).
	Classes int
	// Extent is the half-width of the square that a decision boundary is drawn
	// over; 0 where there is no picture of one.
	Extent float64
	// Reading says how a table of the user's own was understood, as a clause; it is
	// empty for other sets.
	Reading text.Message

	Train, Test Part

	measured map[string]measurement // by name
}

// measurement is a figure of inputs, which are known by where they begin.
type measurement struct {
	of    *float32
	n     int
	value float64
}

// MeanSquare returns the mean of the squares of all training inputs.
func (s *Set) MeanSquare() float64 { return s.Measured("square", meanSquare) }

func meanSquare(xs []float32, _ nn.Shape) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += float64(x) * float64(x)
	}
	return sum / float64(len(xs))
}

// Measured returns what a function of that name says of all training inputs (n,
// Shape.Size()), 0 of none. It is computed once, which takes some 3 million products
// for digits: inputs do not change. Like the rest of a Set it is for one goroutine.
func (s *Set) Measured(name string, of func(x []float32, shape nn.Shape) float64) float64 {
	xs := s.Train.X
	if len(xs) == 0 {
		return 0
	}
	m := s.measured[name]
	if m.of != &xs[0] || m.n != len(xs) {
		m = measurement{&xs[0], len(xs), of(xs, s.Shape)}
		if s.measured == nil {
			s.measured = map[string]measurement{}
		}
		s.measured[name] = m
	}
	return m.value
}

// Part is one half of a Set: n examples.
type Part struct {
	X []float32 // (n, Shape.Size())
	Y []float32 // (n): class index 0 … Classes−1, or the target
}

// Len returns the number of examples.
func (p Part) Len() int { return len(p.Y) }

// Outputs is the number of values that a network needs at its end.
func (s *Set) Outputs() int {
	if s.Classes > 2 {
		return s.Classes
	}
	return 1
}

// Loss is the loss that fits the set's targets.
func (s *Set) Loss() nn.Loss {
	switch {
	case s.Classes > 2:
		return nn.SoftmaxCE
	case s.Classes == 2:
		return nn.BCE
	}
	return nn.MSE
}
