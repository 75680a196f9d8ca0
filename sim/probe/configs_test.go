package probe

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/reason"
)

// oddQueries are Configs at the edges of what there is.
var oddQueries = []string{
	"",
	"depth=1&width=1&batch=1",
	"depth=1&norm=batch&batch=1",
	"depth=2&width=1&norm=layer",
	"depth=3&width=1&act=relu&init=he&skip=plain",
	"depth=3&norm=layer&skip=scaled&act=gelu&init=orthogonal",
	"depth=4&norm=batch&skip=scaled&act=relu&init=he&batch=7",
	"depth=2&act=linear&init=zero&batch=16",
	"depth=30&width=4&act=relu&init=he&batch=3",
	"depth=3&width=4&act=tanh&init=uniform&gain=10",
	"depth=6&width=3&gain=0.01&init=lsuv&act=leaky",
	"depth=2&width=3&act=noisy&batch=500",
}

var oddImages = []string{
	"data=digits&model=cnn&depth=1&width=1&batch=1",
	"data=digits&model=cnn&depth=3&width=2&norm=batch&act=relu&init=he&skip=plain&batch=2",
	"data=digits&model=cnn&depth=2&width=2&norm=layer&skip=scaled&act=tanh&batch=1",
	"data=digits&depth=2&width=5&norm=batch&skip=scaled&batch=3",
}

// oddTables are data of a user's own.
var oddTables = map[string]string{
	"one class":          "a,b,class\n" + rows(12, func(i int) string { return fmt.Sprintf("%d,%d,0", i%5, i*i%7) }),
	"three classes":      "a,b,c,class\n" + rows(20, func(i int) string { return fmt.Sprintf("%d,%d,%d,%d", i%5, i*i%7, i, i%3) }),
	"one value":          "a,class\n" + rows(12, func(i int) string { return fmt.Sprintf("3,%d", i%2) }),
	"numbers to predict": "a,b,y\n" + rows(12, func(i int) string { return fmt.Sprintf("%d,%d,%g", i, i%4, float64(i)*0.37) }),
	"two rows":           "a,b,class\n1,2,0\n2,1,1\n",
}

func rows(n int, row func(i int) string) string {
	var lines []string
	for i := range n {
		lines = append(lines, row(i))
	}
	return strings.Join(lines, "\n") + "\n"
}

// ofConfig is what a Config trains on a set, from its first draw.
func ofConfig(c experiment.LaneConfig, set *data.Set) (s Subject, err error) {
	net := c.Net(set)
	s.Net = &net
	s.Draw = func(seed uint64) ([][]float32, error) {
		c := c
		c.Seed = int(seed)
		p, err := c.Problem(set)
		return p.State.Params, err
	}
	s.Problem, err = c.Problem(set)
	s.Samples = 3
	return s, err
}

// ofQuery is the first lane of a query's Config, before its first step.
func ofQuery(t *testing.T, query string, set *data.Set) Subject {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(query, problems)
	}
	s, err := ofConfig(cfg.Lanes()[0], set)
	if err != nil {
		t.Fatal(query, err)
	}
	s.Samples = 0 // as many as the instrument takes
	return s
}

// Every Config gives each instrument numbers that are possible, or reasons, on every
// data set; nothing is NaN without a reason, and nothing panics.
func TestInstrumentsOfOddConfigs(t *testing.T) {
	sets := map[string]*data.Set{}
	for name, table := range oddTables {
		set, err := data.ReadCSV(strings.NewReader(table), 1)
		if err != nil {
			t.Logf("%s: %v", name, err) // refused in a sentence
			continue
		}
		sets[name] = set
	}
	circle, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	single := *circle
	single.Train = data.Part{X: circle.Train.X[:2], Y: circle.Train.Y[:1]}
	alike := *circle
	alike.Train = data.Part{X: circle.Train.X, Y: make([]float32, circle.Train.Len())}
	sets["circle"], sets["one example"], sets["one class in training"] = circle, &single, &alike
	for name, set := range sets {
		for _, query := range oddQueries {
			wantPossible(t, query+" on "+name, query, set)
		}
	}
	if testing.Short() {
		return
	}
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range oddImages {
		wantPossible(t, query, query, digits)
	}
}

// wantPossible runs every instrument.
func wantPossible(t *testing.T, what, query string, set *data.Set) {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(query, problems)
	}
	for _, lane := range cfg.Lanes()[:1] {
		s, err := ofConfig(lane, set)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		for _, i := range Instruments {
			possible(t, what+", "+i.Name, measured(t, i.Name, s))
		}
	}
}

// bounds are those of figures that have any; the rest are 0 at least.
var bounds = map[string][2]float64{
	"cosine": {-1, 1}, "inputs": {-1, 1}, "rest": {-1, 1}, "correlation": {-1, 1}, "gradient": {-1, 1},
	"dead": {0, 1}, "off": {0, 1}, "saturated": {0, 1}, "silent": {0, 1}, "zeros": {0, 1}, "unchanged": {1, 1},
}

func possible(t *testing.T, what string, r Reading) {
	t.Helper()
	for _, c := range r.Columns {
		for i := range c.Layers {
			figure(t, fmt.Sprintf("%s, %s, layer %s", what, c.Name, r.Layers[i]), c.Name, c.Layers[i])
			if c.Theory != nil {
				figure(t, fmt.Sprintf("%s, theory of %s, layer %s", what, c.Name, r.Layers[i]), c.Name, c.Theory[i])
			}
		}
	}
	for _, s := range r.Whole {
		figure(t, what+", whole "+s.Name, s.Name, s.Figure)
		figure(t, what+", theory of whole "+s.Name, s.Name, s.Theory)
	}
}

func figure(t *testing.T, what, name string, f Figure) {
	t.Helper()
	const rounding = 1e-9
	least, most := 0.0, math.MaxFloat64
	if b, ok := bounds[name]; ok {
		least, most = b[0]-rounding, b[1]+rounding
	}
	switch {
	case f.Why == reason.NotYet:
		t.Errorf("%s: the run is done and says %q", what, f.Why)
	case f.Why == reason.NoDraw:
		t.Errorf("%s: there is a draw", what)
	case f.Why != reason.Measured && (f.Why.Message().Empty() || !math.IsNaN(f.Value)):
		t.Errorf("%s: %g and the reason %q", what, f.Value, f.Why)
	case f.Why == reason.Measured && !(f.Value >= least && f.Value <= most):
		t.Errorf("%s: %g", what, f.Value)
	}
}

// FuzzInstruments looks for a Config that makes an instrument fail.
func FuzzInstruments(f *testing.F) {
	for i := range uint64(6) {
		f.Add(i)
	}
	set, err := data.Generate("circle", 1)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		pick := func(words ...string) string { return words[r.IntN(len(words))] }
		query := fmt.Sprintf("vs=none&depth=%d&width=%d&batch=%d&act=%s&init=%s&norm=%s&skip=%s&gain=%g&seed=%d",
			1+r.IntN(12), 1+r.IntN(9), 1+r.IntN(20), nn.Activations[r.IntN(len(nn.Activations))].Name, pick("uniform", "xavier", "he", "orthogonal", "lsuv", "zero"),
			pick("none", "batch", "layer"), pick("none", "plain", "scaled"), math.Exp2(float64(r.IntN(7)-3)), r.IntN(100))
		cfg, problems := experiment.ParseQuery(query)
		if len(problems) > 0 {
			t.Fatal(query, problems)
		}
		s, err := ofConfig(cfg.Lanes()[0], set)
		if err != nil {
			t.Fatal(query, err)
		}
		for _, i := range Instruments {
			possible(t, query+", "+i.Name, measured(t, i.Name, s))
		}
	})
}
