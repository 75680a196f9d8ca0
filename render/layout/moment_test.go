package layout

import (
	"testing"
)

// A step of three layers has six hops: three forward, the loss, two back.
func TestHopsOfAStep(t *testing.T) {
	want := []struct {
		target, forward, reached int
		loss                     bool
	}{{0, 0, 3, false}, {1, 1, 3, false}, {2, 2, 3, false}, {-1, 3, 3, true}, {1, 3, 2, false}, {0, 3, 1, false}, {-1, 3, 0, false}}
	for hop, w := range want {
		p := Moment{On: true, At: (float32(hop) + 0.25) / 6}.HopOf(3)
		if hop < 6 && (p.Way < 0.2 || p.Way > 0.3) {
			t.Errorf("hop %d: %v of the way", hop, p.Way)
		}
		if p.Target() != w.target || p.Forward != w.forward || p.Reached != w.reached || p.Loss() != w.loss {
			t.Errorf("hop %d: into %d, forward %d, δ from %d, loss %v; want %+v", hop, p.Target(), p.Forward, p.Reached, p.Loss(), w)
		}
	}
	if p := (Moment{}).HopOf(3); p.On || p.Forward != 3 || p.Reached != 0 {
		t.Errorf("without a moment: %+v", p)
	}
}
