package session

import (
	"testing"
	"testing/synctest"
	"time"
)

// One look that took long, since a compiler did, does not keep the next ones
// waiting; two do.
func TestOneSlowLookIsAnException(t *testing.T) {
	var look lookTime
	for i, c := range []struct{ took, want time.Duration }{
		{time.Second, time.Second},
		{2 * time.Millisecond, 2 * time.Millisecond},
		{time.Minute, 2 * time.Millisecond},
		{3 * time.Millisecond, 3 * time.Millisecond},
		{time.Minute, 3 * time.Millisecond},
		{time.Second, time.Second},
	} {
		if look.add(c.took); look.cost != c.want {
			t.Errorf("look %d: %v, want %v", i, look.cost, c.want)
		}
	}
}

// Nor does the first one, as long as there is none to compare it with.
func TestTheSecondLookComesAtOnce(t *testing.T) { synctest.Test(t, testTheSecondLookComesAtOnce) }

func testTheSecondLookComesAtOnce(t *testing.T) {
	for seen, want := range map[int]bool{1: true, 2: false} {
		b := newBench(t, "depth=2&vs=none&act=relu", fake{}, fake{})
		b.Snapshot(1)
		b.lanes[0].look = lookTime{cost: time.Minute, seen: seen}
		b.lanes[0].step++
		b.views.evaluated, b.views.shown = time.Now(), time.Now()
		if got := b.Snapshot(2) != nil; got != want {
			t.Errorf("after %d looks of a minute another: %t", seen, got)
		}
	}
}
