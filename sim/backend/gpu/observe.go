package gpu

import (
	"errors"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/gpu/layout"
)

// Observe implements backend.Backend.
func (b *Backend) Observe(want backend.Want, h backend.Hyper) (*backend.Observation, error) {
	p, err := b.StartObserve(want, h)
	if err != nil {
		return nil, err
	}
	return p.Wait()
}

// pending is an observation on its way. It implements backend.Pending.
type pending struct {
	b      *Backend
	r      *readout
	want   backend.Want
	h      backend.Hyper
	record time.Duration
	behind []place
}

// place is one in the row of portions at a pace: the number of the next one.
type place struct {
	pace   *device.Pace
	number int
}

// StartObserve implements backend.Overlapping.
func (b *Backend) StartObserve(want backend.Want, h backend.Hyper) (p backend.Pending, err error) {
	defer rescue(&err)
	if b.mem == nil {
		return nil, errNotReset
	}
	if err := b.flush(); err != nil {
		return nil, err
	}
	if err := b.setHyper(h); err != nil {
		return nil, err
	}
	if err := b.extras.prepare(b, want); err != nil {
		return nil, err
	}
	r := b.freeReadout()
	if r == nil {
		return nil, errors.New("two observations are on their way already; wait for one of them first")
	}
	began := time.Now()
	if err := r.observe(b, want); err != nil {
		return nil, err
	}
	return &pending{b, r, want, h, time.Since(began), b.places()}, nil
}

// places is where the next portions of b will stand.
func (b *Backend) places() (list []place) {
	paces := []*device.Pace{&b.pace}
	if b.group != nil {
		paces = append(paces, &b.group.pace)
	}
	for _, p := range paces {
		list = append(list, place{p, p.Interrupt()})
	}
	return list
}

// stepTime is about what a step of b takes by itself.
func (b *Backend) stepTime() time.Duration {
	if b.group != nil && len(b.group.bound) > 0 {
		return b.group.pace.StepTime() / time.Duration(len(b.group.bound))
	}
	return b.pace.StepTime()
}

// Wait implements backend.Pending. First it waits for the steps before the
// observation, to tell what time those took from what the observation did. That
// is less by a step, as the one behind it takes the gradients that it has found.
func (p *pending) Wait() (o *backend.Observation, err error) {
	defer rescue(&err)
	if !p.r.UnderWay() {
		return nil, errDropped
	}
	for _, at := range p.behind {
		if err := at.pace.FinishBefore(at.number); err != nil {
			return nil, err
		}
	}
	began := time.Now()
	units := p.r.units
	parts, err := p.r.finish()
	if err != nil {
		return nil, err
	}
	o = view{p.b, parts, p.h, units}.describe(p.want)
	o.Took = p.record + max(time.Since(began)-p.b.stepTime(), 0)
	return o, nil
}

func (b *Backend) freeReadout() *readout {
	for i := range b.readouts {
		if !b.readouts[i].UnderWay() {
			return &b.readouts[i]
		}
	}
	return nil
}

// readout brings everything that one observation needs to the CPU in a single
// staging buffer.
type readout struct {
	device.Readback
	parts []part
	units int // units a layer in partSample
}

var errDropped = errors.New("the observation is gone: its network was reset or closed")

// region is a stretch of GPU memory that an observation needs.
type region struct {
	part part
	from *device.Buffer
	at   int // first float
	n    int // floats
}

// part names a region.
type part int

const (
	partStatus part = iota
	partLosses
	partIndex
	partOutput
	partTotals
	partSample
	partParams
	partMoments
	partGrads
	partTrain
	partTest
	partField
	partHistograms
)

// regions lists what want needs to be copied.
func (b *Backend) regions(want backend.Want) []region {
	n, m := b.net, b.mem
	at, _ := n.Slots(b.problem.Batch)
	list := []region{
		{partStatus, m.status, 0, statusWords},
		{partLosses, m.losses, 0, b.problem.Batch},
		{partIndex, m.indices, 0, 1},
		{partOutput, m.acts, at[len(at)-1], n.Outputs()},
		{partTotals, m.totals, 0, n.Totals()},
	}
	if want.Units > 0 {
		list = append(list, region{partSample, b.extras.sample, 0, layout.CornerSize(b.extras.cornerUnit) * len(n.Layers)})
	}
	if want.State {
		list = append(list, region{partParams, m.params, 0, n.Params}, region{partMoments, m.moments, 0, b.memories * n.Params})
	}
	if want.Gradients {
		list = append(list, region{partGrads, m.grads, 0, n.Params})
	}
	if want.Eval {
		list = append(list, region{partTrain, m.trainScores, 0, 2 * n.Examples(b.problem.Data.Train)},
			region{partTest, m.testScores, 0, 2 * n.Examples(b.problem.Data.Test)})
	}
	if b.wantsField(want) {
		list = append(list, region{partField, b.extras.values, 0, want.Field * want.Field})
	}
	if want.Histograms {
		list = append(list, region{partHistograms, b.extras.counting.records, 0, n.HistogramFields()})
	}
	return list
}

// observe submits the observation: one more pass, the statistics, whatever else
// is wanted, and the copies.
func (r *readout) observe(b *Backend, want backend.Want) error {
	r.units = b.extras.cornerUnit
	regions := b.regions(want)
	programs := []*device.Program{b.pass, b.stats}
	if want.Units > 0 {
		programs = append(programs, b.extras.corner)
	}
	if want.Histograms {
		programs = append(programs, b.extras.counting.program)
	}
	b.passed = true
	others := b.evaluations(want)
	if len(others) == 0 {
		return r.collect(b.d, regions, programs...)
	}
	if err := b.submitPrograms(programs...); err != nil {
		return err
	}
	for _, p := range others { // each by itself, so that none is long
		if err := b.submitPrograms(p); err != nil {
			return err
		}
	}
	return r.collect(b.d, regions)
}

// evaluations are the programs of what want asks for beyond the minibatch.
func (b *Backend) evaluations(want backend.Want) (list []*device.Program) {
	if b.extras.population != nil && (want.Eval || b.wantsField(want)) {
		list = append(list, b.extras.population)
	}
	if want.Eval {
		list = append(append(list, b.extras.train...), b.extras.test...)
	}
	if b.wantsField(want) {
		list = append(list, b.extras.field...)
	}
	return list
}

func (b *Backend) submitPrograms(programs ...*device.Program) error {
	return b.d.dev.Submit(func(c device.Commands) error { return c.Run(programs...) })
}

// collect runs programs and asks for regions.
func (r *readout) collect(d *Device, regions []region, programs ...*device.Program) error {
	var spans []device.Span
	r.parts = r.parts[:0]
	for _, g := range regions {
		r.parts = append(r.parts, g.part)
		spans = append(spans, device.Span{From: g.from, At: g.at, Floats: g.n})
	}
	return r.Start(d.dev, spans, programs...)
}

// finish waits for the copy and returns its parts.
func (r *readout) finish() (map[part][]byte, error) {
	list, err := r.Wait()
	if err != nil {
		return nil, err
	}
	parts := map[part][]byte{}
	for i, bytes := range list {
		parts[r.parts[i]] = bytes
	}
	return parts, nil
}
