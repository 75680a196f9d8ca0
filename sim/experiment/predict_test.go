package experiment

import (
	"fmt"
	"math"
	"testing"

	"backflow/sim/data/mnist"
	"backflow/sim/nn"
)

// predictedConv are the factors that theory predicts of the conv net of a query.
func predictedConv(t *testing.T, query string) []float64 {
	t.Helper()
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	c, problems := ParseQuery("data=digits&model=cnn&vs=none&" + query)
	if len(problems) > 0 {
		t.Fatal(query, problems)
	}
	factors, _ := c.Predict(digits)
	return factors
}

// No conv net reads "no prediction", whatever its depth, activation or connections.
func TestEveryConvNetHasAPrediction(t *testing.T) {
	var queries []string
	for depth := 1; depth <= MaxConvDepth; depth += 4 {
		queries = append(queries, fmt.Sprintf("width=8&depth=%d&act=relu", depth))
	}
	for _, row := range nn.Activations {
		queries = append(queries, "width=8&depth=4&act="+row.Name)
	}
	for _, more := range []string{"norm=batch", "norm=layer", "skip=plain", "skip=scaled", "init=lsuv", "init=uniform"} {
		queries = append(queries, "width=8&depth=7&act=tanh&"+more)
	}
	for _, query := range queries {
		factors := predictedConv(t, query)
		for i, f := range factors[:len(factors)-1] {
			if !(f > 0) || math.IsInf(f, 0) {
				t.Errorf("%s: hop %d is predicted to be %v", query, i+1, f)
			}
		}
	}
}

// The design's table of 20×16 on digits: hops 15 to 19, and through the two pools, within 5 %.
func TestHopsOfConvNetsOnDigits(t *testing.T) {
	for _, c := range []struct {
		act   string
		hops  []float64 // from 15 on
		pools [2]float64
	}{
		{"linear", []float64{0.951, 0.939, 0.932, 0.930, 0.900}, [2]float64{0.493, 0.474}},
		{"tanh", nil, [2]float64{0.478, 0.464}},
		{"sigmoid", nil, [2]float64{0.116, 0.112}},
	} {
		f := predictedConv(t, "depth=20&width=16&init=xavier&act="+c.act)
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 0.05*want {
				t.Errorf("%s, %s: %.4f, want %.4f", c.act, what, got, want)
			}
		}
		for i, want := range c.hops {
			near(fmt.Sprint("hop ", 15+i), f[14+i], want)
		}
		near("first pool", f[6], c.pools[0])
		near("second pool", f[13], c.pools[1])
	}
}
