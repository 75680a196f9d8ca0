package cpu

import (
	"math"

	"backflow/sim"
	"backflow/sim/nn"
)

// plan is all about one step that does not depend on the tensor.
type plan struct {
	sim.Hyper
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
}

// change turns a tensor's gradient g, in place, into what a step adds to the
// tensor, and carries the rule's memory m, v on.
func (p plan) change(t *tensor[float32], g, m, v []float32) {
	if k := t.decay(float32(p.Decay)); k != 0 {
		accumulate(g, k, t.w)
	}
	if p.shrink != 1 {
		for i := range g {
			g[i] *= p.shrink
		}
	}
	lr := float32(-p.rate(t))
	switch p.Optimiser {
	case sim.Momentum:
		momentum(g, m, lr)
	case sim.Nesterov:
		nesterov(g, m, lr)
	case sim.RMSProp:
		rmsProp(g, m, lr)
	case sim.Adam:
		adam(g, m, v, lr, float32(p.unbias1), float32(p.unbias2))
	default:
		for i := range g {
			g[i] *= lr
		}
	}
}

func momentum(g, m []float32, lr float32) {
	m = m[:len(g)]
	for i, x := range g {
		m[i] = float32(sim.MomentumBeta*m[i]) + x
		g[i] = lr * m[i]
	}
}

func nesterov(g, m []float32, lr float32) {
	m = m[:len(g)]
	for i, x := range g {
		m[i] = float32(sim.MomentumBeta*m[i]) + x
		g[i] = lr * (x + float32(sim.MomentumBeta*m[i]))
	}
}

func rmsProp(g, m []float32, lr float32) {
	m = m[:len(g)]
	for i, x := range g {
		m[i] = float32(sim.RMSPropBeta*m[i]) + float32((1-sim.RMSPropBeta)*float32(x*x))
		g[i] = lr * x / (sqrt(m[i]) + sim.Epsilon)
	}
}

func adam(g, m, v []float32, lr, unbias1, unbias2 float32) {
	m, v = m[:len(g)], v[:len(g)]
	for i, x := range g {
		m[i] = float32(sim.AdamBeta1*m[i]) + float32((1-sim.AdamBeta1)*x)
		v[i] = float32(sim.AdamBeta2*v[i]) + float32((1-sim.AdamBeta2)*float32(x*x))
		g[i] = lr * float32(m[i]*unbias1) / (sqrt(v[i]*unbias2) + sim.Epsilon)
	}
}

// sqrt is rounded rightly everywhere, as IEEE 754 demands.
func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
