//go:build browser

package test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The rows of the README's table: what an embed says and does in sandboxes, and under
// policies of its host and of its server.

// In a sandbox with all tokens everything works; with scripts only it trains without an
// origin, on the CPU, and says what else is missing; without scripts it says so.
func TestEmbedsInSandboxes(t *testing.T) {
	p := noWebGPU.host(t, host{html: messages(t) + `
		<iframe id=all sandbox="allow-scripts allow-same-origin allow-popups" src="@/embed.html?act=relu&depth=3&speed=100"></iframe>
		<iframe id=scripts sandbox="allow-scripts" src="@/embed.html?act=tanh&depth=4&speed=100&controls=none"></iframe>
		<iframe title=None sandbox src="@/embed.html?act=elu"></iframe>`})
	p.mayComplain = true // the browser tells of what the sandbox forbids
	p.resize(700, 1200)
	p.until("it says that scripts are missing", patience, func() bool { return strings.Contains(p.frameText("act=elu"), "lacks “allow-scripts”") })
	p.untilJS("both others draw", patience, `["all", "scripts"].every((id) => told[id].state.drawn && told[id].stats.step > 5)`)
	p.shoot("sandboxes")
	if !js[bool](p, `told.all.state.counted && !told.scripts.state.counted`) {
		t.Error("embeds count themselves where they have an origin, and only there")
	}
	if why := js[string](p, `told.scripts.stats.lanes[0].backend + " " + told.scripts.stats.lanes[0].why`); !strings.HasPrefix(why, "cpu ") {
		t.Errorf("without an origin it computes on %s", why)
	}
	if text := p.frameText("act=elu"); !strings.Contains(text, "Open in Backflow") {
		t.Errorf("without scripts there is no link: %s", text)
	}
	// The link stands at the end of the last line, below the picture.
	p.do("clicking the link", chromedp.MouseClickXY(540, 707))
	p.untilJS("the link says its address", patience, `errors.scripts.some((e) => e.includes("its sandbox lacks “allow-popups”") && e.includes("/?depth=4&act=tanh"))`)
}

// A server that lets nobody fetch cannot serve a frame without an origin.
func TestEmbedWithoutConsentOfItsServer(t *testing.T) {
	server := &deployment{}
	p := noWebGPU.host(t, host{from: server.at(t), html: messages(t) + `<iframe id=scripts sandbox="allow-scripts" src="@/embed.html?act=tanh"></iframe>`})
	p.mayComplain = true
	p.untilJS("it says what the server has to send", patience, `errors.scripts?.some((e) => e.includes("Access-Control-Allow-Origin: *"))`)
}

// A host's policy that leaves out the frame or the script, and a server that forbids
// frames, leave the poster in its link; where there is a script it says what to do.
func TestEmbedsUnderPolicies(t *testing.T) {
	const post = `<back-flow id=e depth=3 act=relu speed=100><a id=link href="@/?depth=3"><img id=poster alt="A network" src="@/icon.svg"></a></back-flow><script defer src="@/embed.js"></script>`
	const inside = `document.getElementById("e").shadowRoot`
	denied := &deployment{headers: map[string]string{"X-Frame-Options": "DENY"}}
	for _, c := range []struct {
		name, policy, from, until, says string
	}{
		{"no script", "script-src 'none'", "", `document.readyState === "complete" && !customElements.get("back-flow")`, ""},
		{"no frame", "default-src 'none'; script-src @; img-src @", "", inside + `?.textContent.includes("Open it in Backflow")`, "add “frame-src " + home + "”"},
		{"strict", "default-src 'none'; script-src @; img-src @; frame-src @", "", inside + `?.querySelector(".shown")`, ""},
		{"no frames at all", "", denied.at(t), inside + `?.textContent.includes("Open it in Backflow")`, "forbids frames (X-Frame-Options"},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := map[string]string{}
			if c.policy != "" {
				headers["Content-Security-Policy"] = c.policy
			}
			p := noWebGPU.host(t, host{html: post, headers: headers, from: c.from})
			p.mayComplain = true
			p.untilJS(c.until, patience, c.until)
			p.shoot("policy-" + strings.ReplaceAll(c.name, " ", "-"))
			if text := js[string](p, inside+`?.textContent ?? ""`); !strings.Contains(text, c.says) {
				t.Errorf("it says %q", text)
			}
			const poster = `(() => { const r = document.getElementById("poster").getBoundingClientRect(); return r.width > 50 && document.elementFromPoint(r.x + r.width / 2, r.y + 20).closest("a").id === "link"; })()`
			if c.name != "strict" && !js[bool](p, poster) {
				t.Error("the poster in its link cannot be seen")
			}
		})
	}
}
