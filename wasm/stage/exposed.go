//go:build js && wasm

package main

import (
	"syscall/js"

	"backflow/wasm/port"
)

// expose puts up what only tests ask for, beside the figures that the meter
// writes: window.__stage.weigh() is port.Weigh, and costs() the milliseconds of
// the frames drawn since it was last called, {moving, anew}.
func (g *game) expose() {
	g.meter.exposed.Set("weigh", js.FuncOf(func(js.Value, []js.Value) any {
		return js.ValueOf(map[string]any(port.Weigh()))
	}))
	g.meter.exposed.Set("costs", js.FuncOf(func(js.Value, []js.Value) any {
		seen := g.meter.seen
		g.meter.seen = [2][]float64{}
		return js.ValueOf(map[string]any{"moving": list(seen[0]), "anew": list(seen[1])})
	}))
}

func list(xs []float64) []any {
	values := make([]any, len(xs))
	for i, x := range xs {
		values[i] = x
	}
	return values
}
