//go:build js && wasm

package main

import (
	"context"
	"encoding/json"
	"fmt"

	"backflow/sim"
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
			e.session.SetRunning(m.Bool("running"))
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
		e.session.SetRunning(true)
	case "pause":
		e.session.SetRunning(false)
	case "step":
		e.session.Step(int(m.Number("n")))
	case "reset":
		e.reset(ctx)
	case "stage":
		e.stage.connect(m.Port("port"), &e.inbox)
		e.session.NewViewer()
		return
	default:
		return
	}
	e.done = int(m.Number("id"))
	e.stage.stale, e.report.stale, e.report.urgent = true, true, true
}

func (e *engine) apply(ctx context.Context, query string, id float64) {
	cfg, problems := sim.ParseQuery(query)
	problems = append(problems, e.withoutTable(&cfg)...)
	e.answer(cfg, problems, id)
	before := e.table
	err := e.turnTo(ctx, cfg)
	if err == nil {
		e.config = true
		if e.table != before {
			e.notice("info", e.table.read)
			e.answer(cfg, nil, id)
		}
		return
	}
	e.notice("error", sentence(err))
	if e.config {
		e.answer(e.session.Config(), nil, id)
		return
	}
	// There is nothing to stay with: the default always works.
	cfg = sim.Default()
	e.answer(cfg, nil, id)
	if err := e.session.Apply(ctx, cfg); err != nil {
		panic(err)
	}
	e.config = true
}

// turnTo applies a Config, with the table that was offered, if one was. That is
// in force only if all goes well.
func (e *engine) turnTo(ctx context.Context, cfg sim.Config) error {
	offered := e.offered
	e.offered = nil
	if offered == nil || cfg.Data != sim.CustomData {
		return e.session.Apply(ctx, cfg)
	}
	before := e.table
	e.table = offered
	err := e.session.Renew(ctx, cfg)
	if err != nil {
		e.table = before
	}
	if err != nil && e.config {
		err = fmt.Errorf("%w; training goes on with the data from before", err)
	}
	return err
}

func (e *engine) reset(ctx context.Context) {
	if !e.config {
		return
	}
	if err := e.session.Reset(ctx); err != nil {
		e.notice("error", sentence(err))
	}
}

// answer tells the page the Config in force, in its one canonical form.
func (e *engine) answer(cfg sim.Config, problems []sim.QueryProblem, id float64) {
	if problems == nil {
		problems = []sim.QueryProblem{} // [] rather than null
	}
	reading := ""
	if e.offered != nil && cfg.Data == sim.CustomData {
		reading = e.offered.name
	}
	text, err := json.Marshal(map[string]any{
		"query": cfg.Query(), "values": cfg.Values(), "problems": problems, "table": e.table, "reading": reading,
	})
	if err != nil {
		panic(err) // strings always marshal
	}
	e.page.Send("config", port.Fields{"id": id, "json": string(text)})
}

func (e *engine) notice(level, text string) {
	e.page.Send("notice", port.Fields{"level": level, "text": text})
}

// sentence turns an error into one: errors start small and end without a stop.
func sentence(err error) string {
	text := []rune(err.Error())
	if len(text) > 0 && 'a' <= text[0] && text[0] <= 'z' {
		text[0] += 'A' - 'a'
	}
	return string(text) + "."
}
