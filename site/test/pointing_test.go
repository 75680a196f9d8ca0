//go:build browser

package test

import "testing"

// What a lesson points at is in sight on a wide page: the tag beside the picture covers nothing of it, a column that a step
// speaks of is scrolled to, with rows of it, and the page stays as tall as its window.
func TestLessonPointsAtWhatIsInSight(t *testing.T) {
	p := noWebGPU.open(t, "lesson=relu-zero&step=2")
	p.resize(1440, 900)
	p.untilStep("relu-zero", 2)
	p.click(`[aria-current="step"] [data-do]`)
	p.untilStep("relu-zero", 3)
	p.untilJS("the column dead in sight", patience, `(() => {
		const panel = document.getElementById("insight").getBoundingClientRect();
		const inside = (e) => { const r = e.getBoundingClientRect(); return r.top >= panel.top && r.bottom <= panel.bottom; };
		return [...document.querySelectorAll('#numbers td.looked')].filter(inside).length >= 5;
	})()`)
	p.navigate(home + "/?lesson=product&step=1")
	p.untilStep("product", 1)
	p.untilJS("the tag under the picture", patience, `(() => {
		const tag = document.querySelector(".look-tag"), picture = document.getElementById("picture");
		return tag.textContent.includes("gauges") && tag.getBoundingClientRect().top >= picture.getBoundingClientRect().bottom - 1;
	})()`)
	p.navigate(home + "/?lesson=init")
	p.untilStep("init", 0)
	p.click("#lesson-skip")
	p.untilJS("three lanes", patience, `document.querySelectorAll("#remaining .axis").length === 3`)
	if tall := js[int](p, `document.documentElement.scrollHeight`); tall > 900 {
		t.Errorf("the page is %d pixels tall in a window of 900", tall)
	}
}
