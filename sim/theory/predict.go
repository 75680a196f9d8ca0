package theory

import (
	"math"

	"backflow/sim/nn"
)

// Prediction is what the theory says about a network.
type Prediction struct {
	Weights
	// Chi is the factor of δ's mean square per layer deep inside the network,
	// and Factor its root, that of the RMS.
	Chi, Factor float64
	// QStar is the variance of pre-activations there: +Inf where it grows
	// without bound, NaN behind skip connections, where there is no fixed point.
	QStar float64
	// Xi is the depth scale ξ and MaxDepth about the deepest network that can
	// be trained, 6ξ; +Inf on the critical line, NaN behind skip connections.
	Xi, MaxDepth float64
	// Dead is the probability that one given input is dead by the last hidden
	// layer. That all inputs are, and with them the network, is less likely. NaN
	// for activations that cannot die, and where it is not known: for conv nets
	// and behind normalisation or skip connections.
	Dead   float64
	CanDie bool // the activation can, whether or not Dead is known
	Layers []Layer
}

// depthScales is how many depth scales deep a network can be trained
// (Schoenholz et al. 2017, section 5).
const depthScales = 6

// Predict returns everything the theory says about a network. Layers alone is
// cheaper: this solves for fixed points too.
func Predict(n Net) Prediction {
	p := Prediction{Weights: n.Weights(), Layers: n.Layers(), Dead: math.NaN(), CanDie: n.canDie()}
	if p.CanDie && n.Kernel == 1 && !n.normalises() && !n.hasSkips() {
		p.Dead = n.dying(p.WeightVar)
	}
	switch {
	case n.hasSkips():
		p.residual(n)
	case n.normalises():
		p.normalised(n)
	default:
		p.plain(n)
	}
	p.Factor = math.Sqrt(p.Chi)
	p.MaxDepth = depthScales * p.Xi
	return p
}

func (p *Prediction) plain(n Net) {
	a := n.Activation()
	p.QStar = n.Gain * n.Gain // lsuv makes it so
	if n.Init != "lsuv" || n.WeightVar != nil || n.noisy() {
		p.QStar = a.FixedPoint(p.Weights, p.Layers[0].Q)
	}
	p.Chi = a.Chi(p.Weights, math.Min(p.QStar, mostVariance))
	p.Xi = a.DepthScale(p.Weights, p.QStar)
}

// normalised: what is scaled away no longer counts, and gradients may well
// explode where q is 1.
func (p *Prediction) normalised(n Net) {
	a := n.Activation()
	spread := p.WeightVar*a.Square(1) + p.BiasVar
	if n.Norm == "batch" {
		spread = p.WeightVar * (a.Square(1) - a.Mean(1)*a.Mean(1))
	}
	p.QStar = 1
	p.Chi = p.WeightVar * a.SlopeSquare(1) / spread
	if p.WeightVar == 0 {
		p.QStar, p.Chi = 0, 0
	}
	p.Xi = scaleOf(p.Chi)
}

// residual takes the deepest factor between two hidden layers that is known
// and has no pool between them: there is no fixed point, only a slow drift.
func (p *Prediction) residual(n Net) {
	p.QStar, p.Xi, p.Chi = math.NaN(), math.NaN(), math.NaN()
	for i := max(0, n.Depth-2); i >= 0 && math.IsNaN(p.Chi); i-- {
		if !n.pooled(i) {
			p.Chi = p.Layers[i].Factor * p.Layers[i].Factor
		}
	}
}

// canDie: ReLU's units can. Leaky ones never quite do, and noise wakes others up.
func (n Net) canDie() bool {
	a, _ := nn.ActivationByName(n.Act)
	return a.Rectifies && !a.Sloped && !a.Noisy
}

func (n Net) dying(weightVar float64) float64 {
	if weightVar == 0 && n.biasVar(n.Width) == 0 {
		return 1
	}
	return DyingReLU(n.Width, n.Depth)
}

// DyingReLU is the probability that, for a given input, some layer's units are
// all zero by the given depth, so that no gradient of that input passes (Lu et
// al. 2019; symmetric weights, neither normalisation nor skip connections):
// 1 − (1 − 2^−width)^depth.
func DyingReLU(width, depth int) float64 {
	return -math.Expm1(float64(depth) * math.Log1p(-math.Exp2(-float64(width))))
}
