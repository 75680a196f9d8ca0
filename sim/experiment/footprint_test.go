package experiment

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data"
)

// Lanes train together, and one after the other their first parameters are drawn: the
// parameters of all are there in either case.
func TestMemoryIsThatOfTheWorseMoment(t *testing.T) {
	set, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	cfg, problems := ParseQuery("vs=width:4,8&depth=1&batch=16")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	const narrow, wide = 2*4 + 4 + 4 + 1, 2*8 + 8 + 8 + 1
	for _, c := range []struct{ each, want int64 }{
		{0, 4*(narrow+wide) + 8*wide},
		{10_000, 4*(narrow+wide) + 20_000},
	} {
		counted := []int64{}
		got, err := cfg.Memory(set, func(_ Config, p backend.Problem, params int64) int64 {
			if p.Batch != 16 || p.Data != set {
				t.Errorf("asked about a batch of %d", p.Batch)
			}
			counted = append(counted, params)
			return c.each
		})
		if err != nil || got != c.want {
			t.Errorf("where each lane takes %d: %d bytes (%v), want %d", c.each, got, err, c.want)
		}
		if len(counted) != 2 || counted[0] != narrow || counted[1] != wide {
			t.Errorf("lanes of %v parameters, want %d and %d", counted, narrow, wide)
		}
	}
}

// What LSUV looks at comes on top of the parameters.
func TestLSUVIsDrawnWithExamples(t *testing.T) {
	c := Default()
	plain := c.drawing(100, 10)
	c.Init = "lsuv"
	if got, want := c.drawing(100, 10), plain+8*100+8*initBatchSize*10; got != want {
		t.Errorf("%d bytes, want %d", got, want)
	}
}

// A problem holds the network's first parameters, which follow from the seed alone.
func TestProblemFollowsFromTheSeed(t *testing.T) {
	set, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	first := map[int]float32{}
	for _, seed := range []int{1, 2, 1} {
		c := Default()
		c.Seed, c.VS = seed, Versus{}
		p, err := c.Lanes()[0].Problem(set)
		if err != nil {
			t.Fatal(err)
		}
		if p.Batch != c.Batch || p.Seed != uint64(seed) || p.Data != set || len(p.State.Params) != 2*(c.Depth+1) {
			t.Errorf("seed %d: batch %d, seed %d, %d tensors", seed, p.Batch, p.Seed, len(p.State.Params))
		}
		w := p.State.Params[0][0]
		if before, drawn := first[seed]; drawn && before != w {
			t.Errorf("seed %d gives %v, and %v before", seed, w, before)
		}
		first[seed] = w
	}
	if first[1] == first[2] {
		t.Error("two seeds give the same weight")
	}
}
