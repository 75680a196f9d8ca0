//go:build browser

package test

import (
	"fmt"
	"regexp"
	"testing"

	"backflow/sim/experiment"
)

// missing is what a viewer may not read where there ought to be a number.
var missing = regexp.MustCompile(`(?i)\bunknown\b|no prediction|no theory|does not know|\bNaN\b`)

// Three conv nets of thirty layers are a comparison like any other: they show numbers in every
// view, and of an instrument in the table as well; what memory does not hold is refused
// in a sentence, and they go on.
func TestDeepConvNetsOnThePage(t *testing.T) {
	p := noWebGPU.open(t, fmt.Sprintf("data=digits&model=cnn&depth=%d&width=4&batch=8&vs=act:sigmoid,relu,leaky&backend=cpu", experiment.MaxConvDepth))
	p.untilTraining(3)
	p.drawn()
	p.call(`backflow.pause()`)
	for _, view := range experiment.Views {
		if view.Race { // it compares backends
			continue
		}
		p.call(`document.querySelector('#views input[value="` + view.Name + `"]').click()`)
		p.untilJS("the address says "+view.Name, patience, `(new URLSearchParams(location.search).get("view") ?? "network") === "`+view.Name+`"`)
		p.until(view.Name+" is drawn", patience, func() bool { return colours(p.picture()) > 50 })
		if said := missing.FindString(p.text()); said != "" {
			t.Errorf("%s: the page says “%s”", view.Name, said)
		}
	}
	if n := js[int](p, `document.querySelectorAll("#numbers [data-key=theory][data-value]:not([data-value=null])").length`); n != 3*experiment.MaxConvDepth {
		t.Errorf("%d predictions of %d", n, 3*experiment.MaxConvDepth)
	}
	p.tablesTheInstrument()
	p.call(`backflow.set("data=digits&model=cnn&depth=30&width=256&batch=1024&vs=act:sigmoid,relu,leaky&backend=cpu")`)
	p.untilSays("These networks need about")
	p.call(`backflow.step(1)`)
	if l := p.firstStats().Lanes; len(l) != 3 || len(l[0].Layers) != experiment.MaxConvDepth+1 {
		t.Errorf("after the refusal %d lanes", len(l))
	}
}

// tablesTheInstrument reads in the table what the view of instruments shows.
func (p *tab) tablesTheInstrument() {
	p.t.Helper()
	p.call(`document.querySelector('#views input[value="instruments"]').click()`)
	p.untilJS("the control of the instrument", patience, `document.getElementById("instrument")?.hidden === false`)
	p.set("instrument", "likeness", "change")
	p.call(`document.querySelector('#columns [value="instrument"]').click()`)
	const number = `[...document.querySelectorAll('#numbers td[data-key="likeness.cosine"]')].filter((c) => Number(c.dataset.value) > -2 && /\d/.test(c.textContent)).length`
	p.untilJS("its numbers", 2*patience, fmt.Sprintf(`%s >= %d`, number, 3*experiment.MaxConvDepth))
	p.untilSays("Likeness of inputs, as the view shows it")
	p.call(`document.getElementById("define").click()`)
	p.untilJS("its definition", patience, `document.activeElement.textContent === "Likeness of inputs likeness"`)
	p.call(`document.querySelector("#definitions > button").click()`)
	p.call(`document.querySelector('#views input[value="network"]').click()`)
	p.untilJS("no such columns beside another view", patience, `document.querySelector('#columns [value="instrument"]').closest("label").hidden && document.querySelector('#columns [value="factor"]').checked`)
}

// An embed takes such a query too, and gives its numbers and instruments to the host.
func TestDeepConvNetsInAnEmbed(t *testing.T) {
	p := noWebGPU.host(t, host{html: messages(t) + fmt.Sprintf(`<script defer src="@/embed.js"></script>
		<back-flow id=conv data=digits model=cnn depth=%d width=8 batch=4 vs="act:sigmoid,relu,leaky" backend=cpu></back-flow>`, experiment.MaxConvDepth)})
	p.untilJS("it draws", 2*patience, `document.getElementById("conv").state?.drawn`)
	const numbers = `conv.pause().then(() => conv.stats({ want: ["left", "likeness"] })).then(({ lanes }) => lanes.map((l) =>
		[l.predicted, l.remaining, l.instruments.left.columns[0].layers.filter((x) => x > 0).length, l.instruments.likeness.columns[0].layers.filter((x) => x > -2).length]))`
	lanes := js[[][]float64](p, numbers)
	if len(lanes) != 3 {
		t.Fatalf("%d lanes", len(lanes))
	}
	for i, l := range lanes {
		if !(l[0] > 0) || !(l[1] > 0) || l[2] != experiment.MaxConvDepth || l[3] < experiment.MaxConvDepth {
			t.Errorf("lane %d: predicted and measured at layer 1 %v and %v, %v and %v numbers of two instruments", i+1, l[0], l[1], l[2], l[3])
		}
	}
}
