package session_test

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/reason"
	"backflow/sim/session/instruments"
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

// Each part of the split has its theory beside it, in conv nets too, and what theory says of
// the parts is what it says of the factor. Slopes are measured on one network, of 8 channels where
// it is a conv net.
func TestPartsOfTheSplitHaveTheory(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	t.Parallel()
	const tolerance = 0.1
	for _, query := range []string{
		"width=128&depth=6&batch=64&act=tanh&init=xavier",
		"width=128&depth=6&batch=64&act=relu&init=he&skip=scaled",
		"width=128&depth=6&batch=64&act=gelu&init=he&norm=layer",
		"model=cnn&width=8&depth=4&batch=8&act=relu&init=he&skip=plain",
		"model=cnn&width=8&depth=4&batch=8&act=sigmoid&init=xavier",
	} {
		factor, slope, rest := split(t, query)
		for i := range len(factor.Layers) - 1 {
			f, s, r := factor.Theory[i].Value, slope.Theory[i].Value, rest.Theory[i].Value
			if !(math.Abs(s*r/f-1) < 1e-12) {
				t.Errorf("%s, layer %d: theory says %g × %g of the factor %g", query, i+1, s, r, f)
			}
			if got := slope.Layers[i].Value; !(math.Abs(got/s-1) < tolerance) {
				t.Errorf("%s, layer %d: slopes %.4f, theory %.4f", query, i+1, got, s)
			}
		}
	}
}

// Where all weights are 0 ReLU's units are at 0 itself, and let nothing through; the output
// layer has no parts.
func TestTheoryOfPartsThatAreNot(t *testing.T) {
	_, slope, rest := split(t, "width=8&depth=3&act=relu&init=zero")
	if s, r := slope.Theory[0], rest.Theory[0]; s.Value != 0 || r.Why != reason.NoTheory {
		t.Errorf("theory of layer 1: %v × %v", s, r)
	}
	if s, r := slope.Theory[3], rest.Theory[3]; s.Why != reason.OutputLayer || r.Why != reason.OutputLayer {
		t.Errorf("theory of the output layer: %v × %v", s, r)
	}
}

// split is the factor split of a lane on the digits before its first step.
func split(t *testing.T, query string) (factor, slope, rest instruments.ColumnLine) {
	t.Helper()
	s := newSession(t, "cpu", "vs=none&data=digits&"+query)
	columns := measure(t, s, ask(t, s, "split")).Lanes[0].Instruments["split"].Columns
	return columns[0], columns[1], columns[2]
}
