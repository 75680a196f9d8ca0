package layout

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

func act(name string) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindAct, Act: name, Slope: 0.1} }

func convLayer(units int) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: 3, Stride: 1, Pad: 1}
}

func norm(kind nn.Kind) nn.LayerSpec { return nn.LayerSpec{Kind: kind, Eps: 1e-5} }

// imagesOf lays out a net that reads images of 2×6×5.
func imagesOf(t *testing.T, layers ...nn.LayerSpec) *Network {
	t.Helper()
	n, err := New(nn.Spec{Input: nn.Shape{C: 2, H: 6, W: 5}, Loss: nn.SoftmaxCE, Layers: layers})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// several are nets that between them have every kind of layer.
func several(t *testing.T) map[string]*Network {
	t.Helper()
	pool := nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2}
	return map[string]*Network{
		"chain": layoutOf(t, denseLayer(17), act("tanh"), denseLayer(3), act("relu"), denseLayer(1)),
		"residual": layoutOf(t, denseLayer(4), residual(denseLayer(9), norm(nn.KindBatchNorm), act("relu"), denseLayer(4)),
			norm(nn.KindLayerNorm), act("noisy"), denseLayer(2)),
		"images": imagesOf(t, convLayer(5), act("relu"), pool, convLayer(7), norm(nn.KindBatchNorm), act("sigmoid"),
			nn.LayerSpec{Kind: nn.KindFlatten}, denseLayer(3)),
	}
}

// numbered are tensors of a net whose every number is another.
func numbered(n *Network) (tensors [][]float32) {
	next := float32(1)
	for _, s := range n.Tensors {
		xs := make([]float32, s.Size())
		for i := range xs {
			xs[i], next = next, next+1
		}
		tensors = append(tensors, xs)
	}
	return tensors
}

// Packing loses nothing, puts nothing on top of another, and leaves gaps at zero.
func TestPackingIsUndone(t *testing.T) {
	for name, n := range several(t) {
		tensors := numbered(n)
		packed := n.Pack(tensors)
		seen := map[float32]bool{}
		for _, x := range packed {
			if x != 0 && seen[x] {
				t.Fatalf("%s: %g stands there twice", name, x)
			}
			seen[x] = true
		}
		for i, got := range n.Unpack(packed) {
			if !slices.Equal(got, tensors[i]) {
				t.Errorf("%s: tensor %d comes back as %g", name, i, got)
			}
		}
		for i, h := range n.Homes {
			if h.At%shaders.Align != 0 {
				t.Errorf("%s: tensor %d begins at %d", name, i, h.At)
			}
		}
	}
	if got := Unpad(Pad([]float32{1, 2, 3, 4, 5, 6}, 2, 3), 2, 3); !slices.Equal(got, []float32{1, 2, 3, 4, 5, 6}) {
		t.Errorf("rows come back as %g", got)
	}
}

// Each block of parameters names the layer, whether it decays, and whether a norm takes
// its shift away again.
func TestBlocksNameTheirTensors(t *testing.T) {
	for name, n := range several(t) {
		table := n.Blocks()
		owners := make([]int, len(table))
		for i, h := range n.Homes {
			want := uint32(4 * n.Tensors[i].Layer)
			if n.Tensors[i].Inert {
				want += 2
			}
			if n.Tensors[i].Role == nn.RoleWeight {
				want++
			}
			last := h.At + h.Rows*h.ld - 1
			for block := h.At / shaders.Align; block <= last/shaders.Align; block++ {
				owners[block]++
				if table[block] != want {
					t.Errorf("%s: block %d of tensor %d is %d, want %d", name, block, i, table[block], want)
				}
			}
		}
		if slices.ContainsFunc(owners, func(n int) bool { return n != 1 }) {
			t.Errorf("%s: blocks belong to %d tensors", name, owners)
		}
	}
}

// Rows are multiples of four floats and never of a kilobyte.
func TestDistanceOfRows(t *testing.T) {
	for n := 1; n < 3000; n++ {
		if ld := LD(n); ld < n || ld > n+2*shaders.Quad || ld%shaders.Quad != 0 || ld%256 == 0 {
			t.Errorf("rows of %d floats lie %d apart", n, ld)
		}
	}
}

// Slots lie one behind the other, each long enough for its rows.
func TestSlotsDoNotOverlap(t *testing.T) {
	for name, n := range several(t) {
		const rows = 7
		at, end := n.Slots(rows)
		ends := append(slices.Clone(at[1:]), end)
		sizes := []int{n.Inputs}
		for _, s := range n.Stages {
			sizes = append(sizes, s.Out.Size())
		}
		for i := range at {
			if at[i]%shaders.Align != 0 || ends[i]-at[i] < rows*LD(sizes[i]) {
				t.Errorf("%s: slot %d of %d values lies from %d to %d", name, i, sizes[i], at[i], ends[i])
			}
		}
	}
}

// Evaluation takes so many rows that a GPU has something to do and memory is enough; with
// a BatchNorm as many as its statistics are taken over.
func TestRowsOfAnEvaluation(t *testing.T) {
	narrow, wide := layoutOf(t, denseLayer(3)), layoutOf(t, denseLayer(1<<17))
	if narrow.EvalRows(5000) != 1024 || wide.EvalRows(5000) != 16 {
		t.Errorf("%d rows of a narrow net and %d of a wide one, want 1024 and 16", narrow.EvalRows(5000), wide.EvalRows(5000))
	}
	normed := layoutOf(t, denseLayer(1<<17), norm(nn.KindBatchNorm))
	if got := normed.EvalRows(100); got != 100 {
		t.Errorf("%d rows with a BatchNorm and 100 examples", got)
	}
	if got := normed.EvalRows(1 << 20); got != backend.PopulationExamples {
		t.Errorf("%d rows with a BatchNorm and many examples", got)
	}
}

// Every parameter of a chain is in one item, four at a time, with its unit and its inputs.
func TestItemsAreAllParameters(t *testing.T) {
	n := several(t)["chain"]
	weights, biases := n.items()
	times := make([]int, n.Params)
	for _, i := range append(weights, biases...) {
		for k := range shaders.Quad {
			times[i.at+k]++
		}
	}
	for i, x := range n.Pack(numbered(n)) {
		if x != 0 && times[i] != 1 {
			t.Errorf("parameter %d is in %d items", i, times[i])
		}
	}
	if table := n.ItemTable(); len(table) != 4*(len(weights)+len(biases)) || int(table[4*len(weights)])*shaders.Quad != biases[0].at {
		t.Errorf("the table has %d words, and its first bias at %d", len(table), table[4*len(weights)])
	}
}

// Of several networks in one buffer, each has its own parameters and the same values.
func TestStageTablesOfLanes(t *testing.T) {
	n := several(t)["chain"]
	first, third := n.StageTable(8, 0), n.StageTable(8, 2)
	const words = 12
	if len(first) != words*len(n.Stages) {
		t.Fatalf("%d words for %d stages", len(first), len(n.Stages))
	}
	for i := range first {
		want := first[i]
		if place := i % words; place == 3 || place == 5 {
			want += uint32(2 * n.Params)
		}
		if third[i] != want {
			t.Errorf("word %d of stage %d: %d, want %d", i%words, i/words, third[i], want)
		}
	}
}

// What the tables of statistics say of a layer is what the net has.
func TestLayerTable(t *testing.T) {
	n := several(t)["images"]
	table := n.LayerTable(4)
	if len(table) != 16*len(n.Layers) {
		t.Fatalf("%d words for %d layers", len(table), len(n.Layers))
	}
	for i, want := range [][]uint32{{5, 18, 30, 5, 2, 9}, {7, 45, 6, 2, 0, 9}, {3, 42, 1, 1, 0, 1}} {
		row := table[16*i:]
		if got := []uint32{row[0], row[1], row[10], row[11], row[12], row[13]}; !slices.Equal(got, want) {
			t.Errorf("layer %d: units, fan-in, pixels, width, pool and kernel are %d, want %d", i, got, want)
		}
	}
	if !n.Images() || several(t)["chain"].Images() {
		t.Error("images are not told from vectors")
	}
}

// Records of sums lie side by side, and those of parts behind the joined ones.
func TestUnitPartsDoNotOverlap(t *testing.T) {
	for name, n := range several(t) {
		for _, batch := range []int{1, 128, 5000} {
			p := n.UnitParts(batch)
			next := 0
			if p.Several {
				next = n.observedUnits()
			}
			for i, l := range n.Layers {
				units := n.Stages[l.Weights].Out.C
				if int(p.first[i]) != next || p.each[i] < 1 || p.each[i]*uint32(units) > p.Invocations {
					t.Errorf("%s, batch %d: layer %d has %d parts from %d, want from %d", name, batch, i, p.each[i], p.first[i], next)
				}
				next += int(p.each[i]) * units
			}
			if p.Records != next {
				t.Errorf("%s, batch %d: %d records, want %d", name, batch, p.Records, next)
			}
		}
	}
}

// There are enough invocations to share a layer's numbers, and no more than their sums
// have room for.
func TestSharesOfSums(t *testing.T) {
	small, large := layoutOf(t, denseLayer(2)), layoutOf(t, denseLayer(4000), denseLayer(2000))
	if a, b := small.WeightSums(), large.WeightSums(); a != 16 || b != shaders.WeightSums {
		t.Errorf("%d and %d share the weights", a, b)
	}
	size := shaders.CountValues.SizeX
	if a, b := small.Counters(1), large.Counters(64); a != size || b%size != 0 || b <= a {
		t.Errorf("%d and %d count values, in groups of %d", a, b, size)
	}
}

// A conv gradient has as many parts as there is room for, whatever the device.
func TestPartsOfConvGradientsHaveRoom(t *testing.T) {
	n := several(t)["images"]
	for _, m := range []shaders.Matmul{shaders.Tiled, shaders.Blocked} {
		for _, rows := range []int{1, 9, 400} {
			room := n.ConvParts(m, rows)
			for i, s := range n.Stages {
				if s.Kind != nn.KindConv {
					continue
				}
				parts := ConvSplits(m, s, rows)
				if parts < 1 || parts > mostParts || parts*s.ConvPart() > room {
					t.Errorf("%s, %d rows: stage %d has %d parts of %d floats in %d", m.Name, rows, i, parts, s.ConvPart(), room)
				}
			}
		}
	}
	if a, b := n.NormGroups(9), several(t)["residual"].NormGroups(9); a != 7 || b != 9 {
		t.Errorf("%d and %d groups share moments, want a BatchNorm's 7 and of a LayerNorm the 9 rows", a, b)
	}
}

// What a small network takes of a workgroup's memory fits, what does not lies outside, and
// a dispatch goes round its loops no more often than llvmpipe allows.
func TestShapesOfFusedKernels(t *testing.T) {
	small, large := layoutOf(t, denseLayer(8), act("tanh"), denseLayer(8), denseLayer(1)), layoutOf(t, denseLayer(60), denseLayer(60), denseLayer(1))
	r := Rule{Clip: true, Equalise: true}
	for _, software := range []bool{false, true} {
		a, b := TrainingShape(small, 10, software), TrainingShape(large, 64, software)
		if a.near == software || b.near {
			t.Errorf("software %t: near is %t for a small network and %t for a large one", software, a.near, b.near)
		}
		if a.near && a.farValues() != 0 || b.farValues() != b.values() {
			t.Errorf("software %t: %d and %d values are far", software, a.farValues(), b.farValues())
		}
		if more := b.Iterations(large, r); more <= a.Iterations(small, r) || a.Iterations(small, r) > MostIterations {
			t.Errorf("software %t: %d and %d iterations", software, a.Iterations(small, r), more)
		}
		p := backend.Problem{Batch: 10, Data: &data.Set{Train: data.Part{Y: make([]float32, 20)}}}
		if words := a.Words(small, p, 4, 3); len(words) > 24 || words[0] != 4 || words[1] != 10 || words[16] != 3 {
			t.Errorf("software %t: the uniform is %d", software, words)
		}
		if a.Scratch() <= 0 || ObservingShape(small, 10, software).Scratch() <= 0 {
			t.Errorf("software %t: no scratch memory", software)
		}
	}
}

// A rule is known by its name; plain SGD is the one without.
func TestRules(t *testing.T) {
	for rule, moments := range map[optim.Rule]int{"": 0, optim.SGD: 0, optim.Momentum: 1, optim.Nesterov: 1, optim.RMSProp: 1, optim.Adam: 2} {
		r, err := RuleOf(backend.Hyper{Optimiser: rule, Clip: 2, Equalise: true})
		if err != nil || r.Moments() != moments {
			t.Errorf("%q keeps %d moments, want %d; %v", rule, r.Moments(), moments, err)
		}
		if o := r.Options(); !o.Clip || !o.Equalise || rule != "" && shaders.Optimisers[o.Optimiser] != string(rule) {
			t.Errorf("%q is %+v", rule, o)
		}
	}
	var unsupported *backend.UnsupportedError
	if _, err := RuleOf(backend.Hyper{Optimiser: "newton"}); !errors.As(err, &unsupported) {
		t.Errorf("error %v", err)
	}
	n := several(t)["chain"]
	got := n.Rates(backend.Hyper{LR: 0.5, Decay: 0.25, Clip: 3, LayerLR: []float64{2, 0}})
	if want := []float32{0.25, 3, 0, 0, 1, 0, 0.5}; !slices.Equal(got, want) {
		t.Errorf("rates %g, want %g", got, want)
	}
}

// Only a chain of dense layers without noise is one; what tells plans' speeds apart is
// batch, kinds and sizes.
func TestChainsAndShapes(t *testing.T) {
	nets := several(t)
	for name, want := range map[string]bool{"chain": true, "residual": false, "images": false} {
		if nets[name].Chained() != want {
			t.Errorf("%s: chained %t", name, !want)
		}
	}
	if layoutOf(t, denseLayer(3), act("noisy"), denseLayer(1)).Chained() {
		t.Error("noise belongs to no chain")
	}
	keys := map[string]bool{nets["chain"].ShapeKey(7): true, nets["chain"].ShapeKey(8): true, nets["residual"].ShapeKey(7): true}
	other := layoutOf(t, denseLayer(17), act("relu"), denseLayer(3), act("relu"), denseLayer(1))
	if len(keys) != 3 || !keys[other.ShapeKey(7)] {
		t.Error("speed hangs on batch, kinds and sizes, and on no activation")
	}
	if readers := nets["residual"].Readers(); readers[1] != 2 || readers[0] != 1 {
		t.Errorf("slots have %d readers; the branch and the sum read slot 1", readers)
	}
}

// The activation that a kernel is specialised for is the only one there is.
func TestSoleActivation(t *testing.T) {
	tanh, relu := ActNamed("tanh"), ActNamed("relu")
	for _, c := range []struct {
		acts []string
		want int
	}{{nil, 0}, {[]string{"tanh"}, tanh}, {[]string{"linear", "relu", "relu"}, relu}, {[]string{"tanh", "relu"}, shaders.Mixed}} {
		var layers []nn.LayerSpec
		for _, name := range c.acts {
			layers = append(layers, denseLayer(3), act(name))
		}
		if got := layoutOf(t, append(layers, denseLayer(1))...).SoleAct(); got != c.want {
			t.Errorf("%q: %d, want %d", c.acts, got, c.want)
		}
	}
}

// What the GPU cannot train is refused in a sentence with the name of it.
func TestLayoutRefuses(t *testing.T) {
	for says, spec := range map[string]nn.Spec{
		`the loss "hinge"`: {Input: nn.Vector(4), Loss: "hinge", Layers: []nn.LayerSpec{denseLayer(1)}},
		"wrapped":          {Input: nn.Shape{C: 1, H: 4, W: 4}, Loss: nn.MSE, Layers: []nn.LayerSpec{{Kind: nn.KindWrap, Pad: 1}, convLayer(1)}},
		"without a dense":  {Input: nn.Vector(4), Loss: nn.MSE, Layers: []nn.LayerSpec{act("relu")}},
	} {
		n, err := New(spec)
		if err == nil {
			err = n.Check(backend.Problem{})
		}
		var unsupported *backend.UnsupportedError
		if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: error %v", says, err)
		}
	}
}

// A problem whose numbers do not fit the net is refused before any of them is used.
func TestCheckRefusesWhatDoesNotFit(t *testing.T) {
	n, err := New(nn.Spec{Input: nn.Vector(2), Loss: nn.SoftmaxCE, Layers: []nn.LayerSpec{denseLayer(3)}})
	if err != nil {
		t.Fatal(err)
	}
	for says, spoil := range map[string]func(p *backend.Problem){
		"":                              func(*backend.Problem) {},
		"at least 1":                    func(p *backend.Problem) { p.Batch = 0 },
		"nothing to train on":           func(p *backend.Problem) { p.Data.Train = data.Part{} },
		"do not fit examples":           func(p *backend.Problem) { p.Data.Train.X = p.Data.Train.X[1:] },
		"1 parameter tensors are given": func(p *backend.Problem) { p.State.Params = p.State.Params[:1] },
		"parameter tensor 1 has 2":      func(p *backend.Problem) { p.State.Params[1] = make([]float32, 2) },
		"3 tensors of the optimiser's":  func(p *backend.Problem) { p.State.Moments = make([][]float32, 3) },
		"6 tensors of the optimiser's":  func(p *backend.Problem) { p.State.Moments = make([][]float32, 6) },
		"tensor 0 of the optimiser's":   func(p *backend.Problem) { p.State.Moments = make([][]float32, 2) },
		"an example is of class 3":      func(p *backend.Problem) { p.Data.Test.Y[0] = 3 },
		"an example is of class NaN":    func(p *backend.Problem) { p.Data.Train.Y[1] = float32(math.NaN()) },
	} {
		part := func() data.Part { return data.Part{X: make([]float32, 4), Y: make([]float32, 2)} }
		p := backend.Problem{Batch: 1, Data: &data.Set{Train: part(), Test: part()}}
		p.State.Params = numbered(n)
		spoil(&p)
		err := n.Check(p)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("error %v, want one that says %q", err, says)
		}
	}
}
