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

// Whatever a look costs, training keeps nine tenths of the time while pictures are
// asked for thirty times a second.
func TestLooksTakeATenthOfTheTime(t *testing.T) { synctest.Test(t, testLooksTakeATenthOfTheTime) }

func testLooksTakeATenthOfTheTime(t *testing.T) {
	const step, turn, picture = 100 * time.Microsecond, 8 * time.Millisecond, time.Second / 30
	for _, look := range []time.Duration{time.Millisecond, 5 * time.Millisecond, 100 * time.Millisecond, time.Second} {
		b := newBench(t, "speed=max&depth=2&vs=act:sigmoid,tanh,relu", fake{stepCost: step, lookCost: look}, fake{})
		b.MaxEval = 0
		for range 2 { // looks that nothing is known of yet
			b.Work(turn)
			b.Snapshot(1)
		}
		began, due, looks, before := time.Now(), time.Now(), 0, b.lanes[0].step
		for time.Since(began) < 200*look+10*time.Second {
			b.Work(turn)
			if time.Now().After(due) {
				due = time.Now().Add(picture)
				if b.Snapshot(2) != nil {
					looks++
				}
			}
		}
		trained := time.Duration(3*(b.lanes[0].step-before)) * step
		share := float64(trained) / float64(time.Since(began))
		t.Logf("looks of 3×%v: %d, and %.4f of the time for training", look, looks, share)
		if share < 0.9 || looks < 5 {
			t.Errorf("looks of 3×%v: %d, and %.4f of the time is left for training", look, looks, share)
		}
		b.Close()
	}
}
