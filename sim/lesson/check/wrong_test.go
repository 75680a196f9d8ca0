package check

import (
	"context"
	"slices"
	"testing"

	"backflow/sim/lesson"
)

// wrongs are changes that make a lesson's networks others than its claims are about: another activation, start, depth or rate.
var wrongs = map[string][]string{
	"product":   {"act=relu&init=he", "act=sigmoid&init=he", "depth=9"},
	"slope":     {"gain=10", "gain=1", "act=tanh", "act=sigmoid", "act=relu"},
	"relu-zero": {"width=5", "depth=10", "width=4", "act=leaky", "init=xavier"},
	"init":      {"gain=2", "depth=10", "act=tanh", "act=relu"},
	"blind":     {"init=xavier", "act=tanh&init=xavier", "depth=3", "norm=none", "skip=plain", "lr=0.1"},
	"range":     {"act=relu&init=he", "lr=0.01", "lr=1"},
	"rate":      {"act=relu&init=he", "depth=10", "depth=1", "lr=0.3"},
	"gpu":       {"act=relu&init=he", "depth=10"},
	"months":    {"act=relu&init=he", "depth=10", "depth=2"},
	"cnn":       {"act=relu", "depth=2", "act=sigmoid"},
	"dbn":       {"pretrain=none", "act=relu&init=he"},
	"norm-skip": {"act=relu&init=he", "act=sigmoid", "act=tanh", "norm=batch", "depth=3"},
	"explode":   {"init=xavier", "act=tanh", "gain=1"},
}

// Each claim fails of a plausible wrong network: of another of those that its step compares, or of the lesson's with a change of wrongs. Where theory
// follows the network, the claim is held to its own number.
func TestWrongNetworksFailClaims(t *testing.T) {
	for _, l := range lesson.Lessons {
		t.Run(l.Name, func(t *testing.T) {
			open := openClaims(t, l)
			for _, change := range wrongs[l.Name] {
				if len(open) > 0 {
					open = slices.DeleteFunc(open, failed(t, l, change))
				}
			}
			for _, p := range open {
				t.Errorf("step %d: %s: no wrong network fails it", p.step+1, about(p.claim))
			}
		})
	}
}

// place is where a claim stands.
type place struct {
	step  int
	claim lesson.Claim
}

// openClaims are those of a lesson that no other lane of their step fails.
func openClaims(t *testing.T, l lesson.Lesson) (open []place) {
	t.Helper()
	each(t, l, "", func(step int, then, now lesson.Situation) {
		for _, c := range l.Steps[step].Claims {
			if !slices.ContainsFunc(now.Config.VS.Values, func(lane string) bool { return fails(c, lane, then, now) }) {
				open = append(open, place{step, c})
			}
		}
	})
	return open
}

// failed says of places whether the claim there fails once the lesson is done with a change.
func failed(t *testing.T, l lesson.Lesson, change string) func(place) bool {
	t.Helper()
	broken := map[place]bool{}
	each(t, l, change, func(step int, then, now lesson.Situation) {
		for _, c := range l.Steps[step].Claims {
			if fails(c, c.Lane, then, now) {
				broken[place{step, c}] = true
			}
		}
	})
	return func(p place) bool { return broken[p] }
}

// fails reports whether a claim is known not to hold of a lane.
func fails(c lesson.Claim, lane string, then, now lesson.Situation) bool {
	c.Lane, c.From = lane, lesson.Experience
	v := c.Judge(then, now)
	return v.Known && !v.Holds
}

// each does a lesson with a change, and shows each step's two situations.
func each(t *testing.T, l lesson.Lesson, change string, show func(step int, then, now lesson.Situation)) {
	t.Helper()
	if _, err := (Checker{Open: openers(), Seeds: 1, Own: change, Show: show}).Lesson(context.Background(), l); err != nil {
		t.Fatalf("with %q: %v", change, err)
	}
}
