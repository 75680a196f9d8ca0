package selftest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/conformance"
	"backflow/sim/backend/cpu"
)

func trusted() backend.Backend { return cpu.New() }

// A backend agrees with itself, on every problem.
func TestComparePassesWhatAgrees(t *testing.T) {
	for _, p := range []backend.Problem{Dense(2, 2, "tanh"), Dense(7, 5, "sigmoid", "relu", "leaky"), Images()} {
		if err := Compare(cpu.New(), trusted, p); err != nil {
			t.Error(err)
		}
	}
	for _, gaussian := range []bool{false, true} {
		if err := CompareRBMs(cpu.New().NewRBM(), trusted, RBM(gaussian)); err != nil {
			t.Error(err)
		}
	}
}

// Whatever differs by more than the tolerance is named, and less is let pass.
func TestCompareNamesWhatDiffers(t *testing.T) {
	for says, wrong := range map[string]func(*backend.Observation){
		"the output is":                    func(o *backend.Observation) { o.Output[0] *= 1.01 },
		"the output has 0 values":          func(o *backend.Observation) { o.Output = nil },
		"the loss is":                      func(o *backend.Observation) { o.Loss *= 1.01 },
		"the loss on all examples":         func(o *backend.Observation) { o.Train.Loss *= 1.01 },
		"the gradient of tensor 2":         func(o *backend.Observation) { o.Gradients[2][3] += 0.01 },
		"the tensor 0 after 5 steps":       func(o *backend.Observation) { o.State.Params[0][1] = 0 },
		"the RMS of the activations":       func(o *backend.Observation) { o.Layers[0].ActRMS *= 1.01 },
		"the RMS δ of layer":               func(o *backend.Observation) { o.Layers[1].DeltaRMS *= 1.01 },
		"the RMS ∂C/∂W of layer":           func(o *backend.Observation) { o.Layers[1].DWRMS *= 0.99 },
		"the RMS of the weights":           func(o *backend.Observation) { o.Layers[1].WRMS *= 0.99 },
		"the RMS of the slopes φ′":         func(o *backend.Observation) { o.Layers[0].SlopeRMS *= 1.01 },
		"the update/weight ratio":          func(o *backend.Observation) { o.Layers[0].UpdateRatio = 0 },
		"the histogram of the δ":           func(o *backend.Observation) { o.Layers[1].DeltaHist.Counts[3] += 20 },
		"the histogram of the activations": func(o *backend.Observation) { o.Layers[0].ActHist.Zeros += 30 },
		"the histogram of the ∂C/∂W":       func(o *backend.Observation) { o.Layers[0].DWHist.Counts[60] += 20 },
		"": func(o *backend.Observation) {
			o.Loss *= 1.0005
			o.Layers[1].DeltaHist.Counts[3]++ // a value at the edge of a bin
		},
	} {
		err := Compare(conformance.Misreport(cpu.New(), wrong), trusted, Dense(2, 2, "tanh", "sigmoid"))
		if says == "" && err != nil || says != "" && (err == nil || !strings.HasPrefix(err.Error(), says)) {
			t.Errorf("error %v, want one that begins %q", err, says)
		}
	}
}

// A peer that does not run the problem is no peer, and its reason is kept.
func TestCompareNeedsThePeer(t *testing.T) {
	no := errors.New("no")
	err := Compare(cpu.New(), func() backend.Backend { return refusing{cpu.New(), no} }, Dense(2, 2, "tanh"))
	if !errors.Is(err, no) || !strings.Contains(err.Error(), "its peer") {
		t.Errorf("error %v", err)
	}
	err = Compare(refusing{cpu.New(), no}, trusted, Dense(2, 2, "tanh"))
	if !errors.Is(err, no) || strings.Contains(err.Error(), "its peer") {
		t.Errorf("error %v of the backend that is tested", err)
	}
}

type refusing struct {
	backend.Backend
	with error
}

func (r refusing) Reset(backend.Problem) error { return r.with }

// An RBM whose weights, biases or error are off does not pass.
func TestCompareRBMsNamesWhatDiffers(t *testing.T) {
	for says, wrong := range map[string]func(*backend.RBMObservation){
		"the weights":       func(o *backend.RBMObservation) { o.W[5] += 0.01 },
		"the hidden biases": func(o *backend.RBMObservation) { o.B = o.B[1:] },
		"the error":         func(o *backend.RBMObservation) { o.Error *= 1.01 },
	} {
		err := CompareRBMs(lyingRBM{cpu.New().NewRBM(), wrong}, trusted, RBM(false))
		if err == nil || !strings.HasPrefix(err.Error(), says) {
			t.Errorf("error %v, want one that begins %q", err, says)
		}
	}
}

type lyingRBM struct {
	backend.RBM
	wrong func(*backend.RBMObservation)
}

func (l lyingRBM) Observe() (backend.RBMObservation, error) {
	o, err := l.RBM.Observe()
	l.wrong(&o)
	return o, err
}

// The comparison must not fail by a hidden state that falls the other way for a
// rounding error.
func TestRBMSelfTestHangsByNoRoundingError(t *testing.T) {
	for _, gaussian := range []bool{false, true} {
		p := RBM(gaussian)
		want, err := trainRBM(cpu.New().NewRBM(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, off := range []float32{-2e-5, 2e-5} { // a hundred times as much as a GPU's sums are off
			moved := p
			moved.W = slices.Clone(p.W)
			for i := range moved.W {
				moved.W[i] *= 1 + off
			}
			got, err := trainRBM(cpu.New().NewRBM(), moved)
			if err != nil {
				t.Fatal(err)
			}
			if err := differInRBM(got, want); err != nil {
				t.Errorf("Gaussian %t, weights off by %g: %v", gaussian, off, err)
			}
		}
	}
}
