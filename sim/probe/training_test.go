//go:build !js

package probe_test

import (
	"context"
	"os"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/cpu"
	"backflow/sim/backend/gpu"
	"backflow/sim/backend/ref"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/probe"
)

// What the instruments say of networks that were trained: what a Config describes, on a
// backend of which a test has the choice.

// trained takes some steps of a query's first lane, and makes a Subject of what comes out.
func trained(t *testing.T, b backend.Backend, query string, steps int) (probe.Subject, *backend.Observation) {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	lane := cfg.Lanes()[0]
	s := probe.Subject{Draw: func(seed uint64) ([][]float32, error) {
		lane := lane
		lane.Seed = int(seed)
		p, err := lane.Problem(set)
		return p.State.Params, err
	}}
	if s.Problem, err = lane.Problem(set); err != nil {
		t.Fatal(err)
	}
	if err := b.Reset(s.Problem); err != nil {
		t.Fatal(err)
	}
	if err := b.Train(steps, lane.Hyper()); err != nil {
		t.Fatal(err)
	}
	o, err := b.Observe(backend.Want{State: true}, lane.Hyper())
	if err != nil {
		t.Fatal(err)
	}
	s.State = *o.State
	return s, o
}

// read runs an instrument to its end.
func read(t *testing.T, name string, s probe.Subject) probe.Reading {
	t.Helper()
	run, err := probe.Start(name, s)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	reading, err := run.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return reading
}

// onGPU is a backend on whatever GPU there is; build.sh has it be Mesa's software.
func onGPU(t *testing.T) backend.Backend {
	t.Helper()
	d, err := gpu.Open(context.Background(), nil)
	if err != nil {
		t.Fatalf("no GPU to test on (./build.sh test installs a software adapter, mesa-vulkan-drivers): %v", err)
	}
	t.Cleanup(d.Close)
	return d.NewBackend()
}

const tenSigmoids = "vs=none&data=digits&act=sigmoid&init=xavier&opt=sgd&lr=0.01&depth=10&width=32"

// A faster computer is no help: a thousand steps of a deep sigmoid net leave 78 to 81 %
// of the weights of layers 1 and 2 as they were drawn, to the bit. Of a single step's
// updates even more are lost there.
func TestAThousandStepsLeaveMostWeightsAsTheyAre(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for name, open := range map[string]func(t *testing.T) backend.Backend{
		"cpu": func(*testing.T) backend.Backend { return cpu.New() },
		"gpu": onGPU,
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			defer b.Close()
			s, o := trained(t, b, tenSigmoids, 1000)
			layers := unchanged(t, s)
			t.Logf("unchanged since the first draw: %.3f", layers)
			for i, share := range layers[:2] {
				if share < 0.78-0.03 || share > 0.81+0.03 {
					t.Errorf("layer %d: %.3f of the weights are as they were drawn, want 0.78 to 0.81", i+1, share)
				}
				if lost := o.Layers[i].Lost; lost < share {
					t.Errorf("layer %d: %.3f of the next step's updates are lost, fewer than of all steps", i+1, lost)
				}
			}
			if last := layers[len(layers)-1]; last > 0.01 {
				t.Errorf("the output layer: %.3f are as they were drawn", last)
			}
		})
	}
}

// It is rounding that stops such a net: the reference, which keeps its weights in
// float64, moves nearly all of them by more than float32 tells apart in as many steps.
func TestWithoutRoundingNearlyAllWeightsMove(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	steps := 200
	if os.Getenv("BACKFLOW_LONG") != "" {
		steps = 1000
	}
	b, c := ref.New(), cpu.New()
	exact, _ := trained(t, b, tenSigmoids, steps)
	rounded, _ := trained(t, c, tenSigmoids, steps)
	moves, stays := unchanged(t, exact), unchanged(t, rounded)
	t.Logf("unchanged after %d steps: %.3f in float64, %.3f in float32", steps, moves, stays)
	for i := range 2 {
		if !(moves[i] < 0.25 && stays[i] > 0.75) {
			t.Errorf("layer %d: %.3f are as they were drawn in float64, %.3f in float32", i+1, moves[i], stays[i])
		}
	}
}

// unchanged is the instrument's column.
func unchanged(t *testing.T, s probe.Subject) (layers []float64) {
	t.Helper()
	column, _ := read(t, "unchanged", s).Column("unchanged")
	for _, f := range column.Layers {
		layers = append(layers, f.Value)
	}
	return layers
}
