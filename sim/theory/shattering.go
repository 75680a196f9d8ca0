package theory

import "math"

// Shattered is how much the gradients at two inputs agree.
type Shattered struct {
	// Layers has the correlation of ∂f/∂z in each hidden layer.
	Layers []float64
	// Input is the correlation of ∇ₓf: that of the first layer, but where a skip
	// connection around it adds ∂f/∂(its output) itself.
	Input float64
}

// Shattering is the correlation of ∂f/∂z, layer by layer, at two inputs of a
// cosine, f being a random linear function of the last hidden layer: what is 1
// there shrinks by SlopeCosine at each layer on the way back, and a skip
// connection passes on the part that it carries.
//
// Where inputs stay uncorrelated, as with BatchNorm, ReLU's SlopeCosine is ½ and L
// layers leave 2^−L; with skip connections around blocks that end in weights
// about 1/√L is left (Balduzzi et al. 2017, theorems 1 and 3), with x + relu(BN(Wx))
// about L^−0.73. Without BatchNorm ReLU makes inputs alike, and their gradients
// with them, so that more is left: about 3·10⁻³ of orthogonal inputs after 30 layers.
//
// Of several pairs of inputs, each of a cosine of its own, it is the mean.
func (n Net) Shattering(cosines ...float64) Shattered {
	quiet := n.quiet()
	quiet.Rows, quiet.Cols = 0, 0
	passes := quiet.forward()
	s := Shattered{Layers: make([]float64, n.Depth)}
	for _, pairs := range n.pairs(cosines) {
		s.Input += s.add(passes, pairs) / float64(len(cosines))
	}
	s.Layers, s.Input = over(s.Layers, len(cosines)), clamp(s.Input)
	return s
}

// add takes the gradients of one pair of inputs back, and returns their correlation
// at the input.
func (s *Shattered) add(passes []pass, pairs []PairLayer) float64 {
	both := 1.0 // correlation of ∂f/∂(layer's output)
	for i := len(pairs) - 1; i >= 0; i-- {
		p := passes[i]
		s.Layers[i] += both * pairs[i].SlopeCosine
		through := p.slope * p.back
		both *= (p.direct + through*pairs[i].SlopeCosine) / (p.direct + through)
	}
	return both
}

// PlainShattering is 2^−layers, what a plain ReLU network leaves of the correlation
// of ∇ₓf at two inputs that are uncorrelated in each of its layers (Balduzzi et al. 2017, theorem 1).
func PlainShattering(layers int) float64 { return math.Exp2(-float64(layers)) }

// SkipShattering is what is left in residual ReLU networks with BatchNorm: the l-th
// layer adds 1/l to the gradient's mean square and half of that to the
// covariance, and the product tends to a constant times 1/√layers (Balduzzi et al. 2017, theorem 3).
func SkipShattering(layers int) float64 {
	left := 1.0
	for l := 1; l <= layers; l++ {
		left *= (1 + 0.5/float64(l)) / (1 + 1/float64(l))
	}
	return left
}

// Spread is the standard deviation, over random networks, of ln of what is left
// of ‖δ‖² of one input at the first hidden layer, measured from the last: by
//
//	Var ≈ Σ (3·E[φ′⁴]/E[φ′²]² − 1)/width
//
// over the layers between them, 5/width for ReLU (Hanin & Nica 2018). It grows
// with depth over width, not with depth alone. It is NaN with
// normalisation or skip connections, and for conv nets.
func (n Net) Spread() float64 {
	if n.normalises() || n.hasSkips() || n.Kernel > 1 {
		return math.NaN()
	}
	a := n.Activation()
	sum := 0.0
	for _, l := range n.Layers()[:max(0, n.Depth-1)] {
		second := a.SlopeSquare(l.Q)
		if second == 0 {
			return math.NaN()
		}
		sum += (3*a.slopeFourth(l.Q)/(second*second) - 1) / float64(n.Width)
	}
	return math.Sqrt(sum)
}

// slopeFourth is E[φ′⁴].
func (a Activation) slopeFourth(q float64) float64 {
	return a.average(func(z float64) float64 {
		d := a.D(z, a.Slope)
		return d * d * d * d
	}, q+a.noise())
}

// JacobianRMS is the root of the mean square of the singular values of ∂a/∂x, from
// the input to each hidden layer's activations, over as many as the smaller side of
// the matrix has: ‖J‖² grows by what a layer lets through forward. It is NaN for conv nets.
func (n Net) JacobianRMS() []float64 {
	n = n.quiet()
	list := make([]float64, n.Depth)
	square := float64(n.Inputs)
	for i, p := range n.forward()[:n.Depth] {
		// p.back is n_out·Var(W), less what is normalised away.
		through := p.slope * p.back
		square *= p.direct + through
		list[i] = math.Sqrt(square / float64(min(n.Inputs, n.Width)))
		if n.Kernel > 1 {
			list[i] = math.NaN()
		}
	}
	return list
}
