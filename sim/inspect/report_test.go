package inspect

import (
	"encoding/json"
	"math"
	"testing"

	"backflow/sim/nn"
)

// near compares to what rounding in float64 may leave, beside a size.
func near(a, b, size float64) bool {
	return math.Abs(a-b) <= 1e-11*max(math.Abs(a), math.Abs(b), size)+1e-17
}

// Each factor, and what is made of them, at places of every kind of network.
func TestFactorsMultiplyToTheDerivative(t *testing.T) {
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			s := c.subject(t)
			net := gradient(t, s)
			for _, at := range places(t, s) {
				r, err := s.Report(at)
				if err != nil {
					t.Fatal(err)
				}
				checkChain(t, r)
				if r.Unit != nil {
					checkUnit(t, r)
				}
				if r.Weight != nil {
					checkWeight(t, r, net)
				}
				if _, err := json.Marshal(r); err != nil {
					t.Error(err)
				}
				if t.Failed() {
					t.Fatalf("at %+v: %+v", at, r)
				}
			}
		})
	}
}

// checkChain: the product of the layers' factors is δ here, and the unit's share of it the unit's.
func checkChain(t *testing.T, r *Report) {
	t.Helper()
	product := r.Chain.Start
	for _, l := range r.Chain.Links {
		product *= l.Factor
		if !near(float64(l.Factor), float64(l.Slope*l.Rest), 0) {
			t.Errorf("layer %s: %v is not %v · %v", l.Name, l.Factor, l.Slope, l.Rest)
		}
	}
	if !near(float64(product), float64(r.Chain.Delta), 0) {
		t.Errorf("the factors make %v, δ is %v", product, r.Chain.Delta)
	}
	if r.Unit != nil && !near(float64(r.Chain.Share*r.Chain.Delta), float64(r.Unit.DeltaRMS), 0) {
		t.Errorf("share %v of %v is not %v", r.Chain.Share, r.Chain.Delta, r.Unit.DeltaRMS)
	}
}

func checkUnit(t *testing.T, r *Report) {
	t.Helper()
	u := r.Unit
	act, _ := nn.ActivationByName(r.Layer.Act)
	for what, pair := range map[string][2]float64{
		"Σwx + b": {total(u.Inputs) + float64(u.Bias), float64(u.Own)},
		"φ(z)":    {act.F(float64(u.Z), 0.1), float64(u.Y)},
		"φ′(z)":   {act.D(float64(u.Z), 0.1), float64(u.Slope)},
		"∂E/∂z":   {float64(u.Arrives * u.Slope), float64(u.Delta)},
		"∂E/∂u":   {float64(u.Delta*u.Gain + u.Shared), float64(u.DeltaOwn)},
	} {
		if !near(pair[0], pair[1], 0) {
			t.Errorf("%s is %v and %v", what, pair[0], pair[1])
		}
	}
	if len(r.Layer.Norms) == 0 && !r.Layer.Noisy && u.Own != u.Z {
		t.Errorf("z is %v, Σwx + b is %v", u.Z, u.Own)
	}
	if arrives, size, told := wayTotal(u.Way); told && !near(arrives, float64(u.Arrives), size) {
		t.Errorf("%s: ∂E/∂y is %v, its parts make %v", u.Way.Kind, u.Arrives, arrives)
	}
	if p := r.Curve.Points[0]; p.Z != u.Z || p.Y != u.Y || p.D != u.Slope {
		t.Errorf("the first point is %+v", p)
	}
}

func total(s Sum) float64 {
	sum := float64(s.Rest)
	for _, t := range s.Terms {
		sum += float64(t.Value)
	}
	return sum
}

// wayTotal is what the parts of ∂E/∂y make, and of what size they are.
func wayTotal(w Way) (total_, size float64, told bool) {
	switch w.Kind {
	case "loss":
		return float64(w.Times * (w.Says - w.Target) / Number(w.Count)), 1, true
	case "dense":
		for _, t := range w.Sum.Terms {
			size = max(size, math.Abs(float64(t.Value)))
		}
		return total(w.Sum), size, true
	case "skip":
		return float64(w.Around + w.Through), math.Abs(float64(w.Around)), true
	case "branch":
		return float64(w.Scale * w.After), 0, true
	}
	return 0, 0, false
}

func checkWeight(t *testing.T, r *Report, net *nn.Network) {
	t.Helper()
	w, at := r.Weight, r.Place
	o := net.Observed[at.Layer]
	tensor, i := o.Weight, at.Unit*o.FanIn
	if area := r.Layer.Kernel[0] * r.Layer.Kernel[1]; at.From >= 0 {
		i += at.From*area + max(at.Tap, 0)
	} else {
		tensor, i = o.Weight+1, at.Unit
	}
	if want := net.DParams[tensor][i]; w.Mean != Number(want) && !w.Inert {
		t.Errorf("∂C/∂w is %v, the reference has %v", w.Mean, want)
	}
	if w.W != Number(net.Params[tensor][i]) {
		t.Errorf("w is %v", w.W)
	}
	sum, size := float64(w.Rest), 0.0
	for _, p := range w.Parts {
		sum += float64(p)
		size = max(size, math.Abs(float64(p)))
	}
	if !near(sum/float64(r.Batch), float64(w.Mean), size) {
		t.Errorf("the parts average %v, ∂C/∂w is %v", sum/float64(r.Batch), w.Mean)
	}
	if w.Parts[0] != w.Example {
		t.Errorf("the first part is %v of %v", w.Parts[0], w.Example)
	}
	product := float64(r.Unit.DeltaOwn * w.X)
	if r.Layer.Kind == nn.KindConv {
		product = positions(t, r)
	}
	if !near(product, float64(w.Example), size) {
		t.Errorf("the factors make %v, ∂E/∂w is %v", product, w.Example)
	}
	if (w.Zero != "") != (w.Example == 0) {
		t.Errorf("%v is 0 because %q", w.Example, w.Zero)
	}
}

// positions is the sum over the positions of a kernel's weight; the strongest is the one
// whose factors are given.
func positions(t *testing.T, r *Report) (sum float64) {
	t.Helper()
	w := r.Weight
	if w.Shared == nil {
		return float64(w.Example) // a bias
	}
	for _, p := range w.Shared.Positions {
		sum += float64(p)
	}
	at, product := w.Shared.Positions[r.Unit.At], r.Unit.DeltaOwn*w.X
	if !near(float64(at), float64(product), 0) {
		t.Errorf("position %d adds %v, its factors make %v", r.Unit.At, at, product)
	}
	if w.Shared.Kernel[r.Place.Tap] != w.W || w.Shared.Slopes[r.Place.Tap] != w.Mean {
		t.Errorf("the kernel has another weight")
	}
	return sum
}

// A weight of a 3×3 kernel on a padded image of 6 rows of 5 lies in the padding where it looks
// over an edge.
func TestPaddedPositionsAreCounted(t *testing.T) {
	s := cases()["conv"].subject(t)
	for tap, want := range []int{10, 5, 10, 6, 0, 6, 10, 5, 10} {
		r, err := s.Report(Place{0, 1, 1, tap})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Weight.Shared.Padded; got != want {
			t.Errorf("weight %d lies in the padding at %d positions, not %d", tap, got, want)
		}
	}
}

// Every way that a product may be 0 is told from the others, and from what is only small.
func TestZerosHaveTheirReason(t *testing.T) {
	c := testCase{nn.Vector(2), 2, []nn.LayerSpec{dense(3), act("relu"), dense(1)}}
	set := func(change func(s Subject)) Zero {
		s := c.subject(t)
		s.State.Params = [][]float32{{1, 1, 1, 1, 1, 1}, {50, 50, 50}, {1, 1, 1}, {0}}
		change(s)
		r, err := s.Report(Place{0, 1, 0, None})
		if err != nil {
			t.Fatal(err)
		}
		return r.Weight.Zero
	}
	for want, change := range map[Zero]func(s Subject){
		"":          func(Subject) {},
		ZeroInput:   func(s Subject) { clear(s.Data.Train.X) },
		ZeroSlope:   func(s Subject) { s.State.Params[1][1] = -50 },
		ZeroArrives: func(s Subject) { s.State.Params[2][1] = 0 },
	} {
		if got := set(change); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Saturated sigmoids multiply to less than float32 holds, which is no 0 here.
func TestUnderflowIsNoZero(t *testing.T) {
	s := testCase{nn.Vector(2), 2, []nn.LayerSpec{dense(1), act("sigmoid"), dense(1), act("sigmoid"), dense(1)}}.subject(t)
	s.State.Params = [][]float32{{1, 1}, {60}, {1}, {60}, {1}, {0}}
	r, err := s.Report(Place{0, 0, 0, None})
	if err != nil {
		t.Fatal(err)
	}
	if w := math.Abs(float64(r.Weight.Mean)); w == 0 || w >= nn.SmallestNormal || r.Weight.Zero != "" {
		t.Errorf("∂C/∂w = %v (%q)", r.Weight.Mean, r.Weight.Zero)
	}
}

func TestPlacesThatAreNotThere(t *testing.T) {
	s := cases()["conv"].subject(t)
	for _, at := range []Place{{-1, 0, 0, 0}, {9, 0, 0, 0}, {0, 3, 0, 0}, {0, 0, 2, 0}, {0, 0, -3, 0}} {
		if _, err := s.Report(at); err == nil || err.Error() == "" {
			t.Errorf("%+v: %v", at, err)
		}
		if _, err := s.Check(at); err == nil {
			t.Errorf("%+v can be checked", at)
		}
	}
	if r, err := s.Report(Place{0, 0, 1, 99}); err != nil || r.Place.Tap != 4 {
		t.Errorf("%+v, %v: the middle of the kernel", r, err)
	}
	large := testCase{nn.Vector(2), 2, []nn.LayerSpec{dense(4000), act("relu"), dense(4000), act("relu"), dense(1)}}.subject(t)
	if _, err := large.Report(Place{}); err == nil {
		t.Error("16 million weights are looked at while somebody waits")
	}
}
