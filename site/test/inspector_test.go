//go:build browser

package test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// formulas are those of the inspector that have numbers, each as its text and the exact numbers
// in it.
const formulas = `[...document.querySelectorAll("#inspector .math")].map((m) => ({
	text: m.getAttribute("aria-label"), numbers: [...m.querySelectorAll("[data-value]")].map((n) => Number(n.dataset.value)),
})).filter((f) => f.numbers.length > 0)`

type formula struct {
	Text    string
	Numbers []float64
}

// inspects waits for the panel with a title, and returns its formulas.
func (p *tab) inspects(title string) []formula {
	p.t.Helper()
	p.untilJS("the inspector is at "+title, patience, `document.querySelector("#inspector:not([hidden]) h2")?.textContent === `+strconv.Quote(title)+` && `+formulas+`.length > 2`)
	return js[[]formula](p, formulas)
}

// like compares to a tolerance relative to the size.
func like(a, b, tolerance float64) bool {
	return math.Abs(a-b) <= tolerance*math.Max(math.Abs(a), math.Abs(b))
}

// shown reads a number as the page and the picture write it.
func shown(text string) float64 {
	text = strings.NewReplacer("−", "-", "⁻", "-", "·10", "e", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9").Replace(text)
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

var numberInWords = `(−?[0-9.]+(?:·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)?)`

// after is the number that stands behind some words.
func (p *tab) after(words, text string) float64 {
	p.t.Helper()
	m := regexp.MustCompile(regexp.QuoteMeta(words) + `\s*` + numberInWords).FindStringSubmatch(text)
	if m == nil {
		p.t.Fatalf("no number behind %q in %q", words, text)
	}
	return shown(m[1])
}

// The inspector opens by keyboard on the default page; the product of its factors, exactly and
// as they are written, is its derivative, which is the central difference's, and its numbers
// are the picture's. A click on an edge opens it, too.
func TestInspectorMultipliesToThePicture(t *testing.T) {
	p := noWebGPU.open(t, "speed=100")
	p.untilStats("some steps", patience, steps(20))
	p.drawn()
	p.click("#play")
	p.focusWindow()
	p.do("to a unit", chromedp.Focus(chromedp.CSS("#picture")), chromedp.KeyEvent(kb.ArrowRight+kb.ArrowUp+kb.ArrowLeft))
	p.until("a unit", patience, func() bool { return strings.HasPrefix(p.inspected(), "Sigmoid, layer 9, unit 8, ") })
	p.untilJS("its script is there", patience, `document.getElementById("inspector") !== null`)
	p.do("Enter", chromedp.KeyEvent(kb.Enter))
	said := p.inspects("Unit 8 of layer 9")
	if got := js[string](p, `document.activeElement.id`); got != "inspector-title" {
		t.Errorf("the focus is on %q", got)
	}
	p.wantProduct(said[0])
	p.wantRMS(said, p.after("RMS δ", p.inspected()))

	p.set("inspector-from", "2", "change")
	said = p.inspects("Weight from output 3 of layer 8 to unit 8 of layer 9")
	p.wantProduct(said[0])
	p.wantDifference(said)
	p.do("Escape", chromedp.KeyEvent(kb.Escape))
	p.untilJS("it closes", patience, `document.getElementById("inspector").hidden && document.activeElement.id === "picture"`)

	p.clickEdge()
	p.bringAxe()
	for _, size := range [][2]int64{{1440, 900}, {390, 844}} {
		p.resize(size[0], size[1])
		p.obeysAxe("the inspector")
	}
}

// wantProduct holds the numbers of a formula, of which the last is the product of the others,
// and what is written of them.
func (p *tab) wantProduct(f formula) {
	p.t.Helper()
	sides := strings.Split(strings.NewReplacer("(", "", ")", "").Replace(f.Text), " = ")
	written, exact := 1.0, 1.0
	for _, factor := range strings.Split(sides[0], " · ") {
		written *= shown(strings.TrimSpace(factor))
	}
	last := len(f.Numbers) - 1
	for _, x := range f.Numbers[:last] {
		exact *= x
	}
	if last < 2 || !like(exact, f.Numbers[last], 1e-12) || !like(written, shown(sides[len(sides)-1]), 3e-3) {
		p.t.Errorf("%s: the factors %v make %v, and as they are written %v", f.Text, f.Numbers, exact, written)
	}
}

// wantRMS looks for the unit's RMS as the picture has it.
func (p *tab) wantRMS(said []formula, want float64) {
	p.t.Helper()
	for _, f := range said {
		if strings.HasPrefix(f.Text, "RMS") && len(f.Numbers) == 1 && like(f.Numbers[0], want, 0.06) {
			return
		}
	}
	p.t.Errorf("RMS δ is %v in the picture; the inspector says %v", want, said)
}

// wantDifference has the derivative checked.
func (p *tab) wantDifference(said []formula) {
	p.t.Helper()
	mean := math.NaN()
	for _, f := range said {
		if strings.HasPrefix(f.Text, "1/32 · (") { // the mean of the minibatch
			mean = f.Numbers[len(f.Numbers)-1]
		}
	}
	p.call(`[...document.querySelectorAll("#inspector button")].at(-1).click()`)
	p.untilJS("the check", patience, `document.querySelectorAll("#inspector .checked td").length === 6`)
	pairs := js[[]float64](p, `[...document.querySelectorAll("#inspector .checked td [data-value]")].map((n) => Number(n.dataset.value))`)
	if len(pairs) != 6 || pairs[0] != mean || !like(pairs[0], pairs[1], 1e-4) || !like(pairs[3], pairs[4], 1e-4) {
		p.t.Errorf("∂C/∂w is %v; checked: %v", mean, pairs)
	}
	if says := js[string](p, `document.querySelector("#inspector .checked").textContent`); !strings.Contains(says, "They agree within the estimated error") {
		p.t.Errorf("it says %q", says)
	}
}

// clickEdge looks for an edge with the mouse, clicks it, and compares its gradient.
func (p *tab) clickEdge() {
	p.t.Helper()
	box := js[[]float64](p, `(() => { const r = document.getElementById("stage").getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; })()`)
	x, y, found := box[0]+0.5*box[2], 0.0, false
	for i := 4; i < 30 && !found; i++ {
		y = box[1] + float64(i)/100*box[3]
		p.do("pointing", chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
		p.do("a frame later", chromedp.Evaluate[chromedp.Void](`new Promise((done) => setTimeout(done, 100))`, chromedp.EvalAwaitPromise))
		found = strings.Contains(p.inspected(), "→")
	}
	if !found {
		p.t.Fatal("the mouse finds no edge")
	}
	text := p.inspected()
	p.do("clicking", chromedp.MouseClickXY(x, y))
	p.untilJS("it opens", patience, `document.querySelector("#inspector:not([hidden]) h2")?.textContent.startsWith("Weight from ") && `+formulas+`.length > 2`)
	want := p.after("∂C/∂w", text)
	for _, f := range js[[]formula](p, formulas) {
		if strings.HasPrefix(f.Text, "1/32 · (") {
			if got := f.Numbers[len(f.Numbers)-1]; !like(got, want, 0.06) {
				p.t.Errorf("%s: the inspector says %v", text, got)
			}
			return
		}
	}
	p.t.Errorf("the inspector has no mean")
}

// It opens in an embed, and in the page of one file, too.
func TestInspectorInEmbedsAndInOneFile(t *testing.T) {
	for _, address := range []string{home + "/embed.html?start=visible&", oneFile(t) + "#"} {
		p := noWebGPU.blank(t)
		p.navigate(address + "vs=none&act=relu&depth=3&speed=100")
		p.untilJS("the picture is there", patience, `document.getElementById("curtain").hidden && !document.getElementById("stage").hidden`)
		p.focusWindow()
		p.do("to a layer", chromedp.Focus(chromedp.CSS("#picture")))
		p.until("its script is there", patience, func() bool {
			p.do("a key", chromedp.KeyEvent(kb.ArrowRight))
			return js[bool](p, `document.getElementById("inspector") !== null`)
		})
		p.until("it opens", patience, func() bool {
			p.do("keys", chromedp.KeyEvent(kb.ArrowLeft+"i")) // back from the loss, which has no derivative
			return js[bool](p, `document.querySelector("#inspector:not([hidden]) .math") !== null`)
		})
	}
}
