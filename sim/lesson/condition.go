package lesson

import (
	"slices"
	"strconv"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

// Situation is all that conditions and claims know of an experiment.
type Situation struct {
	Config experiment.Config
	Stats  session.Stats // with the instruments that claims need
}

// Relation says how a number or a word is to stand to another.
type Relation string

// The relations.
const (
	Is      Relation = "is"      // the same word; of numbers, exactly
	Grew    Relation = "grew"    // larger by at least so much than when the step began
	AtLeast Relation = "atLeast" // of numbers
	About   Relation = "about"   // of claims: within a factor
	Above   Relation = "above"   // of claims
	Below   Relation = "below"   // of claims
)

// Played is the condition's word for the rounds since the networks were made; every other is a parameter's name.
const Played = "played"

// Condition is something that holds once a visitor has done it: What is a parameter, or Played.
type Condition struct {
	What     string   `json:"what"`
	Relation Relation `json:"relation"` // Is, Grew or AtLeast
	Value    string   `json:"value"`
}

// Done reports whether all conditions hold now, in a step that began then.
func Done(conditions []Condition, then, now Situation) bool {
	return !slices.ContainsFunc(conditions, func(c Condition) bool { return !c.holds(then, now) })
}

func (c Condition) holds(then, now Situation) bool {
	is, was := c.value(now), c.value(then)
	if c.Relation == Is {
		return is == c.Value
	}
	if c.What == Played && now.Stats.Step < then.Stats.Step {
		was = "0" // the networks are new
	}
	x, err1 := strconv.ParseFloat(is, 64)
	least, err2 := strconv.ParseFloat(c.Value, 64)
	if err1 != nil || err2 != nil {
		return false
	}
	if c.Relation == Grew {
		before, err := strconv.ParseFloat(was, 64)
		return err == nil && x-before >= least
	}
	return c.Relation == AtLeast && x >= least
}

// value is what the condition looks at, as text.
func (c Condition) value(s Situation) string {
	if c.What == Played {
		return strconv.Itoa(s.Rounds())
	}
	return s.Config.Values()[c.What]
}

// Rounds are those since the networks were made: steps over pace, of the lane that has the fewest.
func (s Situation) Rounds() int {
	lanes := s.Config.Lanes()
	fewest := -1
	for i, line := range s.Stats.Lanes {
		if i < len(lanes) && !line.Diverged && (fewest < 0 || line.Step/lanes[i].Pace < fewest) {
			fewest = line.Step / lanes[i].Pace
		}
	}
	if fewest < 0 { // every lane has stopped
		return s.Stats.Step
	}
	return fewest
}

// even reports whether all lanes that go on have taken the same whole rounds.
func (s Situation) even() bool {
	lanes, rounds := s.Config.Lanes(), s.Rounds()
	for i, line := range s.Stats.Lanes {
		if i < len(lanes) && !line.Diverged && line.Step != rounds*lanes[i].Pace {
			return false
		}
	}
	return true
}

func is(what, value string) Condition   { return Condition{what, Is, value} }
func grew(what, value string) Condition { return Condition{what, Grew, value} }
func played(rounds int) Condition       { return Condition{Played, AtLeast, strconv.Itoa(rounds)} }
