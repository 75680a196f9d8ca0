package probe

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"backflow/sim/backend"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/reason"
	"backflow/sim/text"
	"backflow/sim/theory"
)

// Subject is what is measured. Slices are only read, and must not change while
// a run is not done.
type Subject struct {
	backend.Problem // the network, its parameters (State.Params) and its data; Batch and Seed draw minibatches
	// Net is the network as the theory sees it; nil leaves the theory out.
	Net *theory.Net
	// Draw draws the network's first parameters for a seed: "band" asks for several,
	// "unchanged" for those of Seed.
	Draw func(seed uint64) ([][]float32, error)
	// Samples is how many minibatches ("snr"), pairs ("likeness", "shattering"),
	// examples ("dead", "jacobian") or seeds ("band") are looked at; 0 means the
	// instrument's own number, Instrument.Samples.
	Samples int
}

// Run is an instrument at work. It is used by one goroutine at a time.
type Run struct {
	next     func() (struct{}, bool)
	stop     func()
	deadline time.Time
	done     bool
	share    float64
	reading  Reading
	err      error
}

// Start begins an instrument of the table by its name. It checks what it is
// given and computes nothing yet. An unknown name is a text.Message; the other errors
// are the programmer's: no Config makes such a Subject.
func Start(name string, s Subject) (*Run, error) {
	instrument, ok := ByName(name)
	if !ok {
		return nil, text.New("reason.noInstrument", "name", text.Echo(name), "names", names())
	}
	if s.Samples <= 0 {
		s.Samples = instrument.Samples
	}
	t, err := newTask(s)
	if err != nil {
		return nil, err
	}
	r := &Run{}
	t.run, t.row = r, instrument
	r.reading = Reading{Instrument: name, Layers: s.Spec.LayerNames()}
	t.refuse(reason.NotYet)
	r.next, r.stop = iter.Pull(func(yield func(struct{}) bool) {
		defer r.recover()
		t.pause = func() {
			if !yield(struct{}{}) {
				panic(givenUp{})
			}
		}
		t.check()
		instrument.measure(t)
	})
	return r, nil
}

func names() string {
	var list []string
	for _, i := range Instruments {
		list = append(list, i.Name)
	}
	return strings.Join(list, ", ")
}

// givenUp is what a run that is closed early panics with, to leave its pass, and
// failed what one panics with that cannot go on.
type (
	givenUp struct{}
	failed  struct{ error }
)

// recover ends a run, however it ended.
func (r *Run) recover() {
	switch p := recover().(type) {
	case nil, givenUp:
	case failed:
		r.err = p.error
	default:
		panic(p)
	}
}

// Work goes on for about the given time, and returns the share that is done, 0 … 1.
func (r *Run) Work(budget time.Duration) float64 {
	if r.done {
		return 1
	}
	r.deadline = time.Now().Add(budget)
	if _, more := r.next(); !more {
		r.done, r.share = true, 1
	}
	return r.share
}

// Finish works until the run is done.
func (r *Run) Finish() (Reading, error) {
	for !r.done {
		r.Work(time.Hour)
	}
	return r.reading, r.err
}

// Done reports whether nothing is left to do.
func (r *Run) Done() bool { return r.done }

// Err says what ended the run early, nil if nothing did.
func (r *Run) Err() error { return r.err }

// Reading is what there is so far; figures that are not known yet say reason.NotYet. The
// caller owns it.
func (r *Run) Reading() Reading { return r.reading }

// Close ends a run, done or not. It may be closed twice.
func (r *Run) Close() {
	r.stop()
	r.done = true
}

// task is a run as its instrument sees it.
type task struct {
	Subject
	run    *Run
	row    Instrument
	pause  func()
	layers int // observed
	params [][]float64
}

func newTask(s Subject) (*task, error) {
	t := &task{Subject: s, layers: len(s.Spec.LayerNames())}
	for _, p := range s.State.Params {
		t.params = append(t.params, num.Float64s(p))
	}
	net, err := nn.New(s.Spec, t.params)
	switch {
	case err != nil:
		return nil, err
	case t.layers == 0:
		return nil, fmt.Errorf("probe: the network has no dense or conv layer to measure")
	case s.Data == nil || s.Data.Train.Len() == 0:
		return nil, fmt.Errorf("probe: there are no examples to measure on")
	case s.Batch < 1:
		return nil, fmt.Errorf("probe: batch is %d, it must be at least 1", s.Batch)
	case s.Data.Shape.Size() != net.Spec.Input.Size():
		return nil, fmt.Errorf("probe: an example has %d features, the network takes %d", s.Data.Shape.Size(), net.Spec.Input.Size())
	}
	return t, nil
}

// check lets others go first.
func (t *task) check() {
	if !time.Now().Before(t.run.deadline) {
		t.pause()
	}
}

// progress notes that i of n equal parts are done.
func (t *task) progress(i, n int) {
	t.run.share = float64(i) / float64(max(n, 1))
	t.check()
}

// pass is a pass that may rest, without noise and exact.
func (t *task) pass(batch int) nn.Pass { return nn.Pass{Batch: batch, Rest: t.check} }

// network builds the subject's network.
func (t *task) network() *nn.Network { return t.build(t.params) }

func (t *task) build(params [][]float64) *nn.Network {
	net, err := nn.New(t.Spec, params)
	if err != nil {
		panic(failed{err})
	}
	return net
}

// show puts the reading's columns and figures where everybody sees them.
func (t *task) show(columns []Column, whole ...Scalar) {
	t.run.reading.Columns, t.run.reading.Whole = columns, whole
}

// refuse shows why there is no number at all.
func (t *task) refuse(why reason.Reason) {
	r := t.row.Refusal(t.Spec.LayerNames(), why)
	t.show(r.Columns, r.Whole...)
}

// examples returns the inputs of examples of the training part, and what they
// should give.
func (t *task) examples(indices []int) (x, y []float64) {
	size := t.Data.Shape.Size()
	targets := len(t.Data.Train.Y) / t.Data.Train.Len()
	for _, i := range indices {
		x = append(x, num.Float64s(t.Data.Train.X[i*size:(i+1)*size])...)
		y = append(y, num.Float64s(t.Data.Train.Y[i*targets:(i+1)*targets])...)
	}
	return x, y
}

// upTo is 0 … n−1.
func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
