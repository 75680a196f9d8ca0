package session_test

import (
	"math"
	"slices"
	"testing"
	"time"
)

// A race trains as any session does, turn by turn and looked at on its way: bit for bit.
func TestRaceTrainsBitForBit(t *testing.T) {
	for _, on := range []string{"cpu", "ref"} {
		raced := newSession(t, on, "view=race&depth=3&act=relu&opt=momentum")
		raced.SetRunning(true)
		for raced.Stats().Step < 150 {
			raced.Work(time.Millisecond)
			raced.Snapshot(1)
		}
		raced.SetRunning(false)
		plain := newSession(t, on, "vs=none&depth=3&act=relu&opt=momentum&backend=cpu")
		take(plain, raced.Stats().Step, time.Hour)
		a, b := raced.LaneParams(0), plain.LaneParams(0)
		for i := range a {
			if !slices.EqualFunc(a[i], b[i], func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }) {
				t.Errorf("%s: tensor %d is another after %d steps of a race", on, i, raced.Stats().Step)
			}
		}
	}
}
