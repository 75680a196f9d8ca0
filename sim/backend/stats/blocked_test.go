package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"backflow/sim/nn"
)

// narrowSpecs are networks of so few units that whole examples are often cut off. Under the pool, a row of the picture
// fills no window.
var narrowSpecs = map[string]nn.Spec{
	"dense": denseSpec(3, denseLayer(2), actLayer("relu"), denseLayer(2), actLayer("relu"), denseLayer(2), actLayer("tanh"), denseLayer(1)),
	"pool": {Input: nn.Shape{C: 1, H: 6, W: 5}, Loss: nn.MSE, Layers: []nn.LayerSpec{
		{Kind: nn.KindConv, Units: 2, Kernel: 2, Stride: 1},
		actLayer("relu"),
		{Kind: nn.KindMaxPool, Size: 2},
		{Kind: nn.KindFlatten},
		denseLayer(2),
		actLayer("relu"),
		denseLayer(1),
	}},
}

func normals(r *rand.Rand, n int) []float64 {
	xs := make([]float64, n)
	for i := range xs {
		xs[i] = r.NormFloat64()
	}
	return xs
}

// trained is a random network after a pass both ways; now and then the weights of a layer are all zero.
func trained(t *testing.T, r *rand.Rand, spec nn.Spec, batch int) *nn.Network {
	t.Helper()
	tensors, err := spec.Tensors()
	if err != nil {
		t.Fatal(err)
	}
	var params [][]float64
	for _, tensor := range tensors {
		xs := normals(r, tensor.Size())
		if tensor.Role == nn.RoleWeight && r.IntN(8) == 0 {
			clear(xs)
		}
		params = append(params, xs)
	}
	net, err := nn.New(spec, params)
	if err != nil {
		t.Fatal(err)
	}
	net.Forward(normals(r, batch*spec.Input.Size()), nn.Pass{Batch: batch})
	net.Backward(normals(r, batch))
	return net
}

// viewsOf are the views of a network, with the slopes or without.
func viewsOf(net *nn.Network, slopes bool) (observed []nn.ObservedLayer, views []View[float64]) {
	for _, o := range net.Observed {
		v := View[float64]{Z: o.Z(), A: o.A(), Delta: o.Delta(), W: net.Params[o.Weight], DW: net.DParams[o.Weight]}
		if slopes {
			for _, z := range v.Z {
				v.D = append(v.D, o.Act.D(z, o.Slope))
			}
		}
		observed, views = append(observed, o.ObservedLayer), append(views, v)
	}
	return observed, views
}

// At random weights, nothing but a factor of zero makes a δ exactly zero: the reference's own zeros are the naive mask.
func TestBlockedIsWhereTheReferenceHasZeros(t *testing.T) {
	const batch = 4
	for name, spec := range narrowSpecs {
		r, whole, open := rand.New(rand.NewPCG(1, 2)), 0, 0
		for run := range 200 {
			observed, views := viewsOf(trained(t, r, spec, batch), run%2 == 0)
			for layer, b := range blockedGradients(spec, observed, batch, views) {
				for example, got := range b.whole(batch) {
					delta := views[layer].Delta[example*observed[layer].Out.Size():][:observed[layer].Out.Size()]
					if want := wantBlocked(t, &b, example, delta); got != want {
						t.Fatalf("%s, run %d, layer %d, example %d: whole is %t", name, run, layer, example, got)
					} else if want {
						whole++
					} else {
						open++
					}
				}
			}
		}
		if whole < 100 || open < 100 {
			t.Errorf("%s: %d examples are blocked and %d are not: that tests little", name, whole, open)
		}
	}
}

// wantBlocked compares each entry of an example with its δ, and reports whether all of them are zero.
func wantBlocked[T Real](t *testing.T, b *blocked[T], example int, delta []T) bool {
	t.Helper()
	all := true
	for i, x := range delta {
		if got := b.at(example, example*len(delta)+i); got != (x == 0) {
			t.Fatalf("example %d, entry %d: blocked is %t, δ is %g", example, i, got, float64(x))
		}
		all = all && x == 0
	}
	return all
}

// A slope that underflowed to zero in the backend's precision blocks nothing: only φ′ itself does.
func TestSlopesThatUnderflowDoNotBlock(t *testing.T) {
	b := blocked[float32]{z: []float32{-200, -200}, d: []float32{0, 1}, nothing: []bool{false, false}, slope: func(z float64) float64 { return math.Exp(z) }}
	if b.at(0, 0) || b.at(1, 1) {
		t.Error("an underflow of φ′ is taken for a zero")
	}
	b.slope = func(float64) float64 { return 0 }
	if !b.at(0, 0) || b.at(1, 1) {
		t.Error("a backend's own φ′ is not asked first")
	}
}

// awkward are values with zeros, values too small for float32's normal range, and slopes near the limit of saturation.
func awkward(r *rand.Rand, n int) []float64 {
	xs := normals(r, n)
	for i := range xs {
		switch r.IntN(5) {
		case 0:
			xs[i] = 0
		case 1:
			xs[i] *= 1e-39
		case 2:
			xs[i] *= 0.01
		}
	}
	return xs
}

// What is counted of dense and conv layers is what plain loops over examples, units and pixels count.
func TestTallyIsThatOfPlainLoops(t *testing.T) {
	const batch, units = 3, 4
	r := rand.New(rand.NewPCG(3, 4))
	for _, out := range []nn.Shape{{C: units, H: 1, W: 1}, {C: units, H: 2, W: 3}} {
		for _, act := range []string{"tanh", "relu"} {
			row, _ := nn.ActivationByName(act)
			n := batch * out.Size()
			v := View[float64]{Z: awkward(r, n), A: awkward(r, n), D: awkward(r, n), Delta: awkward(r, n)}
			for i := range out.H * out.W * batch { // unit 1 is dead
				v.A[(i/(out.H*out.W)*units+1)*out.H*out.W+i%(out.H*out.W)] = 0
			}
			mask := blocked[float64]{z: v.Z, nothing: []bool{false, true, false}, slope: func(z float64) float64 { return row.D(z, 0) }}
			d := newDescriber(nn.ObservedLayer{Units: units, Out: out, Act: row}, v, mask, batch)
			wantTally(t, d, act)
		}
	}
}

func wantTally(t *testing.T, d *describer[float64], act string) {
	t.Helper()
	units, sum, zeros, underflow := make([]unitTally, d.Units), 0.0, 0, 0
	for i, delta := range d.view.Delta {
		u := &units[i/d.pixels%d.Units]
		if act == "tanh" && math.Abs(d.view.D[i]) < 0.01*(1-1e-6) { // whoever rectifies is never saturated
			u.saturated++
		}
		u.alive = u.alive || d.view.A[i] != 0
		u.squares += delta * delta
		sum += d.view.A[i]
		example := i / (d.Units * d.pixels)
		if delta == 0 && (d.blocked.nothing[example] || act == "relu" && d.view.Z[i] <= 0) {
			zeros++
		} else if math.Abs(delta) < 0x1p-126 {
			underflow++
		}
	}
	wantNumber(t, "Σ a", d.sum, sum)
	if d.zeros != zeros || d.underflow != underflow || zeros == 0 || underflow == 0 {
		t.Errorf("%s of %d pixels: %d zeros and %d underflows, want %d and %d", act, d.pixels, d.zeros, d.underflow, zeros, underflow)
	}
	for i, want := range units {
		got := d.units[i]
		wantNumber(t, "Σ δ²", got.squares, want.squares)
		if got.saturated != want.saturated || got.alive != want.alive || got.alive != (i != 1) {
			t.Errorf("%s of %d pixels, unit %d: %+v, want %+v", act, d.pixels, i, got, want)
		}
	}
}
