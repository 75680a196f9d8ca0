package inspect

import (
	"errors"
	"math"
	"testing"

	"backflow/sim/nn"
)

// Derivative and difference agree at places of every kind of network; a kink may be near
// now and then.
func TestDifferencesAgree(t *testing.T) {
	for name, c := range cases() {
		t.Run(name, func(t *testing.T) {
			s := c.subject(t)
			net := gradient(t, s)
			agreed, all := 0, 0
			for _, at := range places(t, s) {
				got, err := s.Check(at)
				if err != nil {
					t.Fatal(err)
				}
				all++
				if got.Mean.Verdict == Agrees {
					agreed++
				}
				checkPair(t, at, got.Mean)
				if got.Here != nil {
					checkPair(t, at, *got.Here)
				}
				if at.Unit == None {
					want := rms(net.DParams[net.Observed[at.Layer].Weight])
					want *= math.Sqrt(float64(len(net.DParams[net.Observed[at.Layer].Weight])))
					if !near(float64(got.Mean.Derivative), want, 0) {
						t.Errorf("the layer's gradient is %v long, not %v", want, got.Mean.Derivative)
					}
				}
			}
			if 2*agreed < all {
				t.Errorf("%d of %d agree", agreed, all)
			}
		})
	}
}

// checkPair: what agrees is near in the sense of the viewer, too.
func checkPair(t *testing.T, at Place, p Pair) {
	t.Helper()
	d, q := float64(p.Derivative), float64(p.Difference)
	if p.Verdict == Differs || p.Verdict == Agrees && math.Abs(d-q) > 1e-4*math.Abs(d) {
		t.Errorf("%+v: derivative %v, difference %v ± %v at h %v: %s", at, d, q, p.Error, p.H, p.Verdict)
	}
}

// A wrong derivative differs.
func TestWrongDerivativesAreFound(t *testing.T) {
	s := cases()["act tanh"].subject(t)
	l, err := s.open()
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range []float64{1.001, 0.5, -1, 0} {
		p := l.prober(l.view(Place{0, 1, 0, None}))
		if got := p.compare(wrong*p.slope, mean); got.Verdict != Differs {
			t.Errorf("%v times the derivative: %+v", wrong, got)
		}
	}
}

// Ten sigmoid layers leave a derivative that is still seen; what float64 cannot see is said so.
func TestVanishedDerivatives(t *testing.T) {
	var layers []nn.LayerSpec
	for range 10 {
		layers = append(layers, dense(8), act("sigmoid"))
	}
	s := testCase{nn.Vector(2), 2, append(layers, dense(1))}.subject(t)
	for i, spec := 0, s.Spec; i < 11; i++ {
		got, err := s.Check(Place{i, 0, 0, None})
		if err != nil {
			t.Fatal(err)
		}
		checkPair(t, Place{Layer: i}, got.Mean)
		if d := math.Abs(float64(got.Mean.Derivative)); d > 1e-12 && got.Mean.Verdict != Agrees {
			t.Errorf("layer %s: %+v", spec.LayerNames()[i], got.Mean)
		}
	}
	s.State.Params[1][0] = 60 // saturated
	got, err := s.Check(Place{0, 0, 0, None})
	if err != nil || got.Mean.Verdict != Unseen {
		t.Errorf("%+v, %v", got, err)
	}
}

// The work can be given up where a pass may rest.
func TestGivingUp(t *testing.T) {
	s := cases()["conv"].subject(t)
	rests := 0
	s.Rest = func() {
		if rests++; rests > 30 {
			panic(errors.New("enough"))
		}
	}
	defer func() {
		if recover() == nil || rests < 31 {
			t.Errorf("%d rests", rests)
		}
	}()
	s.Check(Place{0, 0, 0, None})
}
