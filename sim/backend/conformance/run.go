// Package conformance is the conformance suite of backend.Backend. Every backend
// runs the same small problems as the float64 reference (sim/backend/ref) and must
// come to the same numbers; a backend's own test is a call of Run.
//
// The problems are small and awkward on purpose: no batch and no width divides
// anything, so that a tile's edge, a partial chunk or a wrong stride shows.
package conformance

import (
	"errors"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/ref"
)

// Float32Tolerance is how far a value of a float32 backend may lie from the
// reference, as a share of the RMS of the tensor it stands in. Sums of some
// hundred float32 products are good to about 1e-6 of their terms' size; thirty
// layers and cancellation inside a tensor cost one to two digits more. A wrong
// formula, index or sign is off by far more than 1e-3.
const Float32Tolerance = 2e-4

// Open makes a fresh backend. The suite closes it.
type Open func() (backend.Backend, error)

// Options says what the suite may ask of a backend.
type Options struct {
	// Tolerance bounds the error of one pass: activations, loss, gradients,
	// statistics.
	Tolerance float64
	// TrainTolerance bounds the error of parameters after ten steps.
	TrainTolerance float64
	Features       Features
}

// Features are the parts of the contract that a backend may lack. Where a
// network needs a feature that is false, Reset must return an
// *backend.UnsupportedError, and the suite checks that it does.
type Features struct {
	Conv     bool // conv, maxpool, avgpool and flatten layers
	Norm     bool // batchnorm and layernorm layers
	Residual bool // residual layers
	Noise    bool // the noisy activation

	// The rest are not refused by Reset; the suite leaves them out.
	Optimisers bool // more than plain SGD
	Clip       bool // Hyper.Clip
	LayerRates bool // Hyper.LayerLR and Hyper.Equalise
	Histograms bool // Want.Histograms
}

// All is every feature there is.
var All = Features{
	Conv: true, Norm: true, Residual: true, Noise: true,
	Optimisers: true, Clip: true, LayerRates: true, Histograms: true,
}

// Dense is what every backend must have: dense layers, activations without
// noise, all losses, plain SGD and weight decay.
var Dense = Features{}

// covers reports whether f has all that need asks for.
func (f Features) covers(need Features) bool {
	lacks := func(has, needed bool) bool { return needed && !has }
	return !lacks(f.Conv, need.Conv) && !lacks(f.Norm, need.Norm) &&
		!lacks(f.Residual, need.Residual) && !lacks(f.Noise, need.Noise) &&
		!lacks(f.Optimisers, need.Optimisers) && !lacks(f.Clip, need.Clip) &&
		!lacks(f.LayerRates, need.LayerRates) && !lacks(f.Histograms, need.Histograms)
}

// Run holds the backends that open makes to the contract of backend.Backend.
func Run(t *testing.T, open func() (backend.Backend, error), o Options) {
	s := suite{open: open, Options: o}
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) { s.runCase(t, c) })
	}
	t.Run("hyper", s.hyper)
	t.Run("lost", s.lost)
	t.Run("underflow", s.underflows)
	t.Run("minibatches", s.minibatches)
	t.Run("continue", s.continues)
	t.Run("repeat", s.repeats)
	t.Run("diverge", s.diverges)
	t.Run("infinite", s.infinite)
	t.Run("info", s.info)
}

type suite struct {
	open Open
	Options
}

// runCase checks one network: refused where a feature is missing, else equal
// to the reference before and after ten steps.
func (s suite) runCase(t *testing.T, c testCase) {
	if !s.Features.covers(c.needs) {
		s.refuses(t, c.problem)
		return
	}
	t.Run("observe", func(t *testing.T) { s.observes(t, c) })
	t.Run("train", func(t *testing.T) { s.trains(t, c) })
}

func (s suite) refuses(t *testing.T, p backend.Problem) {
	b := s.fresh(t)
	var unsupported *backend.UnsupportedError
	if err := b.Reset(p); !errors.As(err, &unsupported) {
		t.Fatalf("Reset = %v, want an *backend.UnsupportedError", err)
	}
	if unsupported.Reason.Empty() {
		t.Error("the UnsupportedError has no reason")
	}
}

// fresh opens the backend under test and closes it when the test ends.
func (s suite) fresh(t *testing.T) backend.Backend {
	t.Helper()
	b, err := s.open()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(b.Close)
	return b
}

// start opens the backend under test on p.
func (s suite) start(t *testing.T, p backend.Problem) backend.Backend {
	t.Helper()
	return reset(t, s.fresh(t), p)
}

// both starts the backend under test and the reference on the same problem.
func (s suite) both(t *testing.T, p backend.Problem) (got, want backend.Backend) {
	t.Helper()
	return s.start(t, p), reset(t, ref.New(), p)
}

func reset(t *testing.T, b backend.Backend, p backend.Problem) backend.Backend {
	t.Helper()
	if err := b.Reset(p); err != nil {
		t.Fatalf("%s: Reset: %v", b.Info().Name, err)
	}
	return b
}

func train(t *testing.T, b backend.Backend, steps int, h backend.Hyper) {
	t.Helper()
	if err := b.Train(steps, h); err != nil {
		t.Fatalf("%s: Train: %v", b.Info().Name, err)
	}
}

func observe(t *testing.T, b backend.Backend, w backend.Want, h backend.Hyper) *backend.Observation {
	t.Helper()
	o, err := b.Observe(w, h)
	if err != nil {
		t.Fatalf("%s: Observe: %v", b.Info().Name, err)
	}
	return o
}

// state is the state that b stands at.
func state(t *testing.T, b backend.Backend, h backend.Hyper) *backend.State {
	t.Helper()
	o := observe(t, b, backend.Want{State: true}, h)
	if o.State == nil {
		t.Fatalf("%s: Want.State gave no state", b.Info().Name)
	}
	return o.State
}
