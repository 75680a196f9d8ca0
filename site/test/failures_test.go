//go:build browser

package test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"backflow/sim/num"
	"backflow/sim/session"
)

func TestBadQueryIsNamedAndTrainingGoesOn(t *testing.T) {
	p := noWebGPU.open(t, "depth=1000&lr=fast&colour=red&width=64")
	s := p.untilTraining(3)
	for _, sentence := range []string{
		"depth cannot be “1000”: it is a whole number from 1 to 100; 10 is used.",
		"lr cannot be “fast”: it is a number from 1e-06 to 100; ",
		"There is no parameter “colour”; it is ignored.",
	} {
		p.untilSays(sentence)
	}
	if n := len(s.Lanes[0].Layers); n != 11 {
		t.Errorf("%d layers; want the default, 10 and the output", n)
	}
}

func TestSettingsThatNeverWorkAreRefusedInWords(t *testing.T) {
	p := noWebGPU.open(t, "%E0%A4%A=1&vs=act:relu,relu&seed=-1")
	p.untilTraining(3)
	for _, part := range []string{"not a well-formed query", "relu is named twice", "a whole number from 0 to 2147483647"} {
		p.untilSays(part)
	}
}

// A learning rate that is too high by far breaks one lane; the other goes on.
func TestDivergedLaneSaysWhereAndTheOtherGoesOn(t *testing.T) {
	p := noWebGPU.open(t, "act=linear&init=he&depth=5&backend=cpu&vs=lr:0.001,100")
	s := p.untilStats("the second lane diverges", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 2 && s.Lanes[1].Diverged
	})
	note := s.Lanes[1].Note.String()
	if !strings.Contains(note, "layer") && !strings.Contains(note, "loss") || !strings.Contains(note, "step") {
		t.Errorf("the note names no layer and step: %q", note)
	}
	p.untilSays(note)
	for _, y := range s.Lanes[1].Layers {
		if !num.Finite(float64(y.DeltaRMS)) {
			t.Errorf("layer %s of the lane that stopped shows a δ of %g; want its last finite picture", y.Name, y.DeltaRMS)
		}
	}
	at := s.Lanes[0].Step
	p.untilStats("the first lane goes on", patience, func(s session.Stats) bool { return s.Lanes[0].Step > at+50 })
	p.call(`backflow.set("act=relu")`)
	p.untilTraining(1)
}

// Without WebGL there is no picture: a sentence says so, and the table trains.
func TestWithoutWebGLTheNumbersGoOn(t *testing.T) {
	p := noWebGL.open(t, "")
	p.mayComplain = true
	p.untilTraining(3)
	p.untilSays("WebGL")
	cell := func() string {
		return js[string](p, `document.querySelector('#numbers td[data-lane="1"][data-layer="5"][data-key="factor"]').dataset.value`)
	}
	before := cell()
	p.until("the table changes", patience, func() bool { return cell() != before })
}

// site serves a copy of the page that a test may break.
func site(t *testing.T) (dir, address string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(dist)); err != nil {
		t.Fatal(err)
	}
	address, stop, err := serve(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return dir, address
}

// An engine that does not load may be asked for again.
func TestEngineThatDoesNotLoadIsTriedAgain(t *testing.T) {
	dir, address := site(t)
	engine := asset(dir, "engine.wasm")
	whole, err := os.ReadFile(engine)
	if err != nil {
		t.Fatal(err)
	}
	replace(t, engine, whole[:len(whole)/2])
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.navigate(address + "/")
	p.untilSays("engine.wasm has arrived cut short")
	replace(t, engine, whole)
	p.click(`.message button.primary`) // Try again
	p.untilTraining(3)
}

// replace puts other content in the place of a file, and takes away what the
// server would send of it packed.
func replace(t *testing.T, file string, content []byte) {
	t.Helper()
	os.Remove(file + ".br")
	os.Remove(file + ".gz")
	err := os.Remove(file)
	if content != nil {
		err = os.WriteFile(file, content, 0o644)
	}
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

// Digits that cannot be fetched leave what was training before.
func TestDigitsThatDoNotLoad(t *testing.T) {
	dir, address := site(t)
	if err := os.Remove(asset(dir, "data/train-images-idx3-ubyte.gz")); err != nil {
		t.Fatal(err)
	}
	p := noWebGPU.blank(t)
	p.mayComplain = true
	p.navigate(address + "/")
	p.untilTraining(3)
	p.tick("data", "digits")
	p.untilSays("The digits cannot be loaded")
	p.untilTraining(3)
	if query := js[string](p, "location.search"); strings.Contains(query, "digits") {
		t.Errorf("the address still asks for digits: %s", query)
	}
}

// remember makes a page keep its workers where a test finds them.
const remember = `
	window.workers = [];
	const Worker0 = Worker;
	window.Worker = class extends Worker0 {
		constructor(...args) { super(...args); window.workers.push(this); }
	};`

func (p *tab) beforeLoading(script string) {
	p.t.Helper()
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
		p.t.Fatal(err)
	}
}

// A worker that is gone without a word is found out by the next command, and
// another one goes on with the new settings.
func TestWorkerThatHangsIsReplaced(t *testing.T) {
	p := noWebGPU.blank(t)
	p.beforeLoading(remember)
	p.navigate(home + "/")
	p.untilTraining(3)
	p.call("workers.at(-1).terminate()")
	p.tick("data", "xor")
	p.untilSays("has been started anew")
	p.untilTraining(3)
	if query := js[string](p, "location.search"); !strings.Contains(query, "data=xor") {
		t.Errorf("the address is %s", query)
	}
	if n := js[int](p, "workers.length"); n != 2 {
		t.Errorf("%d workers were started; want 2", n)
	}
}

// A worker that dies is replaced twice; then the page asks first.
func TestWorkerThatKeepsDying(t *testing.T) {
	p := noWebGPU.blank(t)
	p.beforeLoading(remember)
	p.navigate(home + "/?depth=3")
	for life := 1; life <= 3; life++ {
		p.untilJS(fmt.Sprintf("worker %d is there", life), patience, fmt.Sprintf("workers.length === %d", life))
		p.untilTraining(3)
		p.call(`workers.at(-1).dispatchEvent(new ErrorEvent("error", {message: "out of memory", cancelable: true}))`)
		p.untilSays("The engine stopped: out of memory.")
	}
	p.untilSays("That was the third time with these settings")
	p.click(`.message button.primary`) // Try again
	p.untilJS("a fourth worker is there", patience, "workers.length === 4")
	p.untilTraining(3)
}

// The picture may be loaded again, as the browser does when its WebGL context
// is lost; training does not notice.
func TestStageReloadsWithoutLosingTraining(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.beforeReady()
	before := p.untilStats("some steps", patience, steps(20))
	p.call(`document.getElementById("stage").contentWindow.location.reload()`)
	p.untilJS("the stage is ready again", patience, "readyStages > 0")
	p.untilJS("the stage draws again", patience, "drawingStages > 0")
	after := p.untilStats("more steps", patience, steps(before.Step+20))
	if after.Step < before.Step {
		t.Errorf("training went back from step %d to %d", before.Step, after.Step)
	}
}

// beforeReady counts what the stage says from now on.
func (p *tab) beforeReady() {
	p.t.Helper()
	p.call(`(() => {
		window.readyStages = 0, window.drawingStages = 0;
		addEventListener("message", ({ data }) => {
			if (data?.type === "stage-ready") readyStages++;
			if (data?.type === "stage-stats" && readyStages > 0 && data.fps > 0) drawingStages++;
		});
	})()`)
}

// The page answers while the CPU trains the widest network, whose step takes
// seconds: the page's timers go on meanwhile, and a command is obeyed in the midst of a step.
func TestPageStaysResponsiveUnderTheWidestNetwork(t *testing.T) {
	p := noWebGPU.show(t, "")
	p.untilTraining(3)
	p.call(`backflow.set("vs=act:sigmoid,relu,leaky&width=1024&batch=128&backend=cpu")`)
	p.untilStats("the wide networks train", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 3 && s.Step > 0 && len(s.Lanes[0].Layers) == 11
	})
	steps := js[[]longStep](p, `(async () => {
		const seen = [];
		let last = performance.now(), worst = 0, ticks = 0;
		const timer = setInterval(() => {
			const now = performance.now();
			worst = Math.max(worst, now - last);
			last = now;
			ticks++;
		}, 10);
		for (let at = (await backflow.stats()).step, from = performance.now(); seen.length < 2;) {
			await new Promise((done) => setTimeout(done, 50));
			const { step } = await backflow.stats();
			if (step === at) continue;
			seen.push({ Steps: step - at, Ms: performance.now() - from, Worst: worst, Ticks: ticks });
			[at, from, worst, ticks] = [step, performance.now(), 0, 0];
		}
		clearInterval(timer);
		return seen;
	})()`)
	t.Logf("between two steps: %+v", steps)
	if !slices.ContainsFunc(steps, longStep.responsive) {
		t.Errorf("the page waits for the steps: %+v", steps)
	}
	for _, c := range []struct{ what, script string }{
		{"another learning rate", `backflow.set("vs=act:sigmoid,relu,leaky&width=1024&batch=128&backend=cpu&lr=0.01")`},
		{"a pause", `backflow.pause()`},
		{"another depth", `backflow.set("vs=act:sigmoid,relu,leaky&width=1024&depth=2&batch=128&backend=cpu")`},
	} {
		steps := js[[2]int](p, fmt.Sprintf(obeyed, c.script))
		if steps[1] > steps[0]+1 {
			t.Errorf("%s: obeyed %d steps later", c.what, steps[1]-steps[0])
		}
	}
	if text := p.text(); strings.Contains(text, "started anew") {
		t.Errorf("the worker was given up: %s", text)
	}
}

// obeyed gives a command as soon as there are new numbers, and resolves to their step and
// to the first one after the command. Older numbers may be some steps behind.
const obeyed = `(async () => {
	backflow.play();
	const { step: old } = await backflow.stats();
	let now = old;
	while (now === old) {
		await new Promise((done) => setTimeout(done, 10));
		now = (await backflow.stats()).step;
	}
	%s;
	return [now, (await backflow.stats()).step];
})()`

// longStep is what the page's timer of 10 ms has seen of one step, or some: how long
// they took, and how long it had to wait at worst.
type longStep struct{ Steps, Ms, Worst, Ticks float64 }

// responsive: the page does not stand still for a good part of a step. How many
// milliseconds that is depends on the machine.
func (s longStep) responsive() bool { return s.Worst < s.Ms/s.Steps/3 && s.Ticks/s.Steps > 10 }
