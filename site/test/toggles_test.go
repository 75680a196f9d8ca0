//go:build browser

package test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
	"backflow/sim/nn"
	"backflow/sim/session"
)

// tick presses the chip of one value of a parameter, after "more…" where it
// is folded away.
func (p *tab) tick(param, value string) {
	p.t.Helper()
	chip := fmt.Sprintf(`label.chip:has(input[name="p-%s"][value="%s"])`, param, value)
	if js[bool](p, fmt.Sprintf(`document.querySelector(%q).hidden`, chip)) {
		p.click(fmt.Sprintf(`.chips:has(input[name="p-%s"]) .more`, param))
	}
	p.click(chip)
}

func near(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*math.Abs(want)
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}

// The first layers are on their way to the fixed point, and the last one
// faces an output layer of another width: neither belongs to the factor.
const fromLayer, toLayer = 2, 9

// layerFactor is the geometric mean of a lane's factor per layer.
func layerFactor(l session.LaneLine) float64 {
	sum := 0.0
	for _, y := range l.Layers[fromLayer-1 : toLayer] {
		sum += math.Log(float64(y.Factor))
	}
	return math.Exp(sum / (toLayer - fromLayer + 1))
}

// tableFactor is layerFactor from the cells of the page's table.
func (p *tab) tableFactor(lane int) float64 {
	p.t.Helper()
	return js[float64](p, fmt.Sprintf(`(() => {
		let sum = 0;
		for (let layer = %d; layer <= %d; layer++) {
			sum += Math.log(Number(document.querySelector(
				'#numbers td[data-lane="%d"][data-layer="' + layer + '"][data-key="factor"]').dataset.value));
		}
		return Math.exp(sum / %d);
	})()`, fromLayer, toLayer, lane, toLayer-fromLayer+1))
}

// wide is a network wide enough that one seed is near the theory. The data of
// xor fill the square, so that no direction of the input stands out.
const wide = "width=128&depth=10&data=xor&batch=64&backend=cpu"

// expected are the factors per layer of the table in the theory notes, by
// n·Var(W): 1 for Xavier, 2 for He. Half of noisy ReLU's units pass, as of
// ReLU's. Tanh comes near 1 only slowly.
var expected = map[string]map[string]struct{ factor, tolerance float64 }{
	"xavier": {
		"sigmoid": {0.236, 0.03}, "tanh": {0.93, 0.06}, "relu": {0.7071, 0.05}, "leaky": {0.7071, 0.05},
		"noisy": {0.7071, 0.05}, "linear": {1, 0.05},
	},
	"he": {
		"sigmoid": {0.318, 0.03}, "relu": {1, 0.05}, "leaky": {1, 0.05}, "noisy": {1, 0.05}, "linear": {math.Sqrt2, 0.05},
	},
}

// Each activation is chosen as a visitor does, by pressing its chip, and the
// numbers in the table must be its own: what theory predicts for it, from the
// same first weights as every other's.
func TestEveryActivationShowsItsOwnNumbers(t *testing.T) {
	for _, init := range []string{"xavier", "he"} {
		t.Run(init, func(t *testing.T) {
			p := noWebGPU.open(t, "")
			p.untilTraining(3)
			now := "sigmoid"
			weights := p.atStart("act=sigmoid&init=" + init + "&" + wide).Lanes[0].Layers[3].WRMS
			for _, a := range nn.Activations {
				p.switchActivation(now, a.Name)
				now = a.Name
				lane := p.atRest().Lanes[0]
				if lane.Label.String() != a.Label {
					t.Fatalf("the lane of %s is called %s", a.Name, lane.Label)
				}
				// He's formula knows the slope of leaky ReLU.
				if w := lane.Layers[3].WRMS; !near(float64(w), float64(weights), 1e-4) {
					t.Errorf("%s starts from other weights than sigmoid: RMS %g, not %g", a.Name, w, weights)
				}
				f := layerFactor(lane)
				if table := p.tableFactor(0); !near(table, f, 1e-9) {
					t.Errorf("%s: the table says %g, stats() %g", a.Name, table, f)
				}
				t.Logf("%-8s %-6s factor %.4f, theory %.4f", a.Name, init, f, layerTheory(lane))
				if theory := layerTheory(lane); !near(f, theory, oneSeed) { // NaN is near nothing
					t.Errorf("%s, %s: factor per layer %.4f, the page predicts %.4f", a.Name, init, f, theory)
				}
			}
		})
	}
}

// oneSeed is how far a single wide network may be from the mean-field limit.
const oneSeed = 0.1

// The table in the theory notes, by the median over seeds.
func TestFactorsAreThoseOfTheTheory(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	for init, acts := range expected {
		for act, want := range acts {
			var factors []float64
			for seed := range 3 {
				s := p.atStart(fmt.Sprintf("act=%s&init=%s&%s&seed=%d", act, init, wide, seed+1))
				factors = append(factors, layerFactor(s.Lanes[0]))
			}
			if got := median(factors); !near(got, want.factor, want.tolerance) {
				t.Errorf("%s, %s: factor per layer %.4f; want %.4f within %g %%", act, init, got, want.factor, 100*want.tolerance)
			}
		}
	}
}

// atRest returns the statistics of a page that is paused at initialisation.
func (p *tab) atRest() session.Stats {
	p.t.Helper()
	s := p.stats()
	if s.Step != 0 {
		p.t.Fatalf("step %d while paused at initialisation; the page says:\n%s", s.Step, p.text())
	}
	return s
}

// switchActivation ticks one chip and then unticks the other.
func (p *tab) switchActivation(from, to string) {
	p.t.Helper()
	if from == to {
		return
	}
	p.tick("act", to)
	if n := len(p.stats().Lanes); n != 2 {
		p.t.Fatalf("%s ticked beside %s makes %d lanes", to, from, n)
	}
	p.tick("act", from)
	if n := len(p.stats().Lanes); n != 1 {
		p.t.Fatalf("%s unticked beside %s leaves %d lanes", from, to, n)
	}
	if query := js[string](p, "location.search"); !strings.Contains(query, "act="+to) {
		p.t.Errorf("the address does not follow to %s: %s", to, query)
	}
}

// layerTheory is layerFactor as the page predicts it.
func layerTheory(l session.LaneLine) float64 {
	sum := 0.0
	for _, y := range l.Layers[fromLayer-1 : toLayer] {
		sum += math.Log(float64(y.Theory))
	}
	return math.Exp(sum / (toLayer - fromLayer + 1))
}

// A control for every parameter, with the table's own choices: the form
// cannot fall behind the query string.
func TestControlsOfferWhatTheTableLists(t *testing.T) {
	p := noWebGPU.open(t, "act=leaky") // a slope only means something to leaky ReLU
	p.untilTraining(1)
	elsewhere := []string{
		"vs",    // what lanes differ in: see TestEveryComparisonHasAControl
		"speed", // in the bar
		"view",  // over the picture
	}
	for _, param := range experiment.Params {
		if slices.Contains(elsewhere, param.Name) {
			continue
		}
		if param.Name == "instrument" {
			continue // beside the views, see TestInstrumentsAndColumnsAreDefined
		}
		if param.Kind != experiment.KindChoice {
			if !js[bool](p, fmt.Sprintf(`!!document.querySelector('#controls input[data-param="%s"]')`, param.Name)) {
				t.Errorf("no control for %s", param.Name)
			}
			continue
		}
		got := js[[]string](p, fmt.Sprintf(`[...document.querySelectorAll('#controls input[name="p-%s"]')].map((i) => i.value)`, param.Name))
		var want []string
		for _, c := range param.Choices {
			want = append(want, c.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s offers %v; the table has %v", param.Name, got, want)
		}
	}
}

// A slider moved by keys and a number typed reach the engine and the address.
func TestSlidersAndNumbersTakeEffect(t *testing.T) {
	p := noWebGPU.open(t, "")
	p.untilTraining(3)
	p.atStart("")

	p.do("moving the slider of depth", chromedp.SendKeys(chromedp.CSS(`input[type="range"][data-param="depth"]`), kb.ArrowRight+kb.ArrowRight))
	s := p.untilStats("two more layers", patience, func(s session.Stats) bool { return len(s.Lanes[0].Layers) == 13 })
	if len(s.Lanes) != 3 {
		t.Errorf("%d lanes after a change of depth", len(s.Lanes))
	}
	p.untilJS("depth in the address", patience, `location.search.includes("depth=12")`)

	p.write("width", "24")
	p.untilJS("width in the address", patience, `location.search.includes("width=24")`)

	p.write("width", "9999")
	p.untilSays("number from 1 to 1024; 24 is kept.")

	p.navigate(js[string](p, "location.href"))
	p.until("the address brings the settings back", patience, func() bool {
		s, err := p.tryStats()
		return err == nil && len(s.Lanes) == 3 && len(s.Lanes[0].Layers) == 13
	})
}

// write types the exact value of a parameter.
func (p *tab) write(param, value string) {
	p.t.Helper()
	box := chromedp.CSS(fmt.Sprintf(`input.number[data-param="%s"]`, param))
	p.do("typing into "+param, chromedp.ScrollIntoView(box), chromedp.Focus(box))
	p.call("document.activeElement.select()")
	p.do("typing "+value, chromedp.KeyEvent(value+kb.Enter))
}
