package theory

import (
	"math"

	"backflow/sim/nn"
)

// Net is a network at initialisation, as far as the theory is concerned:
// Depth hidden layers of equal width and an output layer. The zero value of a
// field that is not set is never right but for Norm, Skip, Pooled and what follows it.
type Net struct {
	Act   string // a name from nn.Activations
	Slope float64
	Init  string // a name from nn.InitSchemes
	Gain  float64

	Depth, Width    int // hidden layers; units or channels of each
	Inputs, Outputs int // features (channels of a conv net), values at the end
	Kernel          int // side of the kernel: 1 for dense layers
	Head            int // features that the output layer sees
	// InputSquare is the mean square of a feature: about 1 if standardised.
	InputSquare float64

	Norm string // "batch", "layer", or "none"
	Skip string // "plain", "scaled" by 1/√Depth, or "none"
	// Pooled lists the hidden layers, from 1, that a max pool follows. Nothing
	// is said about its gradient unless Rows and Cols are known.
	Pooled []int
	// Rows and Cols are the size of a conv net's images, PoolSize the side of its
	// pools' windows, and Neighbours the cosine of an image's values at
	// neighbouring pixels (see the function Neighbours). Where Rows is 0 the edges
	// are left out, as if padding were circular.
	Rows, Cols, PoolSize int
	Neighbours           float64

	// WeightVar and BiasVar, where not nil, are σ_w² = n·Var(W) and σ_b² of
	// every layer, whatever Init says.
	WeightVar, BiasVar *float64
}

// Activation returns the net's nonlinearity; nn.Activations must have it.
func (n Net) Activation() Activation {
	row, _ := nn.ActivationByName(n.Act)
	return Activation{row, n.Slope}
}

// Weights returns the variances of the layers between hidden layers.
func (n Net) Weights() Weights {
	fan := n.Width * n.area()
	square := n.quiet().Activation().Square(n.Gain * n.Gain) // read by lsuv only
	return Weights{float64(fan) * n.weightVar(fan, fan, square, n.leak()), n.biasVar(fan)}
}

func (n Net) area() int { return n.Kernel * n.Kernel }

// quiet is the net without the noise of noisy units: what lsuv measures on.
func (n Net) quiet() Net {
	if a := n.Activation(); a.Noisy {
		n.Act = a.Function
	}
	return n
}

func (n Net) noisy() bool { return n.Activation().Noisy }

// weightVar is the variance of one weight (nn.InitScheme). square is the mean
// square of the layer's inputs, which lsuv divides by, and leak the slope of the
// activation behind it, which He's initialisation makes up for.
func (n Net) weightVar(fanIn, fanOut int, square, leak float64) float64 {
	in, out := float64(fanIn), float64(fanOut)
	if n.WeightVar != nil {
		return *n.WeightVar / in
	}
	return n.Gain * n.Gain * map[string]float64{
		"uniform":    1 / (3 * in),
		"standard":   1 / (3 * in),
		"xavier":     2 / (in + out),
		"he":         2 / ((1 + leak*leak) * in),
		"lecun":      1 / in,
		"orthogonal": 1 / math.Max(in, out), // orthonormal rows, or columns
		"lsuv":       1 / (in * square),
	}[n.Init]
}

// leak is the slope below zero behind a hidden layer. The output layer has no
// activation behind it.
func (n Net) leak() float64 {
	if n.Activation().Sloped {
		return n.Slope
	}
	return 0
}

// biasVar is the variance of one bias.
func (n Net) biasVar(fanIn int) float64 {
	switch {
	case n.BiasVar != nil:
		return *n.BiasVar
	case n.Init == "uniform":
		return 1 / (3 * float64(fanIn))
	}
	return 0
}

// branchScale is the factor on a layer's output: 1 but in scaled residuals.
func (n Net) branchScale() float64 {
	if n.Skip == "scaled" {
		return 1 / math.Sqrt(float64(n.Depth))
	}
	return 1
}

func (n Net) normalises() bool { return n.Norm == "batch" || n.Norm == "layer" }

func (n Net) hasSkips() bool { return n.Skip == "plain" || n.Skip == "scaled" }

// skips reports whether hidden layer i, from 0, has its input added to its
// output: where both are of the same shape.
func (n Net) skips(i int) bool {
	return n.hasSkips() && (i > 0 || n.Inputs == n.Width)
}

func (n Net) pooled(i int) bool {
	for _, p := range n.Pooled {
		if p == i+1 {
			return true
		}
	}
	return false
}
