//go:build js && wasm

package main

import (
	"context"

	"backflow/sim/num"
	"backflow/sim/session/race"
	"backflow/wasm/port"
)

// recordFile is a race that was run elsewhere. It is loaded when one is shown to somebody
// without a GPU.
const recordFile = "data/race.json"

// showRecord loads it, once, where the race has no GPU. Where it does not come, the race of the CPU alone
// is shown, with the reason that there is no other.
func (e *engine) showRecord(ctx context.Context) {
	if e.record == nil {
		if !e.config || !e.session.Raceless() {
			return
		}
		e.record = make(chan race.Record, 1)
		go func() {
			defer e.inbox.wake()
			if content, err := port.Load(ctx, recordFile); err == nil {
				e.record <- readRecord(port.Parsed(content))
			}
		}()
	}
	select {
	case r := <-e.record:
		recorded := r.Wire()
		e.session.Recorded = &recorded
		e.stage.stale = true
	default:
	}
}

// readRecord reads what race.Record is as JSON.
func readRecord(m port.Message) race.Record {
	r := race.Record{
		Machine: m.Text("machine"), Date: m.Text("date"), Query: m.Text("query"), Step: int(m.Number("step")), Difference: figures(m, "difference"),
		Widths: figures(m, "widths"), Crossover: num.JSON(m.Figure("crossover")),
	}
	for _, k := range m.Objects("runners") {
		r.Runners = append(r.Runners, race.Recorded{
			Name: k.Text("name"), Adapter: k.Text("adapter"), Software: k.Bool("software"), Seconds: num.JSON(k.Number("seconds")),
			Steps: int(k.Number("steps")), Rate: num.JSON(k.Number("stepsPerSec")), Marks: figures(k, "marks"), At: figures(k, "at"), Loss: figures(k, "loss"), Delta: figures(k, "delta"),
		})
	}
	for _, rates := range m.Rows("rates") {
		r.Rates = append(r.Rates, numbers(rates))
	}
	return r
}

func figures(m port.Message, field string) []num.JSON { return numbers(m.Figures(field)) }

func numbers(xs []float64) []num.JSON {
	all := make([]num.JSON, len(xs))
	for i, x := range xs {
		all[i] = num.JSON(x)
	}
	return all
}
