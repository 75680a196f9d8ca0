//go:build browser

package test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"backflow/sim/experiment"
	"backflow/sim/session"
)

// comparable are the parameters that the grammar of vs allows, found by asking it
// with a value of each.
func comparable() []string {
	var names []string
	for i := range experiment.Params {
		p := &experiment.Params[i]
		_, problems := experiment.ParseQuery("data=digits&vs=" + p.Name + ":" + experiment.Default().Values()[p.Name])
		if len(problems) == 0 && p.Name != "vs" {
			names = append(names, p.Name)
		}
	}
	return names
}

// Whatever lanes can differ in can be chosen on the page, and nothing else; what
// it begins with is a comparison that the engine takes as it is.
func TestEveryComparisonHasAControl(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=20&depth=2&data=digits&vs=none")
	p.untilTraining(1)
	offered := js[[]string](p, `[...document.querySelectorAll("#difference option")].map((o) => o.value).filter((v) => v !== "none")`)
	want := comparable()
	if !slices.Equal(slices.Sorted(slices.Values(offered)), slices.Sorted(slices.Values(want))) {
		t.Errorf("the page offers to compare %v; the engine compares %v", offered, want)
	}
	for _, name := range want {
		p.set("difference", name, "change")
		p.untilJS(name+" in the address", patience, fmt.Sprintf(`(new URLSearchParams(location.search).get("vs") ?? "act:").startsWith("%s:")`, name))
		p.until("lanes that differ in "+name, patience, func() bool {
			s, err := p.tryStats()
			return err == nil && len(s.Lanes) >= 2
		})
		if said := js[string](p, `[...document.querySelectorAll("#messages .error")].map((m) => m.innerText).join(" ")`); said != "" && name != "backend" { // there is no GPU here, which is said
			t.Errorf("comparing %s: %s", name, said)
		}
	}
	p.set("difference", "none", "change")
	p.untilStats("one lane", patience, func(s session.Stats) bool { return len(s.Lanes) == 1 })
}

// A number is compared by typing values, one lane each; what cannot be is said, and
// the lanes stay.
func TestNumbersAreCompared(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=20")
	p.untilTraining(3)
	p.set("difference", "lr", "change")
	p.untilStats("lanes of learning rates", patience, func(s session.Stats) bool {
		return len(s.Lanes) == 3 && strings.HasPrefix(s.Lanes[0].Label.String(), "Learning rate ")
	})
	box := chromedp.CSS("#difference-values")
	values := func(text string) {
		p.do("typing "+text, chromedp.ScrollIntoView(box), chromedp.Focus(box))
		p.call("document.activeElement.select()")
		p.do("typing "+text, chromedp.KeyEvent(text+kb.Enter))
	}
	values("0.02, 0.2")
	s := p.untilStats("two lanes", patience, func(s session.Stats) bool { return len(s.Lanes) == 2 })
	if s.Lanes[0].Label.String() != "Learning rate 0.02" || s.Lanes[1].Label.String() != "Learning rate 0.2" {
		t.Errorf("the lanes are %s and %s", s.Lanes[0].Label, s.Lanes[1].Label)
	}
	p.untilJS("the address", patience, `new URLSearchParams(location.search).get("vs") === "lr:0.02,0.2"`)
	for text, says := range map[string]string{
		"0.1, 9999":     "Learning rate cannot be “9999”: it is a number from 0.000001 to 100; 0.02, 0.2 are kept.",
		"1, 2, 3, 4, 5": "At most 4 lanes fit, and 5 values are given; 0.02, 0.2 are kept.",
		"fast":          "Learning rate cannot be “fast”: it is a number from 0.000001 to 100; 0.02, 0.2 are kept.",
	} {
		values(text)
		p.untilSays(says)
		p.call(`document.querySelectorAll("#messages button").forEach((b) => b.click())`)
		if n := len(p.stats().Lanes); n != 2 {
			t.Errorf("%q leaves %d lanes", text, n)
		}
	}
	p.set("difference", "act", "change")
	p.untilStats("activations again", patience, func(s session.Stats) bool { return len(s.Lanes) == 3 && s.Lanes[0].Label.String() == "Sigmoid" })
}

// Conv nets need images: choosing one brings the digits, and choosing points brings
// a dense net, each with a sentence.
func TestConvBringsImages(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=1&depth=2&width=4&batch=4&vs=none&act=relu")
	p.untilTraining(1)
	p.tick("model", "cnn")
	p.untilSays("A conv net needs images: the data set is Digits now.")
	p.untilJS("both in the address", 2*patience, `location.search.includes("model=cnn") && location.search.includes("data=digits")`)
	p.tick("data", "xor")
	p.untilSays("XOR has no images, which a conv net needs: the network is dense now.")
	p.untilJS("dense again", 2*patience, `!location.search.includes("model=cnn") && location.search.includes("data=xor")`)
}

// A lane of pace 10 takes ten steps while one of pace 1 takes one, and is where that one
// comes ten times as many rounds later. Lists are compared as they are typed.
func TestPacesAreCompared(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&depth=2&width=4&speed=20&vs=pace:1,10")
	p.untilTraining(2)
	p.call(`backflow.pause()`)
	p.call(`backflow.reset()`)
	after := func(steps, rounds int) []session.LaneLine {
		p.call(fmt.Sprintf(`backflow.step(%d)`, steps))
		return p.untilStats(fmt.Sprintf("the scores of round %d", rounds), patience, func(s session.Stats) bool {
			return s.Step == rounds && len(s.Lanes) == 2 && !slices.ContainsFunc(s.Lanes, func(l session.LaneLine) bool {
				return l.ScoreStep == nil || *l.ScoreStep != l.Step
			})
		}).Lanes
	}
	fast, slow := after(4, 4)[1], after(36, 40)[0]
	if fast.Step != 40 || slow.Step != 40 || fast.Label.String() != "Pace 10" || slow.Label.String() != "Pace 1" {
		t.Errorf("%s is at step %d after 4 rounds, %s at step %d after 40", fast.Label, fast.Step, slow.Label, slow.Step)
	}
	if fast.Loss != slow.Loss || fast.TestAcc != slow.TestAcc || fast.Layers[0] != slow.Layers[0] {
		t.Errorf("at step 40 the loss is %v at pace 10, %v at pace 1", fast.Loss, slow.Loss)
	}
	if said := js[string](p, `document.getElementById("pace-text").innerText`); said != "20 rounds/s" {
		t.Errorf("the speed reads %q", said)
	}
	p.set("difference", "layerlr", "change")
	p.untilStats("layers' rates", patience, func(s session.Stats) bool { return strings.HasSuffix(s.Lanes[1].Label.String(), "equalise") })
	p.set("difference-values", "none; 4, 2, 1", "change")
	p.untilJS("the address", patience, `new URLSearchParams(location.search).get("vs") === "layerlr:none;4,2,1"`)
	p.set("difference-values", "none; fast", "change")
	p.untilSays("Layer learning rates cannot be “fast”: it is none, equalise, or a list of factors; none; 4,2,1 are kept.")
	if n := len(p.stats().Lanes); n != 2 {
		t.Errorf("%d lanes are left", n)
	}
}
