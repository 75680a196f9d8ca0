package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"backflow/sim/lesson"
	"backflow/sim/lesson/page"
	"backflow/sim/text"
)

// lessonText is a lesson in the making as text.
type lessonText struct{ strings.Builder }

// writeLesson prints a lesson as text: what a visitor sees, and behind it the teacher's half.
func writeLesson(w io.Writer, p page.Lesson) error {
	var t lessonText
	t.line("%s  (?%s)", p.Question, p.Address)
	t.section("cli.lessonPredict", p.Predict.Ask)
	for i, c := range p.Predict.Choices {
		t.line("  %d  %s", i+1, c)
	}
	t.steps(p.Steps)
	t.section("cli.lessonAnswer", p.Answer, p.Predict.Why)
	t.section("cli.lessonNot", p.Not)
	t.section("cli.lessonSources", p.Sources...)
	t.teacher(p.Teacher)
	t.line("")
	_, err := io.WriteString(w, t.String())
	return err
}

func (t *lessonText) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// section is a heading and what stands under it, a line each.
func (t *lessonText) section(heading string, lines ...text.Message) {
	t.line("\n%s", text.Say(heading))
	for _, m := range lines {
		t.line("  %s", m)
	}
}

func (t *lessonText) steps(steps []page.Step) {
	for i, s := range steps {
		t.line("\n%s", text.New("cli.lessonStep", "number", i+1, "do", s.Do))
		t.line("  %s", s.See)
		for _, c := range s.Claims {
			t.line("  · %s %s %g (%s)", c.Quantity, relationSigns[c.Relation], c.Value, c.From)
		}
		t.line("  %s", runs(s))
	}
}

func (t *lessonText) teacher(p page.Teacher) {
	t.section("cli.lessonGoals", p.Goals...)
	t.section("cli.lessonWords")
	for _, word := range p.Words {
		t.line("  %s: %s", word.Word, word.Means)
	}
	t.asked("cli.lessonBefore", p.Before)
	t.asked("cli.lessonAfter", p.After)
}

func (t *lessonText) asked(heading string, questions []page.Asked) {
	t.section(heading)
	for _, q := range questions {
		t.line("  %s\n    %s", q.Question, q.Answer)
	}
}

var relationSigns = map[lesson.Relation]string{lesson.About: "≈", lesson.Above: ">", lesson.Below: "<", lesson.Is: "="}

// runs is the command that shows what a step comes to, where it begins anew.
func runs(s page.Step) string { return "backflow run '" + s.Query + "' -steps " + strconv.Itoa(s.Play) }
