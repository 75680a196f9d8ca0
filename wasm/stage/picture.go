//go:build js && wasm

package main

import (
	"strings"

	"backflow/render/svg"
	"backflow/wasm/port"
)

// sendPicture gives the page what is on the stage as an SVG file, with a title
// and a description of the page's; an empty text before anything is.
func (g *game) sendPicture(title, desc string) {
	var b strings.Builder
	if g.shown {
		w, h := float64(g.width32())/g.zoom, float64(g.height32())/g.zoom
		svg.Write(&b, svg.Picture{ // a Builder never fails
			List: g.scene.List, W: int(w), H: int(h), Background: g.theme.Background, Title: title, Desc: desc,
		})
	}
	g.page.Send("stage-picture", port.Fields{"text": b.String()})
}
