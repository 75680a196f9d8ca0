//go:build js && wasm

package main

import (
	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// course is a lesson that the viewer goes through.
type course struct {
	*lesson.Progress
	before int                  // steps that were done when it began
	ask    *instruments.Request // of what the step's claims need; nil for nothing
	told   string               // the newest report of progress
	toldID int                  // the command that it answered
}

// progress is what the page hears of it.
type progress struct {
	Lesson   string      `json:"lesson"`
	Step     int         `json:"step"`     // under way, from 0 on; as many as there are where all are done
	Rounds   int         `json:"rounds"`   // that the networks have trained
	Done     []bool      `json:"done"`     // conditions of the step
	Finished bool        `json:"finished"` // all steps are done
	Verdicts [][]verdict `json:"verdicts"` // of each step: null where it is not done, or was before
}

// verdict is a lesson.Verdict.
type verdict struct {
	Measured float64 `json:"measured"`
	Expected float64 `json:"expected"`
	Known    bool    `json:"known"`
	Holds    bool    `json:"holds"`
}

// follow goes through a lesson from a step on. A name that no lesson has ends the one before.
func (e *engine) follow(name string, step int) {
	if e.course != nil {
		e.forget()
	}
	e.course = nil
	if l, ok := lesson.ByName(name); ok {
		p := lesson.Follow(l, step)
		e.course = &course{Progress: p, before: len(p.Done)}
	}
}

// teach begins a lesson, or ends one, with the networks as they are.
func (e *engine) teach(name string, step int) {
	e.follow(name, step)
	if e.config {
		e.answer(e.session.Config(), nil, e.asked)
	}
	e.refresh()
}

// opened is what a query sets up: that of a lesson's address begins the lesson.
func (e *engine) opened(query string) string {
	o, ok := lesson.Open(query)
	if ok {
		e.follow(o.Lesson.Name, o.Step)
	}
	return o.Query
}

// address is what the page's address keeps in the place of a Config's query: that of the lesson, with the viewer's own
// changes; empty for nothing.
func (e *engine) address(cfg experiment.Config) string {
	if e.course == nil {
		return ""
	}
	l, step := e.course.Lesson, len(e.course.Done)
	return l.Address(step, l.Own(step, cfg))
}

// attend takes in how the experiment stands. Training pauses where what a step asks for has been done, and its numbers
// are judged at rest, once they are whole.
func (e *engine) attend(s session.Stats, owing bool, id int) {
	c := e.course
	if c == nil || !e.config || e.wish != nil {
		return
	}
	now := lesson.Situation{Config: e.session.Config(), Stats: s}
	reached := c.Reached(now)
	switch {
	case reached && e.plays:
		e.halt()
	case reached && !owing && !e.session.Running() && e.measured(now) && c.See(now):
		e.answer(now.Config, nil, e.asked)
	}
	if !reached {
		e.forget()
	}
	e.tellProgress(now, id)
}

// halt pauses since what the step asks for has been done.
func (e *engine) halt() {
	e.setRunning(false)
	e.tellRunning()
	e.refresh()
}

// haltInTime pauses after the round that ends a step: the next account may be many rounds later.
func (e *engine) haltInTime() {
	if e.course == nil || !e.plays || !e.config || e.wish != nil {
		return
	}
	now := lesson.Situation{Config: e.session.Config()}
	now.Stats.Step = e.session.Rounds()
	for _, l := range now.Config.Lanes() {
		now.Stats.Lanes = append(now.Stats.Lanes, session.LaneLine{Step: now.Stats.Step * l.Pace})
	}
	if e.course.Began() && e.course.Reached(now) {
		e.halt()
	}
}

// measured reports whether the instruments are whole that the step's claims need, and asks for them.
func (e *engine) measured(now lesson.Situation) bool {
	names := e.course.Wants(now)
	if len(names) == 0 {
		return true
	}
	if e.course.ask == nil {
		e.course.ask, _ = e.session.Ask(names) // a test of the rows holds that there are such
		e.report.stale = true
		return false
	}
	return e.session.Whole(e.course.ask)
}

// forget takes back what was asked for.
func (e *engine) forget() {
	if e.course.ask != nil {
		e.session.Forget(e.course.ask)
		e.course.ask = nil
	}
}

// tellProgress tells the page where the viewer is, if that is news, or answers a command.
func (e *engine) tellProgress(now lesson.Situation, id int) {
	c := e.course
	p := progress{
		Lesson: c.Lesson.Name, Step: len(c.Done), Rounds: now.Rounds(), Done: c.Conditions(now),
		Finished: len(c.Done) == len(c.Lesson.Steps), Verdicts: make([][]verdict, len(c.Lesson.Steps)),
	}
	for i, done := range c.Done[c.before:] {
		for _, v := range done.Verdicts {
			p.Verdicts[c.before+i] = append(p.Verdicts[c.before+i], verdict(v))
		}
	}
	said := json.Encode(p)
	if said == c.told && id == c.toldID {
		return
	}
	c.told, c.toldID = said, id
	e.page.Send("progress", port.Fields{"id": id, "json": said})
}
