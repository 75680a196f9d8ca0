package probe

import (
	"fmt"
	"math"
	"os"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/nn"
	"backflow/sim/reason"
	"backflow/sim/theory"
)

// Theory and measurement beside each other. BACKFLOW_LONG=1 takes ten times the
// networks and allows less error.
var long = os.Getenv("BACKFLOW_LONG") != ""

// times is how many networks a Monte Carlo takes: a few in short runs, which are
// for wasm.
func times(n int) int {
	switch {
	case long:
		return 10 * n
	case testing.Short():
		return (n + 1) / 2
	}
	return n
}

// square is a network whose layers are all as wide as its input.
type square struct {
	act, init    string
	depth, width int
	classes      int
	norm         nn.Kind
	scale        float64 // of skip connections
}

func (q square) spec() nn.Spec {
	s := nn.Spec{Input: nn.Vector(q.width), Loss: nn.SoftmaxCE}
	for range q.depth {
		block := []nn.LayerSpec{dense(q.width)}
		if q.norm != "" {
			block = append(block, norm(q.norm))
		}
		block = append(block, act(q.act))
		if q.scale != 0 {
			block = []nn.LayerSpec{residual(q.scale, block...)}
		}
		s.Layers = append(s.Layers, block...)
	}
	s.Layers = append(s.Layers, dense(q.classes))
	return s
}

// subject is the network of a seed on a set.
func (q square) subject(t *testing.T, set *data.Set, seed uint64) Subject {
	t.Helper()
	spec := q.spec()
	o := nn.InitOptions{Scheme: q.init, Gain: 1}
	n, err := theory.NetOf(spec, o, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	s := Subject{Net: &n, Problem: backend.Problem{Spec: spec, Data: set, Batch: 1, Seed: seed}}
	s.Draw = func(seed uint64) ([][]float32, error) {
		o := o
		o.Seed = seed
		return nn.Init(spec, o)
	}
	if s.State.Params, err = s.Draw(seed); err != nil {
		t.Fatal(err)
	}
	return s
}

// orthogonal inputs: a feature each, of mean square 1.
func orthogonal(n int) *data.Set {
	set := &data.Set{Name: "orthogonal", Shape: nn.Vector(n), Classes: 10}
	set.Train = data.Part{X: make([]float32, n*n), Y: make([]float32, n)}
	for i := range n {
		set.Train.X[i*n+i] = float32(math.Sqrt(float64(n)))
	}
	return set
}

// normal inputs are N(0,1), each of a class of its own as far as there are enough.
func normal(examples, features, classes int) *data.Set {
	set := &data.Set{Name: "normal", Shape: nn.Vector(features), Classes: classes}
	r := nn.Stream(1, nn.UseData, 0)
	for range examples * features {
		set.Train.X = append(set.Train.X, float32(r.NormFloat64()))
	}
	for i := range examples {
		set.Train.Y = append(set.Train.Y, float32(i%classes))
	}
	return set
}

// meanOver averages a column's figures over networks.
func meanOver(t *testing.T, networks int, reading func(seed uint64) Reading, column string) (measured, theory []float64) {
	t.Helper()
	for seed := range uint64(networks) {
		c, ok := reading(seed).Column(column)
		if !ok || c.Theory == nil {
			t.Fatalf("no column %q with a theory", column)
		}
		if measured == nil {
			measured, theory = make([]float64, len(c.Layers)), make([]float64, len(c.Layers))
		}
		for i := range c.Layers {
			measured[i] += c.Layers[i].Value / float64(networks)
			theory[i] += c.Theory[i].Value / float64(networks)
		}
	}
	return measured, theory
}

// Orthogonal inputs at depths 10 to 50: ReLU makes them alike as the design's
// table says, the sigmoid at once, and tanh leaves them apart.
func TestLikenessOfThreeActivations(t *testing.T) {
	const width = 128
	set := orthogonal(width)
	for _, c := range []struct {
		act, init string
		table     map[int]float64
		tolerance float64
	}{
		{"relu", "he", map[int]float64{10: 0.872, 30: 0.972, 50: 0.988}, 0.03},
		{"tanh", "xavier", map[int]float64{10: 0, 30: 0, 50: 0}, 0.1},
		{"sigmoid", "xavier", map[int]float64{10: 1, 30: 1, 50: 1}, 0.001},
	} {
		q := square{c.act, c.init, 50, width, 10, "", 0}
		if testing.Short() {
			if c.act != "relu" {
				continue
			}
			c.tolerance *= 2
		}
		got, theory := meanOver(t, times(4), func(seed uint64) Reading {
			s := q.subject(t, set, seed)
			s.Samples = width / 2
			return measured(t, "likeness", s)
		}, "cosine")
		for depth, want := range c.table {
			t.Logf("%s, depth %d: measured %.4f, theory %.4f", c.act, depth, got[depth-1], theory[depth-1])
			close(t, fmt.Sprintf("%s, theory at depth %d", c.act, depth), theory[depth-1], want, 0.0006)
			close(t, fmt.Sprintf("%s, measured at depth %d", c.act, depth), got[depth-1], want, c.tolerance)
		}
	}
}

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.5g, want %.5g within %.2g", what, got, want, tolerance)
	}
}

// The correlation of ∇ₓf with and without skip connections: 2^−L where BatchNorm
// keeps inputs uncorrelated, a power of the depth with skip connections.
func TestShatteringWithAndWithoutSkips(t *testing.T) {
	const width = 96
	set := normal(192, width, 10) // more than there are features, for BatchNorm
	for _, c := range []struct {
		name      string
		square    square
		networks  int
		tolerance float64 // of the correlation at layer 1, absolute
		least     float64
		most      float64 // of what is measured
	}{
		{"plain, BatchNorm, L = 3", square{"relu", "he", 3, width, 10, nn.KindBatchNorm, 0}, 2, 0.03, 0.09, 0.2},
		{"plain, BatchNorm, L = 8", square{"relu", "he", 8, width, 10, nn.KindBatchNorm, 0}, 2, 0.02, -0.01, 0.04},
		{"plain, L = 12", square{"relu", "he", 12, width, 10, "", 0}, 4, 0.03, 0.01, 0.1},
		{"skips, BatchNorm, L = 8", square{"relu", "he", 8, width, 10, nn.KindBatchNorm, 1}, 2, 0.05, 0.2, 0.4},
		{"skips, BatchNorm, L = 24", square{"relu", "he", 24, width, 10, nn.KindBatchNorm, 1}, 2, 0.05, 0.05, 0.2},
	} {
		got, theory := meanOver(t, times(c.networks), func(seed uint64) Reading {
			s := c.square.subject(t, set, seed)
			s.Samples = 24
			return measured(t, "shattering", s)
		}, "correlation")
		t.Logf("%s: measured %.4f, theory %.4f, 2^−L %.4f, theorem 3 %.4f", c.name, got[0], theory[0],
			theoryOf(c.square.depth, 0), theoryOf(c.square.depth, 1))
		close(t, c.name, got[0], theory[0], c.tolerance)
		if got[0] < c.least || got[0] > c.most {
			t.Errorf("%s: %.4f, want %g to %g", c.name, got[0], c.least, c.most)
		}
	}
}

func theoryOf(depth int, skips int) float64 {
	if skips == 0 {
		return theory.PlainShattering(depth)
	}
	return theory.SkipShattering(depth)
}

// The standard deviation over seeds of ln ‖δ‖² at depth 30: the design's table,
// which is over many examples whose gradients point anywhere, and Hanin and Nica's
// formula, which is about one. Its own standard error is 1/√(2n) of it; the table, a
// Monte Carlo of unknown size, and the formula, the first term of a series in 1/width, may
// be off by a fifth.
func TestSpreadOverSeeds(t *testing.T) {
	for _, c := range []struct {
		width int
		table float64
	}{{8, 3.7}, {16, 2.2}, {32, 1.2}, {64, 0.92}, {128, 0.48}} {
		if testing.Short() && c.width > 16 {
			continue
		}
		examples := 4096 / c.width
		q := square{"relu", "he", 31, c.width, c.width, "", 0}
		s := q.subject(t, normal(examples, c.width, c.width), 1)
		s.Draw = smallOutput(s.Draw)
		s.Batch, s.Samples = examples, times(min(40, 1536/c.width))
		many, _ := measured(t, "band", s).Scalar("spread")
		s.Batch, s.Samples = 1, times(40)
		one, _ := measured(t, "band", s).Scalar("spread")
		t.Logf("width %d: %.2f over %d examples, table %.2f; %.2f of one, theory %.2f", c.width, many.Value, examples, c.table, one.Value, one.Theory.Value)
		closeTo(t, c.width, many.Value, c.table, times(min(40, 1536/c.width)))
		closeTo(t, c.width, one.Value, one.Theory.Value, s.Samples)
	}
}

func closeTo(t *testing.T, width int, got, want float64, networks int) {
	t.Helper()
	allowed := 3/math.Sqrt(2*float64(networks)) + 0.2
	if !(math.Abs(math.Log(got/want)) <= allowed) {
		t.Errorf("width %d: %.3g, want %.3g within a factor of %.2f", width, got, want, math.Exp(allowed))
	}
}

// smallOutput makes the logits all but 0: where they are not, the gradient leans on
// the signal, and what varies of both adds up (1.7 for 1.5 at width 64).
func smallOutput(draw func(uint64) ([][]float32, error)) func(uint64) ([][]float32, error) {
	return func(seed uint64) ([][]float32, error) {
		params, err := draw(seed)
		for i := range params[len(params)-2] {
			params[len(params)-2][i] *= 1e-6
		}
		return params, err
	}
}

// The root of the mean square of the singular values, against what the theory says of it.
func TestJacobianRMSOfThreeActivations(t *testing.T) {
	if testing.Short() {
		t.Skip("takes too long")
	}
	const width, depth = 64, 10
	set := normal(8, width, 10)
	for _, c := range [][2]string{{"tanh", "xavier"}, {"relu", "he"}, {"sigmoid", "xavier"}} {
		q := square{c[0], c[1], depth, width, 10, "", 0}
		networks := times(4)
		squares, want := make([]float64, depth), make([]float64, depth)
		for seed := range uint64(networks) {
			s := q.subject(t, set, seed)
			column, _ := measured(t, "jacobian", s).Column("rms")
			for i := range squares {
				squares[i] += column.Layers[i].Value * column.Layers[i].Value / float64(networks)
				want[i] = column.Theory[i].Value
			}
		}
		for _, i := range []int{0, 4, 9} {
			if off := math.Log(math.Sqrt(squares[i]) / want[i]); !(math.Abs(off) < 0.25) {
				t.Errorf("%s, layer %d: %.4g, theory %.4g", c[0], i+1, math.Sqrt(squares[i]), want[i])
			}
		}
	}
}

// Of a narrow deep ReLU network Lu et al. say how many inputs are dead: those
// whose δ at layer 1 is exactly 0.
func TestSilentExamples(t *testing.T) {
	const width, depth = 4, 10
	set := normal(40, width, 10)
	q := square{"relu", "he", depth, width, 10, "", 0}
	networks := times(60)
	silent, want := 0.0, 0.0
	for seed := range uint64(networks) {
		figure, _ := measured(t, "dead", q.subject(t, set, seed)).Scalar("silent")
		silent += figure.Value / float64(networks)
		want = figure.Theory.Value
	}
	t.Logf("%.3f silent, theory %.3f", silent, want)
	if bound := 3 * 0.5 / math.Sqrt(float64(networks)); !(math.Abs(silent-want) < bound) {
		t.Errorf("%.3f of the examples are silent, theory %.3f within %.3f", silent, want, bound)
	}
}

// The band counts them over networks, and networks of which all examples are such.
func TestBandCountsSilentExamples(t *testing.T) {
	q := square{"relu", "he", 10, 4, 10, "", 0}
	s := q.subject(t, normal(40, 4, 10), 1)
	s.Batch, s.Samples = 40, times(60)
	reading := measured(t, "band", s)
	silent, _ := reading.Scalar("silent")
	zeros, _ := reading.Scalar("zeros")
	t.Logf("%.3f silent, theory %.3f, %.3f of the networks", silent.Value, silent.Theory.Value, zeros.Value)
	close(t, "silent", silent.Value, silent.Theory.Value, 1.5/math.Sqrt(float64(s.Samples)))
	if !(zeros.Value > 0 && zeros.Value <= silent.Value) {
		t.Errorf("%.3f of the networks pass nothing on, and %.3f of the examples", zeros.Value, silent.Value)
	}
	q.act = "leaky"
	if none, _ := measured(t, "band", q.subject(t, s.Data, 1)).Scalar("silent"); none.Value != 0 {
		t.Errorf("%.3f of leaky units' examples are silent", none.Value)
	}
}

// Two features spread cosines from −1 to 1: theory is that of each pair, averaged, not
// that of their mean cosine, which is 0.09 off.
func TestLikenessAndShatteringInThePlane(t *testing.T) {
	const networks = 4 // of a width that two networks' chance does not hide 0.05
	for _, c := range []struct{ instrument, column string }{{"likeness", "cosine"}, {"shattering", "correlation"}} {
		for _, name := range []string{"circle", "spiral"} {
			set, err := data.Generate(name, 1)
			if err != nil {
				t.Fatal(err)
			}
			query := "depth=2&width=512&act=relu&init=he&vs=none&batch=8"
			got, theory := meanOver(t, networks, func(seed uint64) Reading {
				return measured(t, c.instrument, ofQuery(t, fmt.Sprintf("%s&seed=%d", query, seed), set))
			}, c.column)
			for i := range 2 {
				t.Logf("%s, %s, layer %d: measured %.4f, theory %.4f", name, c.column, i+1, got[i], theory[i])
				close(t, fmt.Sprintf("%s, %s of layer %d", name, c.column, i+1), got[i], theory[i], 0.03)
			}
		}
	}
}

// Of a linear network all gradients are the same, and 1 is what is measured and expected:
// neither what rounding makes of it nor what is left where squares are below float64.
func TestGradientsOfALinearNetworkAreTheSame(t *testing.T) {
	set, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, width := range []int{7, 16, 30} {
		query := fmt.Sprintf("depth=100&width=%d&act=linear&init=xavier&gain=0.01&vs=none", width)
		gradient, _ := measured(t, "shattering", ofQuery(t, query, set)).Scalar("gradient")
		if g := gradient.Value; !(g <= 1 && g > 1-1e-12) || gradient.Theory.Value != 1 {
			t.Errorf("width %d: %.17g, theory %.17g", width, g, gradient.Theory.Value)
		}
	}
}

// Skip connections have a theory of ∇ₓf too: layer 1's correlation where its input is of
// another width, and what goes around it where both are as wide. The alignment of gradient and
// signal, which theory leaves out, costs deep plain skips of ReLU some hundredths.
func TestGradientOfSkipConnections(t *testing.T) {
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	set := normal(192, 64, 10)
	for name, subject := range map[string]func(seed uint64) Subject{
		"digits, scaled": func(seed uint64) Subject {
			return ofQuery(t, fmt.Sprintf("data=digits&depth=8&width=64&act=relu&init=he&vs=none&skip=scaled&seed=%d", seed), digits)
		},
		"as wide as the input, scaled": func(seed uint64) Subject {
			return square{"relu", "he", 8, 64, 10, "", math.Sqrt(1. / 8)}.subject(t, set, seed)
		},
		"as wide as the input, plain": func(seed uint64) Subject { return square{"relu", "he", 8, 64, 10, "", 1}.subject(t, set, seed) },
		"as wide as the input, BatchNorm": func(seed uint64) Subject {
			return square{"relu", "he", 8, 64, 10, nn.KindBatchNorm, 1}.subject(t, set, seed)
		},
	} {
		got, want, layer := 0.0, 0.0, 0.0
		networks := times(4)
		for seed := range uint64(networks) {
			s := subject(seed)
			s.Samples = 16
			r := measured(t, "shattering", s)
			gradient, _ := r.Scalar("gradient")
			got += gradient.Value / float64(networks)
			want += gradient.Theory.Value / float64(networks)
			layer += r.Columns[0].Theory[0].Value / float64(networks)
		}
		t.Logf("%s: measured %.4f, theory %.4f, of layer 1 %.4f", name, got, want, layer)
		close(t, name, got, want, 0.05)
	}
}

// Theory alone knows ξ, the depth scale over which inputs become alike: a number of layers,
// or why it is infinite or not known.
func TestDepthScaleOfLikeness(t *testing.T) {
	set, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]reason.Reason{
		"act=sigmoid&init=xavier":        reason.Measured,
		"act=tanh&init=he":               reason.Measured,
		"act=relu&init=uniform":          reason.Measured,
		"act=relu&init=he":               reason.PowerLaw,
		"act=linear&init=xavier":         reason.CosinesStay,
		"act=relu&init=he&norm=batch":    reason.NoTheory,
		"act=relu&init=he&skip=plain":    reason.NoTheory,
		"act=tanh&init=zero":             reason.NoTheory,
		"act=tanh&init=xavier&gain=0.01": reason.CosinesStay,
	} {
		s := ofQuery(t, query+"&depth=4&width=8&vs=none", set)
		xi, ok := measured(t, "likeness", s).Scalar("xi")
		if !ok || xi.Why != reason.TheoryOnly || xi.Theory.Why != want {
			t.Errorf("%s: %v, theory %v, want %q", query, xi.Figure, xi.Theory, want)
		}
		if _, layers := s.Net.Rest(); want == reason.Measured && xi.Theory.Value != layers {
			t.Errorf("%s: ξ = %g, want %g", query, xi.Theory.Value, layers)
		}
	}
}
