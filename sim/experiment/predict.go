package experiment

import (
	"backflow/sim/data"
	"backflow/sim/theory"
)

// Net describes the network of c, for a data set, to sim/theory. c is the
// Config of one lane: its VS is not looked at.
func (c Config) Net(set *data.Set) theory.Net {
	n := theory.Net{
		Act: c.Act, Slope: c.Slope, Init: c.Init, Gain: c.Gain,
		Depth: c.Depth, Width: c.Width, Norm: c.Norm, Skip: c.Skip,
		Inputs: set.Shape.Size(), Outputs: set.Outputs(), Kernel: 1, Head: c.Width,
		InputSquare: set.MeanSquare(),
	}
	if c.Model == "cnn" {
		c.convNet(&n, set)
	}
	return n
}

// convNet corrects what is different in a conv net.
func (c Config) convNet(n *theory.Net, set *data.Set) {
	n.Kernel, n.Inputs = convKernel, set.Shape.C
	h, w := set.Shape.H, set.Shape.W
	n.Rows, n.Cols, n.PoolSize = h, w, poolSize
	n.Neighbours = set.Measured("neighbours", theory.Neighbours)
	n.Pooled = c.Pools(c.Depth)
	for range n.Pooled {
		h, w = h/poolSize, w/poolSize
	}
	n.Head = c.Width * h * w
}

// Pools lists the hidden layers, from 1, that a pool follows in a network like
// c's of some depth.
func (c Config) Pools(depth int) (layers []int) {
	c.Depth = depth
	for i := 1; i <= depth && c.Model == "cnn"; i++ {
		if c.poolsAfter(i) {
			layers = append(layers, i)
		}
	}
	return layers
}

// Predict asks the theory for the Factor and the SlopeRMS of each observed layer of a
// lane; NaN where it predicts nothing.
func (c Config) Predict(set *data.Set) (factors, slopes []float64) {
	for _, l := range c.Net(set).Layers() {
		factors, slopes = append(factors, l.Factor), append(slopes, l.SlopeRMS)
	}
	return factors, slopes
}
