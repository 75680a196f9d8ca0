package theory

import "math"

// Layer is what the theory predicts for one layer. Figures that it does not
// predict are NaN.
type Layer struct {
	Q      float64 // variance of the pre-activations, after normalisation
	ActRMS float64 // of the activations (of the sum, behind a skip connection)
	// SlopeRMS is that of φ′ over units (and pixels), whatever pool or skip connection
	// follows: NaN for the output layer.
	SlopeRMS float64
	// Factor is the RMS of δ here over that of the next layer: NaN for the
	// output layer.
	Factor float64
}

// pass is one layer during the prediction.
type pass struct {
	Layer
	slope  float64 // E[φ'²], times the square of the branch's scale
	back   float64 // mean square of ∂C/∂input that reaches it through W, per mean square of δ
	direct float64 // 1 if ∂C/∂input also gets ∂C/∂output itself, by a skip connection
	growth float64 // mean square of the output per that of the input
}

// Layers predicts every layer, hidden ones first and the output last, from the
// input's mean square on (no fixed point is assumed).
//
// With normalisation q is 1 and the gradient is divided by the deviation that
// was normalised away. For BatchNorm that deviation is over examples, which a
// deep network has made independent but for their common mean: the limit of
// large batches of Yang et al. 2019, where ReLU's factor is √(π/(π−1)). For
// skip connections the inputs' mean square adds up (Yang & Schoenholz 2017),
// and so does its mean, which ReLUs only ever increase.
//
// For conv nets whose images are known see convLayers.
func (n Net) Layers() []Layer {
	if n.pictured() {
		return n.convLayers()
	}
	passes := n.forward()
	layers := make([]Layer, len(passes))
	along := n.alignment()
	for i := len(passes) - 1; i >= 0; i-- {
		layers[i] = passes[i].Layer
		layers[i].Factor = math.NaN()
		if i+1 == len(passes) {
			continue
		}
		next := passes[i+1]
		var growth float64
		growth, along = next.backward(along, n.Width)
		if !n.pooled(i) {
			layers[i].Factor = math.Sqrt(passes[i].slope / next.slope * growth)
		}
	}
	return layers
}

// alignment is the share of a gradient's square that lies along the signal.
type alignment struct {
	matters bool
	share   float64
}

// alignment tells whether that share matters: in residual networks of
// activations that are linear on both sides of 0. Scaling the input of such a
// network scales its output, so x·∂C/∂x is the same at every layer (Euler),
// and that part of the gradient grows backward as the signal does forward:
// faster than the rest. Starting as 1 in width, it is soon most of the
// gradient, and ReLU residuals of width 128 and depth 30 multiply it by 10⁶
// where infinite width would by 3·10⁴.
func (n Net) alignment() alignment {
	_, _, ok := n.Activation().piecewise()
	return alignment{matters: ok && !n.normalises() && n.hasSkips() && !n.Activation().Noisy}
}

// backward takes the gradient back through a layer: by how much its mean
// square grows from the layer's output to its input, and the alignment there.
func (p pass) backward(a alignment, width int) (growth float64, before alignment) {
	through := p.slope * p.back
	if p.direct == 0 || !a.matters {
		a.share = 1 / float64(width) // of a gradient that comes out of random weights
		return p.direct + through, a
	}
	along := a.share * p.growth
	growth = (1-a.share)*(1+through) + a.share*through + along
	return growth, alignment{true, along / growth}
}

// signal is what flows between layers.
type signal struct{ square, mean float64 }

// averages are an activation's over N(0, q). Deep inside a network q stands
// still, and integrals need not be taken anew for every layer.
type averages struct{ q, square, mean, slope float64 }

func (m *averages) at(a Activation, q float64) averages {
	if !(math.Abs(q-m.q) <= 1e-14*q) || m.slope == 0 {
		*m = averages{q, a.Square(q), a.Mean(q), a.SlopeSquare(q)}
	}
	return *m
}

func (n Net) forward() []pass {
	in := signal{square: n.InputSquare}
	still := in // the same without noise
	fanIn := n.Inputs * n.area()
	var passes []pass
	var known averages
	for i := range n.Depth {
		var p pass
		p, in, still = n.both(in, still, fanIn, n.skips(i), &known)
		passes = append(passes, p)
		if n.pooled(i) {
			in = signal{math.NaN(), math.NaN()}
			still = in
		}
		fanIn = n.Width * n.area()
	}
	return append(passes, n.output(in, still))
}

// both takes the signal through one hidden layer, and beside it the one that
// lsuv measures.
func (n Net) both(in, still signal, fanIn int, skips bool, known *averages) (p pass, out, stillOut signal) {
	p, out = n.hidden(in, still.square, fanIn, skips, known)
	if !n.noisy() {
		return p, out, out
	}
	_, stillOut = n.quiet().hidden(still, still.square, fanIn, skips, &averages{})
	return p, out, stillOut
}

// normalise scales pre-activations of a variance to 1, and the gradient with
// them. Those that do not vary are left at 0: zero weights make them so, which
// let no gradient through either.
func (p *pass) normalise(variance float64) {
	if variance == 0 {
		p.Q, p.back = 0, 0
		return
	}
	p.back /= variance
	p.Q = 1
}

// hidden takes the signal through one hidden layer; measured is the mean square
// of its input that lsuv divides by.
func (n Net) hidden(in signal, measured float64, fanIn int, skips bool, known *averages) (pass, signal) {
	fanOut := n.Width * n.area()
	variance := n.weightVar(fanIn, fanOut, measured, n.leak())
	forward := float64(fanIn) * variance
	p := pass{back: float64(fanOut) * variance}
	p.Q = forward*in.square + n.biasVar(fanIn)
	switch n.Norm {
	case "layer":
		p.normalise(p.Q)
	case "batch":
		p.normalise(forward * (in.square - in.mean*in.mean))
	}
	average := known.at(n.Activation(), p.Q)
	out := signal{average.square, average.mean}
	p.slope = average.slope
	p.SlopeRMS = n.Activation().slopeRMS(p.Q, p.slope)
	if skips {
		scale := n.branchScale()
		p.direct = 1
		p.slope *= scale * scale
		out = signal{
			in.square + 2*scale*in.mean*out.mean + scale*scale*out.square,
			in.mean + scale*out.mean,
		}
	}
	p.growth = 1 // of nothing to nothing
	if in.square != 0 {
		p.growth = out.square / in.square
	}
	p.ActRMS = math.Sqrt(out.square)
	return p, out
}

// output is the linear layer at the end.
func (n Net) output(in, still signal) pass {
	variance := n.weightVar(n.Head, n.Outputs, still.square, 0)
	q := float64(n.Head)*variance*in.square + n.biasVar(n.Head)
	return pass{
		Layer: Layer{Q: q, ActRMS: math.Sqrt(q), SlopeRMS: math.NaN()},
		slope: 1,
		back:  float64(n.Outputs) * variance,
	}
}
