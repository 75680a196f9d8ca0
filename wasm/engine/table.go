//go:build js && wasm

package main

import (
	"encoding/json"
	"fmt"
	"io"

	"backflow/sim"
	"backflow/sim/data"
	"backflow/sim/text"
	"backflow/wasm/port"
)

// table is a CSV file of the viewer's own. Its text stays where the browser
// put it, and is read anew for every seed.
type table struct {
	id   float64 // as the page counts them
	name string  // of the file
	text *port.Buffer
	size string // what is in it, once it has been read
}

// newTable returns the table of a message, nil where there is none.
func newTable(m port.Message) *table {
	content := m.Buffer("bytes")
	if content == nil {
		return nil
	}
	return &table{id: m.Number("id"), name: text.Echo(m.Text("name")), text: content}
}

// load reads the table, and lets other work of the worker be done meanwhile: a
// large one takes a while, and the page must not think that the engine hangs.
func (t *table) load(seed uint64, y *port.Yielder) (*data.Set, error) {
	set, err := data.ReadCSV(yielding{t.text.Reader(), t.text.Size(), y}, seed)
	if err != nil {
		return nil, fmt.Errorf("“%s” cannot be learnt: %w", t.name, err)
	}
	t.size = fmt.Sprintf("%d rows to train on and %d to test, %d features, ", set.Train.Len(), set.Test.Len(), set.Shape.Size())
	if set.Classes > 0 {
		t.size += fmt.Sprintf("%d classes", set.Classes)
	} else {
		t.size += "a target to be learnt by regression"
	}
	return set, nil
}

// MarshalJSON is what the page is told of the table in force.
func (t *table) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"id": t.id, "text": t.name + ": " + t.size + "."})
}

// yielding lets the event loop run before every read.
type yielding struct {
	io.Reader
	size    int64
	yielder *port.Yielder
}

// Size is how much there is to read: data.ReadCSV makes room for it.
func (r yielding) Size() int64 { return r.size }

// Read implements io.Reader.
func (r yielding) Read(p []byte) (int, error) {
	r.yielder.Yield()
	return r.Reader.Read(p)
}

// Pause does the same while data.ReadCSV scales what it has read.
func (r yielding) Pause() { r.yielder.Yield() }

// withoutTable mends a Config that asks for a table which is not there, and
// says what to do.
func (e *engine) withoutTable(cfg *sim.Config) []sim.QueryProblem {
	if cfg.Data != sim.CustomData || e.table != nil || e.offered != nil {
		return nil
	}
	cfg.Data = sim.Default().Data
	if e.config {
		cfg.Data = e.session.Config().Data
	}
	return []sim.QueryProblem{{
		Param: "data", Value: sim.CustomData, Used: cfg.Data,
		Message: "data=custom means a table of your own, which is in no link because it never leaves your computer: " +
			"choose a CSV file under “Data”, or drop it on the page; " + cfg.Data + " is used.",
	}}
}
