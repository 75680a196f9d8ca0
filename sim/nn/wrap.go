package nn

// Wrap continues an image over each of its edges by Pad pixels of the opposite
// side. A convolution without padding behind it is a circular one, which has
// no edges that a gradient could get lost at.
type Wrap struct {
	In, Out Shape
	Pad     int
}

// Source is the place of the input that the i-th value of a batch of outputs
// is a copy of.
func (w *Wrap) Source(i int) int {
	x, y, plane := i%w.Out.W, i/w.Out.W%w.Out.H, i/(w.Out.W*w.Out.H)
	x, y = (x-w.Pad+w.In.W)%w.In.W, (y-w.Pad+w.In.H)%w.In.H
	return (plane*w.In.H+y)*w.In.W + x
}

// Forward implements Layer.
func (w *Wrap) Forward(x []float64, p Pass) []float64 {
	out := make([]float64, p.Batch*w.Out.Size())
	for i := range out {
		out[i] = x[w.Source(i)]
	}
	return out
}

// Backward implements Layer: what was copied gets the gradients of all copies.
func (w *Wrap) Backward(dOut []float64, p Pass) []float64 {
	dx := make([]float64, p.Batch*w.In.Size())
	for i, d := range dOut {
		dx[w.Source(i)] += d
	}
	return dx
}
