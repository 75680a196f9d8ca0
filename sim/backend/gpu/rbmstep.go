package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// reconstruction runs the minibatch of the next step to the hidden units and
// back, and finds what the reconstruction lacks. It changes no parameter.
func (r *RBM) reconstruction() (*device.Program, error) {
	p, m, at := r.problem, r.mem, r.at
	a := newAssembler(r.d)
	count, half, seed := r.draw()
	minibatch := []uint32{uint32(p.Batch), uint32(p.Visible), uint32(at.ldV), uint32(at.v0), count, half, seed, 0, 0, 0, 0}
	a.add(shaders.Minibatch, shaders.Options{}, uint32(at.ldV/shaders.Quad), uint32(p.Batch), minibatch, m.trainX, m.trainY, m.status, m.acts, m.targets, m.indices)
	r.hiddenGiven(a, at.v0, at.h0)
	states := r.hidden(at.h0)
	states.seed, states.layer = seed, nn.MixLayer(0)
	a.quads(shaders.TurnOn, shaders.Options{}, states, m.acts, m.delta, m.status)
	r.visibleGiven(a)
	lacks := r.visible(at.v0, at.visibleBias.At)
	lacks.right, lacks.ldRight = at.v1, at.ldV
	a.add(shaders.Lacking, shaders.Options{}, uint32(at.ldV/shaders.Quad), 1, lacks.words(), m.acts, m.grads, m.losses)
	return a.Program()
}

// step ends, with a reconstruction in memory, in other parameters.
func (r *RBM) step() (*device.Program, error) {
	p, m, at := r.problem, r.mem, r.at
	a := newAssembler(r.d)
	r.hiddenGiven(a, at.v1, at.h1)
	a.quads(shaders.Oppose, shaders.Options{}, r.hidden(at.h1), m.acts)
	g := shapeOf(p.Hidden, p.Visible, 2*p.Batch, 0)
	g.left, g.ldLeft, g.right, g.ldRight = at.h0, at.ldH, at.v0, at.ldV
	g.result, g.ldResult, g.bias = at.weights.At, at.ldV, at.hiddenBias.At
	a.product(gradient, shaders.Options{}, g, m.acts, m.acts, m.grads)

	quads, examples := at.params/shaders.Quad, len(p.X)/p.Visible
	advance := []uint32{uint32(quads), uint32(p.Batch), uint32(examples), uint32(at.hiddenBias.At), uint32(p.Hidden), 0}
	a.add(shaders.Advance, shaders.Options{}, 1, 1, advance, m.grads, m.status)
	a.line(shaders.MoveOn, shaders.Options{}, quads, r.rule(), m.grads, m.status, m.params, m.moments)
	return a.Program()
}

// rule is the uniform Move of rbm.wgsl.
func (r *RBM) rule() []uint32 {
	p := r.problem
	return []uint32{
		uint32(r.at.params / shaders.Quad), uint32(r.at.hiddenBias.At / shaders.Quad), backend.RBMSettled,
		layout.Bits(p.Rate() / float64(p.Batch)), layout.Bits(p.Rate() * backend.RBMDecay),
		layout.Bits(p.Momentum(0)), layout.Bits(p.Momentum(backend.RBMSettled)),
	}
}

// hiddenGiven adds P(h|v), from some rows of visible units to hidden ones.
func (r *RBM) hiddenGiven(a *assembler, v, h int) {
	p, m, at := r.problem, r.mem, r.at
	s := shapeOf(p.Batch, p.Hidden, p.Visible, 0)
	s.left, s.ldLeft, s.result, s.ldResult = v, at.ldV, h, at.ldH
	s.right, s.ldRight, s.bias = at.weights.At, at.ldV, at.hiddenBias.At
	a.product(forward, shaders.Options{Act: layout.ActNamed("sigmoid")}, s, m.params, m.acts, m.pre)
}

// visibleGiven adds the visible units' means, given the hidden units' states.
func (r *RBM) visibleGiven(a *assembler) {
	p, m, at := r.problem, r.mem, r.at
	s := shapeOf(p.Batch, p.Visible, p.Hidden, 0)
	s.left, s.ldLeft, s.result, s.ldResult = at.h0, at.ldH, at.v1, at.ldV
	s.right, s.ldRight = at.weights.At, at.ldV
	linear := shaders.Options{Act: layout.ActNamed("linear")}
	a.product(backward, linear, s, m.params, m.delta, m.pre)
	means := linear
	if !p.Gaussian {
		means.Act = layout.ActNamed("sigmoid")
	}
	v := r.visible(at.v1, at.v1)
	v.bias = at.visibleBias.At
	a.quads(shaders.Reconstruct, means, v, m.params, m.acts, m.delta)
}

// visible is the shape of what is done to each visible unit by itself.
func (r *RBM) visible(from, to int) shape {
	return eachOf(r.problem.Batch, r.problem.Visible, from, to)
}

// hidden is that of hidden units, in place.
func (r *RBM) hidden(at int) shape { return eachOf(r.problem.Batch, r.problem.Hidden, at, at) }
