//go:build browser

package test

import (
	"fmt"
	"strings"
	"testing"

	"backflow/sim/session"
)

// Real ends of the Go program, with commands in flight: what the dead worker
// still says must not reach the one that follows it.
func TestEngineSurvivesRealExits(t *testing.T) {
	p := noWebGPU.blank(t)
	p.mayComplain = true // Go says why it ends
	p.beforeLoading(remember)
	p.navigate(home + "/?depth=3")
	p.untilTraining(3)
	for life := 1; life <= 8; life++ {
		query := fmt.Sprintf("depth=%d", 2+life)
		p.call(fmt.Sprintf(`(async () => {
			const worker = workers.at(-1);
			backflow.set(%q);
			worker.postMessage({type: "panic"});
			for (let i = 0; i < 30; i++) worker.postMessage({type: "play", id: 0});
			backflow.stats().catch(() => {});
		})()`, query))
		p.untilJS("another worker", patience, fmt.Sprintf("workers.length === %d", life+1))
		p.untilStats("it trains with the newest settings", patience, func(s session.Stats) bool {
			return len(s.Lanes) == 3 && s.Step > 0 && len(s.Lanes[0].Layers) == 3+life
		})
	}
	if n := js[int](p, "workers.length"); n != 9 {
		t.Errorf("%d workers for 8 ends", n)
	}
	for _, raw := range []string{"asked for by a test", "exited", "exit code", "panic"} {
		if strings.Contains(p.text(), raw) {
			t.Errorf("the page says %q", raw)
		}
	}
}

// Nonsense from programs is refused and changes nothing.
func TestNonsenseIsRefused(t *testing.T) {
	p := noWebGPU.blank(t)
	p.beforeLoading(remember)
	p.navigate(home + "/?act=relu&depth=3")
	p.untilTraining(1)
	refused := js[int](p, `(async () => {
		let refused = 0;
		for (const query of [() => 1, 123n, {depth: 3}, undefined, null, 7]) await backflow.set(query).catch(() => refused++);
		for (const n of ["x", -1, NaN, Infinity, 1.5]) await backflow.step(n).catch(() => refused++);
		return refused;
	})()`)
	if refused != 11 {
		t.Errorf("%d of 11 were refused", refused)
	}
	before := p.stats()
	p.untilStats("training goes on", patience, steps(before.Step+20))
	p.call(`backflow.step(1e9)`)
	p.call(`backflow.set("act=tanh&depth=4")`)
	p.call(`backflow.play()`)
	p.untilStats("the next settings", patience, func(s session.Stats) bool { return len(s.Lanes) == 1 && len(s.Lanes[0].Layers) == 5 && s.Step > 0 })
	if n := js[int](p, "workers.length"); n != 1 {
		t.Errorf("%d workers were started", n)
	}
}

// panicStage makes the stage's program end by a fault: an event as no browser
// sends it.
const panicStage = `document.getElementById("stage").contentDocument.documentElement.dispatchEvent(new Event("pointermove"))`

// A picture that stops is loaded again once; then a button does.
func TestStageThatStopsIsLoadedAgain(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&depth=3")
	p.mayComplain = true
	shown := func(what string) {
		t.Helper()
		p.untilJS(what, patience, `drawn > 0 && document.getElementById("curtain").hidden`)
	}
	p.untilJS("the first picture", patience, `document.getElementById("curtain").hidden`)
	p.call(`(() => {
		window.drawn = 0;
		addEventListener("message", ({data}) => { if (data?.type === "stage-drawn") drawn++; });
	})()`)
	p.call(panicStage)
	shown("the picture is back")
	p.untilSays("The picture has stopped. It has been loaded again; training goes on.")
	p.call(`(() => { drawn = 0; })()`)
	p.call(panicStage)
	p.untilSays("The picture has stopped. The numbers below and beside go on.")
	p.click(`#curtain button`)
	shown("the picture is back again")
	if n := js[int](p, "history.length"); n > 2 {
		t.Errorf("the way back has %d entries: loading the frame again made some", n)
	}
}

// A run that R has wiped comes back.
func TestResetIsUndone(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&depth=2&width=4&backend=cpu")
	p.untilStats("a long run", patience, steps(1500))
	p.call(`backflow.pause()`)
	before := p.stats()
	p.call(`backflow.reset()`)
	if s := p.stats(); s.Step != 0 {
		t.Fatalf("after the reset: step %d", s.Step)
	}
	p.untilSays("Reset; the run from before was at step")
	p.click(`.message button.primary`)
	after := p.untilStats("the run is back", patience, steps(before.Step))
	if after.Step != before.Step || after.Lanes[0].Loss != before.Lanes[0].Loss {
		t.Errorf("brought back at step %d, loss %v; it was at step %d, loss %v", after.Step, after.Lanes[0].Loss, before.Step, before.Lanes[0].Loss)
	}
}
