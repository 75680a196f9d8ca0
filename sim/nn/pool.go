package nn

// pool is the geometry of both poolings: windows of size × size side by side,
// channel by channel. Rows and columns at the right and bottom that fill no
// window are left out.
type pool struct {
	In, Out Shape
	Size    int
}

// window lists, for the i-th value of a batch of outputs, the places of the
// inputs under it.
func (p pool) window(i int) []int {
	x, y, plane := i%p.Out.W, i/p.Out.W%p.Out.H, i/(p.Out.W*p.Out.H)
	corner := (plane*p.In.H+y*p.Size)*p.In.W + x*p.Size
	places := make([]int, 0, p.Size*p.Size)
	for dy := range p.Size {
		for dx := range p.Size {
			places = append(places, corner+dy*p.In.W+dx)
		}
	}
	return places
}

// MaxPool passes on the largest value of each window, the first among equals.
type MaxPool struct {
	pool
	from []int // place of the input that each output came from
}

// Forward implements Layer.
func (m *MaxPool) Forward(x []float64, p Pass) []float64 {
	out := make([]float64, p.Batch*m.Out.Size())
	m.from = make([]int, len(out))
	for i := range out {
		places := m.window(i)
		best := places[0]
		for _, j := range places {
			if x[j] > x[best] {
				best = j
			}
		}
		out[i], m.from[i] = x[best], best
	}
	return out
}

// Backward implements Layer: the gradient goes to where the value came from.
func (m *MaxPool) Backward(dOut []float64, p Pass) []float64 {
	dx := make([]float64, p.Batch*m.In.Size())
	for i, d := range dOut {
		dx[m.from[i]] += d
	}
	return dx
}

// Winners are the places in the batch of inputs that the newest pass took each output from.
func (m *MaxPool) Winners() []int { return m.from }

// AvgPool passes on the mean of each window.
type AvgPool struct{ pool }

// Forward implements Layer.
func (a *AvgPool) Forward(x []float64, p Pass) []float64 {
	out := make([]float64, p.Batch*a.Out.Size())
	for i := range out {
		for _, j := range a.window(i) {
			out[i] += x[j] / float64(a.Size*a.Size)
		}
	}
	return out
}

// Backward implements Layer: the gradient is shared out evenly.
func (a *AvgPool) Backward(dOut []float64, p Pass) []float64 {
	dx := make([]float64, p.Batch*a.In.Size())
	for i, d := range dOut {
		for _, j := range a.window(i) {
			dx[j] += d / float64(a.Size*a.Size)
		}
	}
	return dx
}

// Flatten turns an image into a vector. In memory it is one already.
type Flatten struct{}

// Forward implements Layer.
func (Flatten) Forward(x []float64, _ Pass) []float64 { return x }

// Backward implements Layer.
func (Flatten) Backward(dOut []float64, _ Pass) []float64 { return dOut }
