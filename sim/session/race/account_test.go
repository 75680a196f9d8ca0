package race

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/wire"
)

func TestRungs(t *testing.T) {
	for _, c := range []struct{ step, want int }{{0, 1}, {11, 12}, {23, 24}, {24, 26}, {25, 26}, {35, 36}, {36, 39}, {48, 52}, {51, 52}, {101, 109}} {
		if got := rung(c.step); got != c.want {
			t.Errorf("after step %d comes %d, want %d", c.step, got, c.want)
		}
	}
}

// A turn looks at its last rungs only, and at more of them where the way there is short.
func TestMarksAreThinned(t *testing.T) {
	overlaps := racer{&lane{Backend: &late{slow: slow{name: "gpu"}}}}
	waits := racer{&lane{Backend: &slow{name: "cpu"}}}
	for _, c := range []struct {
		lane Lane
		way  time.Duration
		end  int
		want bool
	}{
		{overlaps, 0, 11, false},
		{overlaps, 0, 12, true},
		{overlaps, 5 * time.Millisecond, 16, false},
		{overlaps, 5 * time.Millisecond, 17, true},
		{overlaps, time.Second, 12, true},
		{waits, 0, 1000, false},
	} {
		u := turn{runner: &runner{lane: c.lane, way: c.way}}
		if got := u.passes(10, c.end); got != c.want {
			t.Errorf("%s, a way of %v: from step 10 to %d it passes %t", c.lane.Asks(), c.way, c.end, got)
		}
	}
}

// Marks end where a snapshot has no more room for them; looks go on, to compare gradients.
func TestMarksAreBounded(t *testing.T) {
	u := turn{runner: &runner{lane: racer{&lane{taken: 400}}}}
	for step := 1; step <= 400; step++ {
		u.seen = append(u.seen, &backend.Observation{Step: step})
	}
	u.note(4 * time.Second)
	if len(u.marks) != wire.MostMarks || len(u.looks) != 400 || u.seen != nil {
		t.Errorf("%d marks, %d looks, %d left", len(u.marks), len(u.looks), len(u.seen))
	}
	if m := u.marks[99]; m.Step != 100 || m.Seconds != 1 {
		t.Errorf("mark %+v a quarter of four seconds on", m)
	}
}

func TestShareOfSteps(t *testing.T) {
	const long = time.Duration(1 << 40) // its square is more than 64 bits hold
	for _, c := range []struct{ x, n, m, want time.Duration }{{100, 1, 4, 25}, {100, 1, 0, math.MaxInt32}, {long, long, 2 * long, long / 2}, {long, long, 1, 1 << 53}} {
		if got := share(c.x, c.n, c.m); got != c.want {
			t.Errorf("%d·%d ÷ %d: %d, want %d", c.x, c.n, c.m, got, c.want)
		}
	}
}

// Where the same time was spent on several, they go in the order of the lanes.
func TestTiesGoInOrder(t *testing.T) { synctest.Test(t, testTiesGoInOrder) }

func testTiesGoInOrder(t *testing.T) {
	var all []*lane
	var lanes []Lane
	for range 3 {
		all = append(all, &lane{Backend: &slow{name: "cpu", stepCost: time.Millisecond}})
		lanes = append(lanes, racer{all[len(all)-1]})
	}
	c := New(lanes)
	var order []int
	turn := func(limit func(int) int) {
		before := []int{all[0].taken, all[1].taken, all[2].taken}
		c.Turn(8*time.Millisecond, limit)
		for i := range all {
			if all[i].taken > before[i] {
				order = append(order, i)
			}
		}
	}
	for range 6 {
		turn(nil)
	}
	turn(func(i int) int { return i }) // lane 0 has reached its limit
	all[0].out = true
	turn(nil)
	turn(nil)
	if want := []int{0, 1, 2, 0, 1, 2, 1, 2, 1}; !slices.Equal(order, want) {
		t.Errorf("turns of %d, want %d", order, want)
	}
	for i := range all {
		all[i].out = true
	}
	if c.Turn(time.Second, nil) || c.Seconds() != 0 {
		t.Errorf("nobody is left, and it goes on from %g s", c.Seconds())
	}
}

// A rate is that of the newest steps once there is one, and of the whole before.
func TestRateIsTheNewest(t *testing.T) { synctest.Test(t, testRateIsTheNewest) }

func testRateIsTheNewest(t *testing.T) {
	b := &slow{name: "cpu", stepCost: time.Millisecond, look: time.Second}
	l := &lane{Backend: b}
	c := New([]Lane{racer{l}})
	rate := func(want float64) {
		t.Helper()
		if got := c.Rate(0); math.Abs(got-want) > 1e-6*want {
			t.Errorf("%g steps a second after %g s, want %g", got, c.Seconds(), want)
		}
	}
	rate(0)
	c.Turn(8*time.Millisecond, nil)
	rate(1000)
	run(t, c, 1)
	b.stepCost = 4 * time.Millisecond
	run(t, c, 5)
	rate(250)
	l.taken = 50 // what came after was lost
	c.runners[0].settle()
	r := c.runners[0]
	if last := r.marks[len(r.marks)-1].Step; last != 48 || r.looks[len(r.looks)-1].step != 48 || r.step != 50 {
		t.Errorf("back at step %d, the last mark is of step %d", r.step, last)
	}
	rate(50 / r.spent.Seconds())
}
