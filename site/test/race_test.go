//go:build browser

package test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/backend/conformance"
	"backflow/sim/session"
)

// sameInFloat32 is how far losses and gradients of two backends may be apart after a few steps, relative to
// the larger: each may be as far from the reference as the conformance suite lets it.
const sameInFloat32 = 2 * conformance.Float32Tolerance

// The race on SwiftShader: both take steps, each as many as it can; at the same step their losses agree, and
// so do the gradients, as far as the picture says; the software adapter is named; a sweep gives rates by width;
// and the page offers what steps buy.
func TestRace(t *testing.T) {
	p := webGPU.blank(t)
	p.resize(1440, 900) // with room for all charts
	p.visit("view=race&depth=4&act=sigmoid&init=xavier")
	p.drawn()
	p.untilJS("the controls of the race", patience, `document.getElementById("race")?.hidden === false`)
	s := p.untilStats("both take steps", raceTime, func(s session.Stats) bool {
		return len(s.Lanes) == 2 && s.Lanes[0].Step > 50 && s.Lanes[1].Step > 50
	})
	if s.Lanes[0].Backend != "cpu" || s.Lanes[1].Backend != "gpu" || s.Lanes[0].Step == s.Lanes[1].Step {
		t.Errorf("lanes on %s and %s at steps %d and %d", s.Lanes[0].Backend, s.Lanes[1].Backend, s.Lanes[0].Step, s.Lanes[1].Step)
	}
	p.call(`backflow.pause()`)
	p.focusWindow()
	p.do("to the picture", chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight))
	p.until("losses are told", patience, func() bool {
		return strings.Contains(p.inspected(), "CPU: loss ") && strings.Contains(p.inspected(), "GPU: loss ")
	})
	p.drawsWords("software adapter")
	p.raceAtOneStep(10)
	p.checkDifferences()
	p.sweepIsDrawn()
	p.whatStepsBuy()
}

// Without a GPU the page shows a race that was run elsewhere, and says on which machine and when, and why it is
// not its own.
func TestRaceWithoutGPU(t *testing.T) {
	p := noWebGPU.show(t, "?view=race")
	p.untilTraining(2)
	p.drawsWords("There is no GPU to race")
	p.drawsWords("not run here: act=relu")
	if words := p.drawnWords(); !regexp.MustCompile(`Recorded on .+ on 20\d\d-\d\d-\d\d`).MatchString(words) || !strings.Contains(words, "GPU") {
		t.Errorf("the picture says %s", words)
	}
}

// drawnWords are all words of the picture.
func (p *tab) drawnWords() string {
	p.t.Helper()
	return js[string](p, `new Promise((done) => {
		addEventListener("message", function take({ data }) {
			if (data?.type !== "stage-picture") return;
			removeEventListener("message", take);
			const svg = new DOMParser().parseFromString(data.text, "image/svg+xml");
			done([...svg.querySelectorAll("text")].map((t) => t.textContent).join(" "));
		});
		document.getElementById("stage").contentWindow.postMessage({ type: "picture", title: "a race", desc: "" }, origin);
	})`)
}

// drawsWords waits until the picture says something.
func (p *tab) drawsWords(words string) {
	p.t.Helper()
	p.drawn()
	p.until("the picture says “"+words+"”", patience, func() bool { return strings.Contains(p.drawnWords(), words) })
}

// raceTime is enough for a GPU that is software to be found, tested and compiled for.
const raceTime = 2 * patience

// raceAtOneStep takes a race from its start to a step, at which all are looked at.
func (p *tab) raceAtOneStep(n int) {
	p.t.Helper()
	p.call(fmt.Sprintf(`(async () => { await backflow.reset(); await backflow.step(%d); })()`, n))
	s := p.untilStats("both come there", raceTime, func(s session.Stats) bool {
		return len(s.Lanes) == 2 && s.Lanes[0].Step == n && s.Lanes[1].Step == n
	})
	if d := relativeGap(float64(s.Lanes[0].Loss), float64(s.Lanes[1].Loss)); !(d < sameInFloat32) {
		p.t.Errorf("losses of step %d: %v and %v", n, s.Lanes[0].Loss, s.Lanes[1].Loss)
	}
}

// relativeGap is the difference of two numbers, relative to the larger.
func relativeGap(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Abs(a-b) / math.Max(math.Abs(a), math.Abs(b))
}

// checkDifferences holds what the picture says of every layer against the statistics.
func (p *tab) checkDifferences() {
	p.t.Helper()
	s := p.stats()
	p.until("the gradients are told", patience, func() bool { // once their snapshot has come
		p.do("down to the gradients", chromedp.KeyEvent(kb.Escape+kb.ArrowRight+kb.ArrowDown))
		return strings.HasPrefix(p.inspected(), "layer 1, ")
	})
	for layer := range s.Lanes[0].Layers {
		want := relativeGap(float64(s.Lanes[0].Layers[layer].DeltaRMS), float64(s.Lanes[1].Layers[layer].DeltaRMS))
		name := "layer " + s.Lanes[0].Layers[layer].Name
		if layer == len(s.Lanes[0].Layers)-1 {
			name = "output layer"
		}
		p.until("the picture tells of "+name, patience, func() bool { return strings.HasPrefix(p.inspected(), name+", relative difference ") })
		if said := toldNumber(p.inspected(), "relative difference "); math.Abs(said-want) > 0.06*want+1e-12 || want > sameInFloat32 {
			p.t.Errorf("%s: the picture says %g, the statistics %g", name, said, want)
		}
		p.do("to the next layer", chromedp.KeyEvent(kb.ArrowRight))
	}
}

var told = regexp.MustCompile(`^(?:exactly )?([\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?`)

// toldNumber reads the number after some words; NaN if there is none.
func toldNumber(sentence, words string) float64 {
	_, rest, _ := strings.Cut(sentence, words)
	m := told.FindStringSubmatch(rest)
	if m == nil {
		return math.NaN()
	}
	exponent := strings.NewReplacer("⁻", "-", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9").Replace(m[2])
	var x float64
	if exponent == "" {
		exponent = "0"
	}
	if _, err := fmt.Sscanf(m[1]+"e"+exponent, "%g", &x); err != nil {
		return math.NaN()
	}
	return x
}

// sweepIsDrawn starts a sweep by its button, and waits until the picture has both at three widths of eight.
func (p *tab) sweepIsDrawn() {
	p.t.Helper()
	p.click("#race-sweep")
	measured := regexp.MustCompile(`measuring: (\d+)`)
	p.until("three widths are measured", 2*raceTime, func() bool {
		words := p.drawnWords()
		m := measured.FindStringSubmatch(words)
		if m == nil { // not begun, or done
			return strings.Contains(words, "faster at every width") || strings.Contains(words, "from here on")
		}
		share, err := strconv.Atoi(m[1])
		return err == nil && share > 300/8
	})
	p.shoot("race-sweep")
}

// whatStepsBuy follows the links: one sigmoid network with more steps, and with larger ones.
func (p *tab) whatStepsBuy() {
	p.t.Helper()
	p.shoot("race")
	p.call(`document.querySelector('#race a[data-setup="steps"]').click()`)
	p.untilJS("the address", patience, `new URLSearchParams(location.search).get("vs") === "pace:1,10,100,1000"`)
	p.call(`backflow.play()`) // it was paused
	p.untilTraining(4)
	p.untilJS("no control of the race beside another view", patience, `document.getElementById("race").hidden`)
}
