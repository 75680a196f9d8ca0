package session_test

import (
	"testing"
	"time"
)

// A lane of pace 10 is after some rounds to the bit what one of pace 1 is after ten times
// as many: it sees the same minibatches, in parts of rounds or not.
func TestPaceIsMoreOfTheSameSteps(t *testing.T) {
	const query = "data=spiral&act=tanh&norm=batch&opt=adam&lr=0.003&depth=3&width=6&batch=7&backend=cpu"
	for _, slice := range []time.Duration{1, time.Second} {
		paced := newSession(t, "cpu", query+"&vs=pace:1,4,10")
		stats := take(paced, 30, slice)
		for i, steps := range []int{30, 120, 300} {
			plain := newSession(t, "cpu", query+"&vs=none")
			want := take(plain, steps, time.Second).Lanes[0]
			got := stats.Lanes[i]
			if got.Step != steps || *got.ScoreStep != steps || got.Loss != want.Loss || got.TestAcc != want.TestAcc || got.Layers[0] != want.Layers[0] {
				t.Errorf("slices of %v: %s after 30 rounds is at step %d, loss %v; one of pace 1 at step %d, loss %v", slice, got.Label, got.Step, got.Loss, want.Step, want.Loss)
			}
			if fingerprint(paced.LaneParams(i)) != fingerprint(plain.LaneParams(0)) {
				t.Errorf("slices of %v: parameters of %s differ after %d steps", slice, got.Label, steps)
			}
		}
	}
}

// Lanes may differ in how fast their layers learn.
func TestLayerRatesAreCompared(t *testing.T) {
	const query = "data=xor&act=tanh&depth=2&width=5&batch=8&backend=cpu&lr=0.05"
	for _, vs := range []string{"layerlr:none,equalise", "layerlr:0.5,1,2;2,1,0"} {
		s := newSession(t, "cpu", query+"&vs="+vs)
		compared := take(s, 50, time.Second)
		for i, label := range map[string][2]string{
			"layerlr:none,equalise": {"none", "equalise"}, "layerlr:0.5,1,2;2,1,0": {"0.5,1,2", "2,1,0"},
		}[vs] {
			alone := newSession(t, "cpu", query+"&vs=none&layerlr="+label)
			if take(alone, 50, time.Second); fingerprint(s.LaneParams(i)) != fingerprint(alone.LaneParams(0)) {
				t.Errorf("%s: %s is another network than alone", vs, compared.Lanes[i].Label)
			}
		}
		if compared.Lanes[0].Loss == compared.Lanes[1].Loss {
			t.Errorf("%s: both lanes are the same", vs)
		}
	}
}
