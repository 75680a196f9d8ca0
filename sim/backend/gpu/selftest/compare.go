package selftest

import (
	"fmt"
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
)

// Tolerance is how far a number of the GPU may lie from the peer's, as
// a share of the RMS of the tensor it stands in. Both compute in float32, add
// in different orders, and WebGPU allows exp and division some units in the
// last place; five steps let that grow to about 1e-5. A driver that compiles a
// kernel wrongly is off by far more.
const Tolerance = 1e-3

// Steps is how many steps a comparison trains.
const Steps = 5

// Compare trains a problem on the backend that is tested and on a trusted peer, and says
// in an error where they differ by more than they may. It closes both.
func Compare(tested backend.Backend, peer func() backend.Backend, p backend.Problem) error {
	got, err := trainAndObserve(tested, p)
	if err != nil {
		return err
	}
	want, err := trainAndObserve(peer(), p)
	if err != nil {
		return fmt.Errorf("its peer could not run it: %w", err)
	}
	pairs := []struct {
		name      string
		got, want []float32
	}{
		{"output", got.Output, want.Output},
		{"loss", []float32{float32(got.Loss)}, []float32{float32(want.Loss)}},
		{"loss on all examples", []float32{float32(got.Train.Loss)}, []float32{float32(want.Train.Loss)}},
	}
	for _, c := range pairs {
		if err := differ(c.name, c.got, c.want); err != nil {
			return err
		}
	}
	for i := range want.Gradients {
		if err := differ(fmt.Sprintf("gradient of tensor %d", i), got.Gradients[i], want.Gradients[i]); err != nil {
			return err
		}
		if err := differ(fmt.Sprintf("tensor %d after %d steps", i, Steps), got.State.Params[i], want.State.Params[i]); err != nil {
			return err
		}
	}
	for i := range want.Layers {
		if err := differInLayer(&got.Layers[i], &want.Layers[i]); err != nil {
			return err
		}
	}
	return nil
}

// differInLayer says what a viewer would be shown of a layer that is not so.
func differInLayer(got, want *stats.Layer) error {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"RMS of the activations", got.ActRMS, want.ActRMS},
		{"RMS δ", got.DeltaRMS, want.DeltaRMS},
		{"RMS ∂C/∂W", got.DWRMS, want.DWRMS},
		{"RMS of the weights", got.WRMS, want.WRMS},
		{"RMS of the slopes φ′", got.SlopeRMS, want.SlopeRMS},
		{"update/weight ratio", got.UpdateRatio, want.UpdateRatio},
	} {
		if err := differ(c.name+" of layer "+want.Name, []float32{float32(c.got)}, []float32{float32(c.want)}); err != nil {
			return err
		}
	}
	for _, c := range []struct {
		name      string
		got, want *stats.Histogram
	}{
		{"activations", got.ActHist, want.ActHist},
		{"δ", got.DeltaHist, want.DeltaHist},
		{"∂C/∂W", got.DWHist, want.DWHist},
	} {
		if off, all := moved(c.got, c.want); off > all/50+2 {
			return fmt.Errorf("the histogram of the %s of layer %s has %d of %d values in other bins than the CPU's", c.name, want.Name, off, all)
		}
	}
	return nil
}

// moved is how many of all values one histogram has further up or down than
// another, at the place where most are: values at the edge of a bin may be.
func moved(got, want *stats.Histogram) (most, all int) {
	below := int(got.Zeros) - int(want.Zeros)
	most, all = abs(below), int(want.Zeros)
	for i, n := range want.Counts {
		below += int(got.Counts[i]) - int(n)
		most, all = max(most, abs(below)), all+int(n)
	}
	return most, all
}

func abs(n int) int { return max(n, -n) }

func trainAndObserve(b backend.Backend, p backend.Problem) (*backend.Observation, error) {
	defer b.Close()
	if err := b.Reset(p); err != nil {
		return nil, err
	}
	if err := b.Train(Steps, Hyper); err != nil {
		return nil, err
	}
	return b.Observe(Want, Hyper)
}

// Hyper is what the backends train with, and Want what is compared.
var (
	Hyper = backend.Hyper{Optimiser: optim.SGD, LR: 0.2, Decay: 0.01}
	Want  = backend.Want{Eval: true, State: true, Gradients: true, Histograms: true}
)

// differ says where two tensors differ by more than they may.
func differ(name string, got, want []float32) error {
	if len(got) != len(want) {
		return fmt.Errorf("the %s has %d values, not %d", name, len(got), len(want))
	}
	size := stats.RMS(want)
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= Tolerance*size) {
			return fmt.Errorf("the %s is %g where the CPU has %g", name, got[i], want[i])
		}
	}
	return nil
}

// CompareRBMs is Compare for RBMs, of the peer's backend.
func CompareRBMs(tested backend.RBM, peer func() backend.Backend, p backend.RBMProblem) error {
	got, err := trainRBM(tested, p)
	if err != nil {
		return err
	}
	trusted := peer()
	defer trusted.Close()
	want, err := trainRBM(trusted.NewRBM(), p)
	if err != nil {
		return fmt.Errorf("its peer could not run it: %w", err)
	}
	return differInRBM(got, want)
}

func differInRBM(got, want backend.RBMObservation) error {
	if err := differ("weights", got.W, want.W); err != nil {
		return err
	}
	if err := differ("hidden biases", got.B, want.B); err != nil {
		return err
	}
	return differ("error", []float32{float32(got.Error)}, []float32{float32(want.Error)})
}

func trainRBM(r backend.RBM, p backend.RBMProblem) (backend.RBMObservation, error) {
	defer r.Close()
	if err := r.Reset(p); err != nil {
		return backend.RBMObservation{}, err
	}
	if err := r.Train(Steps); err != nil {
		return backend.RBMObservation{}, err
	}
	return r.Observe()
}
