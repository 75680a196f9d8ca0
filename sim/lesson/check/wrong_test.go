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
	"relu-zero": {"gain=3", "width=5", "depth=10", "width=4", "act=leaky", "init=xavier"},
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
			right := rights[l.Name]
			if right == nil {
				right = situations(t, l, "")
			}
			open := claims(l, func(p place) bool {
				return !slices.ContainsFunc(right[p.step].now.Config.VS.Values, func(lane string) bool { return fails(p.claim, lane, right[p.step]) })
			})
			for _, change := range wrongs[l.Name] {
				if len(open) > 0 {
					wrong := situations(t, l, change)
					open = slices.DeleteFunc(open, func(p place) bool { return failsOf(p, wrong, right) })
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

// claims are those of a lesson that are left.
func claims(l lesson.Lesson, left func(place) bool) (places []place) {
	for i, s := range l.Steps {
		for _, c := range s.Claims {
			if p := (place{i, c}); left(p) {
				places = append(places, p)
			}
		}
	}
	return places
}

// failsOf reports whether a claim fails of the wrong networks; one that looks back, of the wrong ones as they were then, beside the right ones.
func failsOf(p place, wrong, right []both) bool {
	b := wrong[p.step]
	return fails(p.claim, p.claim.Lane, b) || p.claim.Then && fails(p.claim, p.claim.Lane, both{b.then, right[p.step].now})
}

// fails reports whether a claim is known not to hold of a lane.
func fails(c lesson.Claim, lane string, at both) bool {
	c.Lane, c.From = lane, lesson.Experience
	v := c.Judge(at.then, at.now)
	return v.Known && !v.Holds
}

// rights are the situations of lessons' steps as TestLessonsHold has found them, with the first seed.
var rights = map[string][]both{}

func keepRight(l lesson.Lesson) func(step int, then, now lesson.Situation) {
	return func(step int, then, now lesson.Situation) {
		if len(rights[l.Name]) == step {
			rights[l.Name] = append(rights[l.Name], both{then, now})
		}
	}
}

// both is how things stand when a step begins, and when it ends.
type both struct{ then, now lesson.Situation }

// situations does a lesson with a change; there are those of each step.
func situations(t *testing.T, l lesson.Lesson, change string) (all []both) {
	t.Helper()
	show := func(_ int, then, now lesson.Situation) { all = append(all, both{then, now}) }
	if _, err := (Checker{Open: openers(), Seeds: 1, Own: change, Show: show}).Lesson(context.Background(), l); err != nil {
		t.Fatalf("with %q: %v", change, err)
	}
	return all
}
