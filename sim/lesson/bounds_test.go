package lesson

import (
	"math"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/num"
)

// A relation holds up to its bound and not past it, and no relation holds of what is not known.
func TestRelationsAtTheirBounds(t *testing.T) {
	up := func(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }
	down := func(x float64) float64 { return math.Nextafter(x, math.Inf(-1)) }
	for _, c := range []struct {
		relation         Relation
		expected, within float64
		hold, fail       []float64
	}{
		{Is, 1, 0, []float64{1}, []float64{up(1), down(1)}},
		{Is, 0, 0, []float64{0, math.Copysign(0, -1)}, []float64{up(0), down(0)}},
		{Above, 2, 0, []float64{up(2), math.Inf(1)}, []float64{2, down(2), 0}},
		{Above, 0, 0, []float64{up(0)}, []float64{0, -1}},
		{Below, 2, 0, []float64{down(2), 0, math.Inf(-1)}, []float64{2, up(2)}},
		{About, 2, 1, []float64{1, 2, 4}, []float64{down(1), up(4), 0, -2, math.Inf(1)}},
		{About, 2, 0, []float64{2}, []float64{up(2), down(2)}},
		{About, 0, 1, []float64{0}, []float64{up(0), down(0)}},
		{"no such relation", 1, 1, nil, []float64{1}},
		{Grew, 1, 1, nil, []float64{1, 2}}, // of conditions only
	} {
		claim := Claim{Relation: c.relation, Within: c.within}
		for _, x := range c.hold {
			if v := claim.verdict(x, c.expected); !v.Known || !v.Holds {
				t.Errorf("%g is not %s %g within %g", x, c.relation, c.expected, c.within)
			}
		}
		for _, x := range c.fail {
			if v := claim.verdict(x, c.expected); !v.Known || v.Holds {
				t.Errorf("%g is %s %g within %g", x, c.relation, c.expected, c.within)
			}
		}
	}
	for _, relation := range []Relation{Is, Above, Below, About} {
		claim := Claim{Relation: relation, Within: 1}
		if v := claim.verdict(math.NaN(), 1); v.Known || v.Holds {
			t.Errorf("NaN is %s 1: %+v", relation, v)
		}
		if claim.verdict(1, math.NaN()).Holds {
			t.Errorf("1 is %s NaN", relation)
		}
	}
}

// losses is a situation of two lanes with a loss each, after some rounds.
func losses(t *testing.T, query string, rounds int, first, second float64) Situation {
	s := situation(config(t, query), rounds)
	s.Stats.Lanes[0].Loss, s.Stats.Lanes[1].Loss = num.JSON(first), num.JSON(second)
	return s
}

// A lane is divided by another, now or as it was when the step began, unless that is unknown.
func TestOverAndThen(t *testing.T) {
	const rates = "vs=lr:0.1,1"
	then, now := losses(t, rates, 10, 8, 2), losses(t, rates, 10, 4, 1)
	for _, c := range []struct {
		lane, over string
		then       bool
		at, now    Situation
		want       float64
	}{
		{"1", "0.1", false, then, now, 0.25},
		{"0.1", "1", false, then, now, 4},
		{"1", "1", true, then, now, 0.5},
		{"1", "0.1", true, then, losses(t, rates, 1, 4, 1), 0.125}, // a tenth of the steps at ten times the rate
		{"1", "0.1", true, then, now, math.NaN()},                  // ten times as far
		{"1", "0.1", true, losses(t, rates, 0, 8, 2), losses(t, rates, 0, 4, 1), 0.125},
		{"1", "0.1", true, losses(t, "vs=lr:0.2,1", 10, 8, 2), now, math.NaN()},
		{"1", "7", false, then, now, math.NaN()},
		{"7", "1", false, then, now, math.NaN()},
		{"1", "0.1", false, then, losses(t, rates, 10, 0, 1), math.Inf(1)},
		{"1", "0.1", false, then, losses(t, rates, 10, 0, 0), math.NaN()},
		{"1", "0.1", false, then, losses(t, rates, 10, math.NaN(), 1), math.NaN()},
		{"1", "0.1", false, then, Situation{Config: now.Config}, math.NaN()}, // before the first look
	} {
		claim := Claim{Quantity: "loss", Lane: c.lane, Over: c.over, Then: c.then, Relation: Above, Value: 0.2}
		v := claim.Judge(c.at, c.now)
		if v.Measured != c.want && !(math.IsNaN(v.Measured) && math.IsNaN(c.want)) || v.Known == math.IsNaN(c.want) || v.Holds != (c.want > 0.2) {
			t.Errorf("%s over %s, then %t, at %d rounds: %+v, want %g", c.lane, c.over, c.then, c.now.Stats.Step, v, c.want)
		}
	}
}

// Theory stands in for a claim's own value only where it speaks of the very number.
func TestTheoryIsExpectedWhereItKnows(t *testing.T) {
	now := situation(config(t, ""), 0)
	about := Claim{Quantity: "left", Relation: About, Value: 5, From: Theory}
	for _, c := range []struct {
		predicted float64
		change    func(*Claim)
		want      float64
	}{
		{3, func(*Claim) {}, 3},
		{0, func(*Claim) {}, 0},
		{math.NaN(), func(*Claim) {}, 5},
		{3, func(c *Claim) { c.From = Experience }, 5},
		{3, func(c *Claim) { c.Relation = Above }, 5},
		{3, func(c *Claim) { c.Over = "relu" }, 5},
		{3, func(c *Claim) { c.Quantity = "loss" }, 5},
		{3, func(c *Claim) { c.Lane = "no such lane" }, 5},
	} {
		claim := about
		c.change(&claim)
		now.Stats.Lanes[0].Predicted = num.JSON(c.predicted)
		if got := claim.Judge(now, now).Expected; got != c.want {
			t.Errorf("%+v expects %g where theory says %g", claim, got, c.predicted)
		}
	}
}

// A growth counts from its bound on, and rounds of networks that were made anew count from their first.
func TestConditionsAtTheirBounds(t *testing.T) {
	for _, c := range []struct {
		condition Condition
		query     string
		was, is   int // rounds, before and now
		want      bool
	}{
		{grew("depth", "0"), "depth=10", 0, 0, true},
		{grew("depth", "0"), "depth=9", 0, 0, false},
		{grew("depth", "-1"), "depth=9", 0, 0, true},
		{grew("depth", "NaN"), "depth=11", 0, 0, false},
		{grew("act", "1"), "act=tanh", 0, 0, false},
		{grew("no such parameter", "0"), "", 0, 0, false},
		{Condition{"depth", AtLeast, "10"}, "depth=10", 0, 0, true},
		{Condition{"depth", AtLeast, "10"}, "depth=9", 0, 0, false},
		{Condition{"depth", AtLeast, "ten"}, "depth=11", 0, 0, false},
		{Condition{"depth", About, "10"}, "depth=10", 0, 0, false}, // of claims only
		{is("lr", "0.50"), "lr=0.5", 0, 0, false},                  // the same word, not the same number
		{is(Played, "7"), "", 0, 7, true},
		{grew(Played, "5"), "", 20, 19, true}, // new: 19 of their own
		{grew(Played, "5"), "", 20, 4, false},
		{grew(Played, "5"), "", 20, 20, false}, // the same, and nothing played
		{grew(Played, "0"), "", 20, 20, true},
		{played(20), "", 30, 19, false}, // rounds of the former networks do not count
		{played(20), "", 30, 20, true},
	} {
		then, now := situation(config(t, "depth=10"), c.was), situation(config(t, c.query), c.is)
		if got := Done([]Condition{c.condition}, then, now); got != c.want {
			t.Errorf("%+v of %q, %d rounds after %d: %t", c.condition, c.query, c.is, c.was, got)
		}
	}
}

// Rounds are those of the slowest lane that goes on, in its own pace.
func TestRoundsAreOfTheSlowestLane(t *testing.T) {
	s := situation(config(t, "vs=pace:1,10"), 7)
	s.Stats.Lanes[1].Step = 69
	if s.Rounds() != 6 || s.even() {
		t.Errorf("%d rounds, even %t", s.Rounds(), s.even())
	}
	s.Stats.Lanes[1].Diverged = true
	if s.Rounds() != 7 || !s.even() {
		t.Errorf("without the lane that stopped: %d rounds, even %t", s.Rounds(), s.even())
	}
}

// Of every lesson and step, an address opens what it was made of: the visitor's own parameters have the values that they
// were given, and all others those of the lesson.
func TestOpenedChangesAreInForce(t *testing.T) {
	for _, l := range Lessons {
		for step := range len(l.Steps) + 1 {
			for _, own := range []string{"", "seed=9", "lr=0.25&seed=3", "depth=4", "act=sigmoid&init=lecun", "gain=2&pace=10"} {
				o, ok := Open("?" + l.Address(step, own))
				if !ok || o.Lesson.Name != l.Name || o.Step != step || o.Own != own || o.Base != l.At(step) {
					t.Fatalf("%s, step %d with %q is opened as %s, %d, %q, %q", l.Name, step, own, o.Lesson.Name, o.Step, o.Own, o.Base)
				}
				if turned, _ := Open(own + "&" + l.Address(step, "")); turned.Query != o.Query {
					t.Errorf("%s, step %d: own changes before the lesson's name make %q, behind it %q", l.Name, step, turned.Query, o.Query)
				}
				wantInForce(t, l, own, config(t, o.Base), config(t, o.Query))
				again, _ := Open(l.Address(step, l.Own(step, config(t, o.Query))))
				if config(t, again.Query).Query() != config(t, o.Query).Query() {
					t.Errorf("%s, step %d with %q is %q the second time", l.Name, step, own, again.Query)
				}
			}
		}
	}
}

// wantInForce compares each parameter of what an address opens. The comparison goes with a parameter that it compared.
func wantInForce(t *testing.T, l Lesson, own string, base, opened experiment.Config) {
	t.Helper()
	want := base.Values()
	for pair := range strings.SplitSeq(own, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name != "" {
			want[name] = value
		}
		if name != "" && name == base.VS.Param {
			want["vs"] = "none"
		}
	}
	for name, value := range opened.Values() {
		if value != want[name] {
			t.Errorf("%s with %q: %s is %q, want %q", l.Name, own, name, value, want[name])
		}
	}
}

// Whoever begins in the middle finishes that step by doing it, and nothing is said of the steps before.
func TestFollowFromTheMiddle(t *testing.T) {
	for _, l := range Lessons {
		for i, s := range l.Steps {
			p, played := Follow(l, i), 0
			if s.Set == "" && i > 0 {
				played = l.Steps[i-1].Play
			}
			if p.See(situation(config(t, l.At(i)), played)) {
				t.Errorf("%s, step %d is finished where it begins", l.Name, i+1)
			}
			if s.Set != "" {
				played = 0
			}
			if now := situation(config(t, l.At(i+1)), played+s.Play); !p.See(now) || len(p.Done) != i+1 {
				t.Fatalf("%s, step %d is not finished by doing it: %v", l.Name, i+1, p.Conditions(now))
			}
			for before, f := range p.Done {
				if want := len(s.Claims); before < i && f.Verdicts != nil || before == i && len(f.Verdicts) != want {
					t.Errorf("%s from step %d on: %d verdicts of step %d", l.Name, i+1, len(f.Verdicts), before+1)
				}
			}
		}
	}
}

// A claim that looks back compares with what the visitor began in the middle with.
func TestThenFromTheMiddle(t *testing.T) {
	l, _ := ByName("rate")
	p := Follow(l, 2)
	p.See(losses(t, l.At(2), 600, 0.69, 0.25))
	now := losses(t, l.At(3), 600, 0.69, 0.125)
	if !p.See(now) {
		t.Fatalf("the last step is not finished: %v", p.Conditions(now))
	}
	if v := p.Done[2].Verdicts[1]; v.Measured != 0.5 || !v.Known || v.Holds {
		t.Errorf("half of what it was: %+v", v)
	}
	if p.See(now) || p.Reached(now) || len(p.Done) != 3 {
		t.Errorf("after the last step %d are done", len(p.Done))
	}
}
