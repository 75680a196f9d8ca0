package session_test

import (
	"fmt"
	"math"
	"testing"
)

// What theory says of wide nets before the first step: of the factor of δ per layer the
// activation takes √E[φ′(z)²], and the weights give √(n·Var W).
func TestFactorsSplitAsTheorySays(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	for _, c := range []struct {
		act, init   string
		slope, rest float64
	}{
		{"sigmoid", "xavier", 0.2361, 1},
		{"sigmoid", "he", 0.3178 / math.Sqrt2, math.Sqrt2},
		{"relu", "he", math.Sqrt2 / 2, math.Sqrt2},
		{"relu", "xavier", math.Sqrt2 / 2, 1},
		{"linear", "xavier", 1, 1},
	} {
		s := newSession(t, "cpu", fmt.Sprintf("vs=none&data=digits&width=128&depth=10&batch=64&act=%s&init=%s", c.act, c.init))
		slope, rest, n := 0.0, 0.0, 0.0
		for _, l := range s.Stats().Lanes[0].Layers[3:9] {
			slope, rest, n = slope+math.Log(float64(l.SlopeRMS)), rest+math.Log(float64(l.Rest)), n+1
			if split := float64(l.SlopeRMS * l.Rest); math.Abs(split-float64(l.Factor)) > 1e-12 {
				t.Errorf("%s, layer %s: %g × %g is %g, not the factor %g", c.act, l.Name, l.SlopeRMS, l.Rest, split, l.Factor)
			}
		}
		slope, rest = math.Exp(slope/n), math.Exp(rest/n)
		t.Logf("%s, %s: %.4f × %.4f, in theory %.4f × %.4f", c.act, c.init, slope, rest, c.slope, c.rest)
		if math.Abs(slope/c.slope-1) > 0.02 || math.Abs(rest/c.rest-1) > 0.04 {
			t.Errorf("%s, %s: the factor is %.4f × %.4f, in theory %.4f × %.4f", c.act, c.init, slope, rest, c.slope, c.rest)
		}
	}
}
