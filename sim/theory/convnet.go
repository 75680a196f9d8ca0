package theory

import (
	"math"
	"slices"
)

// A convolution with zero padding sums over fewer inputs at the edges of an
// image than inside it, and gets fewer gradients back from there. So in a conv
// net whose image is known everything has a mean square for each pixel. Weights
// are independent, so that mean squares only add up (Xiao et al. 2018): through
// a convolution they become the mean over the pixels under the kernel, 0
// beyond the edges.

// pictured reports whether the size of a conv net's images is known.
func (n Net) pictured() bool {
	return n.Kernel > 1 && n.Rows > 0 && n.Cols > 0 && (len(n.Pooled) == 0 || n.PoolSize > 0)
}

// field is the signal between layers of a conv net.
type field struct {
	square, mean plane
	// like is the cosine of the values at two neighbouring pixels.
	like float64
}

// convPass is one layer of a conv net during the prediction.
type convPass struct {
	Layer
	slope    plane   // E[φ′²], times the square of the branch's scale
	back     float64 // mean square of ∂C/∂input that reaches it through W, per mean square of δ around it
	direct   float64 // 1 behind a skip connection
	measured float64 // mean square of the inputs that lsuv divides by
	growth   float64 // mean square of the output per that of the input
	pooled   bool    // a max pool follows
}

// convLayers is Layers for a conv net.
func (n Net) convLayers() []Layer {
	var measured []float64
	if n.noisy() {
		quiet, _ := n.quiet().convForward(nil)
		for _, p := range quiet {
			measured = append(measured, p.measured)
		}
	}
	passes, out := n.convForward(measured)
	layers := make([]Layer, 0, len(passes)+1)
	for _, p := range passes {
		layers = append(layers, p.Layer)
	}
	n.convBackward(passes, out, layers)
	layers = append(layers, out.Layer)
	layers[n.Depth].Factor = math.NaN()
	return layers
}

// convForward takes the signal to the output. measured, unless nil, is what
// lsuv finds in the net without noise.
func (n Net) convForward(measured []float64) ([]convPass, pass) {
	in := field{flat(n.Rows, n.Cols, n.InputSquare), flat(n.Rows, n.Cols, 0), n.Neighbours}
	t := newTable(n.Activation())
	fanIn := n.Inputs * n.area()
	passes := make([]convPass, n.Depth)
	for i := range passes {
		p := &passes[i]
		p.measured = in.square.padded(n.Kernel).mean()
		if measured != nil {
			p.measured = measured[i]
		}
		p.pooled = n.pooled(i)
		in = n.convHidden(p, t, in, fanIn, n.skips(i), len(n.Pooled) > 0 && i < slices.Max(n.Pooled))
		fanIn = n.Width * n.area()
	}
	s := signal{square: in.square.mean()}
	return passes, n.output(s, s)
}

// convHidden takes the signal through one hidden layer and the pool behind it.
// How alike neighbours are is followed as long as there are pools ahead.
func (n Net) convHidden(p *convPass, t *table, in field, fanIn int, skips, poolsAhead bool) field {
	fanOut := n.Width * n.area()
	variance := n.weightVar(fanIn, fanOut, p.measured, n.leak())
	p.back = float64(fanOut) * variance
	q, like := n.preActivations(p, in, float64(fanIn)*variance, n.biasVar(fanIn))
	p.Q = q.mean()
	var out field
	out.square, out.mean, p.slope = t.over(q)
	p.SlopeRMS = t.a.slopeRMS(p.Q, p.slope.mean())
	if poolsAhead {
		out.like = n.cosineThrough(p.Q, like)
	}
	if skips {
		out = n.convSkip(p, in, out)
	}
	p.growth = 1
	if s := in.square.mean(); s != 0 {
		p.growth = out.square.mean() / s
	}
	p.ActRMS = math.Sqrt(out.square.mean())
	if p.pooled {
		out = n.pool(p, in, out, like, skips)
	}
	return out
}

// preActivations are the variance of z at each pixel, and the correlation of
// neighbours. BatchNorm takes the mean over examples and pixels off.
func (n Net) preActivations(p *convPass, in field, forward, biasVar float64) (q plane, like float64) {
	around := in.square.padded(n.Kernel)
	q = around.each(func(s float64) float64 { return forward*s + biasVar })
	together := forward*in.like*around.mean() + biasVar
	if n.Norm == "batch" {
		q, together = n.centred(in, forward)
	}
	before := q.mean()
	if n.normalises() {
		q = q.times(1 / before)
		p.back /= before
		if before == 0 {
			q, p.back = flat(q.rows, q.cols, 0), 0
		}
	}
	if before == 0 {
		return q, 0
	}
	return q, math.Min(1, together/before)
}

// centred is the mean square of z less its channel's mean, and its covariance
// with a neighbour's. That mean is over all pixels, so that a weight adds the mean
// of what it meets there, zeros beyond the edges with it.
func (n Net) centred(in field, forward float64) (q plane, together float64) {
	area := float64(n.area())
	rows, cols := in.square.rows, in.square.cols
	q = flat(rows, cols, 0)
	means := 0.0
	for place := range n.area() {
		dy, dx := place/n.Kernel-n.Kernel/2, place%n.Kernel-n.Kernel/2
		square, mean := in.square.shifted(dy, dx), in.mean.shifted(dy, dx)
		m := mean.mean()
		means += m * m / area
		for i := range q.at {
			q.at[i] += forward / area * (square.at[i] - 2*m*mean.at[i] + m*m)
		}
	}
	return q.each(func(v float64) float64 { return math.Max(0, v) }), forward * (in.like*in.square.padded(n.Kernel).mean() - means)
}

// cosineThrough is the cosine of two activations whose z have a correlation c,
// not below 0: E[E[φ|what they have in common]²]/E[φ²].
func (n Net) cosineThrough(q, c float64) float64 {
	a := n.Activation()
	square := a.Square(q)
	switch {
	case square == 0:
		return 0
	case q == 0:
		return 1
	}
	common := math.Sqrt(math.Max(0, c*q))
	own := math.Sqrt(math.Max(0, q+a.noise()-common*common))
	nodes, weights := middle().nodes, middle().weights
	sum := 0.0
	for i, s := range nodes {
		mean := 0.0
		for j, e := range nodes {
			mean += weights[j] * a.F(common*s+own*e, a.Slope)
		}
		sum += weights[i] * mean * mean
	}
	return sum / square
}

// convSkip adds the layer's input to its output.
func (n Net) convSkip(p *convPass, in, out field) field {
	scale := n.branchScale()
	p.direct = 1
	p.slope = p.slope.times(scale * scale)
	cross := in.mean.with(out.mean, func(x, y float64) float64 { return 2 * scale * x * y })
	branch := out.square.times(scale * scale)
	plus := func(a, b float64) float64 { return a + b }
	sum := field{
		square: in.square.with(branch, plus).with(cross, plus),
		mean:   in.mean.with(out.mean.times(scale), plus),
	}
	if s := sum.square.mean(); s != 0 {
		sum.like = (in.like*in.square.mean() + out.like*branch.mean() + cross.mean()) / s
	}
	return sum
}

// pool takes the signal through a max pool. What it lets through of the
// gradient is 1 of PoolSize² pixels, whose φ′ is that of the winner: the hop
// passes ½·√χ·√(E[φ′²|winner]/E[φ′²]) of the RMS for windows of 2×2.
func (n Net) pool(p *convPass, before, in field, like float64, skips bool) field {
	a, c, pixels := n.Activation(), 0.0, n.PoolSize*n.PoolSize
	if p.Q > 0 {
		c = math.Min(1, math.Max(0, like*p.Q/(p.Q+a.noise())))
	}
	var w winners
	out := field{square: in.square.pooled(n.PoolSize), mean: in.mean.pooled(n.PoolSize), like: in.like}
	if skips {
		w = a.skipped(p.Q, c, n.branchScale(), before.stream(), pixels)
	} else {
		w = a.winners(p.Q, c, pixels)
		out.like = w.apart(c)
	}
	if slope := a.SlopeSquare(p.Q); slope != 0 {
		p.slope = p.slope.times(w.slope / slope)
	}
	if s := in.square.mean(); s != 0 {
		out.square = out.square.times(w.square / s)
	}
	shift := w.mean - in.mean.mean()
	out.mean = out.mean.each(func(x float64) float64 { return x + shift })
	return out
}

// stream is the signal as a skip connection carries it.
func (f field) stream() stream {
	square, mean := f.square.mean(), f.mean.mean()
	x := stream{mean: mean, variance: math.Max(0, square-mean*mean)}
	if x.variance > 0 {
		x.like = math.Min(1, math.Max(0, (f.like*square-mean*mean)/x.variance))
	}
	return x
}

// convBackward takes the gradient from the output to the first layer, and
// fills in the factors.
func (n Net) convBackward(passes []convPass, out pass, layers []Layer) {
	last := passes[n.Depth-1].slope
	gradient := flat(last.rows, last.cols, out.back) // ∂C/∂(what the layer hands on)
	if passes[n.Depth-1].pooled {
		gradient = flat(last.rows/n.PoolSize, last.cols/n.PoolSize, out.back)
	}
	along := n.alignment()
	above := 1.0 // mean square of δ of the layer above
	for i := n.Depth - 1; i >= 0; i-- {
		p := passes[i]
		if p.pooled {
			gradient = gradient.unpooled(p.slope.rows, p.slope.cols, n.PoolSize).times(1 / float64(n.PoolSize*n.PoolSize))
		}
		delta := gradient.with(p.slope, func(g, d float64) float64 { return g * d })
		here := delta.mean()
		layers[i].Factor = math.Sqrt(here / above)
		gradient, along = n.convThrough(p, gradient, delta, along)
		above = here
	}
}

// convThrough takes the gradient from a layer's output to its input.
func (n Net) convThrough(p convPass, gradient, delta plane, a alignment) (plane, alignment) {
	through := delta.padded(n.Kernel).times(p.back)
	if p.direct == 0 {
		a.share = 1 / float64(n.Width*len(delta.at))
		return through, a
	}
	sum := gradient.with(through, func(g, t float64) float64 { return g + t })
	if !a.matters || gradient.mean() == 0 {
		return sum, a
	}
	share := through.mean() / gradient.mean()
	along := a.share * p.growth
	growth := (1-a.share)*(1+share) + a.share*share + along
	return sum.times(growth / (1 + share)), alignment{true, along / growth}
}
