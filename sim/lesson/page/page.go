// Package page gathers what there is to show of a lesson, for a page, a program or a terminal: its texts, whose ids the
// lesson's name makes (lesson.productQuestion, lesson.productStep1 …), its set-up and its steps.
package page

import (
	"strconv"
	"strings"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/text"
)

// Lesson is all that a page needs to show of a lesson, as JSON. Where no table of texts is in force its messages are ids.
type Lesson struct {
	Name     string         `json:"name"`
	Address  string         `json:"address"`
	Question text.Message   `json:"question"`
	Answer   text.Message   `json:"answer"`
	Predict  Prediction     `json:"predict"`
	Setup    string         `json:"setup"`
	Steps    []Step         `json:"steps"`
	Not      text.Message   `json:"not"` // what this does not show
	Sources  []text.Message `json:"sources"`
	Teacher  Teacher        `json:"teacher"`
}

// Prediction is what is asked first. Without choices it is a mark on a logarithmic gauge from Low to High.
type Prediction struct {
	Ask     text.Message   `json:"ask"`
	Choices []text.Message `json:"choices,omitempty"`
	Right   float64        `json:"right"` // which choice, from 1 on, or where on the gauge
	Low     float64        `json:"low,omitempty"`
	High    float64        `json:"high,omitempty"`
	Why     text.Message   `json:"why"` // what is right, and why, for afterwards
}

// Step is a step.
type Step struct {
	Do          text.Message       `json:"do"`
	See         text.Message       `json:"see"`   // what is to be seen when it is done
	Query       string             `json:"query"` // of everything up to here
	Set         string             `json:"set,omitempty"`
	Play        int                `json:"play,omitempty"`
	Done        []lesson.Condition `json:"done"`
	Look        []Part             `json:"look"`
	Instruments []string           `json:"instruments,omitempty"` // of sim/probe, that the claims need
	Inspect     *lesson.Place      `json:"inspect,omitempty"`     // for the inspector to look into
	Claims      []Claim            `json:"claims"`
}

// Part is a part of the page to highlight.
type Part struct {
	Name  string       `json:"name"` // a row of Parts, control.PARAMETER or column.COLUMN
	Label text.Message `json:"label"`
}

// Claim is what a claim is about.
type Claim struct {
	Quantity text.Message    `json:"quantity"`
	Relation lesson.Relation `json:"relation"`
	Value    float64         `json:"value"`
	Within   float64         `json:"within,omitempty"`
	From     text.Message    `json:"from"`
}

// Teacher is the half that is for teachers.
type Teacher struct {
	Goals  []text.Message `json:"goals"`
	Words  []Word         `json:"words"`
	Before []Asked        `json:"before"`
	After  []Asked        `json:"after"`
}

// Word is a word and what it means.
type Word struct {
	Word  text.Message `json:"word"`
	Means text.Message `json:"means"`
}

// Asked is a question with its answer.
type Asked struct {
	Question text.Message `json:"question"`
	Answer   text.Message `json:"answer"`
}

// Of gathers all that there is to show of a lesson.
func Of(row lesson.Lesson) Lesson {
	l := source{row}
	p := Lesson{
		Name: l.Name, Address: l.Address(0, ""), Setup: l.Setup,
		Question: l.say("Question"), Answer: l.say("Answer"), Not: l.say("Not"),
		Predict: Prediction{
			Ask: l.say("Predict"), Choices: l.sayAll("Choice", l.Predict.Choices), Why: l.say("Right"),
			Right: l.Predict.Right, Low: l.Predict.Low, High: l.Predict.High,
		},
		Teacher: Teacher{
			Goals:  l.sayAll("Goal", l.Goals),
			Before: l.asked("Before", l.Before), After: l.asked("After", l.After),
		},
	}
	for i := range l.Steps {
		p.Steps = append(p.Steps, l.stepPage(i))
	}
	for _, name := range l.Sources {
		p.Sources = append(p.Sources, text.New(id("source", name)))
	}
	for _, name := range l.Words {
		p.Teacher.Words = append(p.Teacher.Words, Word{text.New(id("word", name)), text.New(id("word", name) + "Means")})
	}
	return p
}

func (l source) stepPage(i int) Step {
	s, n := l.Steps[i], strconv.Itoa(i+1)
	p := Step{
		Do: l.say("Step" + n), See: l.say("Step" + n + "See"), Query: l.At(i + 1), Set: s.Set, Play: s.Play,
		Done: s.Done, Instruments: s.Instruments(), Inspect: s.Inspect,
	}
	for _, name := range s.Look {
		p.Look = append(p.Look, Part{name, part(name)})
	}
	for _, c := range s.Claims {
		p.Claims = append(p.Claims, Claim{
			subject(c, l.laneNames(i)), c.Relation, c.Value, c.Within, text.New(id("origin", string(c.From))),
		})
	}
	return p
}

// source is a row with its texts.
type source struct{ lesson.Lesson }

// say is a text of the lesson.
func (l source) say(what string) text.Message { return text.New(id(l.Name, what)) }

func (l source) sayAll(what string, n int) (all []text.Message) {
	for i := range n {
		all = append(all, l.say(what+strconv.Itoa(i+1)))
	}
	return all
}

func (l source) asked(when string, n int) (all []Asked) {
	for i := range n {
		which := when + strconv.Itoa(i+1)
		all = append(all, Asked{l.say(which), l.say(which + "Answer")})
	}
	return all
}

// part is the name of a part of the page.
func part(name string) text.Message {
	kind, of, _ := strings.Cut(name, ".")
	switch kind {
	case "control":
		return text.New("lesson.partControl", "label", controlLabel(of))
	case "column":
		return text.New("lesson.partColumn", "name", text.New("column."+of))
	}
	return text.New(id("part", name))
}

func controlLabel(param string) text.Message {
	for _, p := range experiment.Params {
		if p.Name == param {
			return p.Label
		}
	}
	return text.Verbatim(param)
}

// laneNames are what the picture calls the lanes of a step and of the one before, by their values: a claim names them so, too.
func (l source) laneNames(step int) map[string]text.Message {
	names := map[string]text.Message{}
	for _, at := range []int{step, step + 1} { // as the step begins, and as it is done
		c, _ := experiment.ParseQuery(l.At(at))
		for i, lane := range c.Lanes() {
			if i < len(c.VS.Values) {
				names[c.VS.Values[i]] = lane.Label
			}
		}
	}
	return names
}

// subject is what a claim is about, in words. A lane without a name is called by its value.
func subject(c lesson.Claim, names map[string]text.Message) text.Message {
	quantity := text.New(id("quantity", c.Quantity))
	name := func(lane string) text.Message {
		if name, ok := names[lane]; ok {
			return name
		}
		return text.Verbatim(lane)
	}
	switch {
	case c.Then:
		return text.New("lesson.quantityThen", "quantity", quantity, "lane", name(c.Lane), "other", name(c.Over))
	case c.Over != "":
		return text.New("lesson.quantityOver", "quantity", quantity, "lane", name(c.Lane), "other", name(c.Over))
	case c.Lane != "":
		return text.New("lesson.quantityOf", "quantity", quantity, "lane", name(c.Lane))
	}
	return quantity
}

// Say puts a claim and its verdict into a sentence: what is expected, by what, and what was measured.
func Say(c lesson.Claim, v lesson.Verdict) text.Message {
	return text.New(id("relation", string(c.Relation)), "quantity", subject(c, nil),
		"expected", figure(v.Expected), "origin", text.New(id("origin", string(c.From))), "measured", figure(v.Measured))
}

// Verdict is a verdict in words.
func Verdict(v lesson.Verdict) text.Message {
	switch {
	case !v.Known:
		return text.New("lesson.verdictOpen")
	case v.Holds:
		return text.New("lesson.verdictHolds")
	}
	return text.New("lesson.verdictFails")
}

// figure is a number of three digits; a very small or large one is written with a power of ten.
func figure(x float64) string {
	mantissa, power, ok := strings.Cut(strconv.FormatFloat(x, 'g', 3, 64), "e")
	if !ok {
		return mantissa
	}
	n, _ := strconv.Atoi(power)
	return mantissa + "·10" + strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶",
		"7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// id is that of a text: words are joined as sim/text has its names, relu-zero and Question to lesson.reluZeroQuestion.
func id(name, more string) string {
	words := strings.Split(name, "-")
	for i := range words[1:] {
		words[i+1] = text.Capital(words[i+1])
	}
	return "lesson." + strings.Join(words, "") + text.Capital(more)
}
