//go:build browser

package test

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"backflow/sim/lesson"
	"backflow/sim/session"
)

func (p *tab) search() string {
	p.t.Helper()
	return js[string](p, "location.search")
}

// A change that a person makes can be gone back from.
func TestBackUndoesAChange(t *testing.T) {
	p := noWebGPU.open(t, "depth=3")
	p.untilTraining(3)
	entries, first := js[int](p, "history.length"), p.search()
	l, _ := lesson.ByName("relu-zero")
	p.predicts(l) // the controls are there once that is done
	p.tick("data", "xor")
	p.untilJS("xor in the address", patience, `location.search.includes("data=xor")`)
	p.tick("data", "moons")
	p.untilJS("moons in the address", patience, `location.search.includes("data=moons")`)
	if n := js[int](p, "history.length"); n != entries+2 {
		t.Errorf("two choices made %d entries", n-entries)
	}
	p.call(`history.back()`)
	p.untilJS("xor is back", patience, `location.search.includes("data=xor") && document.querySelector('input[name="p-data"][value="xor"]').checked`)
	p.call(`history.back()`)
	p.until("the beginning is back", patience, func() bool {
		return p.search() == first && !js[bool](p, `document.querySelector('input[name="p-data"][value="xor"]').checked`)
	})
	p.untilTraining(3)
	p.call(`history.forward()`)
	p.untilJS("forward again", patience, `location.search.includes("data=xor") && document.querySelector('input[name="p-data"][value="xor"]').checked`)
}

// Dragging a slider through many values is one change.
func TestDraggingIsOneEntry(t *testing.T) {
	p := noWebGPU.show(t, "act=relu&data=xor")
	p.untilTraining(1)
	entries := js[int](p, "history.length")
	at := js[[]float64](p, `(() => {
		const slider = document.querySelector('input[type=range][data-param=depth]');
		slider.scrollIntoView({block: "center"});
		const {x, y, width, height} = slider.getBoundingClientRect();
		return [x + 8, y + height / 2, width - 16];
	})()`)
	mouse := func(kind input.DispatchMouseEventType, way float64) {
		p.do("dragging", chromedp.MouseEvent(kind, at[0]+at[2]*way, at[1], chromedp.ButtonLeft))
	}
	mouse(input.DispatchMouseEventTypeMousePressed, 0.1)
	for way := 0.1; way < 0.5; way += 0.1 {
		before := p.search()
		mouse(input.DispatchMouseEventTypeMouseMoved, way+0.1)
		p.untilJS("the address follows", patience, `location.search !== `+jsString(before))
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, 0.5)
	if n := js[int](p, "history.length"); n != entries+1 {
		t.Errorf("dragging made %d entries", n-entries)
	}
}

func jsString(s string) string { return `"` + s + `"` }

// Browsers allow so many changes of the address; nothing else may be lost for it.
func TestAddressThatCannotBeWritten(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&depth=3")
	p.untilTraining(1)
	p.call(`(() => { history.pushState = history.replaceState = () => { throw new DOMException("too many", "SecurityError"); }; })()`)
	p.call(`backflow.set("act=relu&depth=1000")`)
	p.untilSays("depth cannot be “1000”")
	p.choose("points.csv", points(50, 0))
	p.untilSays(pointsLearnt)
	p.call(`(() => { delete history.pushState; delete history.replaceState; })()`)
	p.untilJS("the address catches up", patience, `location.search.includes("data=custom")`)
}

// What a link carries cannot turn the text around it.
func TestEchoedTextCannotTurnTheSentence(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&data=%E2%80%AEsnoom&%E2%80%AEkcol=1")
	p.untilTraining(1)
	p.untilSays("snoom")
	if text := p.text(); strings.ContainsAny(text, "\u202e\u202d\u2066\u2067") {
		t.Errorf("the page shows a character that turns text: %q", text)
	}
}

// Four faults in a link are told of without covering the views or the picture.
func TestMessagesCoverNothing(t *testing.T) {
	for _, size := range [][2]int64{{1440, 900}, {390, 844}} {
		p := noWebGPU.blank(t)
		p.resize(size[0], size[1])
		p.navigate(home + "/?depth=1000&width=0&lr=fast&colour=red&seed=-1")
		p.untilTraining(3)
		p.untilSays("There is no parameter “colour”")
		p.untilSays("and 3 more")
		p.shoot("messages-" + js[string](p, "String(innerWidth)"))
		p.click(".messages .more")
		covered := js[[]string](p, `(() => {
			const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1;
			const boxes = ["views", "picture"].map((id) => [id, document.getElementById(id).getBoundingClientRect()]);
			const box = document.getElementById("messages").getBoundingClientRect();
			return boxes.filter(([, b]) => covers(box, b)).map(([id]) => id);
		})()`)
		if len(covered) > 0 {
			t.Errorf("at %d×%d messages cover %v", size[0], size[1], covered)
		}
		p.untilSays("Show fewer")
		p.shoot("messages-open-" + js[string](p, "String(innerWidth)"))
	}
}

// The stats of a page that has gone back are those of the query it went back to.
func TestStatsFollowTheWayBack(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&depth=3")
	p.untilTraining(1)
	p.tick("act", "tanh")
	p.untilStats("tanh beside ReLU", patience, func(s session.Stats) bool { return len(s.Lanes) == 2 && s.Lanes[0].Label.String() == "tanh" })
	p.call(`history.back()`)
	p.untilStats("ReLU again", patience, func(s session.Stats) bool { return len(s.Lanes) == 1 && s.Lanes[0].Label.String() == "ReLU" })
}

// A lesson's address loads what the lesson sets up, and keeps the lesson and the viewer's own changes.
func TestLessonAddressLoadsItsSetup(t *testing.T) {
	const address = "lesson=relu-zero&seed=7&speed=max"
	p := noWebGPU.open(t, address)
	p.untilStats("what the lesson sets up", patience, func(s session.Stats) bool { return len(s.Lanes) == 3 && len(s.Lanes[0].Layers) == 31 })
	if got := p.search(); got != "?"+address {
		t.Errorf("the address has become %s", got)
	}
	if said := js[string](p, `document.getElementById("messages").textContent.trim()`); strings.Contains(said, "lesson") {
		t.Errorf("the page says %q", said)
	}
	l, _ := lesson.ByName("relu-zero")
	p.predicts(l) // the controls are there once that is done
	p.tick("data", "xor")
	p.untilJS("xor in the address", patience, `location.search.includes("data=xor")`)
	for _, part := range []string{"lesson=relu-zero", "seed=7", "speed=max"} {
		if got := p.search(); !strings.Contains(got, part) {
			t.Errorf("the address is %s, without %s", got, part)
		}
	}
}
