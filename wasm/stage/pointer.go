//go:build js && wasm

package main

import (
	"syscall/js"

	"backflow/render/scene"
)

// followPointer shows the numbers of what a mouse or pen is over. Ebiten would
// not say when it leaves; fingers scroll the page and point at nothing.
func (g *game) followPointer() {
	root := js.Global().Get("document").Get("documentElement")
	root.Call("addEventListener", "pointermove", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if e := args[0]; e.Get("pointerType").String() != "touch" {
			g.point(g.scene.At(float32(e.Get("clientX").Float()), float32(e.Get("clientY").Float())))
		}
		return nil
	}))
	root.Call("addEventListener", "pointerleave", js.FuncOf(func(js.Value, []js.Value) any {
		g.point(scene.Target{})
		return nil
	}))
}

func (g *game) point(at scene.Target) {
	if at != g.pointed {
		g.pointed, g.changed = at, true
	}
}
