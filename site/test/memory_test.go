//go:build browser

package test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"backflow/sim/session"
)

// weight is what port.Weigh says of a program.
type weight struct{ Heap, Objects, Taken float64 }

// load is what the parts of the page hold at one time, after a collection.
type load struct {
	engine, stage weight
	page          float64 // bytes of JavaScript's heap
}

// weigh collects and counts everything.
func (p *tab) weigh() load {
	p.t.Helper()
	const engine = `new Promise((resolve) => {
		const worker = workers.at(-1);
		const hear = ({data}) => { if (data.type === "weight") { worker.removeEventListener("message", hear); resolve(data); } };
		worker.addEventListener("message", hear);
		worker.postMessage({type: "weigh"});
	})`
	l := load{engine: js[weight](p, engine), stage: js[weight](p, inStage("stage.__stage.weigh()"))}
	if _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		p.t.Fatal(err)
	}
	use, err := chromedp.Call(p.ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	l.page = use.UsedSize
	return l
}

// Slack of a load: what fills up once (histories, lists, glyphs) has done so
// when the first one is taken, after the warm-up; a leak of a hundred bytes a
// frame would be larger in the ten minutes that the test runs by hand.
const (
	slackHeap    = 512 << 10
	slackObjects = 3000
	slackTaken   = 4 << 20
	slackPage    = 1 << 20
)

// minutesOfMemory is how long to watch: BACKFLOW_MINUTES, or less than one.
func minutesOfMemory() time.Duration {
	if minutes, err := strconv.ParseFloat(os.Getenv("BACKFLOW_MINUTES"), 64); err == nil {
		return time.Duration(minutes * float64(time.Minute))
	}
	return 30 * time.Second
}

// However long it trains and draws, in whatever view, no part of the page holds
// more: what a frame or a step needs is used again for the next.
func TestMemoryDoesNotGrow(t *testing.T) {
	t.Parallel()
	p := noWebGPU.blank(t)
	p.beforeLoading(remember)
	p.navigate(home + "/?backend=cpu&lr=0.001&speed=max")
	p.drawn()
	views := []string{"waterfall", "histograms", "phase", "network"}
	round := func(each time.Duration) load {
		for _, view := range views {
			p.call(`document.querySelector('#views input[value="` + view + `"]').click()`)
			time.Sleep(each)
		}
		return p.weigh()
	}
	for range 2 { // and the phase diagrams are computed
		round(4 * time.Second)
	}
	first := round(4 * time.Second)
	logLoad(t, 0, first)
	start, length := time.Now(), minutesOfMemory()
	last := first
	for time.Since(start) < length {
		last = round(max(3*time.Second, length/80))
		logLoad(t, time.Since(start), last)
	}
	notMore(t, "the engine's heap", first.engine.Heap, last.engine.Heap, slackHeap)
	notMore(t, "the engine's objects", first.engine.Objects, last.engine.Objects, slackObjects)
	notMore(t, "the engine's memory", first.engine.Taken, last.engine.Taken, slackTaken)
	notMore(t, "the stage's heap", first.stage.Heap, last.stage.Heap, slackHeap)
	notMore(t, "the stage's objects", first.stage.Objects, last.stage.Objects, slackObjects)
	notMore(t, "the stage's memory", first.stage.Taken, last.stage.Taken, slackTaken)
	notMore(t, "the page's heap", first.page, last.page, slackPage)
}

func logLoad(t *testing.T, at time.Duration, l load) {
	const mb = 1 << 20
	t.Logf("%4.0f s: engine %.2f MB in %.0f objects of %.1f taken, stage %.2f MB in %.0f of %.1f, page %.2f MB", at.Seconds(),
		l.engine.Heap/mb, l.engine.Objects, l.engine.Taken/mb, l.stage.Heap/mb, l.stage.Objects, l.stage.Taken/mb, l.page/mb)
}

func notMore(t *testing.T, what string, first, last, slack float64) {
	t.Helper()
	if last > first+slack {
		t.Errorf("%s grew from %.0f to %.0f", what, first, last)
	}
}

// What memory cannot hold is refused in words; the networks that were there train
// on, and the next settings that fit are taken.
func TestNetworksBeyondMemoryAreRefused(t *testing.T) {
	p := noWebGPU.open(t, "act=relu&depth=3&width=16")
	p.untilTraining(1)
	before := p.untilStats("some steps", patience, steps(20))
	p.call(`backflow.set("act=relu&depth=100&width=1024&batch=1024")`)
	p.untilSays("This network needs about 4.8 GB of memory, and only 2.7 GB can be used here: fewer units a layer (width) or layers (depth) or a smaller batch would fit.")
	after := p.untilStats("the network from before goes on", patience, steps(before.Step+20))
	if n := len(after.Lanes[0].Layers); n != 4 {
		t.Errorf("%d layers, where there were 3 and the output", n)
	}
	if query := js[string](p, "location.search"); strings.Contains(query, "1024") {
		t.Errorf("the address is %s", query)
	}
	p.call(`backflow.set("act=relu&depth=5&width=16")`)
	p.untilStats("the next settings train", patience, func(s session.Stats) bool { return len(s.Lanes[0].Layers) == 6 && s.Step > 0 })
}
