//go:build browser

package test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"backflow/sim/session"
)

// withoutStage serves the page, and the picture's program only once it is let to.
func withoutStage(t *testing.T) (url string, give func()) {
	t.Helper()
	let := make(chan struct{})
	give = sync.OnceFunc(func() { close(let) })
	files := http.FileServer(http.Dir(dist))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "stage") && strings.HasSuffix(r.URL.Path, ".wasm") {
			select {
			case <-let:
			case <-r.Context().Done():
			}
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { give(); server.CloseClientConnections(); server.Close() })
	return server.URL, give
}

// The first step waits for the picture, and then the first ones are slow enough to be
// seen, also at full speed; what is asked for is done before.
func TestTrainingStartsWithThePicture(t *testing.T) {
	url, give := withoutStage(t)
	p := noWebGPU.blank(t)
	p.small()
	p.navigate(url + "/?act=relu&depth=3&backend=cpu&speed=max")
	p.untilStats("there are numbers", patience, func(s session.Stats) bool { return len(s.Lanes) == 1 && len(s.Lanes[0].Layers) > 0 })
	time.Sleep(300 * time.Millisecond)
	if s := p.stats(); s.Step != 0 {
		t.Errorf("step %d without a picture", s.Step)
	}
	p.call(`backflow.step(3)`)
	if s := p.stats(); s.Step != 3 {
		t.Errorf("three steps that were asked for lead to step %d", s.Step)
	}
	p.call(`backflow.play()`)
	p.untilStats("play is obeyed", patience, func(s session.Stats) bool { return s.Step > 3 })

	give()
	p.navigate(url + "/?act=relu&depth=3&backend=cpu&speed=max")
	seen := js[[]int](p, `new Promise((done) => {
		const seen = new Set();
		const look = async () => {
			const { step } = await (window.backflow?.stats() ?? {});
			if (step > 0) seen.add(step);
			if (step > 200) done([...seen]);
			else setTimeout(look, 20);
		};
		look();
	})`)
	early := 0
	for _, step := range seen {
		if step <= 100 {
			early++
		}
	}
	if early < 3 {
		t.Errorf("steps seen at full speed: %d; want some of the first hundred", seen)
	}
}

// hide makes a page believe that its tab is behind others, or in front.
func (p *tab) hide(on bool) {
	p.t.Helper()
	p.call(map[bool]string{
		true:  `(Object.defineProperty(document, "hidden", { configurable: true, get: () => true }), document.dispatchEvent(new Event("visibilitychange")))`,
		false: `(delete document.hidden, document.dispatchEvent(new Event("visibilitychange")))`,
	}[on])
}

// rested waits until training stands still, and returns the step.
func (p *tab) rested() int {
	p.t.Helper()
	p.until("training rests", patience, func() bool {
		before := p.stats().Step
		time.Sleep(600 * time.Millisecond)
		return p.stats().Step == before
	})
	return p.stats().Step
}

// Training rests in a hidden tab and where picture and numbers are scrolled away, says
// so, obeys whoever asks for steps, and goes on where it was.
func TestTrainingRestsUnseen(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	p.visit("act=relu&depth=3&backend=cpu&speed=50")
	p.untilStats("it trains", patience, steps(5))
	p.hide(true)
	at := p.rested()
	if title := js[string](p, "document.title"); !strings.HasPrefix(title, "Resting") {
		t.Errorf("the title is %q", title)
	}
	p.call(`backflow.step(5)`)
	if s := p.stats(); s.Step != at+5 {
		t.Errorf("five steps from %d lead to %d", at, s.Step)
	}
	p.call(`backflow.play()`)
	if now := p.rested(); now != at+5 {
		t.Errorf("a hidden tab goes on to step %d", now)
	}
	p.hide(false)
	p.untilSays("rested while this tab was hidden")
	p.untilStats("it goes on", patience, steps(at+10))

	p.resize(390, 700)
	p.untilStats("it trains on a phone", patience, steps(p.stats().Step+5))
	p.call(`scrollBy(0, document.getElementById("controls").getBoundingClientRect().top + 40)`)
	p.untilSays("rests while picture and numbers are out of sight")
	p.rested()
	p.shoot("rests-390")
	p.call(`document.getElementById("picture").scrollIntoView()`)
	p.untilStats("it goes on when it is seen", patience, steps(p.stats().Step+5))
}

// While the picture lags the numbers beside it are of the step that it shows, and change
// in the very frame that shows another; at rest both are at the last one.
func TestNumbersKeepStepWithASlowPicture(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	p.visit("act=relu&depth=3&backend=cpu&speed=100")
	p.untilStats("it trains", patience, steps(100))
	p.drawn()
	p.call(`document.getElementById("stage").contentWindow.postMessage({ type: "hold", on: true }, "*")`)
	time.Sleep(1500 * time.Millisecond)
	p.call(`(() => {
		const frames = document.getElementById("stage").contentWindow.stageFrames, heard = frames.step;
		window.drawnSteps = [];
		frames.step = (message) => {
			heard(message);
			queueMicrotask(() => drawnSteps.push({ Step: message.step, Beside: ` + stepShown + ` })); // before the frame is shown
		};
	})()`)
	p.untilJS("some frames, one a second", patience, `drawnSteps.length >= 5`)
	frames := js[[]struct{ Step, Beside int }](p, `drawnSteps`)
	for _, f := range frames {
		if f.Beside != f.Step {
			t.Errorf("beside step %d of the picture stand the numbers of step %d", f.Step, f.Beside)
		}
	}
	t.Logf("frames: %v", frames)
	p.call(`backflow.pause()`)
	last := p.stats().Step
	p.untilJS("both are at the last step", patience, `drawnSteps.at(-1).Step === `+js[string](p, "String("+stepShown+")")+` && drawnSteps.at(-1).Step > 0`)
	if now := js[int](p, stepShown); now != last || p.stats().Step != last {
		t.Errorf("paused at step %d, the page shows %d", last, now)
	}
}

// A stage that says nothing is named with its cause, and training goes on: a frame
// does not tell what the browser has refused, or has not got.
func TestSilentStageIsNamed(t *testing.T) {
	files := http.FileServer(http.Dir(dist))
	var spoil func(w http.ResponseWriter, r *http.Request) bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if !spoil(w, r) {
			files.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	document, script := "/"+made.Files["stage.html"].Path, "/"+made.Files["stage.js"].Path
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.small()
	for _, c := range []struct {
		name, says string
		spoil      func(w http.ResponseWriter, r *http.Request) bool
	}{
		{"X-Frame-Options", "X-Frame-Options: “DENY”", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == document {
				w.Header().Set("X-Frame-Options", "DENY")
			}
			return false
		}},
		{"no stage.html", "the server answers 404 for " + document[1:], func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == document {
				http.NotFound(w, r)
			}
			return r.URL.Path == document
		}},
		{"stage.js cut short", "has arrived cut short", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == script {
				w.Header().Set("Content-Type", "text/javascript")
				w.Write([]byte(`"use strict";(()=>{`))
			}
			return r.URL.Path == script
		}},
	} {
		spoil = c.spoil
		p.navigate(server.URL + "/?act=relu&depth=3&backend=cpu")
		p.untilSays(c.says)
		p.untilTraining(1)
		p.shoot("silent-" + c.name)
	}
}
