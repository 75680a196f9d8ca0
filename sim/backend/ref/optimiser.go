package ref

import (
	"fmt"
	"math"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// optimiser plans the steps of a network. It changes nothing itself: an
// observation asks what the next step would be and does not take it.
type optimiser struct {
	tensors []nn.TensorSpec
	moments [][]float64 // as backend.State.Moments
}

// check says whether the memory that was handed in fits the network.
func (o optimiser) check() error {
	n := len(o.tensors)
	if k := len(o.moments); k != 0 && k != n && k != 2*n {
		return fmt.Errorf("the optimiser's memory has %d tensors; this network needs %d, or %d for Adam", k, n, 2*n)
	}
	for i, m := range o.moments {
		if want := o.tensors[i%n].Size(); len(m) != want {
			return fmt.Errorf("tensor %d of the optimiser's memory has %d values, the network needs %d", i+1, len(m), want)
		}
	}
	return nil
}

// plan returns what a step adds to every parameter, and the optimiser's memory
// after it; step counts the steps before it. In order: weight decay joins the
// gradient, the sum is clipped to its global norm, the update rule makes a
// direction of it, the layer's rate scales that, and Equalise scales whole
// layers once more.
func (o optimiser) plan(h backend.Hyper, step int, params, grads [][]float64) (changes, moments [][]float64) {
	changes = o.decayed(h.Decay, params, grads)
	clipNorm(changes, h.Clip)
	first, second := o.memory(h.Optimiser)
	for i, g := range changes {
		rate := -h.LR * layerRate(h, o.tensors[i].Layer)
		switch h.Optimiser {
		case optim.Momentum:
			momentum(g, first[i], rate)
		case optim.Nesterov:
			nesterov(g, first[i], rate)
		case optim.RMSProp:
			rmsProp(g, first[i], rate)
		case optim.Adam:
			adam(g, first[i], second[i], step+1, rate)
		default:
			scaleFlushed(rate, g)
		}
	}
	if h.Equalise {
		o.equalise(changes, params)
	}
	return changes, append(first, second...)
}

// decayed returns a copy of the gradients with Decay·W added to those of
// weights.
func (o optimiser) decayed(decay float64, params, grads [][]float64) [][]float64 {
	sum := clone(grads)
	for i, t := range o.tensors {
		if t.Role != nn.RoleWeight {
			continue
		}
		for j, w := range params[i] {
			sum[i][j] = nn.Flush(sum[i][j] + nn.Flush(decay*w))
		}
	}
	return sum
}

// clipNorm shortens the gradient, all tensors taken as one vector, to at most
// the given length; 0 means any (Pascanu et al. 2013).
func clipNorm(grads [][]float64, longest float64) {
	sum := 0.0
	for _, g := range grads {
		for _, x := range g {
			sum += x * x
		}
	}
	norm := math.Sqrt(sum)
	if longest == 0 || norm <= longest {
		return
	}
	for _, g := range grads {
		scaleFlushed(longest/norm, g)
	}
}

func layerRate(h backend.Hyper, layer int) float64 {
	if layer < len(h.LayerLR) {
		return h.LayerLR[layer]
	}
	return 1
}

// memory returns copies of the moments that a rule works on, zero where it has
// none yet.
func (o optimiser) memory(rule optim.Rule) (first, second [][]float64) {
	n := len(o.tensors)
	switch rule {
	case optim.Momentum, optim.Nesterov, optim.RMSProp:
		return o.moment(0), nil
	case optim.Adam:
		return o.moment(0), o.moment(n)
	}
	return nil, nil
}

func (o optimiser) moment(from int) [][]float64 {
	if from < len(o.moments) {
		return clone(o.moments[from : from+len(o.tensors)])
	}
	zero := make([][]float64, len(o.tensors))
	for i, t := range o.tensors {
		zero[i] = make([]float64, t.Size())
	}
	return zero
}

// The rules. Each takes one tensor's gradient g and turns it, in place, into
// the change at a rate, which is negative; v, s and m are its memory. What
// nn.Flush says of small numbers is said term by term.

// momentum: v ← β·v + g, change rate·v (Polyak 1964).
func momentum(g, v []float64, rate float64) {
	for i := range g {
		v[i] = nn.Flush(optim.MomentumBeta*v[i] + g[i])
		g[i] = nn.Flush(rate * v[i])
	}
}

// nesterov: v as above, change rate·(g + β·v) (Sutskever et al. 2013).
func nesterov(g, v []float64, rate float64) {
	for i := range g {
		v[i] = nn.Flush(optim.MomentumBeta*v[i] + g[i])
		g[i] = nn.Flush(rate * (g[i] + optim.MomentumBeta*v[i]))
	}
}

// rmsProp: s ← β·s + (1−β)·g², change rate·g/(√s + ε) (Tieleman & Hinton 2012).
func rmsProp(g, s []float64, rate float64) {
	for i := range g {
		s[i] = nn.Flush(optim.RMSPropBeta*s[i] + nn.Flush((1-optim.RMSPropBeta)*g[i]*g[i]))
		g[i] = nn.Flush(rate*g[i]) / (math.Sqrt(s[i]) + optim.Epsilon)
	}
}

// adam: m and v are means of g and g², divided by what they are short of in
// the first steps; change rate·m̂/(√v̂ + ε) (Kingma & Ba 2015, algorithm 1).
func adam(g, m, v []float64, t int, rate float64) {
	short1 := 1 - math.Pow(optim.AdamBeta1, float64(t))
	short2 := 1 - math.Pow(optim.AdamBeta2, float64(t))
	for i := range g {
		m[i] = nn.Flush(optim.AdamBeta1*m[i] + nn.Flush((1-optim.AdamBeta1)*g[i]))
		v[i] = nn.Flush(optim.AdamBeta2*v[i] + nn.Flush((1-optim.AdamBeta2)*g[i]*g[i]))
		g[i] = nn.Flush(rate*m[i]/short1) / (math.Sqrt(v[i]/short2) + optim.Epsilon)
	}
}

// equalise scales the changes of each layer so that its weights' ratio of
// change to size matches the last layer's. A layer without a ratio, because
// its weights or their changes are zero, keeps its rate.
func (o optimiser) equalise(changes, params [][]float64) {
	ratio := map[int]float64{}
	last := 0.0
	for i, t := range o.tensors {
		if t.Role == nn.RoleWeight {
			last = stats.RMS(changes[i]) / stats.RMS(params[i])
			ratio[t.Layer] = last
		}
	}
	for i, t := range o.tensors {
		if k := last / ratio[t.Layer]; num.Finite(k) {
			scale(k, changes[i])
		}
	}
}

func scaleFlushed(k float64, xs []float64) {
	scale(k, xs)
	nn.FlushAll(xs)
}

func scale(k float64, xs []float64) {
	for i := range xs {
		xs[i] *= k
	}
}

func clone(tensors [][]float64) [][]float64 {
	c := make([][]float64, len(tensors))
	for i, t := range tensors {
		c[i] = slices.Clone(t)
	}
	return c
}
