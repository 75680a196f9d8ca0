package session

import (
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/session/meter"
)

// The first look does not keep the next one waiting, as long as there is none to compare it with.
func TestTheSecondLookComesAtOnce(t *testing.T) { synctest.Test(t, testTheSecondLookComesAtOnce) }

func testTheSecondLookComesAtOnce(t *testing.T) {
	for seen, want := range map[int]bool{1: true, 2: false} {
		b := newBench(t, "depth=2&vs=none&act=relu", fake{}, fake{})
		b.Snapshot(1)
		b.lanes[0].look = meter.Look{Cost: time.Minute, Seen: seen}
		b.lanes[0].step++
		b.views.evaluated, b.views.shown = time.Now(), time.Now()
		if got := b.Snapshot(2) != nil; got != want {
			t.Errorf("after %d looks of a minute another: %t", seen, got)
		}
	}
}
