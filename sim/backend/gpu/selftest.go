package gpu

import (
	"errors"
	"fmt"
	"math"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/gpu/device"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
)

// SelfTestTolerance is how far a number of the GPU may lie from the peer's, as
// a share of the RMS of the tensor it stands in. Both compute in float32, add
// in different orders, and WebGPU allows exp and division some units in the
// last place; five steps let that grow to about 1e-5. A driver that compiles a
// kernel wrongly is off by far more.
const SelfTestTolerance = 1e-3

// selfTestSteps is how many steps the self-test trains.
const selfTestSteps = 5

// SelfTest trains small networks on the device and on a trusted peer (the CPU
// backend) and compares outputs, losses, gradients, parameters, and what a
// viewer is shown of every layer. An error says in a sentence what differs: such
// a device must not be used. RBMs, which few want, are compared with the peer's
// before the first of them trains. If the device is lost meanwhile, so that nothing
// is known about it, the error is a *backend.LostError.
func SelfTest(d *Device, peer func() backend.Backend) error {
	err := d.selfTest(peer)
	var thrown *device.RefusedError
	if errors.As(err, &thrown) {
		d.dev.AwaitReason()
	}
	var lost *backend.LostError
	if err != nil && errors.As(d.dev.Err(), &lost) {
		return lost
	}
	return err
}

func (d *Device) selfTest(peer func() backend.Backend) (err error) {
	defer rescue(&err)
	tests := selfTests(d)
	if err := d.compileFor(tests); err != nil {
		return fmt.Errorf("the GPU failed its self-test: %w", err)
	}
	for _, t := range tests {
		if err := compareWith(t.backend(d), peer, t.problem); err != nil {
			return fmt.Errorf("the GPU failed its self-test%s: %w", t.of, err)
		}
	}
	d.trustRBMs(peer)
	return nil
}

// selfTest is one network of the self-test.
type selfTest struct {
	of       string // what it is a test of, where that is not all there is
	plan     string
	problem  backend.Problem
	products []shaders.Products // that the device may use
}

// selfTests are a network for each plan that between them use every kind of kernel
// a first visit needs, with sizes that leave a rest in every tile, and for chips one
// of images, and one for every size of products of which networks as small as these
// see nothing.
func selfTests(d *Device) []selfTest {
	small := selfTestProblem(2, 2, "tanh")
	all := d.matmul.Sets
	tests := []selfTest{
		{"", "tiled", selfTestProblem(7, 5, "sigmoid", "relu", "leaky"), all},
		{"", "fused", small, all},
	}
	if !d.inSoftware() {
		tests = append(tests, selfTest{" of images", "tiled", selfTestImages(), all})
	}
	for i := range all[1:] {
		tests = append(tests, selfTest{" of larger products", "tiled", small, all[i+1 : i+2]})
	}
	return tests
}

func (t selfTest) backend(d *Device) *Backend {
	return &Backend{d: d, only: t.plan, alone: true, products: t.products}
}

// compileFor compiles what tests take, all together.
func (d *Device) compileFor(tests []selfTest) error {
	var needed []*device.Kernel
	for _, t := range tests {
		kernels, err := t.kernels(d)
		if err != nil {
			return err
		}
		needed = append(needed, kernels...)
	}
	return d.dev.Compile(needed)
}

func (t selfTest) kernels(d *Device) ([]*device.Kernel, error) {
	b := t.backend(d)
	defer b.Close()
	if err := b.Reset(t.problem); err != nil {
		return nil, err
	}
	return b.kernels(selfTestHyper, selfTestWant)
}

func compareWith(tested *Backend, peer func() backend.Backend, p backend.Problem) error {
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
		if err := differ(fmt.Sprintf("tensor %d after %d steps", i, selfTestSteps), got.State.Params[i], want.State.Params[i]); err != nil {
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
	if err := b.Train(selfTestSteps, selfTestHyper); err != nil {
		return nil, err
	}
	return b.Observe(selfTestWant, selfTestHyper)
}

var (
	selfTestHyper = backend.Hyper{Optimiser: optim.SGD, LR: 0.2, Decay: 0.01}
	selfTestWant  = backend.Want{Eval: true, State: true, Gradients: true, Histograms: true}
)

// differ says where two tensors differ by more than they may.
func differ(name string, got, want []float32) error {
	if len(got) != len(want) {
		return fmt.Errorf("the %s has %d values, not %d", name, len(got), len(want))
	}
	size := stats.RMS(want)
	for i := range want {
		if d := math.Abs(float64(got[i]) - float64(want[i])); !(d <= SelfTestTolerance*size) {
			return fmt.Errorf("the %s is %g where the CPU has %g", name, got[i], want[i])
		}
	}
	return nil
}
