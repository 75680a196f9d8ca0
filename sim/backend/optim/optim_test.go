package optim

import "testing"

// What a rule remembers is known by its name, and nothing is remembered for one that is not
// known.
func TestMoments(t *testing.T) {
	for rule, want := range map[Rule]int{SGD: 0, Momentum: 1, Nesterov: 1, RMSProp: 1, Adam: 2, "newton": 0} {
		if got := rule.Moments(); got != want {
			t.Errorf("%s remembers %d numbers of each parameter, want %d", rule, got, want)
		}
	}
}
