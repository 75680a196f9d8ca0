package gpu

import (
	"math"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// RBM implements backend.RBM on a Device, with the matrix products of dense layers.
// A step is a list of dispatches; nothing is read but for an observation.
type RBM struct {
	d       *Device
	problem backend.RBMProblem
	mem     *memory
	at      rbmPlaces

	there, andBack *device.Program // to the reconstruction, and on to the step
	pace           device.Pace
	look           readout
}

// NewRBM implements backend.Backend. It is cheap; Reset does the work.
func (b *Backend) NewRBM() backend.RBM { return &RBM{d: b.d} }

// rbmPlaces says where everything of an RBM lies. Its activations, their inputs
// and whatever else there is of each unit lie alike: the visible units of the
// minibatch and below them, as more rows of one matrix, those of its
// reconstruction; then the hidden units of both.
type rbmPlaces struct {
	weights, hiddenBias, visibleBias layout.Home
	params                           int
	v0, v1, h0, h1                   int
	ldV, ldH                         int
	units                            int
}

func placesOf(p backend.RBMProblem) rbmPlaces {
	n := &layout.Network{}
	n.Place(p.Hidden, p.Visible)
	n.Place(1, p.Hidden)
	n.Place(1, p.Visible)
	at := rbmPlaces{
		weights: n.Homes[0], hiddenBias: n.Homes[1], visibleBias: n.Homes[2], params: n.Params,
		ldV: layout.LD(p.Visible), ldH: layout.LD(p.Hidden),
	}
	at.v1 = p.Batch * at.ldV
	at.h0 = 2 * at.v1
	at.h1 = at.h0 + p.Batch*at.ldH
	at.units = at.h1 + p.Batch*at.ldH
	return at
}

// Reset implements backend.RBM.
func (r *RBM) Reset(p backend.RBMProblem) (err error) {
	defer rescue(&err)
	if err := r.d.dev.Err(); err != nil {
		return err
	}
	if err := r.d.checkRBMs(); err != nil {
		return err
	}
	r.free()
	r.problem, r.at = p, placesOf(p)
	r.pace.Bind(r.d.dev, r.take)
	if r.mem, err = newRBMMemory(r.d, p, r.at); err != nil {
		return err
	}
	if r.there, err = r.reconstruction(); err == nil {
		r.andBack, err = r.step()
	}
	if err == nil {
		err = r.d.dev.Compile(device.KernelsOf(r.there, r.andBack))
	}
	if err != nil {
		r.free()
	}
	return err
}

func newRBMMemory(d *Device, p backend.RBMProblem, at rbmPlaces) (*memory, error) {
	m := &memory{d: d}
	biases := make([]float32, p.Visible)
	for i, a := range nn.VisibleBiases(p.X, p.Visible, p.Gaussian) {
		biases[i] = float32(a)
	}
	n := &layout.Network{Params: at.params, Homes: []layout.Home{at.weights, at.hiddenBias, at.visibleBias}}
	m.params = filled(m, "parameters", n.Pack([][]float32{p.W, p.B, biases}))
	m.grads = filled(m, "directions", make([]float32, at.params))
	m.moments = filled(m, "velocities", make([]float32, at.params))
	m.acts = filled(m, "units", make([]float32, at.units)) // the gaps must be 0
	m.pre = m.floats("inputs of units", at.units)
	m.delta = filled(m, "states of units", make([]float32, at.units))
	m.losses = m.floats("squared errors", at.ldV)
	m.status = filled(m, "status", make([]uint32, statusWords))
	m.indices = m.floats("indices", p.Batch)
	m.targets, m.trainY = m.floats("no targets", 1), m.floats("no targets", 1)
	m.trainX = filled(m, "training examples", layout.Pad(p.X, len(p.X)/p.Visible, p.Visible))
	return m.whole()
}

// Train implements backend.RBM.
func (r *RBM) Train(steps int) (err error) {
	defer rescue(&err)
	if r.mem == nil {
		return errNotReset
	}
	return r.pace.Train(steps)
}

// take hands over steps of the pace.
func (r *RBM) take(n int, end func(device.Commands, *device.Buffer)) (fresh int, err error) {
	return n, r.d.dev.Submit(func(c device.Commands) error {
		err := c.Run(slices.Repeat([]*device.Program{r.there, r.andBack}, n)...)
		end(c, r.mem.status)
		return err
	})
}

// Observe implements backend.RBM.
func (r *RBM) Observe() (o backend.RBMObservation, err error) {
	defer rescue(&err)
	if r.mem == nil {
		return o, errNotReset
	}
	if err := r.pace.Drain(); err != nil {
		return o, err
	}
	err = r.look.collect(r.d, []region{
		{partStatus, r.mem.status, 0, statusWords},
		{partParams, r.mem.params, 0, r.at.params},
		{partLosses, r.mem.losses, 0, r.problem.Visible},
	}, r.there)
	if err != nil {
		return o, err
	}
	parts, err := r.look.finish()
	if err != nil {
		return o, err
	}
	return r.describe(parts), nil
}

func (r *RBM) describe(parts map[part][]byte) backend.RBMObservation {
	p, status, params := r.problem, device.Words(parts[partStatus]), device.Floats(parts[partParams])
	squared := 0.0
	for _, s := range device.Floats(parts[partLosses]) {
		squared += float64(s)
	}
	o := backend.RBMObservation{
		Step:  int(status[0]),
		W:     layout.Unpad(params[r.at.weights.At:], p.Hidden, p.Visible),
		B:     layout.Unpad(params[r.at.hiddenBias.At:], 1, p.Hidden),
		Error: math.Sqrt(squared / float64(p.Batch*p.Visible)),
	}
	if status[3] != 0 {
		o.Error = math.NaN()
	}
	return o
}

// Close implements backend.RBM.
func (r *RBM) Close() {
	var err error
	defer rescue(&err) // a lost device throws at everything, and has freed all
	r.free()
}

func (r *RBM) free() {
	r.pace.Release()
	r.d.dev.Settle()
	r.look.Release()
	for _, p := range []**device.Program{&r.there, &r.andBack} {
		if *p != nil {
			(*p).Release()
			*p = nil
		}
	}
	if r.mem != nil {
		r.mem.release()
		r.mem = nil
	}
}

// draw is the key of minibatches and of chances.
func (r *RBM) draw() (count, half, seed uint32) {
	p := r.problem
	return data.NewMinibatches(len(p.X)/p.Visible, p.Seed).Key()
}
