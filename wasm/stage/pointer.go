//go:build js && wasm

package main

import (
	"syscall/js"

	"backflow/render/layout"
	"backflow/wasm/port"
)

// followPointer marks what a mouse or pen is over, or a finger has tapped.
// Ebiten would not say when a pointer leaves; a finger that scrolls the page
// points at nothing.
func (g *game) followPointer() {
	g.on("pointermove", func(e js.Value) {
		if e.Get("pointerType").String() != "touch" {
			g.point(g.under(e))
		}
	})
	g.on("pointerleave", func(e js.Value) {
		if e.Get("pointerType").String() != "touch" {
			g.point(layout.Target{})
		}
	})
	g.on("click", func(e js.Value) { g.choose(g.under(e), e.Get("detail").Int()) })
	g.on("dblclick", func(e js.Value) {
		if label := g.scene.LaneAt(float32(e.Get("clientY").Float() / g.zoom)); label != "" {
			g.page.Send("stage-lane", port.Fields{"label": label})
		}
	})
}

// on listens for as long as the stage lives.
func (g *game) on(event string, f func(e js.Value)) {
	js.Global().Get("document").Get("documentElement").Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	}))
}

func (g *game) under(e js.Value) layout.Target {
	return g.scene.At(float32(e.Get("clientX").Float()/g.zoom), float32(e.Get("clientY").Float()/g.zoom))
}

// choose is for what was clicked or tapped: it is chosen if it is pointed at already.
func (g *game) choose(at layout.Target, clicks int) {
	if at == g.pointed && at.Part != layout.None {
		g.tellTarget(g.scene.Describe(at), clicks)
	}
	g.point(at)
}

func (g *game) point(at layout.Target) {
	if at != g.pointed {
		g.pointed, g.changed = at, true
		g.wake()
	}
}
