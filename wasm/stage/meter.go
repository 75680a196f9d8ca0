//go:build js && wasm

package main

import (
	"slices"
	"syscall/js"
	"time"

	"backflow/render/scene"
	"backflow/wasm/port"
)

// meter measures what frames cost in Go, and tells the page once a second.
type meter struct {
	page    *port.Port
	costs   []float64     // ms, of the frames since the newest report
	seen    [2][]float64  // for tests: ms of frames that only move, and of those with a new still part
	calls   int           // draw calls, the most of any of them
	since   time.Duration // see readClock
	cost    scene.Cost    // what the picture may cost now
	exposed js.Value      // window.__stage, for tests
}

func newMeter(page *port.Port) meter {
	exposed := js.Global().Get("Object").New()
	js.Global().Set("__stage", exposed)
	return meter{page: page, exposed: exposed, since: readClock()}
}

var began = time.Now()

// readClock is the time since the stage began. (A time.Time in a game would bring the
// writing of dates, in every form, into the download.)
func readClock() time.Duration { return time.Since(began) }

// frame notes a frame that was drawn from start until now, anew if its still
// part was laid out for it.
func (m *meter) frame(start time.Duration, calls int, cost scene.Cost, anew bool) {
	m.cost = cost
	ms := float64((readClock() - start).Microseconds()) / 1000
	m.costs = append(m.costs, ms)
	m.calls = max(m.calls, calls)
	m.note(ms, anew)
	m.idle(start)
}

// mostSeen bounds what is kept for tests, of either kind of frame.
const mostSeen = 1024

func (m *meter) note(ms float64, anew bool) {
	kind := &m.seen[0]
	if anew {
		kind = &m.seen[1]
	}
	if len(*kind) == mostSeen {
		*kind = (*kind)[:0]
	}
	*kind = append(*kind, ms)
}

// idle reports when a second has passed.
func (m *meter) idle(now time.Duration) {
	passed := now - m.since
	if passed < time.Second {
		return
	}
	m.since = now
	if len(m.costs) == 0 {
		return
	}
	slices.Sort(m.costs)
	fps := float64(len(m.costs)) / passed.Seconds()
	median := m.costs[len(m.costs)/2]
	m.exposed.Set("fps", fps)
	m.exposed.Set("stageMs", median)
	m.exposed.Set("drawCalls", m.calls)
	m.page.Send("stage-stats", port.Fields{"fps": fps, "stageMs": median, "resolution": m.cost.Resolution, "edges": m.cost.Edges})
	m.costs, m.calls = m.costs[:0], 0
}

// rest: no frame is drawn from now on.
func (m *meter) rest(now time.Duration) {
	m.idle(now)
	m.exposed.Set("fps", 0)
	m.since = now
}
