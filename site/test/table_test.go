//go:build browser

package test

import (
	"fmt"
	"testing"
)

// hiddenCells counts cells of the table that cannot be seen without scrolling
// sideways.
const hiddenCells = `(() => {
	const box = document.getElementById("numbers-scroll").getBoundingClientRect();
	return [...document.querySelectorAll("#numbers :is(td, th)")].filter((c) => c.checkVisibility() && (c.getBoundingClientRect().right > box.right + 1 || c.getBoundingClientRect().left < box.left - 1)).length;
})()`

// Every lane of the table is there to be seen, whatever columns are chosen: beside
// each other where there is room, below each other where there is none.
func TestNoLaneOfTheTableIsHidden(t *testing.T) {
	p := noWebGPU.blank(t)
	p.small()
	for query, lanes := range map[string]int{"vs=act:sigmoid,tanh,relu,leaky": 4, "act=relu&vs=lr:0.00012,0.0015,0.015,0.15": 4, "act=relu&vs=norm:none,batch": 2} {
		p.visit("backend=cpu&speed=20&depth=4&" + query)
		p.untilTraining(lanes)
		p.call(`backflow.pause()`) // the table is what counts, and a picture that moves costs both cores
		for _, size := range [][2]int64{{1440, 900}, {1280, 800}, {1100, 700}, {820, 1180}, {390, 844}} {
			p.resize(size[0], size[1])
			p.call(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))`)
			for _, columns := range []string{"delta", "dw", "factor", "split", "updates", "units", "all"} {
				p.call(fmt.Sprintf(`document.querySelector('#columns [value=%q]').click()`, columns))
				if n := js[int](p, hiddenCells); n > 0 {
					t.Errorf("%d×%d, %s, %s: %d cells are out of sight", size[0], size[1], query, columns, n)
				}
			}
			if n := js[int](p, `new Set([...document.querySelectorAll("#numbers td")].map((c) => c.dataset.lane)).size`); n != lanes {
				t.Errorf("the table has %d lanes of %d", n, lanes)
			}
		}
	}
}

// Each set shows the columns that it names, under a head as wide, with a line before each lane.
func TestSetsShowTheirColumns(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=20&depth=4&act=relu&vs=none")
	p.untilTraining(1)
	wrong := js[[]string](p, `[...document.querySelectorAll("#columns [data-keys]:not([data-keys=''])")].flatMap((set) => {
		set.click();
		const seen = (cells) => [...document.querySelectorAll(cells)].filter((c) => c.checkVisibility());
		const keys = set.dataset.keys.split(" ");
		const rows = ["thead tr:last-child th[data-lane='0']", "tbody tr:first-child td[data-lane='0']"].map((row) => seen("#numbers " + row));
		const lines = rows.map((row) => row.filter((c) => parseFloat(getComputedStyle(c).borderInlineStartWidth) > 0).map((c) => c.dataset.key).join(" "));
		const shown = rows.map((row) => row.map((c) => c.dataset.key).join(" "));
		const wide = document.querySelector("#numbers thead th[scope='colgroup']").colSpan;
		return shown.every((s) => s === set.dataset.keys) && lines.every((l) => l === keys[0]) && wide === keys.length ? [] : [[set.value, shown, lines, wide].join(": ")];
	})`)
	if len(wrong) > 0 {
		t.Errorf("%q", wrong)
	}
	if n := js[int](p, `document.querySelectorAll("#columns [data-keys]:not([data-keys=''])").length`); n != 7 {
		t.Errorf("%d sets", n)
	}
}

// What is too wide in any order says so, and its first column stays.
func TestWidestTableScrollsVisibly(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(320, 640)
	p.enlarge(200)
	p.visit("backend=cpu&speed=20&depth=4&act=relu&vs=none")
	p.untilTraining(1)
	p.call(`document.querySelector('#columns [value="all"]').click()`)
	if js[int](p, hiddenCells) == 0 {
		t.Skip("it fits even here")
	}
	p.untilSays("More columns are to the right: scroll the table sideways.")
	p.call(`document.getElementById("numbers-scroll").scrollTo(10000, 0)`)
	got := js[[]float64](p, `[document.querySelector("#numbers tbody th").getBoundingClientRect().left, document.getElementById("numbers-scroll").getBoundingClientRect().left]`)
	if got[0] < got[1]-1 || got[0] > got[1]+2 {
		t.Errorf("the names of the layers stand at %g in a box that begins at %g", got[0], got[1])
	}
}

// The bar of what reaches layer 1 has a mark at 1, and says where it ends outside
// of its scale.
func TestBarsSayWhatIsOutsideTheirScale(t *testing.T) {
	p := noWebGPU.open(t, "backend=cpu&speed=1&act=sigmoid&depth=60&width=8&vs=none")
	p.untilTraining(1)
	p.untilSays("The bar ends outside the scale.")
	if n := js[int](p, `document.querySelectorAll("#remaining .axis .one").length`); n != 1 {
		t.Errorf("%d marks at 1", n)
	}
	labels := js[[]string](p, `[...document.querySelectorAll("#remaining .ends span")].map((e) => e.textContent)`)
	if len(labels) < 4 || labels[len(labels)-2] != "1" {
		t.Errorf("the scale has the labels %q", labels)
	}
	p.call(`backflow.set("backend=cpu&speed=1&act=linear&init=orthogonal&depth=4&vs=none")`)
	p.until("a bar on the scale", patience, func() bool { return !js[bool](p, `document.querySelector("#remaining .axis").dataset.beyond !== ""`) })
}
