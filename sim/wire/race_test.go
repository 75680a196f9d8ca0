package wire

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func randomRace(rng *rand.Rand) Race {
	layers, widths := rng.IntN(4), rng.IntN(4)
	c := Race{
		Runners: some[Runner](rng, 4), Step: rng.Uint32(), Difference: doubles(rng, layers),
		Sweep:    Sweep{Widths: counts(rng, widths), Crossover: rng.Float64(), Share: rng.Float64(), Machine: "a machine"[:rng.IntN(9)]},
		Recorded: randomMessage(rng, 1), Why: randomMessage(rng, 1),
	}
	for i := range c.Runners {
		c.Runners[i] = Runner{
			Name: "gpu", Adapter: "an adapter"[:rng.IntN(9)], Software: rng.IntN(2) == 0,
			Seconds: rng.Float64(), Steps: rng.Uint32(), Rate: rng.Float64(), Loss: some[Mark](rng, 9), Delta: doubles(rng, layers),
		}
		for j := range c.Runners[i].Loss {
			c.Runners[i].Loss[j] = Mark{rng.Uint32(), rng.Float32(), rng.Float32()}
		}
		if widths > 0 {
			c.Sweep.Rates = append(c.Sweep.Rates, doubles(rng, widths))
		}
	}
	return c
}

func counts(rng *rand.Rand, n int) (xs []uint32) {
	for range n {
		xs = append(xs, rng.Uint32())
	}
	return xs
}

// wholeRace has something of everything.
func wholeRace() Race {
	runner := func() Runner { return Runner{Loss: make([]Mark, 2), Delta: make([]float64, 1)} }
	return Race{
		Runners: []Runner{runner(), runner()}, Difference: make([]float64, 1),
		Sweep: Sweep{Widths: make([]uint32, 2), Rates: [][]float64{make([]float64, 2), make([]float64, 2)}},
	}
}

func TestRaceKeepsWhatIsNotKnown(t *testing.T) {
	for _, x := range []float64{0, 1e-300, math.Inf(1), math.NaN()} {
		s := &Snapshot{Race: wholeRace()}
		s.Race.Difference[0], s.Race.Sweep.Crossover, s.Race.Sweep.Rates[1][0], s.Race.Runners[0].Delta[0] = x, x, x, x
		got, _ := coded(t, s)
		c := &got.Race
		for _, y := range []float64{c.Difference[0], c.Sweep.Crossover, c.Sweep.Rates[1][0], c.Runners[0].Delta[0]} {
			if math.Float64bits(y) != math.Float64bits(x) {
				t.Errorf("%g became %g", x, y)
			}
		}
	}
}

func TestDecodeRefusesRacesThatDoNotFitTogether(t *testing.T) {
	for what, spoil := range map[string]func(*Race){
		"a layer too few":      func(c *Race) { c.Runners[1].Delta = nil },
		"a difference too few": func(c *Race) { c.Difference = nil },
		"a rate too few":       func(c *Race) { c.Sweep.Rates[1] = c.Sweep.Rates[1][1:] },
		"a row too few":        func(c *Race) { c.Sweep.Rates = c.Sweep.Rates[1:] },
		"a mark too many":      func(c *Race) { c.Runners[0].Loss = make([]Mark, MostMarks+1) },
	} {
		s := &Snapshot{Race: wholeRace()}
		coded(t, s)
		spoil(&s.Race)
		b, err := Encode(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Decode(b); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: error %v, want ErrCorrupt", what, err)
		}
	}
}

// A race of as many runners as there may be leaves most of a snapshot to the lanes.
func TestLongestRaceFits(t *testing.T) {
	var c Race
	for range 4 {
		c.Runners = append(c.Runners, Runner{Loss: make([]Mark, MostMarks), Delta: make([]float64, 101)})
	}
	c.Difference = make([]float64, 101)
	_, b := coded(t, &Snapshot{Race: c})
	if len(b) > MaxBytes/8 {
		t.Errorf("the longest race takes %d bytes", len(b))
	}
}
