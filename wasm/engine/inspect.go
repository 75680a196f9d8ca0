//go:build js && wasm

package main

import (
	"time"

	"backflow/sim/backend"
	"backflow/sim/inspect"
	"backflow/sim/text"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// question is what the page's inspector wants to know.
type question struct {
	ask   float64 // its number
	lane  int
	at    inspect.Place
	check bool
}

// askedFor reads a question.
func askedFor(m port.Message) *question {
	whole := func(field string) int { return int(max(min(m.Number(field), 1<<30), inspect.Bias)) }
	return &question{
		ask: m.Number("ask"), lane: whole("lane"), check: m.Bool("check"),
		at: inspect.Place{Layer: whole("layer"), Unit: whole("unit"), From: whole("from"), Tap: whole("tap")},
	}
}

// explanation is the answer; of the three only one is there.
type explanation struct {
	Lane   int             `json:"lane"`
	Report *inspect.Report `json:"report"`
	Check  *inspect.Check  `json:"check"`
	Why    *text.Message   `json:"why"`  // there is neither
	TookMs int             `json:"took"` // the page does not ask again before several times as long
}

// explain answers the newest question. A command that comes meanwhile goes before, and
// the question waits.
func (e *engine) explain() {
	q := e.question
	if q == nil || !e.config {
		return
	}
	start, answer := time.Now(), explanation{Lane: q.lane}
	var err error
	if q.check {
		answer.Check, err = e.session.Check(q.lane, q.at, e.interrupted)
	} else {
		answer.Report, err = e.session.Inspect(q.lane, q.at, e.interrupted)
	}
	if _, given := backend.StepsTaken(err); given {
		return
	}
	if err != nil {
		why := text.Of(err)
		answer.Why = &why
	}
	answer.TookMs = int(time.Since(start).Milliseconds())
	e.question = nil
	e.page.Send("inspected", port.Fields{"ask": q.ask, "json": json.Encode(answer)})
	e.stage.stale = true // it may have looked anew
}
