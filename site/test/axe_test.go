//go:build browser

package test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"backflow/sim/experiment"
)

// axeScript is where ./build.sh test installs the rules of accessibility.
const axeScript = "../../.cache/axe/node_modules/axe-core/axe.min.js"

// axeSizes are windows of a desktop, a tablet, a phone in both ways and a narrow one,
// which is a desktop's at 400 % zoom as well.
var axeSizes = [][2]int64{{1440, 900}, {820, 1180}, {390, 844}, {844, 390}, {320, 640}}

// axeStates are what the page can look like, and how it comes to that and back.
var axeStates = []struct{ name, begin, end string }{
	{
		"details unfolded and a message",
		`document.querySelectorAll("details").forEach((d) => { d.open = true; }); document.querySelectorAll(".more").forEach((b) => b.click());
		backflow.set("depth=1000&colour=red&view=" + (new URLSearchParams(location.search).get("view") ?? "network"))`,
		`document.querySelectorAll(".message button:last-of-type").forEach((b) => b.click())`,
	},
	{"how to read this", `document.querySelector('[data-opens="how"]').click()`, `document.getElementById("how").close()`},
	{"share", `document.getElementById("share").click(); return new Promise((done) => {
		const look = () => (document.querySelector("#share-dialog[open]") ? done() : setTimeout(look, 50));
		look();
	})`, `document.getElementById("share-dialog").close()`},
	{"lessons", `document.getElementById("lessons").click(); return new Promise((done) => {
		const look = () => (document.querySelector("#shelf[open] li") ? done() : setTimeout(look, 50));
		look();
	})`, `document.getElementById("shelf").close()`},
	{"about", `document.querySelector('[data-opens="about"]').click()`, `document.getElementById("about").close()`},
}

// There is nothing to complain of for axe-core's rules, in any window, in either
// scheme, in any view, with whatever is open.
func TestNoRuleOfAccessibilityIsBroken(t *testing.T) {
	t.Parallel()
	p := noWebGPU.open(t, "speed=100")
	p.untilTraining(3)
	p.drawn()
	p.click("#play")
	p.bringAxe()
	views := choicesOf("view")
	for i, scheme := range []string{"dark", "light"} {
		p.prefer(scheme)
		for j, size := range axeSizes {
			p.resize(size[0], size[1])
			where := fmt.Sprintf("%d×%d, %s, ", size[0], size[1], scheme)
			for k, view := range views {
				if j == 0 || k == (i+j)%len(views) { // all of them on a desktop, one elsewhere
					p.turnTo(view)
					p.obeysAxe(where + view)
				}
			}
			p.inEveryState(where)
		}
	}
}

// bringAxe brings the rules into a page, which its own policy would not let it do.
func (p *tab) bringAxe() {
	p.t.Helper()
	script, err := os.ReadFile(axeScript)
	if err != nil {
		p.t.Fatal("axe-core is not installed: ./build.sh test does it, or npm ci in a copy of the folder axe")
	}
	p.do("bringing the rules in", chromedp.Evaluate[chromedp.Void](string(script)+"; undefined"))
}

func (p *tab) turnTo(view string) {
	p.t.Helper()
	p.call(fmt.Sprintf(`(document.querySelector('#views input[value="%s"]').click(), backflow.stats())`, view))
}

// inEveryState opens all that can be opened.
func (p *tab) inEveryState(where string) {
	p.t.Helper()
	for _, state := range axeStates {
		p.call(`(() => { ` + state.begin + ` })()`)
		p.call("backflow.stats()") // what it answers is there, too
		p.obeysAxe(where + state.name)
		p.call(`(() => { ` + state.end + ` })()`)
	}
}

// obeysAxe holds the page as it is against all rules.
func (p *tab) obeysAxe(where string) {
	p.t.Helper()
	p.call(`document.getAnimations().forEach((a) => a.finish())`) // colours on their way are nobody's
	broken := js[[]string](p, `axe.run(document, { iframes: false, resultTypes: ["violations"] }).then(({ violations }) =>
		violations.map((v) => v.id + " (" + v.help + "): " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.any.map((a) => a.message).join(" ")).join("; ")))`)
	if len(broken) > 0 {
		p.t.Errorf("%s:\n%s", where, strings.Join(broken, "\n"))
	}
}

// choicesOf are the words that a parameter may be.
func choicesOf(name string) []string {
	var words []string
	for i := range experiment.Params {
		if experiment.Params[i].Name != name {
			continue
		}
		for _, c := range experiment.Params[i].Choices {
			words = append(words, c.Name)
		}
	}
	return words
}
