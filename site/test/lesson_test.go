//go:build browser

package test

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/lesson"
)

var howManySeeds = flag.Int("lesson-seeds", 0, "seeds that TestLessons does each lesson with; 0: five of the quick lessons, one of the others")

// lessonSeeds are those that lessons are done with here; natively they are done with others (sim/lesson/NOTES.md). Lessons that
// train for long are done with the first; relu-zero itself goes over forty networks.
func lessonSeeds(l lesson.Lesson) []int {
	n := *howManySeeds
	if quick := []string{"product", "slope", "init"}; n < 1 && slices.Contains(quick, l.Name) {
		n = 5
	}
	seeds := make([]int, max(1, n))
	for i := range seeds {
		seeds[i] = 21 + i
	}
	return seeds
}

// A lesson that is opened by its address and done as written shows numbers that hold, with every seed.
func TestLessons(t *testing.T) {
	for _, l := range lesson.Lessons {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := noWebGPU.blank(t)
			p.small()
			for _, seed := range lessonSeeds(l) {
				p.learn(l, seed)
			}
		})
	}
}

// learn does a lesson with a seed.
func (p *tab) learn(l lesson.Lesson, seed int) {
	p.t.Helper()
	p.navigate(fmt.Sprintf("%s/?lesson=%s&seed=%d", home, l.Name, seed))
	p.untilJS("the lesson is open", patience, fmt.Sprintf(`document.querySelector("#lesson[data-lesson='%s'][data-step='0']")?.checkVisibility()`, l.Name))
	p.predicts(l)
	for i := range l.Steps {
		start := time.Now()
		p.press(`#lesson [data-step-item][aria-current="step"] [data-do]`)
		p.untilJS(fmt.Sprintf("step %d is done", i+1), patience, fmt.Sprintf(`document.getElementById("lesson").dataset.step === "%d"`, i+1))
		p.wantVerdicts(l, i, seed)
		p.t.Logf("step %d, seed %d takes %.1f s", i+1, seed, time.Since(start).Seconds())
	}
}

// predicts puts the mark, or chooses the first answer, and commits it: nothing runs before. The page remembers that of an
// earlier visit.
func (p *tab) predicts(l lesson.Lesson) {
	p.t.Helper()
	if !js[bool](p, `!!document.getElementById("lesson-predict")`) {
		return
	}
	if l.Predict.Choices > 0 {
		p.press(`#lesson-predict input[type=radio]`)
	} else {
		p.do("moving the mark", chromedp.SendKeys(chromedp.CSS("#lesson-guess"), kb.ArrowRight))
	}
	p.press(`#lesson-commit`)
}

// press presses what is there, in sight or not: lessons are scrolled.
func (p *tab) press(selector string) {
	p.t.Helper()
	p.call(fmt.Sprintf("document.querySelector(%q).click()", selector))
}

// verdict is what the panel shows of a claim.
type verdict struct{ Verdict, Measured, Expected, Text string }

// wantVerdicts holds that every number of a step is known and holds.
func (p *tab) wantVerdicts(l lesson.Lesson, step, seed int) {
	p.t.Helper()
	claims := fmt.Sprintf(`document.querySelectorAll("#lesson [data-step-item]")[%d].querySelectorAll("[data-claim]")`, step)
	p.untilJS("all numbers are known", patience, fmt.Sprintf(`[...%s].every((c) => c.dataset.verdict !== "open")`, claims))
	shown := js[[]verdict](p, fmt.Sprintf(`[...%s].map((c) => ({ Verdict: c.dataset.verdict, Measured: c.dataset.measured, Expected: c.dataset.expected, Text: c.textContent }))`, claims))
	if len(shown) != len(l.Steps[step].Claims) {
		p.t.Errorf("step %d, seed %d shows %d numbers, it has %d", step+1, seed, len(shown), len(l.Steps[step].Claims))
	}
	for _, v := range shown {
		if v.Verdict != "holds" {
			p.t.Errorf("step %d, seed %d: %s: measured %s, expected %s: %s", step+1, seed, v.Text, v.Measured, v.Expected, v.Verdict)
		}
	}
}
