package session_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"backflow/sim/session"
)

// What two papers say of training, on the digits: the lessons say no more. A
// figure is the median over the seeds.
var paperSeeds = []int{1, 2, 3}

func medianOverSeeds(measure func(seed int) float64) float64 {
	var results []float64
	for _, seed := range paperSeeds {
		results = append(results, measure(seed))
	}
	slices.Sort(results)
	return results[len(results)/2]
}

// He et al. 2015, section 2.2: with 22 layers of ReLUs both initialisations
// converge, He's sooner; with 30 He's does and Xavier's is stalled, here at the
// loss of a guess among ten, ln 10.
func TestXavierStallsAtThirtyLayersAndHeDoesNot(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	t.Parallel()
	for _, c := range []struct {
		init        string
		depth       int
		least, most float64 // loss
	}{
		{"he", 22, 0, 0.8},
		{"xavier", 22, 0, 2},
		{"he", 30, 0, 1.6},
		{"xavier", 30, math.Log(10) - 0.01, math.Log(10) + 0.01},
	} {
		t.Run(fmt.Sprintf("%s %d", c.init, c.depth), func(t *testing.T) {
			t.Parallel()
			loss := medianOverSeeds(func(seed int) float64 {
				query := fmt.Sprintf("data=digits&act=relu&width=64&batch=16&opt=momentum&lr=0.003&depth=%d&init=%s&seed=%d", c.depth, c.init, seed)
				return float64(take(newSession(t, "cpu", query), 1200, time.Hour).Lanes[0].Loss)
			})
			t.Logf("loss %.3f", loss)
			if !(c.least <= loss && loss <= c.most) {
				t.Errorf("loss %.3f, want %.2f to %.2f", loss, c.least, c.most)
			}
		})
	}
}

// Saxe et al. 2014, section 3.1: from orthogonal weights the steps that a deep
// linear network takes to learn do not grow with its depth; from Gaussian ones
// of the same variance they do.
func TestOrthogonalLinearNetsLearnAtAnyDepth(t *testing.T) {
	if testing.Short() {
		t.Skip("takes many seconds")
	}
	t.Parallel()
	const shallow, deep, enough = 5, 40, 160
	steps := func(init string, depth int) float64 {
		n := medianOverSeeds(func(seed int) float64 {
			query := fmt.Sprintf("data=digits&act=linear&width=32&batch=32&opt=sgd&lr=0.01&depth=%d&init=%s&seed=%d", depth, init, seed)
			return stepsTo(newSession(t, "cpu", query), 0.7, enough)
		})
		t.Logf("%s, %d layers: %g steps", init, depth, n)
		return n
	}
	if a, b := steps("orthogonal", shallow), steps("orthogonal", deep); !(b <= a) {
		t.Errorf("orthogonal: %g steps with %d layers, %g with %d", a, shallow, b, deep)
	}
	if a, b := steps("lecun", shallow), steps("lecun", deep); !(a <= enough/2 && b == enough) {
		t.Errorf("Gaussian: %g steps with %d layers, %g with %d", a, shallow, b, deep)
	}
}

// stepsTo counts steps by twenties until the training loss is below a bound, or
// enough of them.
func stepsTo(s *session.Session, loss float64, enough int) float64 {
	for {
		stats := take(s, 20, time.Hour)
		if float64(stats.Lanes[0].Loss) < loss || stats.Step >= enough {
			return float64(stats.Step)
		}
	}
}
