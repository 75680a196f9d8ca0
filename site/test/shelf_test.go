//go:build browser

package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/lesson"
	lessonpage "backflow/sim/lesson/page"
	"backflow/sim/text"
)

// openShelf opens the list of lessons by its button.
func (p *tab) openShelf() {
	p.t.Helper()
	p.call(`document.getElementById("lessons").click()`)
	p.untilJS("the shelf is open", patience, `document.querySelector("#shelf[open] li")`)
}

// The shelf lists every lesson as sim/lesson/page says it, and marks how far one has come; by keyboard as by a click
// it opens one, where that was left.
func TestShelfListsTheLessons(t *testing.T) {
	p := noWebGPU.open(t, "depth=2&width=4&vs=none&act=relu")
	p.untilTraining(1)
	p.focusWindow()
	p.call(`localStorage.setItem("backflow-lessons", JSON.stringify({ init: { step: 1, finished: false }, rate: { step: 2, finished: true } }))`)
	p.do("Enter at the button", chromedp.Focus(chromedp.CSS("#lessons")), chromedp.KeyEvent(kb.Enter))
	p.untilJS("the shelf is open", patience, `document.querySelector("#shelf[open] li")`)
	if at := js[string](p, `document.activeElement.id`); at != "shelf-title" {
		t.Errorf("the focus is at %q, not at the title", at)
	}
	listed := js[[][]string](p, `[...document.querySelectorAll("#shelf li")].map((li) => [li.dataset.lesson, li.querySelector(".question").textContent, li.querySelector("details p").textContent, li.querySelector(".mark").textContent])`)
	if len(listed) != len(lesson.Lessons) {
		t.Fatalf("%d lessons are listed of %d", len(listed), len(lesson.Lessons))
	}
	for i, l := range lesson.Lessons {
		said, mark := lessonpage.Of(l), map[string]string{"init": "begun: step 2 of 3", "rate": "finished"}[l.Name]
		if want := []string{l.Name, said.Question.String(), said.Answer.String(), mark}; strings.Join(listed[i], "|") != strings.Join(want, "|") {
			t.Errorf("the shelf has %q, want %q", listed[i], want)
		}
	}
	p.do("Escape", chromedp.KeyEvent(kb.Escape))
	p.untilJS("the focus is back", patience, `!document.querySelector("dialog[open]") && document.activeElement.id === "lessons"`)
	p.openShelf()
	p.do("Enter at a lesson", chromedp.Focus(chromedp.CSS(`#shelf [data-lesson="init"] .question`)), chromedp.KeyEvent(kb.Enter))
	p.untilJS("the lesson is open where it was left", patience, `!document.querySelector("dialog[open]") && location.search.includes("lesson=init&step=1")`)
}

// The page holds the lessons that the command line prints, all of them said.
func TestPageHoldsTheLessons(t *testing.T) {
	p := noWebGPU.open(t, "depth=2&width=4&vs=none&act=relu")
	p.untilTraining(1)
	p.openShelf()
	for i, name := range lesson.Names() {
		content, err := json.Marshal(lessonpage.Of(lesson.Lessons[i]))
		if err != nil {
			t.Fatal(err)
		}
		want, _ := json.Marshal(string(content)) // a string: it never fails
		same := js[string](p, fmt.Sprintf(`backflowLesson.named(%q).then((got) => {
			const sorted = (x) => Array.isArray(x) ? x.map(sorted) : x && typeof x === "object" ? Object.fromEntries(Object.entries(x).sort(([a], [b]) => a < b ? -1 : 1).map(([k, v]) => [k, sorted(v)])) : x;
			const [a, b] = [got, JSON.parse(%s)].map((x) => JSON.stringify(sorted(x)));
			return a === b ? "" : a + "\n" + b;
		})`, name, want))
		if same != "" {
			t.Errorf("%s is, and ought to be\n%s", name, same)
		}
	}
}

// A lesson prints on one page, of A4 and of Letter, in type of 8 points and more, with all that the teacher needs.
func TestLessonsPrintOnOnePage(t *testing.T) {
	t.Parallel()
	p := noWebGPU.open(t, "depth=2&width=4&vs=none&act=relu")
	p.untilTraining(1)
	p.call(`(window.print = () => {})`)
	for i, l := range lesson.Lessons {
		p.openShelf()
		p.call(fmt.Sprintf(`document.querySelector('#shelf [data-lesson=%q] button').click()`, l.Name))
		p.untilJS("the sheet is made", patience, `document.getElementById("sheet")`)
		if least := js[float64](p, smallestType); least < 8 {
			t.Errorf("%s: type of %.2f points", l.Name, least)
		}
		if over := js[[]string](p, sticksOutOfSheet); len(over) > 0 {
			t.Errorf("%s: out of the sheet stick %q", l.Name, over)
		}
		p.saysAll(l)
		width, height := 210/25.4, 297/25.4
		if i%2 == 1 {
			width, height = 8.5, 11
		}
		p.printsOnOnePage(l, width, height)
		p.untilJS("the sheet is gone", patience, `!document.getElementById("sheet")`)
	}
}

// sticksOutOfSheet lists what a printer would shrink the whole sheet for.
const sticksOutOfSheet = `(() => {
	const sheet = document.getElementById("sheet"), { left, right } = sheet.getBoundingClientRect();
	return [...sheet.querySelectorAll("*")].filter((e) => { const r = e.getBoundingClientRect(); return r.right > right + 1 || r.left < left - 1; }).map((e) => e.tagName + " " + e.textContent.slice(0, 40));
})()`

// smallestType is the size of the smallest type on the sheet, in points.
const smallestType = `Math.min(...[...document.querySelectorAll("#sheet *")].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())).map((e) => {
	const size = parseFloat(getComputedStyle(e).fontSize);
	const { viewBox, clientWidth } = e.ownerSVGElement ?? {};
	return (viewBox ? size * clientWidth / viewBox.baseVal.width : size) * 72 / 96;
}))`

// saysAll holds the sheet to what a lesson has to say, but for what is shown on the screen alone.
func (p *tab) saysAll(l lesson.Lesson) {
	p.t.Helper()
	said, on := lessonpage.Of(l), js[string](p, `document.getElementById("sheet").textContent`)
	parts := append([]text.Message{said.Question, said.Answer, said.Predict.Ask, said.Predict.Why, said.Not}, slices.Concat(said.Predict.Choices, said.Sources, said.Teacher.Goals)...)
	for _, s := range said.Steps {
		parts = append(parts, s.Do, s.See)
		for _, c := range s.Claims {
			parts = append(parts, c.Quantity, c.From)
		}
	}
	for _, w := range said.Teacher.Words {
		parts = append(parts, w.Word, w.Means)
	}
	for _, q := range slices.Concat(said.Teacher.Before, said.Teacher.After) {
		parts = append(parts, q.Question, q.Answer)
	}
	for _, part := range parts {
		if !strings.Contains(on, part.String()) {
			p.t.Errorf("the sheet of %s lacks %q", l.Name, part)
		}
	}
	if link := home + "/?" + said.Address; !strings.Contains(on, link) || !js[bool](p, `!!document.querySelector("#sheet .qr path")`) {
		p.t.Errorf("the sheet of %s lacks its address, %s, or the code of it", l.Name, link)
	}
}

var pageOfPDF = regexp.MustCompile(`/Type\s*/Page\b`)

// printsOnOnePage prints what the page has on paper of a size in inches, and reads it.
func (p *tab) printsOnOnePage(l lesson.Lesson, width, height float64) {
	p.t.Helper()
	file, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: width, PaperHeight: height})
	if err != nil {
		p.t.Fatalf("%s: printing: %v", l.Name, err)
	}
	if folder := os.Getenv("BACKFLOW_SHOTS"); folder != "" {
		os.WriteFile(filepath.Join(folder, "sheet-"+l.Name+".pdf"), file.Data, 0o644) // for people to look at
	}
	if n := len(pageOfPDF.FindAll(file.Data, -1)); n != 1 {
		p.t.Errorf("%s takes %d pages of %.1f×%.1f inches", l.Name, n, width, height)
	}
}
