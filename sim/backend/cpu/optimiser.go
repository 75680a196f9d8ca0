package cpu

import (
	"fmt"
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/num"
)

// optimiser turns gradients into changes of the parameters.
type optimiser struct {
	tensors []*tensor[float32]
	layers  int
	// moments is laid out as backend.State.Moments; nil until a rule needs it.
	moments [][]float32
	equal   []float64    // factor of each layer's rate, of Hyper.Equalise
	scratch [3][]float32 // gradient and moments of a step that is only tried

	on      *machine
	now     plan    // of the step that is taken
	updates *script // of every tensor, by now
	squares *script // their sum, into sum
	sum     []float64
	trials  *script   // of every weight tensor's step, on copies
	changes []float64 // sums of squares of what they would add, by tensor
	lost    []float64 // weights that this leaves as they are, by tensor
	factors []float32 // equal, as the trials read it
	pause   func()    // of trials, which may be given up; nil for none
}

func newOptimiser(tensors []*tensor[float32], layers int, on *machine) *optimiser {
	o := &optimiser{tensors: tensors, layers: layers, equal: make([]float64, layers), on: on, sum: make([]float64, 1)}
	o.changes, o.lost = make([]float64, len(tensors)), make([]float64, len(tensors))
	o.factors = make([]float32, layers)
	o.updates, o.squares, o.trials = on.script(o.update), on.script(o.addSquares), on.script(o.try)
	largest := 0
	for _, t := range tensors {
		largest = max(largest, len(t.w))
	}
	for i := range o.scratch {
		o.scratch[i] = make([]float32, largest)
	}
	return o
}

// load sets the memory to a copy of m, which may be nil.
func (o *optimiser) load(m [][]float32) error {
	o.moments = nil
	o.updates.forget()
	o.trials.forget()
	if m == nil {
		return nil
	}
	sets := len(m) / max(len(o.tensors), 1)
	if len(m) != sets*len(o.tensors) || sets > 2 {
		return fmt.Errorf("%d tensors of the optimiser's memory were given for a network with %d", len(m), len(o.tensors))
	}
	o.reserve(sets)
	for i, x := range m {
		if len(x) != len(o.moments[i]) {
			return fmt.Errorf("tensor %d of the optimiser's memory has %d values, the network needs %d", i, len(x), len(o.moments[i]))
		}
		copy(o.moments[i], x)
	}
	return nil
}

// reserve makes room for the given number of moments, zero where new.
func (o *optimiser) reserve(sets int) {
	for i := len(o.moments); i < sets*len(o.tensors); i++ {
		o.moments = append(o.moments, make([]float32, len(o.tensors[i%len(o.tensors)].w)))
	}
}

func (o *optimiser) plan(h backend.Hyper, step int) plan {
	if h.Optimiser != o.now.Optimiser || h.Equalise != o.now.Equalise {
		o.updates.forget()
		o.trials.forget()
	}
	if h.Decay != o.now.Decay {
		o.squares.forget()
	}
	p := plan{Hyper: h, shrink: 1}
	o.now = p
	if h.Clip > 0 {
		if norm := o.norm(); norm > h.Clip {
			p.shrink = float32(h.Clip / norm)
		}
	}
	if h.Optimiser == optim.Adam {
		p.unbias1 = 1 / (1 - power(optim.AdamBeta1, step+1))
		p.unbias2 = 1 / (1 - power(optim.AdamBeta2, step+1))
	}
	return p
}

// norm is the global norm of the gradient, weight decay included.
func (o *optimiser) norm() float64 {
	o.sum[0] = 0
	o.squares.run()
	return math.Sqrt(o.sum[0])
}

func (o *optimiser) addSquares(k trainKernels) {
	for _, t := range o.tensors {
		k.addSquares(o.sum, t.g, t.w, t.decay(float32(o.now.Decay)))
	}
}

// step changes every parameter by the gradient in its tensor, which it uses up.
func (o *optimiser) step(h backend.Hyper, step int) {
	o.reserve(h.Optimiser.Moments())
	o.now = o.plan(h, step)
	for _, t := range o.tensors {
		o.now.scalars(t)
	}
	o.updates.run()
	if h.Equalise {
		o.equalise(func(i int) float64 { return stats.RMS(o.tensors[i].g) })
		for _, t := range o.tensors {
			if !t.Inert {
				accumulate(t.w, float32(o.equal[t.Layer]), t.g)
			}
		}
	}
}

// update takes the step of every tensor, or under Equalise leaves it in the
// gradient.
func (o *optimiser) update(k trainKernels) {
	for i, t := range o.tensors {
		if t.Inert { // it has no gradient
			continue
		}
		m, v := o.memory(i)
		k.update(&o.now, t, m, v)
	}
}

// memory is what the rule remembers of tensor i.
func (o *optimiser) memory(i int) (m, v []float32) {
	if i < len(o.moments) {
		m = o.moments[i]
	}
	if j := i + len(o.tensors); j < len(o.moments) {
		v = o.moments[j]
	}
	return m, v
}

// attempt is, for each layer, the RMS of what the next step would add to its
// weights, and how many of them it would leave as they are. Nothing is changed.
func (o *optimiser) attempt(h backend.Hyper, step int) (rms []float64, lost []int) {
	o.reserve(h.Optimiser.Moments())
	o.now = o.plan(h, step)
	for _, t := range o.tensors {
		o.now.scalars(t)
	}
	for l := range o.equal {
		o.equal[l], o.factors[l] = 1, 1
	}
	o.trials.run()
	if h.Equalise { // once more, now that the factors are known
		o.equalise(o.changeRMS)
		for l, k := range o.equal {
			o.factors[l] = float32(k)
		}
		o.trials.run()
	}
	rms, lost = make([]float64, o.layers), make([]int, o.layers)
	for i, t := range o.tensors {
		if t.Role == nn.RoleWeight {
			rms[t.Layer], lost[t.Layer] = o.changeRMS(i)*o.equal[t.Layer], int(o.lost[i])
		}
	}
	return rms, lost
}

// changeRMS is that of the newest trial's change of tensor i, but for Equalise.
func (o *optimiser) changeRMS(i int) float64 {
	return math.Sqrt(o.changes[i] / float64(len(o.tensors[i].w)))
}

// try takes the step of every weight tensor on copies.
func (o *optimiser) try(k trainKernels) {
	trial := o.now
	trial.Equalise = true // the change stays in the gradient
	for i, t := range o.tensors {
		if t.Role != nn.RoleWeight {
			continue
		}
		if o.pause != nil {
			k.do(o.pause)
		}
		m, v := o.memory(i)
		g := copied(k, o.scratch[0], t.g)
		copyOf := &tensor[float32]{t.TensorSpec, t.w, g, t.scalars}
		k.update(&trial, copyOf, copied(k, o.scratch[1], m), copied(k, o.scratch[2], v))
		k.sumSquares(o.changes[i:i+1], g)
		k.lost(o.lost[i:i+1], t.w, g, o.factors[t.Layer:][:1])
	}
}

// copied copies x into room.
func copied(k trainKernels, room, x []float32) []float32 {
	y := room[:len(x)]
	k.scaled(y, x, 1)
	return y
}

// equalise fills in the factors that give every layer's weights the ratio of
// change to size that the last layer's have; change is the RMS by tensor. A
// layer without gradient or weights keeps its rate.
func (o *optimiser) equalise(change func(i int) float64) {
	for l := range o.equal {
		o.equal[l] = 0
	}
	last := 0.0
	for i, t := range o.tensors {
		if t.Role == nn.RoleWeight {
			last = change(i) / stats.RMS(t.w)
			o.equal[t.Layer] = last
		}
	}
	for l, ratio := range o.equal {
		if k := last / ratio; num.Finite(k) {
			o.equal[l] = k
		} else {
			o.equal[l] = 1
		}
	}
}
