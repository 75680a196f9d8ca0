package theory

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// The tables are gonum's to the last bit.
func TestRulesAreGonums(t *testing.T) {
	for _, c := range []struct {
		name   string
		got    rule
		source quad.FixedLocationer
		lo, hi float64
	}{
		{"Hermite", mirrored(positiveHermite), quad.Hermite{}, math.Inf(-1), math.Inf(1)},
		{"Legendre", legendre, quad.Legendre{}, 0, 1},
	} {
		want := rule{make([]float64, len(c.got.nodes)), make([]float64, len(c.got.nodes))}
		c.source.FixedLocations(want.nodes, want.weights, c.lo, c.hi)
		if !slices.Equal(c.got.nodes, want.nodes) {
			t.Errorf("%s: nodes %v, gonum has %v", c.name, c.got.nodes, want.nodes)
		}
		if !slices.Equal(c.got.weights, want.weights) {
			t.Errorf("%s: weights %v, gonum has %v", c.name, c.got.weights, want.weights)
		}
	}
}
