package gpu

import (
	"errors"
	"slices"
	"testing"
	"time"

	"backflow/shaders"
)

// A small product is enough to tell an adapter that barriers slow down; others are raced by
// large ones; and who does not finish has not won.
func TestTilesWinTheirRace(t *testing.T) {
	lost := errors.New("lost")
	for _, c := range []struct {
		name         string
		small, large [2]time.Duration // of tiles and of blocks
		fails        int              // at the product of this size
		wins         bool
		raced        []int
	}{
		{"software", [2]time.Duration{20, 10}, [2]time.Duration{1, 2}, 0, false, []int{128}},
		{"a chip", [2]time.Duration{10, 9}, [2]time.Duration{5, 20}, 0, true, []int{128, 1024}},
		{"a chip whose answers take long", [2]time.Duration{19, 10}, [2]time.Duration{5, 20}, 0, true, []int{128, 1024}},
		{"neither", [2]time.Duration{10, 10}, [2]time.Duration{20, 20}, 0, false, []int{128, 1024}},
		{"lost at once", [2]time.Duration{1, 9}, [2]time.Duration{1, 9}, 128, false, []int{128}},
		{"lost later", [2]time.Duration{1, 9}, [2]time.Duration{1, 9}, 1024, false, []int{128, 1024}},
	} {
		var raced []int
		wins, err := winsTiled(func(n, _ int) (time.Duration, time.Duration, error) {
			raced = append(raced, n)
			if n == c.fails {
				return 1, 9, lost
			}
			if n == 128 {
				return c.small[0], c.small[1], nil
			}
			return c.large[0], c.large[1], nil
		})
		if wins != c.wins || !slices.Equal(raced, c.raced) || (c.fails > 0) != errors.Is(err, lost) {
			t.Errorf("%s: tiles win: %t after products of %d, error %v", c.name, wins, raced, err)
		}
	}
}

// Every way to use a buffer that the table knows is one that the runtime knows, and a
// kernel is the same again only with the same text.
func TestShadersOfTheTable(t *testing.T) {
	if len(accesses) != 3 {
		t.Errorf("%d ways to use a buffer", len(accesses))
	}
	keys := map[any]bool{}
	for _, k := range shaders.All() {
		s := shaderOf(k, shaders.Options{})
		if keys[s.Key] {
			t.Errorf("%s has the key of another", s.Name)
		}
		keys[s.Key] = true
		for i, b := range s.Bindings {
			if want, known := accesses[k.Bindings[i].Access]; !known || b.Access != want || b.Index != k.Bindings[i].Index {
				t.Errorf("%s: binding %d is %+v", s.Name, i, b)
			}
		}
		if text, err := s.Text(); err != nil || text == "" {
			t.Errorf("%s has no text: %v", s.Name, err)
		}
	}
	if a, b := shaderOf(shaders.Update, shaders.Options{Clip: true}), shaderOf(shaders.Update, shaders.Options{}); a.Key == b.Key || a.Name != b.Name {
		t.Error("options do not tell kernels apart")
	}
}
