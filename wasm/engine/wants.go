//go:build js && wasm

package main

import (
	"slices"
	"time"

	"backflow/sim/session/instruments"
	"backflow/sim/text"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// maxDraw is the longest that the loop stands still for an instrument that draws networks.
const maxDraw = 300 * time.Millisecond

// want is a program that waits for instruments.
type want struct {
	id  float64 // as the page counts them
	ask *instruments.Request
}

// want asks for instruments, and answers at once where there are no such.
func (e *engine) want(id float64, names []string) {
	ask, err := e.session.Ask(names)
	if err != nil {
		e.page.Send("wanted", port.Fields{"want": id, "json": "", "text": text.Begin(err)})
		return
	}
	e.wants = append(e.wants, want{id, ask})
	e.report.stale = true
}

// measure goes on with the instruments that are asked for in time that training leaves, and
// reports whether there was anything to do.
func (e *engine) measure() bool {
	budget := workBudget
	if e.session.Running() {
		budget = min(budget, e.session.Idle()/2)
	}
	shown := e.session.Unfinished()
	if !e.session.Measure(budget) {
		return false
	}
	e.stage.stale = e.stage.stale || shown
	e.report.stale = true
	return true
}

// answerWants answers those whose instruments are whole.
func (e *engine) answerWants() {
	if len(e.wants) == 0 || !e.config || e.wish != nil {
		return
	}
	e.wants = slices.DeleteFunc(e.wants, func(w want) bool {
		if !e.session.Whole(w.ask) {
			return false
		}
		account := json.Encode(e.session.Stats())
		e.session.Forget(w.ask)
		e.report.stale = true // they are in no other account
		e.page.Send("wanted", port.Fields{"want": w.id, "json": account, "text": ""})
		return true
	})
}
