package trace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"backflow/sim/backend/cpu"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// What the CPU backend promises of a trace, for every value as a share of its
// tensor's RMS: cpuTolerance. Some networks are too sensitive for that in
// float32 whatever computes them: a BatchNorm over two examples that are all
// but equal, a bias whose gradient is the small rest of large terms. There a
// trace in float32 may be off by storageFactor times what storing alone would
// bring: see stored. In float64 there is no excuse.
const (
	cpuTolerance  = 1e-4
	storageFactor = 10
)

// zeroFloor is below what counts as zero: the reference's own rounding.
const zeroFloor = 1e-13

// cpuZeroFloor is the same for the CPU backend's layers in float64, whose
// BatchNorms cancel in the plainest way.
const cpuZeroFloor = 1e-11

// manyNets is how many networks of each family are compared.
func manyNets() uint64 {
	if testing.Short() {
		return 200
	}
	return 3000
}

// families are the random networks that both backends are tested on.
var families = map[string]func(*rand.Rand) string{
	"any layers":    randomFile,
	"architectures": architectureFile,
}

// The layers that train, in float64, and in float32, as they train. Reading a
// network takes most of the time: both are compared with one reference.
func TestCPUAgreesWithTheReference(t *testing.T) {
	for name, write := range families {
		t.Run(name, func(t *testing.T) {
			sensitive := uint64(0)
			for seed := range manyNets() {
				text := write(rand.New(rand.NewPCG(seed, 2)))
				in := read(t, text)
				want := reference(t, in)
				agreesInFloat64(t, in, want)
				if !agreesInFloat32(t, in, want) {
					sensitive++
				}
				if t.Failed() {
					t.Fatalf("seed %d: %s", seed, text)
				}
			}
			t.Logf("%d of %d networks are too sensitive for float32", sensitive, manyNets())
			if most := manyNets() / 40; sensitive > most {
				t.Errorf("more than %d networks are off by more than %g", most, cpuTolerance)
			}
		})
	}
}

func agreesInFloat64(t *testing.T, in *Input, want *Report) {
	t.Helper()
	for _, d := range beyond(runCPU[float64](t, in), want, cpuTolerance) {
		if !(d.worst <= cpuZeroFloor) {
			t.Errorf("%s is off by %.2g in float64, its RMS is %.2g", d.tensor, d.worst, d.rms)
		}
	}
}

// agreesInFloat32 fails where the network cannot be blamed, and returns false
// where it is.
func agreesInFloat32(t *testing.T, in *Input, want *Report) bool {
	t.Helper()
	far := beyond(runCPU[float32](t, in), want, cpuTolerance)
	if len(far) > 0 {
		excuse(t, in, far)
	}
	return !slices.ContainsFunc(far, func(d deviation) bool { return d.rms > zeroFloor })
}

// excuse fails unless float32 storage alone would explain the deviations.
func excuse(t *testing.T, in *Input, far []deviation) {
	t.Helper()
	bound := map[string]float64{}
	want := reference(t, in)
	for variant := range uint64(8) {
		for _, d := range deviations(stored(t, in, variant), want) {
			bound[d.tensor] = math.Max(bound[d.tensor], d.worst)
		}
	}
	for _, d := range far {
		if !(d.worst <= storageFactor*bound[d.tensor]) {
			t.Errorf("%s is off by %.2g of its RMS in float32, storage alone would bring %.2g", d.tensor, d.worst/d.rms, bound[d.tensor]/d.rms)
		}
	}
}

// deviation is by how much a tensor's value is off at worst.
type deviation struct {
	tensor     string
	worst, rms float64
}

// beyond returns the tensors that are off by more than a share of their RMS.
func beyond(got, want *Report, tolerance float64) []deviation {
	var far []deviation
	for _, d := range deviations(got, want) {
		if !(d.worst <= tolerance*d.rms+zeroFloor) {
			far = append(far, d)
		}
	}
	return far
}

// deviations compares all tensors of two reports: the loss, the output, all
// gradients, and the layers' RMS as tensors of one value.
func deviations(got, want *Report) []deviation {
	list := []deviation{
		compare("loss", []float64{float64(got.Loss)}, []float64{float64(want.Loss)}),
		compare("output", got.Output.values, want.Output.values),
	}
	gradients := collect(want.Layers)
	for i, g := range collect(got.Layers) {
		list = append(list, compare(fmt.Sprintf("gradient %d", i), g.values, gradients[i].values))
	}
	layers := unnest(want.Layers)
	for i, l := range unnest(got.Layers) {
		at := fmt.Sprintf("layer %d (%s) ", i, l.Type)
		list = append(
			list,
			compare(at+"out", []float64{float64(l.OutRMS)}, []float64{float64(layers[i].OutRMS)}),
			compare(at+"delta", []float64{float64(l.DeltaRMS)}, []float64{float64(layers[i].DeltaRMS)}),
			compare(at+"dx", []float64{float64(l.DXRMS)}, []float64{float64(layers[i].DXRMS)}),
		)
	}
	return list
}

func compare(tensor string, got, want []float64) deviation {
	d := deviation{tensor: tensor, rms: rms(want)}
	for i := range want {
		if off := math.Abs(got[i] - want[i]); !(off <= d.worst) { // NaN is off
			d.worst = off
		}
	}
	return d
}

// stored is the reference with parameters, inputs and whatever passes from
// layer to layer moved by as much as rounding to float32 may: the best that
// can be hoped for from a backend that keeps these in float32.
func stored(t *testing.T, in *Input, variant uint64) *Report {
	t.Helper()
	s := storage{r: rand.New(rand.NewPCG(variant, 3))}
	params := make([][]float64, len(in.Params))
	for i, p := range in.Params {
		params[i] = s.rounded(p)
	}
	net, err := nn.New(in.Spec, params)
	if err != nil {
		t.Fatal(err)
	}
	s.behind(net.Nodes)
	output := net.Forward(s.rounded(in.X), nn.Pass{Batch: in.Batch})
	loss := net.Backward(in.Y)
	return NewReport(in, loss, output, nodes(net.Nodes))
}

// storage is a layer whose results are stored in float32.
type storage struct {
	nn.Layer
	r *rand.Rand
}

func (s storage) rounded(xs []float64) []float64 {
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = x * (1 + (2*s.r.Float64()-1)*0x1p-24)
	}
	return out
}

// behind puts storage behind every layer.
func (s storage) behind(nodes []*nn.Node) {
	for _, n := range nodes {
		n.Layer = storage{n.Layer, s.r}
		s.behind(n.Branch)
	}
}

// Forward implements nn.Layer.
func (s storage) Forward(x []float64, p nn.Pass) []float64 { return s.rounded(s.Layer.Forward(x, p)) }

// Backward implements nn.Layer.
func (s storage) Backward(dOut []float64, p nn.Pass) []float64 {
	return s.rounded(s.Layer.Backward(dOut, p))
}

func reference(t *testing.T, in *Input) *Report {
	t.Helper()
	report, err := in.Reference()
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func runCPU[T stats.Real](t *testing.T, in *Input) *Report {
	t.Helper()
	params := make([][]T, len(in.Params))
	for i, p := range in.Params {
		params[i] = converted[T](p)
	}
	tr, err := cpu.RunTrace(in.Spec, params, converted[T](in.X), converted[T](in.Y))
	if err != nil {
		t.Fatal(err)
	}
	return NewReport(in, tr.Loss, tr.Output, cpuLayers(tr.Layers))
}

func converted[T stats.Real](xs []float64) []T {
	out := make([]T, len(xs))
	for i, x := range xs {
		out[i] = T(x)
	}
	return out
}

func cpuLayers[T stats.Real](list []cpu.LayerTrace[T]) []Layer[T] {
	layers := make([]Layer[T], len(list))
	for i, l := range list {
		layers[i] = Layer[T]{Kind: l.Kind, Out: l.Out, Delta: l.Delta, DX: l.DX, Gradients: l.Gradients, Layers: cpuLayers(l.Layers)}
	}
	return layers
}
