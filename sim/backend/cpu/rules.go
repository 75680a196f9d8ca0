package cpu

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// plan is all about one step that does not depend on the tensor.
type plan struct {
	backend.Hyper
	shrink           float32 // of gradient clipping
	unbias1, unbias2 float64 // Adam's bias corrections
}

// decay is the weight decay of a tensor: only weights have any.
func (t *tensor[float32]) decay(decay float32) float32 {
	if t.Role == nn.RoleWeight {
		return decay
	}
	return 0
}

// rate is the learning rate of a tensor's layer, but for Equalise.
func (p plan) rate(t *tensor[float32]) float64 {
	if t.Layer < len(p.LayerLR) {
		return p.LR * p.LayerLR[t.Layer]
	}
	return p.LR
}

// scalars writes down what a tensor's step hangs on, as simd.Program.Update
// reads it.
func (p plan) scalars(t *tensor[float32]) {
	t.scalars[0], t.scalars[1], t.scalars[2] = float32(-p.rate(t)), t.decay(float32(p.Decay)), p.shrink
	t.scalars[3], t.scalars[4] = float32(p.unbias1), float32(p.unbias2)
	t.scalars[5], t.scalars[6] = leastBy(p.rate(t)), leastBy(float64(t.scalars[1]))
}

// change turns a tensor's gradient g, in place, into what a step adds to the
// tensor, and carries the rule's memory m, v on.
func (p plan) change(t *tensor[float32], g, m, v []float32) {
	if k := t.decay(float32(p.Decay)); k != 0 || p.shrink != 1 {
		prepare(g, t.w, k, p.shrink)
	}
	rate := factor{float32(-p.rate(t)), math.Float32bits(leastBy(p.rate(t)))}
	switch p.Optimiser {
	case optim.Momentum:
		momentum(g, m, rate)
	case optim.Nesterov:
		nesterov(g, m, rate)
	case optim.RMSProp:
		rmsProp(g, m, rate)
	case optim.Adam:
		adam(g, m, v, rate, float32(p.unbias1), float32(p.unbias2))
	default:
		for i, x := range g {
			g[i] = rate.times(x)
		}
	}
}

// factor is a factor of numbers that may be so small that the product would be
// subnormal: it is 0 then.
type factor struct {
	by    float32
	least uint32 // bits of the smallest number that counts
}

func (f factor) times(x float32) float32 { return f.by * kept(x, f.least) }

// prepare is g = shrink·(g + decay·w).
func prepare(g, w []float32, decay, shrink float32) {
	k := factor{decay, math.Float32bits(leastBy(float64(decay)))}
	w = w[:len(g)]
	for i, x := range g {
		if decay != 0 {
			x += k.times(w[i])
		}
		g[i] = flush32(x * shrink)
	}
}

func momentum(g, m []float32, rate factor) {
	m = m[:len(g)]
	for i, x := range g {
		m[i] = flush32(float32(optim.MomentumBeta*m[i]) + x)
		g[i] = rate.times(m[i])
	}
}

func nesterov(g, m []float32, rate factor) {
	m = m[:len(g)]
	for i, x := range g {
		m[i] = flush32(float32(optim.MomentumBeta*m[i]) + x)
		g[i] = rate.times(x + float32(optim.MomentumBeta*m[i]))
	}
}

func rmsProp(g, m []float32, rate factor) {
	m = m[:len(g)]
	for i, x := range g {
		y := kept(x, leastMeanSquare)
		m[i] = flush32(float32(optim.RMSPropBeta*m[i]) + float32((1-optim.RMSPropBeta)*float32(y*y)))
		g[i] = rate.times(x) / (sqrt(m[i]) + optim.Epsilon)
	}
}

func adam(g, m, v []float32, rate factor, unbias1, unbias2 float32) {
	m, v = m[:len(g)], v[:len(g)]
	for i, x := range g {
		y := kept(x, leastSecond)
		m[i] = flush32(float32(optim.AdamBeta1*m[i]) + float32((1-optim.AdamBeta1)*kept(x, leastFirst)))
		v[i] = flush32(float32(optim.AdamBeta2*v[i]) + float32((1-optim.AdamBeta2)*float32(y*y)))
		g[i] = rate.times(float32(m[i]*unbias1)) / (sqrt(v[i]*unbias2) + optim.Epsilon)
	}
}

// sqrt is rounded rightly everywhere, as IEEE 754 demands.
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
