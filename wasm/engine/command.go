//go:build js && wasm

package main

import (
	"context"
	"errors"

	"backflow/sim/experiment"
	"backflow/sim/text"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// obey carries out messages in order. Of several Configs only the newest is
// applied: a slider sends more of them than anyone can see.
func (e *engine) obey(ctx context.Context, messages []port.Message) {
	newest := -1
	for i, m := range messages {
		if isConfig(m) {
			newest = i
		}
	}
	for i, m := range messages {
		if m.Type() == "start" {
			e.session.Unwatched = m.Bool("rests")
			e.play(m.Bool("running"))
		}
		if t := newTable(m.Object("table")); t != nil && isConfig(m) {
			e.offered = t // whose Config may be overtaken by a newer one
		}
		if !isConfig(m) || i == newest {
			e.command(ctx, m)
		}
	}
	e.tellRunning()
}

func isConfig(m port.Message) bool { return m.Type() == "start" || m.Type() == "config" }

func (e *engine) command(ctx context.Context, m port.Message) {
	switch m.Type() {
	case "start", "config":
		e.apply(ctx, m.Text("query"), m.Number("id"))
	case "play":
		e.setRunning(true)
	case "pause":
		e.setRunning(false)
	case "step":
		e.step(steps(m.Number("n")))
	case "reset":
		e.reset(ctx)
	case "undo":
		e.undo(ctx)
	case "stage":
		e.stage.connect(m.Port("port"), &e.inbox)
		e.session.NewViewer()
		return
	case "want":
		e.want(m.Number("want"), m.Texts("names"))
		return
	case "rest":
		e.doze(m.Bool("on"))
		return
	case "inspect":
		e.question = askedFor(m)
		return
	case "lesson":
		e.teach(m.Text("name"), steps(m.Number("step")))
		return
	case "sweep":
		e.session.Sweep(m.Bool("on"))
		e.stage.stale = true
		return
	default:
		return
	}
	e.done = int(m.Number("id"))
	e.refresh()
}

// refresh makes both receivers be told at once.
func (e *engine) refresh() { e.stage.stale, e.report.stale, e.report.urgent = true, true, true }

// mostSteps is more than anyone waits for.
const mostSteps = 1e9

// steps is a number of steps as a message brings it, which may be any number.
func steps(n float64) int {
	if !(n >= 0) { // NaN as well
		return 0
	}
	return int(min(n, mostSteps))
}

// play trains, or pauses, unless training rests.
func (e *engine) play(on bool) {
	e.plays = on
	e.session.SetRunning(on && !e.session.Unwatched)
}

// doze makes training that plays stand still, or go on where it was. What pauses,
// and the steps that it was asked for, are left alone.
func (e *engine) doze(on bool) {
	if e.session.Unwatched = on; e.plays {
		e.play(true)
		e.refresh()
	}
}

func (e *engine) setRunning(on bool) {
	e.play(on)
	if e.wish != nil {
		e.wish.steps = 0
	}
}

// step takes steps, of the network that is waited for if one is.
func (e *engine) step(n int) {
	e.plays = false
	if e.wish == nil {
		e.session.Step(n)
		return
	}
	e.session.SetRunning(false)
	e.wish.steps += n
}

func (e *engine) apply(ctx context.Context, query string, id float64) {
	cfg, problems := experiment.ParseQuery(e.opened(query))
	problems = append(problems, e.withoutTable(&cfg)...)
	waits := e.postpone(ctx, cfg, id)
	e.answer(cfg, problems, id)
	if !waits {
		e.turn(ctx, cfg, id)
	}
}

// turn turns to a Config whose data is there. Where that fails the one before
// goes on.
func (e *engine) turn(ctx context.Context, cfg experiment.Config, id float64) {
	before := e.table
	err := e.turnTo(ctx, cfg)
	switch {
	case errors.Is(err, errOvertaken):
		return // the next Config is answered
	case err != nil:
		e.refuse(ctx, cfg, id, fault(err), "")
		return
	}
	e.config = true
	if e.session.Undoable() == 0 {
		e.page.Send("undoable", port.Fields{"step": 0})
	}
	if e.table != nil && e.table != before {
		e.notice("info", e.table.read)
		e.answer(cfg, nil, id)
	}
}

// fault says why something could not be done.
func fault(err error) text.Message { return text.New("engine.fault", "why", text.Begin(err)) }

// refuse says why a Config is not applied. wanted is its query if trying again
// may help, which the address keeps where there is nothing to go on with.
func (e *engine) refuse(ctx context.Context, cfg experiment.Config, id float64, why text.Message, wanted string) {
	if e.config {
		if wanted != "" {
			why = text.New("engine.goesOn", "why", why)
		}
		e.tell("error", why, wanted)
		e.answer(e.session.Config(), nil, id)
		return
	}
	cfg.Data = experiment.Default().Data
	if wanted == "" || e.session.Apply(ctx, cfg) != nil {
		cfg = experiment.Default() // always works
		if err := e.session.Apply(ctx, cfg); err != nil {
			panic(err)
		}
	}
	e.config = true
	if wanted != "" {
		why = text.New("engine.meanwhile", "why", why, "data", cfg.Data)
	}
	e.tell("error", why, wanted)
	e.answerWanting(cfg, nil, id, wanted)
}

// turnTo applies a Config, with the table that was offered, if one was. That is
// in force only if all goes well.
func (e *engine) turnTo(ctx context.Context, cfg experiment.Config) error {
	offered := e.offered
	e.offered = nil
	if offered == nil || cfg.Data != experiment.CustomData {
		if e.table == nil {
			e.table = offered // of an engine before this one: read when it is chosen
		}
		return e.session.Apply(ctx, cfg)
	}
	before := e.table
	e.table = offered
	err := e.session.Renew(ctx, cfg)
	if err == nil {
		return nil
	}
	e.table = before
	if errors.Is(err, errOvertaken) {
		if e.offered == nil {
			e.offered = offered // the Config that has come may be for it, too
		}
		return err
	}
	if e.config {
		err = text.New("engine.tableRefused", "why", text.Begin(err))
	}
	return err
}

func (e *engine) reset(ctx context.Context) {
	if !e.config {
		return
	}
	if err := e.session.Reset(ctx); errors.Is(err, errOvertaken) {
		return
	} else if err != nil {
		e.notice("error", fault(err))
		return
	}
	if at := e.session.Undoable(); at == 0 || e.session.Missed() {
		e.page.Send("undoable", port.Fields{"step": at})
	}
}

func (e *engine) undo(ctx context.Context) {
	if err := e.session.Undo(ctx); err != nil {
		e.notice("error", fault(err))
	}
}

// answer tells the page the Config in force, in its one canonical form.
func (e *engine) answer(cfg experiment.Config, problems []experiment.QueryProblem, id float64) {
	e.answerWanting(cfg, problems, id, "")
}

// answerWanting is answer where the address keeps another query. In a lesson that is the lesson's.
func (e *engine) answerWanting(cfg experiment.Config, problems []experiment.QueryProblem, id float64, wanted string) {
	if problems == nil {
		problems = []experiment.QueryProblem{} // [] rather than null
	}
	if wanted == "" {
		wanted = e.address(cfg)
	}
	e.asked = id
	reading, loading := "", text.Message{}
	if e.wish != nil {
		loading = text.New("engine.theDigits")
	}
	if e.offered != nil && cfg.Data == experiment.CustomData {
		reading = e.offered.name
	}
	answer := json.Encode(map[string]any{
		"query": cfg.Query(), "values": cfg.Values(), "problems": problems, "table": e.table.known(),
		"reading": reading, "loading": loading, "wanted": wanted,
	})
	e.page.Send("config", port.Fields{"id": id, "json": answer})
}

func (e *engine) notice(level string, what text.Message) { e.tell(level, what, "") }

// tell is a notice with a query that the viewer may try again.
func (e *engine) tell(level string, what text.Message, again string) {
	e.page.Send("notice", port.Fields{"level": level, "text": what, "again": again})
}
