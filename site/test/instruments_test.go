//go:build browser

package test

import (
	"strings"
	"testing"

	"backflow/sim/probe"
)

// Programs get instruments of what trains, whole, and see meanwhile how far they are; at
// rest of where it stands.
func TestStatsGivesInstruments(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	p.visit("vs=act:sigmoid,relu&depth=4&width=16&backend=cpu")
	p.untilTraining(2)
	p.call(`(async () => { window.wanted = backflow.stats({want: ["jacobian", "dead"]}); wanted.then(() => { window.answered = true; }); })()`)
	const shares = `backflow.stats().then((s) => s.lanes.map((l) => l.instruments?.dead?.share))`
	p.untilJS("progress, or the answer", patience, `window.answered || (await `+shares+`).some((share) => share > 0)`)
	const lines = `.then((s) => s.lanes.map((l) => [l.step - l.instruments.dead.step, l.instruments.dead.share, l.instruments.jacobian.columns[0].layers.filter((x) => x > 0).length, l.instruments.jacobian.columns.length]))`
	for _, l := range js[[][]float64](p, `wanted`+lines) {
		if l[0] < 0 || l[1] != 1 || l[2] != 5 || l[3] != 4 {
			t.Errorf("in training: %v", l)
		}
	}
	p.call(`backflow.pause()`)
	for _, l := range js[[][]float64](p, `backflow.stats({want: ["jacobian", "dead"]})`+lines) {
		if l[0] != 0 || l[1] != 1 {
			t.Errorf("at rest: %v", l)
		}
	}
	p.untilJS("nobody asks any more", patience, `backflow.stats().then((s) => s.lanes.every((l) => !l.instruments))`)
	// The sentence of a word that stands for a number, in the page's own words.
	said := js[string](p, `backflow.stats({want: ["dead"]}).then((s) => s.lanes[0].instruments.dead).then((d) => d.columns[1].layers[0] + ": " + d.reasons[d.columns[1].layers[0]])`)
	if said != "no-off: The activation has no side that is off." {
		t.Errorf("said %q", said)
	}
	all := js[string](p, `backflow.stats({want: ["alive"]}).catch((e) => e.message)`)
	for _, i := range probe.Instruments {
		if !strings.Contains(all, i.Name) || !strings.HasPrefix(all, "There is no instrument “alive”") {
			t.Errorf("%q lacks %s", all, i.Name)
		}
	}
}
