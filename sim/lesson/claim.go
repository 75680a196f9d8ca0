package lesson

import (
	"math"
	"slices"
)

// Origin says where an expected number comes from. Its words are the text lesson.originNAME.
type Origin string

// The origins.
const (
	Theory     Origin = "theory"     // sim/theory, of the network as it is now where it knows it
	Arithmetic Origin = "arithmetic" // it follows from the definitions
	Literature Origin = "literature" // the lesson's sources
	Experience Origin = "experience" // measured before, with this program
)

// Claim is a number that must come out: Quantity, of a lane, stands in a Relation to Value.
type Claim struct {
	Quantity string // a row of quantities
	Lane     string // the lane's value of the parameter that lanes differ in; empty for the first
	// Over is the lane that it is divided by; empty for none. Then says to take that one as it was when the step
	// began, where it had come as far: rate times steps must be the same.
	Over string
	Then bool

	Relation Relation // About, Above, Below or Is
	Value    float64
	Within   float64 // About: 0.1 allows 10 % more, and as much less by division
	From     Origin
}

// DefaultSeeds is how many seeds claims are tested on.
const DefaultSeeds = 5

// Verdict is what a claim has come to.
type Verdict struct {
	Measured float64
	Expected float64
	Known    bool // whether there is a number yet; without one it does not hold
	Holds    bool
}

// Judge says whether a claim holds now, in a step that began then.
func (c Claim) Judge(then, now Situation) Verdict {
	return c.verdict(c.measure(then, now), c.expected(now))
}

// JudgeAll says whether a claim holds for every seed, from the Verdict of each: Measured is the median.
func (c Claim) JudgeAll(each []Verdict) Verdict {
	if len(each) == 0 {
		return Verdict{Measured: math.NaN(), Expected: c.Value}
	}
	var measured, expected []float64
	for _, v := range each {
		measured, expected = append(measured, v.Measured), append(expected, v.Expected)
	}
	v := c.verdict(median(measured), median(expected))
	v.Holds = !slices.ContainsFunc(each, func(v Verdict) bool { return !v.Holds })
	return v
}

func (c Claim) verdict(measured, expected float64) Verdict {
	v := Verdict{Measured: measured, Expected: expected, Known: !math.IsNaN(measured)}
	switch c.Relation {
	case Is:
		v.Holds = measured == expected
	case Above:
		v.Holds = measured > expected
	case Below:
		v.Holds = measured < expected
	case About:
		v.Holds = measured <= expected*(1+c.Within) && measured >= expected/(1+c.Within)
	}
	return v
}

// expected is what theory says of the network as it is now, or the claim's own Value.
func (c Claim) expected(now Situation) float64 {
	q := quantityByName(c.Quantity)
	if c.From != Theory || c.Over != "" || q.theory == nil || c.Relation != About {
		return c.Value
	}
	if lane, ok := now.lane(c.Lane); ok {
		if x := q.theory(lane); !math.IsNaN(x) {
			return x
		}
	}
	return c.Value
}

func (c Claim) measure(then, now Situation) float64 {
	lane, ok := now.lane(c.Lane)
	if !ok {
		return math.NaN()
	}
	q := quantityByName(c.Quantity)
	x := q.of(lane)
	if c.Over == "" {
		return x
	}
	base := now
	if c.Then {
		base = then
	}
	other, ok := base.lane(c.Over)
	if !ok || c.Then && !asFar(other, lane) {
		return math.NaN()
	}
	return x / q.of(other)
}

// asFar reports whether two lanes have come as far: by as many steps times their learning rate.
func asFar(a, b lane) bool {
	x, y := a.Config.LR*float64(a.Line.Step), b.Config.LR*float64(b.Line.Step)
	return math.Abs(x-y) <= 1e-9*x
}

// lane is the lane that has a value of the parameter which lanes differ in, or the first.
func (s Situation) lane(value string) (lane, bool) {
	at := 0
	if value != "" {
		at = slices.Index(s.Config.VS.Values, value)
	}
	lanes := s.Config.Lanes()
	if at < 0 || at >= len(s.Stats.Lanes) || at >= len(lanes) {
		return lane{}, false
	}
	return lane{Config: lanes[at].Config, Line: s.Stats.Lanes[at]}, true
}

// median is NaN where one of the numbers is.
func median(xs []float64) float64 {
	if slices.ContainsFunc(xs, math.IsNaN) {
		return math.NaN()
	}
	xs = slices.Sorted(slices.Values(xs))
	half := len(xs) / 2
	if len(xs)%2 == 1 {
		return xs[half]
	}
	return (xs[half-1] + xs[half]) / 2
}
