//go:build js && wasm

package main

import (
	"math"
	"slices"
	"syscall/js"
	"time"

	"backflow/render/layout"
	"backflow/render/paint"
	"backflow/render/scene"
	"backflow/render/theme"
	"backflow/sim/wire"
	"backflow/wasm/port"

	"github.com/hajimehoshi/ebiten/v2"
)

// The still part is painted at most every settle, since numbers that change
// faster cannot be read, and in at most one of settleFrames frames while the
// pulses move: where frames are slow, motion comes first. Where they are very slow
// the numbers beside the picture wait for it: mostSettled is long enough.
const (
	settle       = 45 * time.Millisecond
	settleFrames = 3
	mostSettled  = 300 * time.Millisecond
)

// game is the stage as Ebiten sees it.
type game struct {
	page, engine *port.Port

	bytes   []byte         // the newest snapshot, encoded
	waiting bool           // bytes have not been decoded yet
	speaks  bool           // the page has sent the sentences
	letters string         // all that labels may be made of
	retype  bool           // there are others
	snap    *wire.Snapshot // the one on show
	turn    float64        // which engine's, as the page counts them
	turned  bool           // the page has not been told that it is on show
	spare   *wire.Snapshot // the next is decoded into this one

	theme     *theme.Theme
	reduced   bool
	pointed   layout.Target
	moment    layout.Moment
	alone     string  // label of the one lane on show, or none
	confused  bool    // show confusion matrices
	text      float64 // the viewer's text size over the usual one
	sentence  string  // what the page was last told of the moment
	described string  // and of what is pointed at
	changed   bool    // the still part of the scene must be laid out anew
	glides    bool    // only the moment's fraction has changed
	copying   bool    // the page wants a copy of the next frame

	scene         *scene.Scene
	atlas         *paint.Atlas
	overlay       *overlay // of the labels, where glyphs cannot be read back; else nil
	painter       *paint.Painter
	width, height int     // pixels of the screen
	pixels        float64 // of them, to a CSS pixel
	scale         float64 // device pixels to a CSS pixel
	zoom          float64 // CSS pixels to one of the scene
	refit         bool    // LayoutF may give another size now

	clock   float64       // seconds of motion shown
	last    time.Duration // of the newest frame; see readClock
	settled time.Duration // when the still part was painted
	frames  int           // drawn since then
	meter   meter
	thrift  scene.Thrift
	fed     chan struct{} // gets something with each snapshot, until it is full
	loop    js.Value      // of frames, see site/js/stage/stage.js
	shown   bool          // a picture of a network has been drawn
	told    bool          // the page knows
}

func newGame(page *port.Port) *game {
	scale := js.Global().Get("devicePixelRatio").Float()
	g := &game{
		page: page, theme: theme.Dark, scene: scene.New(), scale: scale,
		snap: new(wire.Snapshot), spare: new(wire.Snapshot),
		zoom: 1, text: 1, letters: characters, changed: true, meter: newMeter(page),
		loop: js.Global().Get("stageFrames"), fed: make(chan struct{}, 1),
	}
	if !readsBack() {
		g.overlay = newOverlay()
	}
	return g
}

// LayoutF makes one pixel of the screen one pixel of the device, or a little
// more where frames are slow; never more than a CSS pixel.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	g.pixels, g.refit = max(min(1, g.scale), g.scale*g.cost().Resolution), false // text stays legible
	w, h := math.Round(width*g.pixels), math.Round(height*g.pixels)
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
// one before, and the loop of frames rests until something comes.
func (g *game) Draw(screen *ebiten.Image) {
	start := readClock()
	g.tellShown()
	moving := g.tick(start)
	if g.waiting && g.speaks && g.mayTake(start-g.settled, moving) {
		g.take()
	}
	if !moving && !g.changed && !g.glides {
		g.rest(start)
		return
	}
	g.paint(screen, start, moving)
}

// mayTake reports whether another snapshot may be shown, so long after the one before.
func (g *game) mayTake(settled time.Duration, moving bool) bool {
	return settled >= settle && (g.frames >= settleFrames || !moving || settled >= mostSettled)
}

func (g *game) paint(screen *ebiten.Image, start time.Duration, moving bool) {
	g.prepare()
	calls, anew := 0, g.changed
	if g.changed {
		g.scene.Layout(g.snap, g.view())
		calls = g.painter.Set(g.scene.List, g.theme.Background, g.width, g.height, float32(g.pixels*g.zoom))
		if g.overlay != nil {
			g.overlay.show(g.scene.Labels, g.zoom)
		}
		g.settled, g.frames = start, 0
		g.tellPointed()
	} else if g.glides {
		g.scene.Glide(g.moment)
	}
	g.changed, g.glides = false, false
	g.tellMoment()
	g.frames++
	g.scene.Animate(g.clock)
	calls += g.painter.Draw(screen, g.scene.List)
	g.meter.frame(start, calls, g.cost(), anew)
	if anew {
		g.tellStep() // the page then writes its numbers, in this frame but not at the picture's cost
	}
	if g.copying {
		g.copying = false
		g.loop.Call("painted")
	}
	g.shown = g.shown || len(g.snap.Lanes) > 0
	if moving && g.thrift.Frame(start.Seconds()) {
		g.refit = true
	}
}

// prepare sets type and makes a painter of it: at first, and anew where the zoom
// or the letters have changed.
func (g *game) prepare() {
	zoom := layout.Zoom(g.width32(), g.height32(), g.lanes(), g.text)
	if g.painter != nil && zoom == g.zoom && !g.retype {
		return
	}
	g.zoom, g.changed, g.retype = zoom, true, false
	g.meter.exposed.Set("zoom", zoom)
	g.atlas = newAtlas(g.letters, float32(min(g.scale*zoom, mostScale)), g.overlay == nil)
	if g.painter == nil {
		ebiten.SetScreenClearedEveryFrame(false)
		g.painter = paint.New(g.atlas)
		return
	}
	g.painter.Use(g.atlas)
}

// mostScale bounds the device pixels a CSS pixel of glyphs: larger ones are stretched.
const mostScale = 4

// width32 and height32 are the stage's size in CSS pixels.
func (g *game) width32() float32  { return float32(float64(g.width) / g.pixels) }
func (g *game) height32() float32 { return float32(float64(g.height) / g.pixels) }

// lanes is how many are on show.
func (g *game) lanes() int {
	for i := range g.snap.Lanes {
		if g.alone != "" && g.snap.Lanes[i].Label.String() == g.alone {
			return 1
		}
	}
	return len(g.snap.Lanes)
}

// rest lets the loop of frames wait: a picture that stands still costs
// nothing. A snapshot that came too soon after the one before is waited for.
func (g *game) rest(now time.Duration) {
	if g.waiting && g.speaks || g.refit {
		return
	}
	g.meter.rest(now)
	g.thrift.Rest()
	g.loop.Call("rest")
}

// cost is what the picture may cost: all it takes where it stands still.
func (g *game) cost() scene.Cost {
	if !g.snap.Running {
		return scene.FullCost
	}
	return g.thrift.Cost()
}

func (g *game) wake() { g.loop.Call("wake") }

// tellShown lets the page lift its curtain, once the first picture is on the
// screen: that is at the frame after it.
func (g *game) tellShown() {
	if g.shown && !g.told {
		g.told = true
		g.page.Send("stage-drawn", nil)
	}
}

// tellStep tells the page which snapshot is on show, so that the numbers beside the
// picture are of the same step.
func (g *game) tellStep() {
	if !g.turned {
		return
	}
	g.turned = false
	step := uint32(0)
	if len(g.snap.Lanes) > 0 {
		step = g.snap.Lanes[0].Step
	}
	fields := port.Fields{"turn": g.turn, "seq": g.snap.Seq, "step": step}
	if told := g.loop.Get("step"); told.Truthy() { // a message would be there a frame later
		told.Invoke(map[string]any(fields))
		return
	}
	g.page.Send("stage-step", fields)
}

// tellMoment gives the page what slow motion shows, in words.
func (g *game) tellMoment() {
	if text := g.scene.Sentence(); text != g.sentence {
		g.sentence = text
		g.page.Send("stage-moment", port.Fields{"text": text})
	}
}

// tellPointed gives the page what is pointed at, in words.
func (g *game) tellPointed() {
	text := g.scene.Describe(g.pointed)
	if text == g.described {
		return
	}
	g.described = text
	g.tellTarget(text, 0)
}

// tellTarget tells what is pointed at, and whether it was clicked. The lane counts among all
// there are, also where one is shown alone.
func (g *game) tellTarget(text string, clicks int) {
	lane := g.pointed.Lane
	if g.lanes() < len(g.snap.Lanes) {
		lane = slices.IndexFunc(g.snap.Lanes, func(l wire.Lane) bool { return l.Label.String() == g.alone })
	}
	g.page.Send("stage-target", port.Fields{
		"text": text, "part": g.pointed.Part.String(), "lane": lane, "layer": g.pointed.Layer,
		"unit": g.pointed.Unit, "from": g.pointed.From, "clicks": clicks,
	})
}

// take decodes the snapshot that waits and acknowledges it. A broken one is
// dropped: the engine and the stage are of one build, so that it can only be
// a stale one from a cache, and the picture before it is worth more.
func (g *game) take() {
	if wire.DecodeInto(g.spare, g.bytes) == nil {
		if g.snap.Running != g.spare.Running {
			g.refit = true
		}
		if startsAnew(g.snap, g.spare) {
			g.clock = 0
		}
		g.snap, g.spare = g.spare, g.snap
		g.changed, g.turned = true, true
	}
	g.waiting = false
	g.acknowledge()
}

// startsAnew reports whether a snapshot is of an earlier step than the one
// before it, or rests at step 0: a new run, whose pictures are the same whenever
// it is started.
func startsAnew(before, now *wire.Snapshot) bool {
	if len(before.Lanes) == 0 || len(now.Lanes) == 0 {
		return true
	}
	step := now.Lanes[0].Step
	return step < before.Lanes[0].Step || step == 0 && !now.Running
}

func (g *game) acknowledge() {
	g.engine.Send("ack", port.Fields{"seq": g.snap.Seq})
}

// tick moves the clock of the animation, which stands while training does.
func (g *game) tick(now time.Duration) (moving bool) {
	elapsed := (now - g.last).Seconds()
	g.last = now
	if !g.snap.Running || g.moment.On || len(g.snap.Lanes) == 0 || !scene.Moves(g.snap) {
		return false
	}
	g.clock += min(elapsed, 0.25) // a hidden tab does not jump ahead
	return true
}

func (g *game) view() layout.Options {
	return layout.Options{
		W: g.width32() / float32(g.zoom), H: g.height32() / float32(g.zoom),
		Theme: g.theme, Reduced: g.reduced, Pointed: g.pointed, Moment: g.moment, Alone: g.alone, Confused: g.confused,
		Edges: g.cost().Edges, Measure: g.atlas.Measure,
	}
}
