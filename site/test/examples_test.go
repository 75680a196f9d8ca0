//go:build browser

package test

import (
	"fmt"
	"testing"
)

// The example post shows five embeds, three elements and two bare frames: all draw once
// they are in sight, the one with a button at its press.
func TestExamplePost(t *testing.T) {
	p := noWebGPU.blank(t)
	p.resize(1440, 900)
	p.navigate(home + "/examples/")
	const embed = `document.querySelectorAll("figure")[%d].firstElementChild`
	for i := range 5 {
		this := fmt.Sprintf(embed, i)
		p.call(this + `.scrollIntoView({ block: "center" })`)
		p.untilJS("its poster has come", patience, fmt.Sprintf(`[...%s.querySelectorAll("img")].every((img) => img.naturalWidth > 0)`, this))
		p.untilJS(fmt.Sprintf("embed %d is drawn", i), patience, fmt.Sprintf(`(() => {
			const e = %s;
			e.shadowRoot?.querySelector(".panel button")?.click();
			const frame = e.shadowRoot ? e.shadowRoot.querySelector(".shown iframe") : e;
			const inside = frame?.contentDocument;
			return inside?.getElementById("stage") && inside.getElementById("curtain").hidden && inside.querySelectorAll("#remaining li b").length > 0;
		})()`, this))
	}
	for _, scheme := range []string{"dark", "light"} {
		p.prefer(scheme)
		for _, width := range []int64{1440, 390} {
			p.resize(width, 900)
			p.fits(width)
			p.bringAxe()
			p.obeysAxe(fmt.Sprintf("%s, %d", scheme, width))
			p.shootWhole(fmt.Sprintf("post-%s-%d", scheme, width))
		}
	}
}
