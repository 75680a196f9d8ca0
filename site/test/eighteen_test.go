//go:build browser

package test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/systeminfo"
	"github.com/chromedp/chromedp"
)

// crowded is a page of eighteen embeds, six of them elements, most of them in sight.
func crowded(t testing.TB, from string) host {
	var all strings.Builder
	for i := range 18 {
		if i%3 == 2 {
			fmt.Fprintf(&all, `<back-flow depth=%d act=relu speed=100></back-flow>`, i+2)
		} else {
			fmt.Fprintf(&all, `<iframe id=f%d title="Embed %d" src="@/embed.html?act=tanh&depth=%d&speed=100"></iframe>`, i, i, i+2)
		}
	}
	return host{from: from, html: messages(t) + `<script defer src="@/embed.js"></script>
		<style>main { display: grid; grid-template-columns: repeat(4, 1fr); } iframe, back-flow { width: 100%; height: 240px; }</style>
		<main>` + all.String() + `</main><div style="height: 4000px"></div>`}
}

// Eighteen embeds settle: three draw, one at most has the GPU, each has been loaded a
// few times at most, and the modules came once.
func TestEighteenEmbedsSettle(t *testing.T) {
	server := &deployment{headers: map[string]string{"Access-Control-Allow-Origin": "*"}}
	p := guests.returning(t) // whose cache keeps files of any size
	p.mayComplain = true     // software that draws so much warns of it
	p.resize(1240, 1200)
	p.navigate(crowded(t, server.at(t)).at(t))
	const drawing = `[...Object.values(told), ...document.querySelectorAll("back-flow")].filter((x) => ["live", "resting"].includes(x.state?.state)).length`
	p.until("each has had its first look", patience, func() bool {
		if n := js[int](p, drawing); n > 3 {
			t.Fatalf("%d embeds draw at a time; at most three", n)
		}
		return js[bool](p, `Object.keys(told).length === 12 && Object.values(told).every((x) => x.state?.drawn) && [...document.querySelectorAll("back-flow")].every((e) => e.state?.drawn)`)
	})
	p.shoot("eighteen")
	p.logsLongTasks(p.settled)
	if n := js[int](p, `Math.max(...Object.values(turns).map((all) => all.filter((s) => s === "live").length))`); n > 2 {
		t.Errorf("an embed has been loaded %d times: %s", n, js[string](p, `JSON.stringify(turns)`))
	}
	if n := js[int](p, `Object.values(told).filter((x) => x.stats && !x.stats.lanes[0].why.includes("another embed")).length`); n > 1 {
		t.Errorf("%d embeds may have a GPU", n)
	}
	for _, name := range []string{"engine.wasm", "stage.wasm"} {
		if n := server.times(name); n != 1 {
			t.Errorf("%s was fetched %d times", name, n)
		}
	}
	p.costsNothingOutOfSight()
}

// logsLongTasks tells how often a task took more than 50 ms on the host's thread while
// the embeds settle and draw. It decides nothing: on few cores that software draws on, a
// task waits for others.
func (p *tab) logsLongTasks(wait func()) {
	p.t.Helper()
	p.call(`(window.long = [], new PerformanceObserver((list) => long.push(...list.getEntries().map((e) => Math.round(e.duration)))).observe({ type: "longtask" }))`)
	wait()
	p.t.Logf("tasks over 50 ms, in ms: %v", js[[]int](p, `long`))
}

// settled waits until no embed has taken a turn for a while: each may still go once to
// one that has drawn nothing.
func (p *tab) settled() {
	p.t.Helper()
	last, since := "", time.Now()
	p.until("they settle", patience, func() bool {
		if now := js[string](p, `JSON.stringify(turns)`); now != last {
			last, since = now, time.Now()
		}
		return time.Since(since) > 10*time.Second
	})
}

// costsNothingOutOfSight measures what eighteen embeds take when they are scrolled away.
func (p *tab) costsNothingOutOfSight() {
	p.t.Helper()
	p.call(`scrollTo(0, 4000)`)
	p.untilJS("none draws in sight", patience, `Object.values(told).every((x) => x.state.state !== "live")`)
	time.Sleep(3 * time.Second)
	const watch = 10
	before := guests.busy(p.t)
	time.Sleep(watch * time.Second)
	share := (guests.busy(p.t) - before) / watch * 100
	p.t.Logf("18 embeds out of sight, with their browser: %.2f %% of a core, %.2f %% each", share, share/18)
	if share/18 > 1 {
		p.t.Errorf("an embed out of sight takes %.1f %% of a core", share/18)
	}
}

// busy is how many seconds all processes of a browser have computed.
func (b *browser) busy(t testing.TB) (seconds float64) {
	t.Helper()
	info, err := chromedp.CallBrowser(b.ctx, systeminfo.GetProcessInfo, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	for _, process := range info.ProcessInfo {
		seconds += process.CPUTime
	}
	return seconds
}
