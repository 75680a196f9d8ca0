package gpu

import (
	"testing"

	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/backend/optim"
)

// lanes are problems that differ as lanes do, on the same data.
func lanes(acts ...string) []backend.Problem {
	var list []backend.Problem
	base := smallProblem(8, 23, 7, 17, 5)
	for i, act := range acts {
		p := smallProblem(8+uint64(i), 23, 7, 17, 5) // other parameters
		p.Data, p.Seed = base.Data, base.Seed
		for k := range p.Spec.Layers {
			if p.Spec.Layers[k].Act != "" {
				p.Spec.Layers[k].Act, p.Spec.Layers[k].Slope = act, 0.1
			}
		}
		list = append(list, p)
	}
	return list
}

// rate is the learning rate of the i-th lane.
func rate(h backend.Hyper, i int) backend.Hyper {
	h.LR *= float64(i + 1)
	return h
}

// Lanes that train together must come to where each comes alone, whatever the
// rule and however they are told.
func TestLanesTogether(t *testing.T) {
	for name, h := range map[string]backend.Hyper{
		"sgd":      {Optimiser: optim.SGD, LR: 0.05, Decay: 0.01},
		"adam":     {Optimiser: optim.Adam, LR: 0.01, Clip: 0.5},
		"equalise": {Optimiser: optim.Momentum, LR: 0.02, Equalise: true},
	} {
		t.Run(name, func(t *testing.T) {
			problems := lanes("sigmoid", "relu", "leaky")
			compilesBarriers(t)
			if name != "sgd" {
				compilesManyBarriers(t)
			}
			chip := multiplying(testDevice(t), shaders.Tiled)
			var together, alone []*Backend
			for _, p := range problems {
				together = append(together, started(t, &Backend{d: chip, only: "fused"}, p))
				alone = append(alone, solitary(t, chip, p))
			}
			told := [][]int{{5, 5, 5}, {4, 2, 3}, {1, 0, 1}, {1, 0, 1}, {3, 3, 3}, {2, 2, 2}}
			for round, steps := range told {
				for i := range problems {
					for _, b := range []*Backend{together[i], alone[i]} {
						if err := b.Train(steps[i], rate(h, i)); err != nil {
							t.Fatal(err)
						}
					}
				}
				if round == 1 && len(together[0].group.bound) != len(problems) {
					t.Fatalf("%d lanes train together, want %d", len(together[0].group.bound), len(problems))
				}
				if round == 4 { // then all begin with what a look has left
					lookAt(t, h, together...)
					lookAt(t, h, alone...)
				}
			}
			for i := range problems {
				samePlace(t, stateOf(t, together[i]), stateOf(t, alone[i]))
			}
		})
	}
}

// solitary trains by itself.
func solitary(t *testing.T, d *Device, p backend.Problem) *Backend {
	t.Helper()
	return started(t, &Backend{d: d, only: "fused", alone: true}, p)
}

func lookAt(t *testing.T, h backend.Hyper, backends ...*Backend) {
	t.Helper()
	for i, b := range backends {
		if _, err := b.Observe(backend.Want{}, rate(h, i)); err != nil {
			t.Fatal(err)
		}
	}
}

func samePlace(t *testing.T, got, want *backend.State) {
	t.Helper()
	if got.Step != want.Step {
		t.Errorf("step %d, want %d", got.Step, want.Step)
	}
	for _, tensors := range [][2][][]float32{{got.Params, want.Params}, {got.Moments, want.Moments}} {
		if len(tensors[0]) != len(tensors[1]) {
			t.Fatalf("%d tensors, want %d", len(tensors[0]), len(tensors[1]))
		}
		for i := range tensors[1] {
			near(t, "tensor", tensors[0][i], widened(tensors[1][i]), 1e-5)
		}
	}
}

// Who leaves, or takes up another rule, takes along what was asked for before,
// and the others go on.
func TestLanesPart(t *testing.T) {
	problems := lanes("tanh", "tanh", "tanh")
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	var together []*Backend
	for _, p := range problems {
		together = append(together, planned(t, "fused", p))
	}
	train := func(b *Backend, steps int, h backend.Hyper) {
		t.Helper()
		if err := b.Train(steps, h); err != nil {
			t.Fatal(err)
		}
	}
	for _, b := range together {
		train(b, 3, h)
	}
	train(together[0], 2, h)
	train(together[1], 2, h)
	together[1].Close()
	train(together[0], 1, backend.Hyper{Optimiser: optim.Adam, LR: 0.01})
	train(together[2], 4, h)
	if a, b := together[0].group, together[2].group; a == b || len(a.members) != 1 || len(b.members) != 1 {
		t.Errorf("lanes of other rules train together")
	}
	for i, want := range map[int]int{0: 6, 2: 7} {
		if got := stateOf(t, together[i]).Step; got != want {
			t.Errorf("lane %d is at step %d, want %d", i, got, want)
		}
	}
}

// Lanes on other data, or of other shapes, see other minibatches.
func TestLanesOfOtherKinds(t *testing.T) {
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.1}
	base := lanes("relu")[0]
	other := base
	other.Batch++
	seed := base
	seed.Seed++
	seen := map[*group]bool{}
	for _, p := range []backend.Problem{base, smallProblem(8, 23, 7, 17, 5), smallProblem(8, 23, 7, 16, 5), other, seed} {
		b := planned(t, "fused", p)
		if err := b.Train(1, h); err != nil {
			t.Fatal(err)
		}
		if seen[b.group] {
			t.Errorf("networks of other kinds train together")
		}
		seen[b.group] = true
	}
}

// BenchmarkLanes measures steps of three lanes of shape A.
func BenchmarkLanes(b *testing.B) {
	for name, alone := range map[string]bool{"together": false, "apart": true} {
		b.Run(name, func(b *testing.B) {
			h := backend.Hyper{Optimiser: optim.SGD, LR: 0.01}
			p := speedProblem(2, 2, 10, 8, 500, 10, "sigmoid")
			var all []*Backend
			for range 3 {
				e := &Backend{d: testDevice(b), alone: alone}
				defer e.Close()
				if err := e.Reset(p); err != nil {
					b.Fatal(err)
				}
				all = append(all, e)
			}
			const portion = 32
			train := func(steps int) {
				for _, e := range all {
					if err := e.Train(steps, h); err != nil {
						b.Fatal(err)
					}
				}
			}
			train(1) // compiles
			b.ResetTimer()
			for left := b.N; left > 0; left -= portion {
				train(min(left, portion))
			}
			for _, e := range all {
				if err := e.drain(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
