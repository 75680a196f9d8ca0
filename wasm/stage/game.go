//go:build js && wasm

package main

import (
	"math"
	"syscall/js"
	"time"

	"backflow/render/paint"
	"backflow/render/scene"
	"backflow/render/theme"
	"backflow/sim/wire"
	"backflow/wasm/port"

	"github.com/hajimehoshi/ebiten/v2"
)

// The still part is painted at most every settle, since numbers that change
// faster cannot be read, and in at most one of settleFrames frames while the
// pulses move: where frames are slow, motion comes first.
const (
	settle       = 45 * time.Millisecond
	settleFrames = 3
)

// game is the stage as Ebiten sees it.
type game struct {
	page, engine *port.Port

	bytes   []byte         // the newest snapshot, encoded
	waiting bool           // bytes have not been decoded yet
	snap    *wire.Snapshot // the one on show
	spare   *wire.Snapshot // the next is decoded into this one

	theme   *theme.Theme
	reduced bool
	pointed scene.Target
	changed bool // the still part of the scene must be laid out anew

	scene         *scene.Scene
	atlas         *paint.Atlas
	painter       *paint.Painter
	width, height int // device pixels
	scale         float64

	clock   float64   // seconds of motion shown
	last    time.Time // of the newest frame
	settled time.Time // when the still part was painted
	frames  int       // drawn since then
	meter   meter
}

func newGame(page *port.Port) *game {
	scale := js.Global().Get("devicePixelRatio").Float()
	return &game{
		page: page, theme: theme.Dark, scene: scene.New(), scale: scale,
		snap: new(wire.Snapshot), spare: new(wire.Snapshot),
		atlas: newAtlas(float32(scale)), changed: true, meter: newMeter(page),
	}
}

// LayoutF makes one pixel of the screen one pixel of the device.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	w, h := math.Round(width*g.scale), math.Round(height*g.scale)
	if int(w) != g.width || int(h) != g.height {
		g.width, g.height, g.changed = int(w), int(h), true
	}
	return w, h
}

// Layout is never called, as there is LayoutF.
func (g *game) Layout(width, height int) (int, int) { return width, height }

// Update has nothing to do: Draw goes by the clock.
func (g *game) Update() error { return nil }

// Draw paints a frame, unless nothing has changed: then the screen keeps the
// one before.
func (g *game) Draw(screen *ebiten.Image) {
	start := time.Now()
	moving := g.tick(start)
	if g.waiting && start.Sub(g.settled) >= settle && (g.frames >= settleFrames || !moving) {
		g.take()
	}
	if !moving && !g.changed {
		g.meter.idle(start)
		return
	}
	if g.painter == nil {
		ebiten.SetScreenClearedEveryFrame(false)
		g.painter = paint.New(float32(g.scale), g.atlas)
	}
	calls := 0
	if g.changed {
		g.scene.Layout(g.snap, g.view())
		calls = g.painter.Set(g.scene, g.theme.Background, g.width, g.height)
		g.changed, g.settled, g.frames = false, start, 0
	}
	g.frames++
	g.scene.Animate(g.clock)
	calls += g.painter.Draw(screen, g.scene)
	g.meter.frame(start, calls)
}

// take decodes the snapshot that waits and acknowledges it. A broken one is
// dropped: the engine and the stage are of one build, so that it can only be
// a stale one from a cache, and the picture before it is worth more.
func (g *game) take() {
	if wire.DecodeInto(g.spare, g.bytes) == nil {
		g.snap, g.spare = g.spare, g.snap
		g.changed = true
	}
	g.waiting = false
	g.acknowledge()
}

func (g *game) acknowledge() {
	g.engine.Send("ack", port.Fields{"seq": g.snap.Seq})
}

// tick moves the clock of the animation, which stands while training does.
func (g *game) tick(now time.Time) (moving bool) {
	elapsed := now.Sub(g.last).Seconds()
	g.last = now
	if !g.snap.Running || g.reduced || len(g.snap.Lanes) == 0 {
		return false
	}
	g.clock += min(elapsed, 0.25) // a hidden tab does not jump ahead
	return true
}

func (g *game) view() scene.View {
	return scene.View{
		W: float32(float64(g.width) / g.scale), H: float32(float64(g.height) / g.scale),
		Theme: g.theme, Reduced: g.reduced, Pointed: g.pointed, Measure: g.atlas.Measure,
	}
}
