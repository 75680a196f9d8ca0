//go:build js && wasm

// Command stage draws the newest snapshot of the engine with Ebiten, in an
// iframe of its own: Ebiten owns the document it runs in. It has no state but
// the snapshots, so it may be reloaded at any time.
package main

import (
	"syscall/js"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/wasm/port"

	"github.com/hajimehoshi/ebiten/v2"
)

func main() {
	page := port.Parent()
	g := newGame(page)
	g.expose()
	page.Listen(g.hear)
	g.followPointer()
	page.Send("stage-ready", nil)
	<-g.fed // a first frame without anything to draw would only keep the next one waiting
	err := ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: true, SkipTaskbar: true})
	if err != nil {
		js.Global().Get("console").Call("warn", err.Error()) // for developers; stage.js tells viewers that it has stopped
	}
}

// hear takes a message of the page; see package port.
func (g *game) hear(m port.Message) {
	switch m.Type() {
	case "texts":
		g.speak(m.Sentences("json"))
	case "port":
		if engine := m.Port("port"); engine != nil {
			g.listen(engine, m.Number("turn"))
		}
	case "view":
		g.theme = theme.Named(m.Text("theme"))
		g.reduced = m.Text("motion") == "reduced"
		g.alone, g.confused = m.Text("alone"), m.Bool("confused")
		g.text = m.Number("text")
		g.changed = true
	case "moment":
		g.show(layout.Moment{On: m.Bool("on"), At: float32(m.Number("at"))})
	case "picture":
		g.sendPicture(m.Text("title"), m.Text("desc"))
	case "key":
		g.point(g.scene.Move(g.pointed, m.Text("key")))
	case "copy":
		g.copyOut()
	}
	g.wake()
}

// speak puts the sentences of the page in force. Nothing is drawn before, as a picture
// has words.
func (g *game) speak(sentences map[string]string, letters string) {
	text.Use(sentences)
	g.letters = characters + letters
	g.speaks, g.changed, g.retype = true, true, true
}

// show turns to a moment of slow motion. Within one hop only what moves has to
// be drawn anew.
func (g *game) show(m layout.Moment) {
	if g.moment == m {
		return
	}
	if g.scene.SameHop(g.moment, m) {
		g.glides = true
	} else {
		g.changed = true
	}
	g.moment = m
}

// copyOut has a frame drawn and copied for the page. There is no true copy where the
// browser gives noise for what is drawn, and labels are not on the canvas.
func (g *game) copyOut() {
	if g.overlay != nil {
		g.page.Send("stage-copy", nil)
		return
	}
	g.changed, g.copying = true, true
	g.loop.Call("copy")
}

// listen turns to an engine; what an earlier one has sent does not count.
func (g *game) listen(engine *port.Port, turn float64) {
	if g.engine != nil {
		g.engine.Close()
	}
	g.engine, g.waiting, g.turn, g.turned = engine, false, turn, false
	engine.Listen(g.receive)
}

// receive keeps the newest snapshot's bytes until the next frame. One that is
// overtaken counts as drawn.
func (g *game) receive(m port.Message) {
	if m.Type() != "snapshot" {
		return
	}
	if g.waiting {
		g.acknowledge()
	}
	g.bytes = m.Bytes("bytes", g.bytes)
	g.waiting = true
	select {
	case g.fed <- struct{}{}:
	default:
	}
	g.wake()
}
