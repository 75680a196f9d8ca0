package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/lesson/check"
	"backflow/sim/lesson/page"
	"backflow/sim/text"
)

// everyLesson is the word for all lessons.
const everyLesson = "all"

func runLesson(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("lesson", text.Say("cli.usageLesson"), text.Say("cli.lessonAbout"), stdout)
	checked := fs.String("check", "", text.Say("cli.flagCheckLessons"))
	var checker check.Checker
	fs.IntVar(&checker.Seeds, "seeds", lesson.DefaultSeeds, text.Say("cli.flagCheckSeeds"))
	fs.IntVar(&checker.First, "seed", experiment.Default().Seed, text.Say("cli.flagFirstSeed"))
	asJSON := fs.Bool("json", false, text.Say("cli.flagPage"))
	asModule := fs.Bool("page", false, text.Say("cli.flagModule"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	switch {
	case *checked != "" && (len(args) > 0 || *asJSON || *asModule), *asModule && (len(args) > 0 || *asJSON):
		return badInput(text.New("cli.checkAlone"))
	case *checked != "":
		return checkLessons(*checked, checker, stdout)
	case *asModule:
		return writeLessons(stdout)
	case len(args) == 0 && *asJSON:
		return writeJSON(stdout, lessonPages(lesson.Lessons))
	case len(args) == 0:
		return listLessons(stdout)
	}
	lessons, err := lessonsNamed(args[0])
	switch {
	case err != nil:
		return err
	case *asJSON:
		return writeJSON(stdout, lessonPages(lessons))
	}
	for _, l := range lessons {
		if err := writeLesson(stdout, page.Of(l)); err != nil {
			return err
		}
	}
	return nil
}

func listLessons(w io.Writer) error {
	for _, l := range lesson.Lessons {
		p := page.Of(l)
		if _, err := fmt.Fprintf(w, "%-10s %s\n%-10s %s\n", p.Name, p.Question, "", p.Answer); err != nil {
			return err
		}
	}
	return nil
}

// lessonsNamed are the lessons of a list of names with commas between them.
func lessonsNamed(list string) ([]lesson.Lesson, error) {
	if list == everyLesson {
		return lesson.Lessons, nil
	}
	var lessons []lesson.Lesson
	for name := range strings.SplitSeq(list, ",") {
		l, ok := lesson.ByName(name)
		if !ok {
			return nil, badInput(text.New("cli.noLesson", "name", text.Echo(name), "names", strings.Join(lesson.Names(), ", ")))
		}
		lessons = append(lessons, l)
	}
	return lessons, nil
}

func lessonPages(lessons []lesson.Lesson) []page.Lesson {
	pages := make([]page.Lesson, len(lessons))
	for i, l := range lessons {
		pages[i] = page.Of(l)
	}
	return pages
}

// writeLessons writes all lessons for the page's JavaScript, with ids for words: the page says them in its language.
func writeLessons(w io.Writer) error {
	defer text.Use(text.Use(nil))
	return writeConst(w, "lessons", lessonPages(lesson.Lessons))
}

// checkLessons does lessons and says what has come of each claim. The error names those that do not hold.
func checkLessons(list string, checker check.Checker, stdout io.Writer) error {
	lessons, err := lessonsNamed(list)
	switch {
	case err != nil:
		return err
	case checker.Seeds < 1 || checker.First < 0:
		return badInput(text.New("cli.checkSeeds"))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	checker.Open = openers("", "", nil, func() bool { return ctx.Err() != nil })
	var failing []string
	for _, l := range lessons {
		results, err := checker.Lesson(ctx, l)
		if ctx.Err() != nil {
			return text.New("cli.checkInterrupted", "name", l.Name)
		}
		if err != nil {
			return err
		}
		if !tellResults(stdout, l, results) {
			failing = append(failing, l.Name)
		}
	}
	if len(failing) > 0 {
		return text.New("cli.lessonsFail", "count", len(failing), "names", strings.Join(failing, ", "))
	}
	return nil
}

// tellResults writes what became of a lesson's claims, and reports whether all hold.
func tellResults(w io.Writer, l lesson.Lesson, results []check.Result) bool {
	all := true
	fmt.Fprintf(w, "%s: %s\n", l.Name, page.Of(l).Question)
	for _, r := range results {
		all = all && r.Holds
		said := text.New("cli.overSeeds", "count", r.Seeds, "claim", page.Say(r.Claim, r.Verdict),
			"least", digits(slices.Min(r.All)), "most", digits(slices.Max(r.All)))
		fmt.Fprintf(w, "  %d  %s. %s\n", r.Step, said, page.Verdict(r.Verdict))
	}
	return all
}

func digits(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }
