package probe

import (
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/ref"
	"backflow/sim/data"
	"backflow/sim/experiment"
)

// A look counts units that are dead on its minibatch: more than are on the whole
// training set, and what is off, saturated and dead is three things.
func TestDeadOverAMinibatchOverstates(t *testing.T) {
	set, err := data.Generate("circle", 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		"vs=none&act=relu&init=he&depth=10&width=8&batch=1",
		"vs=none&act=relu&init=he&depth=10&width=8&batch=10",
	} {
		cfg, _ := experiment.ParseQuery(query)
		batch, all, n := 0.0, 0.0, 0.0
		for seed := range times(6) {
			lane := cfg.Lanes()[0]
			lane.Seed = seed
			s, err := ofConfig(lane, set)
			if err != nil {
				t.Fatal(err)
			}
			s.Samples = 0
			b := ref.New()
			if err := b.Reset(s.Problem); err != nil {
				t.Fatal(err)
			}
			o, err := b.Observe(backend.Want{}, lane.Hyper())
			if err != nil {
				t.Fatal(err)
			}
			r := measured(t, "dead", s)
			dead, off := figuresOf(t, r, "dead"), figuresOf(t, r, "off")
			for i := range dead[:len(dead)-1] {
				if dead[i].Value > o.Layers[i].Dead+1e-12 {
					t.Errorf("%s, layer %d: %g are dead on all examples, %g on a minibatch of them", query, i+1, dead[i].Value, o.Layers[i].Dead)
				}
				if dead[i].Value+off[i].Value > 1+1e-12 {
					t.Errorf("%s, layer %d: %g dead and %g off: they are counted twice", query, i+1, dead[i].Value, off[i].Value)
				}
				batch, all, n = batch+o.Layers[i].Dead, all+dead[i].Value, n+1
			}
		}
		t.Logf("%s: %.3f dead over the minibatch, %.3f over the training set", query, batch/n, all/n)
		if !(all < 0.9*batch) {
			t.Errorf("%s: %.3f are dead over the minibatch, %.3f over the training set", query, batch/n, all/n)
		}
	}
}
