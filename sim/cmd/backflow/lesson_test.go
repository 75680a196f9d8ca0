package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"backflow/sim/lesson"
	"backflow/sim/lesson/page"
	"backflow/sim/text"
)

func TestLessonsAreListedAndPrinted(t *testing.T) {
	list := output(t, "lesson")
	for _, l := range lesson.Lessons {
		p := page.Of(l)
		if !strings.Contains(list, p.Question.String()) || !strings.Contains(list, p.Answer.String()) {
			t.Errorf("the list lacks %s", l.Name)
		}
		whole := output(t, "lesson", l.Name)
		for _, part := range []text.Message{p.Question, p.Predict.Ask, p.Steps[1].See, p.Not, p.Sources[0], p.Teacher.Words[0].Means, p.Teacher.After[1].Answer} {
			if !strings.Contains(whole, part.String()) {
				t.Errorf("%s as text lacks %q", l.Name, part)
			}
		}
	}
	if all := output(t, "lesson", "all"); strings.Count(all, text.Say("cli.lessonNot")) != len(lesson.Lessons) {
		t.Errorf("all lessons are not printed whole")
	}
}

// What a page needs is in one JSON, which says nothing by an id.
func TestLessonPages(t *testing.T) {
	var pages []page.Lesson
	if err := json.Unmarshal([]byte(output(t, "lesson", "-json")), &pages); err != nil || len(pages) != len(lesson.Lessons) {
		t.Fatalf("%d pages (%v)", len(pages), err)
	}
	for i, p := range pages {
		row := lesson.Lessons[i]
		if p.Name != row.Name || p.Setup != row.Setup || len(p.Steps) != len(row.Steps) || len(p.Steps[0].Claims) != len(row.Steps[0].Claims) {
			t.Errorf("page %d is %+v", i, p)
		}
	}
}

// The module of the page, said by a table, is what a lesson's page says: the ids and the arguments of every text are in it,
// so that another language is another table.
func TestLessonModuleIsSaidByATable(t *testing.T) {
	module, ok := strings.CutPrefix(strings.TrimSuffix(output(t, "lesson", "-page"), ";\n"), "export const lessons = ")
	var rows, want any
	if err := json.Unmarshal([]byte(module), &rows); err != nil || !ok {
		t.Fatalf("no module of lessons: %v", err)
	}
	if err := json.Unmarshal([]byte(output(t, "lesson", "-json")), &want); err != nil {
		t.Fatal(err)
	}
	if got := sayAll(rows); !reflect.DeepEqual(got, want) {
		t.Errorf("the module says\n%v\nand the page\n%v", got, want)
	}
	english, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	shouted := text.Table{}
	for id, sentence := range english {
		shouted[id] = "À " + sentence
	}
	defer text.Use(text.Use(shouted))
	first := sayAll(rows).([]any)[0].(map[string]any)
	if got := first["question"]; got != page.Of(lesson.Lessons[0]).Question.String() || !strings.HasPrefix(got.(string), "À ") {
		t.Errorf("in another language the first question is %q", got)
	}
}

// sayAll puts the messages of a JSON value into words, as saidAll of site/js/text/say.js does.
func sayAll(v any) any {
	switch v := v.(type) {
	case []any:
		said := make([]any, len(v))
		for i := range v {
			said[i] = sayAll(v[i])
		}
		return said
	case map[string]any:
		if _, ok := v["id"]; ok {
			return messageOf(v).String()
		}
		said := map[string]any{}
		for name, part := range v {
			said[name] = sayAll(part)
		}
		return said
	}
	return v
}

func messageOf(v map[string]any) text.Message {
	var args []any
	of, _ := v["args"].(map[string]any)
	for name, arg := range of {
		switch arg := arg.(type) {
		case map[string]any:
			args = append(args, name, messageOf(arg))
		case float64:
			args = append(args, name, int(arg))
		default:
			args = append(args, name, arg)
		}
	}
	return text.New(v["id"].(string), args...)
}

func TestLessonsThatHoldEndWithStatusNought(t *testing.T) {
	if got := output(t, "lesson", "-check", "product"); strings.Count(got, text.Say("lesson.verdictHolds")) != 5 {
		t.Errorf("the check says\n%s", got)
	}
}

// Other seeds are tried where that is asked for, and how far their numbers lie apart is told.
func TestLessonsAreCheckedOnOtherSeeds(t *testing.T) {
	two, others := output(t, "lesson", "-check", "product", "-seeds", "2"), output(t, "lesson", "-check", "product", "-seeds", "2", "-seed", "77")
	if strings.Count(two, "over 2 seeds (") != 5 || strings.Count(others, "over 2 seeds (") != 5 || two == others {
		t.Errorf("two seeds say\n%s\nand others\n%s", two, others)
	}
}

// A number that does not come out is told in a sentence, with status 1.
func TestLessonsThatDoNotHoldEndWithStatusOne(t *testing.T) {
	before := lesson.Lessons
	defer func() { lesson.Lessons = before }()
	lesson.Lessons = slices.Clone(before)
	wrong := &lesson.Lessons[slices.Index(lesson.Names(), "product")]
	wrong.Steps = slices.Clone(wrong.Steps)
	wrong.Steps[0].Claims = []lesson.Claim{{Quantity: "factor", Relation: lesson.Above, Value: 0.9, From: lesson.Theory}}
	var out, errs bytes.Buffer
	if code := run([]string{"lesson", "-check", "product"}, &out, &errs); code != exitFailed {
		t.Errorf("status %d", code)
	}
	if want := text.New("cli.lessonsFail", "count", 1, "names", "product").String(); !strings.Contains(errs.String(), want) || !strings.Contains(out.String(), text.Say("lesson.verdictFails")) {
		t.Errorf("it says %q and\n%s", &errs, &out)
	}
}

func TestLessonsAreRefused(t *testing.T) {
	for _, args := range [][]string{{"no"}, {"-check", "no"}, {"-check", "all", "init"}, {"-check", "init", "-page"}, {"-check", "init", "-json"}, {"-page", "-json"}, {"-page", "init"}, {"-check", "init", "-seeds", "0"}, {"-check", "init", "-seed", "-1"}, {"init", "slope"}} {
		var out, errs bytes.Buffer
		if code := run(append([]string{"lesson"}, args...), &out, &errs); code != exitUsage || strings.Count(errs.String(), "\n") != 1 {
			t.Errorf("%v: status %d, %s", args, code, &errs)
		}
	}
}

// A lesson's address is a query.
func TestLessonAddressesAreQueries(t *testing.T) {
	cfg, err := parseQuery("lesson=init&step=2&seed=9")
	if err != nil || cfg.Act != "sigmoid" || cfg.Width != 128 || cfg.Seed != 9 || cfg.VS.Param != "init" {
		t.Errorf("%+v (%v)", cfg, err)
	}
	if _, err := parseQuery("lesson=no"); err == nil {
		t.Error("there is a lesson no")
	}
}
