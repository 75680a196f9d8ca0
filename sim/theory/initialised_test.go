package theory_test

import (
	"context"
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/session"
	"backflow/sim/theory"
)

// What the page shows beside each other, the theory's factor of a layer and the
// one that is measured, on networks as sim draws them: the root of the mean
// square over seeds, at a width where a layer lies near its limit.
func TestFactorsOfInitialisedNetworks(t *testing.T) {
	natively(t)
	const seeds, tolerance = 20, 0.15
	for _, query := range []string{
		"act=noisy&init=lsuv",
		"act=noisy&init=lsuv&gain=1.5",
		"act=noisy&init=lsuv&norm=layer",
		"act=noisy&init=lsuv&skip=plain",
		"act=noisy&init=he",
		"act=relu&init=lsuv",
		"act=leaky&slope=0.9&init=he",
		"act=leaky&slope=0.5&init=xavier",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			squares := make([]float64, 5)
			var layers []session.LayerLine
			for seed := range seeds {
				layers = initialised(t, query+"&data=digits&width=96&depth=5", seed).Layers
				for i := range squares {
					squares[i] += float64(layers[i].Factor*layers[i].Factor) / seeds
				}
			}
			for i, square := range squares {
				within(t, "factor of layer "+layers[i].Name, math.Sqrt(square), float64(layers[i].Theory), tolerance)
			}
		})
	}
}

// initialised is the one lane of a query before its first step.
func initialised(t *testing.T, query string, seed int) session.LaneLine {
	t.Helper()
	cfg := config(t, query)
	cfg.Seed = seed
	s := session.New(session.Openers{
		CPU:  func() backend.Backend { return cpu.New() },
		Data: func(context.Context, string, uint64) (*data.Set, error) { return mnist.Digits() },
	})
	defer s.Close()
	if err := s.Apply(context.Background(), cfg); err != nil {
		t.Fatal(err)
	}
	return s.Stats().Lanes[0]
}

func config(t *testing.T, query string) experiment.Config {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return cfg
}

// Of a narrow deep ReLU network the theory says how many inputs are dead: those
// whose gradient nowhere reaches the network's input. That all 250 are, and the
// network with them, is less likely; it is known by measurement only.
func TestDyingReLUIsAboutOneInput(t *testing.T) {
	natively(t)
	const seeds = 300
	for _, c := range []struct {
		query string
		whole float64 // the share of networks that are dead altogether
	}{
		{"width=4&depth=10", 0.21}, {"width=4&depth=30", 0.81},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			inputs, networks, predicted := deadShares(t, "act=relu&"+c.query, seeds)
			t.Logf("%.3f of the inputs (predicted %.3f), %.3f of the networks", inputs, predicted, networks)
			if bound := 3 * standardError(predicted, seeds); !(math.Abs(inputs-predicted) < bound) {
				t.Errorf("%.3f of the inputs are dead, predicted %.3f within %.3f", inputs, predicted, bound)
			}
			if bound := 4 * standardError(c.whole, seeds); !(math.Abs(networks-c.whole) < bound) {
				t.Errorf("%.3f of the networks are dead, measured %.3f once, within %.3f", networks, c.whole, bound)
			}
		})
	}
}

// With skip connections or BatchNorm none dies, and nothing is predicted.
func TestDyingReLUIsNotPredictedWhereNoneDies(t *testing.T) {
	natively(t)
	for _, c := range []string{"skip=plain", "skip=scaled", "norm=batch", "norm=layer&skip=plain"} {
		t.Run(c, func(t *testing.T) {
			t.Parallel()
			if _, networks, predicted := deadShares(t, "act=relu&width=4&depth=30&"+c, 100); networks > 0.02 || !math.IsNaN(predicted) {
				t.Errorf("%.3f of the networks are dead, %.3f of the inputs predicted", networks, predicted)
			}
		})
	}
}

func standardError(share float64, n int) float64 { return math.Sqrt(share * (1 - share) / float64(n)) }

// deadShares is the share of inputs that are dead, that of networks all of whose
// inputs are, and what the theory says of the first.
func deadShares(t *testing.T, query string, seeds int) (inputs, networks, predicted float64) {
	t.Helper()
	cfg := config(t, query)
	for seed := range seeds {
		set, err := data.Generate("circle", uint64(seed))
		if err != nil {
			t.Fatal(err)
		}
		dead := deadInputs(t, cfg, set, uint64(seed))
		inputs += dead / float64(seeds)
		if dead == 1 {
			networks += 1 / float64(seeds)
		}
		predicted = theory.Predict(cfg.Net(set)).Dead
	}
	return inputs, networks, predicted
}

// deadInputs is the share of a set's inputs whose gradient is 0.
func deadInputs(t *testing.T, cfg experiment.Config, set *data.Set, seed uint64) float64 {
	t.Helper()
	spec := cfg.Spec(set)
	params, err := nn.Init(spec, nn.InitOptions{Scheme: cfg.Init, Gain: 1, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	gradient := runTrace(t, spec, params, set.Train.X, set.Train.Y).Layers[0].DX
	size := set.Shape.Size()
	dead := 0
	for i := 0; i < len(gradient); i += size {
		if stats.RMS(gradient[i:i+size]) == 0 {
			dead++
		}
	}
	return float64(dead*size) / float64(len(gradient))
}
