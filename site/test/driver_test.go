//go:build browser

package test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The random driver acts on everything that the page has, and on everything that
// may happen to it. What action number i is, and does, depends on the seed and on i
// alone, so that a run is repeated by its seed, and shortened by -driver.only.
var (
	driverMinutes = flag.Float64("driver.minutes", 2, "how long the random driver goes on")
	driverSeed    = flag.Uint64("driver.seed", 1, "seed of the random driver; 0 draws one")
	driverOnly    = flag.String("driver.only", "", "numbers of the only actions to take, such as 3,17-20")
)

// stormLength is how many actions come between two rests, in which the page must
// come to itself.
const stormLength = 12

// driver walks over one page.
type driver struct {
	*tab
	rng  *rand.Rand // of the action that is taken
	net  *roughNet
	past map[string]bool // kinds of the actions taken, which excuse some complaints

	number int             // of the action that is taken
	found  map[string]bool // kinds of what has been reported
	heard  int             // complaints of the console that have been judged
	plain  bool            // the engine has no fused multiply-add
}

// action is one kind of action; how often it is drawn goes by its weight.
type action struct {
	kind   string
	weight int
	do     func(*driver)
}

func TestRandomDriver(t *testing.T) {
	t.Parallel()
	seed := *driverSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) % 1e6
	}
	only, err := numbers(*driverOnly)
	if err != nil {
		t.Fatal(err)
	}
	d := newDriver(t, seed)
	t.Logf("seed %d, %s fused multiply-add; again by -driver.seed=%d", seed, map[bool]string{true: "without", false: "perhaps with"}[d.plain], seed)
	d.walk(seed, only, time.Now().Add(time.Duration(*driverMinutes*float64(time.Minute))))
	d.rest()
	d.compareNumbers(seed)
}

func newDriver(t *testing.T, seed uint64) *driver {
	d := &driver{
		net: newRoughNet(t, seed%2 == 1), plain: seed%2 == 1,
		past: map[string]bool{}, found: map[string]bool{},
	}
	d.tab = driven.blank(t)
	d.mayComplain = true // complaints are judged one by one
	d.beforeLoading(watching)
	d.focusWindow()
	d.small()
	d.navigate(d.net.url + "/?depth=3")
	d.untilTraining(3)
	return d
}

// walk takes one action after another until the time is over, or those that are asked for.
func (d *driver) walk(seed uint64, only []int, end time.Time) {
	for i := 1; time.Now().Before(end) && (only == nil || i <= only[len(only)-1]); i++ {
		if only == nil || slices.Contains(only, i) {
			d.act(seed, i)
		}
		if i%stormLength == 0 {
			d.rest()
		}
	}
}

// act takes action number i.
func (d *driver) act(seed uint64, i int) {
	d.number, d.rng = i, rand.New(rand.NewPCG(seed, uint64(i)))
	action := pick(d.rng, actions)
	d.past[action.kind] = true
	d.say("%s", action.kind)
	d.arrive()
	action.do(d)
	time.Sleep(time.Duration(d.rng.IntN(400)) * time.Millisecond)
	d.check()
}

// arrive waits for the page's own script. Where an action before has left the page, or the
// network has not brought the script, it opens the page over a good one.
func (d *driver) arrive() {
	here, err := ask[string](d, "location.href")
	for end := time.Now().Add(20 * time.Second); err == nil && strings.HasPrefix(here, d.net.url) && time.Now().Before(end); {
		if there, err := ask[bool](d, "!!window.backflow"); err == nil && there {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	d.net.repair()
	d.open("")
}

// pick draws an action by weight.
func pick(rng *rand.Rand, from []action) action {
	sum := 0
	for _, x := range from {
		sum += x.weight
	}
	at := rng.IntN(sum)
	for _, x := range from {
		if at -= x.weight; at < 0 {
			return x
		}
	}
	panic("weights do not add up")
}

// say logs what is done, for whoever wants to do it again.
func (d *driver) say(format string, args ...any) {
	d.t.Logf("%s #%d %s", time.Now().Format("15:04:05"), d.number, fmt.Sprintf(format, args...))
}

// fault reports something that must not be, once of a kind, and the walk goes on.
func (d *driver) fault(kind, format string, args ...any) {
	if !d.found[kind] {
		d.found[kind] = true
		d.t.Errorf("FAULT after #%d: %s: %s", d.number, kind, fmt.Sprintf(format, args...))
		d.shoot(fmt.Sprintf("driver-%d", d.number))
	}
}

// numbers reads a list such as 3,17-20.
func numbers(list string) ([]int, error) {
	var all []int
	for _, part := range strings.Split(list, ",") {
		if part == "" {
			continue
		}
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("“%s” is no list of numbers such as 3,17-20", list)
		}
		for i := a; i <= b; i++ {
			all = append(all, i)
		}
	}
	slices.Sort(all)
	return all, nil
}
