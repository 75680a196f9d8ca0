package instruments

import (
	"testing"
	"testing/synctest"
	"time"
)

// A run is due anew once the lane has moved on and the wait is over.
func TestDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := read("dead", 5)
		e := l.readings.entry("dead")
		e.again = time.Now().Add(time.Second)
		due := func(training, rest bool) {
			t.Helper()
			if e.due(l, false) != training || e.due(l, true) != rest {
				t.Errorf("due in training %t, at rest %t", e.due(l, false), e.due(l, true))
			}
		}
		due(false, false)
		l.steps = 6
		due(false, true)
		time.Sleep(time.Second)
		due(true, true)
		l.diverged = true
		due(false, false)
	})
}

func TestUnfinished(t *testing.T) {
	l := read("dead", 5)
	d := &Scheduler{}
	l.steps = 6
	if d.Unfinished([]Lane{l}) {
		t.Error("no view shows it")
	}
	if d.Show("dead"); !d.Unfinished([]Lane{l}) {
		t.Error("an old reading is enough")
	}
	l.steps = 5
	if d.Unfinished([]Lane{l}) {
		t.Error("a reading of this step is not enough")
	}
	l.steps, l.diverged = 6, true
	if d.Unfinished([]Lane{l}) {
		t.Error("it waits for a lane that has diverged")
	}
}
