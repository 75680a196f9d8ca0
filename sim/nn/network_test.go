package nn

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// near: numbers worked out by hand to as many digits as are printed here.
const near = 1e-12

func wantValues(t *testing.T, name string, got, want []float64) {
	t.Helper()
	ok := len(got) == len(want)
	for i := range want {
		ok = ok && math.Abs(got[i]-want[i]) <= near*math.Max(1, math.Abs(want[i]))
	}
	if !ok {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

// A 2-2-1 net with ReLU, worked out on paper.
func TestDenseByHand(t *testing.T) {
	s := Spec{Input: Vector(2), Loss: MSE, Layers: []LayerSpec{
		{Kind: KindDense, Units: 2}, {Kind: KindAct, Act: "relu"}, {Kind: KindDense, Units: 1},
	}}
	net, err := New(s, [][]float64{{1, 2, -1, 1}, {0.5, -4}, {3, 7}, {1}})
	if err != nil {
		t.Fatal(err)
	}
	out := net.Forward([]float64{1, 2}, Pass{Batch: 1})
	wantValues(t, "output", out, []float64{17.5}) // z = (5.5, −3), a = (5.5, 0)
	wantValues(t, "loss", []float64{net.Backward([]float64{15.5})}, []float64{4})
	wantValues(t, "∂C/∂W1", net.DParams[0], []float64{12, 24, 0, 0}) // δ = 2·2 = 4 → 3·4 and 0
	wantValues(t, "∂C/∂b1", net.DParams[1], []float64{12, 0})
	wantValues(t, "∂C/∂W2", net.DParams[2], []float64{22, 0})
	wantValues(t, "∂C/∂b2", net.DParams[3], []float64{4})
	wantValues(t, "∂C/∂x", net.Nodes[0].DIn, []float64{12, 24})
	wantValues(t, "∂C/∂a", net.Nodes[1].DOut, []float64{12, 28})
	wantValues(t, "z", net.Observed[0].Z(), []float64{5.5, -3})
	wantValues(t, "a", net.Observed[0].A(), []float64{5.5, 0})
	wantValues(t, "δ", net.Observed[0].Delta(), []float64{12, 0})
	wantValues(t, "δ of the output", net.Observed[1].Delta(), []float64{4})
}

// A 2×2 kernel over a 3×3 picture, stride 2 and padding 1: it lies on the
// corners of the picture only.
func TestConvByHand(t *testing.T) {
	s := Spec{Input: Shape{C: 1, H: 3, W: 3}, Loss: MSE, Layers: []LayerSpec{{Kind: KindConv, Units: 1, Kernel: 2, Stride: 2, Pad: 1}}}
	net, err := New(s, [][]float64{{1, 10, 100, 1000}, {0.5}})
	if err != nil {
		t.Fatal(err)
	}
	out := net.Forward([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, Pass{Batch: 1})
	wantValues(t, "output", out, []float64{1000.5, 3200.5, 7040.5, 9865.5})
	net.Backward([]float64{998.5, 3200.5, 7040.5, 9865.5}) // ∂C/∂out = 2·2/4 = 1 at the first place
	wantValues(t, "∂C/∂W", net.DParams[0], []float64{0, 0, 0, 1})
	wantValues(t, "∂C/∂x", net.Nodes[0].DIn, []float64{1000, 0, 0, 0, 0, 0, 0, 0, 0})
}

func TestLossesByHand(t *testing.T) {
	ln2 := math.Ln2
	for _, c := range []struct {
		loss         Loss
		out, y, dOut []float64
		outputs      int
		want         float64
	}{
		{MSE, []float64{1, 2, 3, 4}, []float64{1, 0, 3, 2}, []float64{0, 1, 0, 1}, 2, 2},
		{BCE, []float64{0, 0}, []float64{0, 1}, []float64{0.25, -0.25}, 1, ln2},
		{SoftmaxCE, []float64{5, 5, 0, 0}, []float64{0, 1}, []float64{-0.25, 0.25, 0.25, -0.25}, 2, ln2},
	} {
		loss, dOut := c.loss.Eval(c.out, c.y, c.outputs)
		wantValues(t, string(c.loss), []float64{loss}, []float64{c.want})
		wantValues(t, "gradient of "+string(c.loss), dOut, c.dOut)
	}
}

// Logits far out must neither overflow nor lose the gradient's digits.
func TestLossesFarOut(t *testing.T) {
	for _, z := range []float64{-800, -60, 60, 800} {
		loss, d := BCE.Eval([]float64{z}, []float64{1}, 1)
		if want := math.Max(0, -z); math.Abs(loss-want) > 1e-20 {
			t.Errorf("bce(%v) = %v, want %v", z, loss, want)
		}
		if want := -math.Exp(-math.Max(z, 0)); math.Abs(d[0]/want-1) > near && want != d[0] {
			t.Errorf("gradient of bce(%v) = %v, want %v", z, d[0], want)
		}
		loss, d = SoftmaxCE.Eval([]float64{z, 0}, []float64{0}, 2)
		if want := math.Max(0, -z); math.Abs(loss-want) > 1e-20 {
			t.Errorf("softmax-ce(%v, 0) = %v, want %v", z, loss, want)
		}
		if want := -math.Exp(-math.Max(z, 0)); math.Abs(d[0]/want-1) > near && want != d[0] {
			t.Errorf("gradient of softmax-ce(%v, 0) = %v, want %v", z, d[0], want)
		}
	}
}

func TestNormsNormalise(t *testing.T) {
	const channels, pixels, batch = 3, 4, 5
	x := normal(Stream(1, UseData, 0), channels*pixels*batch, 7)
	bn := &BatchNorm{Channels: channels, Pixels: pixels, Gamma: []float64{1, 1, 1}, Beta: make([]float64, 3)}
	out := bn.Forward(x, Pass{Batch: batch})
	for c := range channels {
		var values []float64
		for i, v := range out {
			if i/pixels%channels == c {
				values = append(values, v)
			}
		}
		mean, variance := moments(values)
		wantValues(t, "mean and variance of a channel", []float64{mean, variance}, []float64{0, 1})
	}

	frozen := bn.Forward(x[:pixels*channels], Pass{Batch: 1, Frozen: true})
	wantValues(t, "a frozen pass", frozen, out[:pixels*channels])
}

func TestObservedLayers(t *testing.T) {
	norm, act := LayerSpec{Kind: KindLayerNorm, Eps: 1}, LayerSpec{Kind: KindAct, Act: "tanh"}
	dense := LayerSpec{Kind: KindDense, Units: 2}
	s := Spec{Input: Vector(2), Loss: MSE, Layers: []LayerSpec{
		act,              // belongs to none
		dense, norm, act, // 1
		{Kind: KindResidual, Scale: 1, Layers: []LayerSpec{dense, act, dense}}, // 2, 3
		act,   // belongs to none: a residual stands before it
		dense, // out
	}}
	net := newCheck(t, Stream(1, UseData, 0), 3, s)
	net.loss()
	net.net.Backward(net.y)
	top := net.net.Nodes
	branch := top[4].Branch
	wantNode := []struct {
		name      string
		node, act *Node
	}{{"1", top[1], top[3]}, {"2", branch[0], branch[1]}, {"3", branch[2], nil}, {"out", top[6], nil}}
	for i, w := range wantNode {
		o := net.net.Observed[i]
		if o.Name != w.name || o.Node != w.node || o.ActOf != w.act {
			t.Errorf("observed layer %d is %q, want %q, or stands elsewhere", i, o.Name, w.name)
		}
	}
	one := net.net.Observed[0]
	if !slices.Equal(one.Z(), top[2].Out) || !slices.Equal(one.A(), top[3].Out) || !slices.Equal(one.Delta(), top[3].DIn) {
		t.Error("z, a and δ of layer 1 are not the activation's input, output and ∂C/∂input")
	}
	last := net.net.Observed[3]
	if !slices.Equal(last.Z(), top[6].Out) || !slices.Equal(last.Delta(), top[6].DOut) {
		t.Error("z and δ of the last layer are not its own output and ∂C/∂output")
	}
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	good := Spec{Input: Vector(2), Loss: BCE, Layers: []LayerSpec{{Kind: KindDense, Units: 1}}}
	bad := func(change func(*Spec)) Spec {
		s := good
		s.Layers = slices.Clone(s.Layers)
		change(&s)
		return s
	}
	params := [][]float64{{1, 2}, {3}}
	for _, c := range []struct {
		want   string
		spec   Spec
		params [][]float64
	}{
		{"unknown loss", bad(func(s *Spec) { s.Loss = "huber" }), params},
		{"2 parameter tensors, 1 are given", good, params[:1]},
		{"tensor 1 (weight) has 3 values, the network needs 2", good, [][]float64{{1, 2, 3}, {3}}},
		{"unknown activation", bad(func(s *Spec) { s.Layers[0] = LayerSpec{Kind: KindAct, Act: "step"} }), nil},
		{"unknown kind of layer", bad(func(s *Spec) { s.Layers[0].Kind = "lstm" }), params},
		{"at least 1 unit", bad(func(s *Spec) { s.Layers[0].Units = 0 }), params},
		{"flatten", bad(func(s *Spec) { s.Input = Shape{1, 2, 2} }), params},
		{"does not fit", bad(func(s *Spec) { s.Layers[0] = LayerSpec{Kind: KindMaxPool, Size: 3} }), nil},
		{"does not fit", bad(func(s *Spec) { s.Layers[0] = LayerSpec{Kind: KindConv, Units: 1, Kernel: 3, Stride: 1} }), params},
		{"both must agree", bad(func(s *Spec) { s.Layers[0] = LayerSpec{Kind: KindResidual, Layers: good.Layers} }), params},
	} {
		if _, err := New(c.spec, c.params); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one with %q", err, c.want)
		}
	}
}

func TestCheckExamples(t *testing.T) {
	s := Spec{Input: Vector(2), Loss: SoftmaxCE, Layers: []LayerSpec{{Kind: KindDense, Units: 3}}}
	net, err := New(s, [][]float64{make([]float64, 6), make([]float64, 3)})
	if err != nil {
		t.Fatal(err)
	}
	x := []float64{1, 2, 3, 4}
	if err := net.CheckExamples(x, []float64{0, 2}, 2); err != nil {
		t.Errorf("a good batch: %v", err)
	}
	for want, y := range map[string][]float64{
		"example 2 is of class 3":   {0, 3},
		"example 1 is of class -1":  {-1, 0},
		"example 1 is of class 0.5": {0.5, 0},
		"example 1 is of class NaN": {math.NaN(), 0},
		"need 2 target values":      {1},
	} {
		if err := net.CheckExamples(x, y, 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
	if err := net.CheckExamples(x[:3], []float64{0, 1}, 2); err == nil {
		t.Error("three values for two examples of two features are accepted")
	}
}
