package lesson

import (
	"slices"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/probe"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
)

// at is a situation with figures of its only lane.
func at(t *testing.T, query string, rounds int, loss float64) Situation {
	s := situation(config(t, query), rounds)
	s.Stats.Lanes[0].Loss = num.JSON(loss)
	return s
}

func TestProgress(t *testing.T) {
	l := Lesson{Setup: "act=relu", Steps: []Step{
		{Done: []Condition{played(10)}, Claims: []Claim{{Quantity: "loss", Relation: Below, Value: 1}}},
		{Done: []Condition{grew("depth", "1")}, Claims: []Claim{{Quantity: "silentOfSeeds", Relation: Below, Value: 1}}},
	}}
	p := Follow(l, 0)
	for _, c := range []struct {
		now      Situation
		finishes bool
		done     int
	}{
		{at(t, "act=relu", 0, 2), false, 0},
		{at(t, "act=relu", 9, 0.5), false, 0},
		{at(t, "act=relu", 11, 0.25), true, 1},
		{at(t, "act=relu", 20, 7), false, 1}, // verdicts stay as they were
		{at(t, "act=relu&depth=11", 0, 2), true, 2},
		{at(t, "act=relu&depth=12", 0, 2), false, 2},
	} {
		if got := p.See(c.now); got != c.finishes || len(p.Done) != c.done {
			t.Fatalf("%s at %d: %t, %d steps done", c.now.Config.Query(), c.now.Stats.Step, got, len(p.Done))
		}
	}
	if v := p.Done[0].Verdicts[0]; !v.Holds || v.Measured != 0.25 {
		t.Errorf("verdict %+v", v)
	}
	if v := p.Done[1].Verdicts[0]; v.Known || v.Holds {
		t.Errorf("what was not measured is judged: %+v", v)
	}
	now := at(t, "act=relu&depth=11", 0, 2)
	now.Stats.Lanes[0].Instruments = map[string]instruments.Line{"band": {Whole: []instruments.WholeLine{{Name: "silent", Value: probe.Figure{Value: 0.5}}}}}
	if p.See(now); !p.Done[1].Verdicts[0].Holds {
		t.Errorf("an instrument's figure that came later: %+v", p.Done[1].Verdicts[0])
	}
}

func TestProgressGoesOn(t *testing.T) {
	l, _ := ByName("product")
	p := Follow(l, 1)
	if p.See(Situation{Config: experiment.Default(), Stats: session.Stats{}}) || len(p.Done) != 1 || len(Follow(l, 99).Done) != len(l.Steps) {
		t.Errorf("%d steps are done", len(p.Done))
	}
}

// Lanes in the midst of a round finish no step.
func TestProgressWaitsForTheRound(t *testing.T) {
	l := Lesson{Setup: "vs=pace:1,10", Steps: []Step{{Done: []Condition{played(2)}, Claims: []Claim{{Quantity: "steps", Lane: "10", Over: "1", Relation: Is, Value: 10}}}}}
	p, now := Follow(l, 0), situation(config(t, l.Setup), 3)
	now.Stats.Lanes[1].Step = 25
	if p.See(now) {
		t.Error("a step was finished in the midst of a round")
	}
	if now.Stats.Lanes[1].Step = 30; !p.See(now) || !p.Done[0].Verdicts[0].Holds {
		t.Errorf("at the end of the round: %+v", p.Done)
	}
}

// What a step asks for may be reached in the midst of a round, or before its numbers are there: only See finishes it, and
// the instruments that its claims need are wanted once it is reached.
func TestReachedIsNotFinished(t *testing.T) {
	l := Lesson{Setup: "vs=pace:1,10", Steps: []Step{{
		Done: []Condition{played(2), is("depth", "10")}, Claims: []Claim{{Quantity: "silentOfSeeds", Lane: "1", Relation: Below, Value: 1}},
	}}}
	p, now := Follow(l, 0), situation(config(t, l.Setup), 1)
	if p.Began() || p.Reached(now) || !slices.Equal(p.Conditions(now), []bool{false, true}) || !p.Began() || p.Wants(now) != nil {
		t.Errorf("at first: %v, wants %v", p.Conditions(now), p.Wants(now))
	}
	now = situation(config(t, l.Setup), 2)
	now.Stats.Lanes[1].Step = 25
	if !p.Reached(now) || p.See(now) || !slices.Equal(p.Wants(now), []string{"band"}) {
		t.Errorf("in the midst of a round: %v, wants %v, %d done", p.Conditions(now), p.Wants(now), len(p.Done))
	}
	now = situation(config(t, l.Setup), 3)
	if !p.See(now) || p.Reached(now) || p.Conditions(now) != nil || p.Wants(now) != nil {
		t.Errorf("at the end: %v, wants %v", p.Conditions(now), p.Wants(now))
	}
}
