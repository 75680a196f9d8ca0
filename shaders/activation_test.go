package shaders

import (
	"math"
	"strings"
	"testing"

	"backflow/sim/nn"
)

// Every function of the table is called, for its value and its slope, and is there.
func TestEveryActivationHasItsFunction(t *testing.T) {
	source, err := Activate.Source(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range nn.Functions {
		if n := strings.Count(source, "fn "+a.Name+"_both(u: f32"); n != 1 {
			t.Errorf("activation.wgsl has %d functions %s_both", n, a.Name)
		}
		if n := strings.Count(source, "case "+upper(a.Name)+": { return "+a.Name+"_both("); n != 2 {
			t.Errorf("%s_both is asked for %d times, once for φ and once for φ′", a.Name, n)
		}
	}
}

// Where the WGSL calls φ′ zero it is zero in float64, and one step nearer to 0 it is not.
func TestFlatEnds(t *testing.T) {
	ends := 0
	for _, a := range nn.Functions {
		for _, far := range []float32{-farthest, farthest} {
			if a.D(float64(far), 0) != 0 {
				continue
			}
			ends++
			last := lastFlat(a, far)
			for u := last; math.Abs(float64(u)) < farthest; u += far / farthest {
				if a.D(float64(u), 0) != 0 {
					t.Fatalf("%s: φ′(%g) is not zero", a.Name, u)
				}
			}
			if next := math.Nextafter32(last, -far); a.D(float64(next), 0) == 0 {
				t.Errorf("%s: φ′(%g) is zero, and %g called the last", a.Name, next, last)
			}
		}
	}
	if ends < 10 {
		t.Errorf("%d ends are flat: both of sigmoid and tanh are, and seven lower ones", ends)
	}
}

func TestFlatConditions(t *testing.T) {
	for name, want := range map[string]string{
		"relu": "u <= 0.0", "leaky": "slope == 0.0 && (u <= 0.0)", "linear": "", "softsign": "",
		"sigmoid": "u <= -745.13324 || u >= 745.13324",
	} {
		a, _ := nn.ActivationByName(name)
		if got := flat(a); got != want {
			t.Errorf("φ′ of %s is zero where %q, want %q", name, got, want)
		}
	}
}
