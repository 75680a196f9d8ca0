//go:build js && wasm

package main

import (
	"errors"
	"io"

	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/text"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// table is a CSV file of the viewer's own. Its text stays where the browser
// put it, and is read anew for every seed.
type table struct {
	id   float64 // as the page counts them
	name string  // of the file
	text *port.Buffer
	read text.Message // how it was read, once it has been; a sentence
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
// A newer Config ends it.
func (t *table) load(seed uint64, y yielding) (*data.Set, error) {
	y.Reader, y.size = t.text.Reader(), t.text.Size()
	set, err := data.ReadCSV(y, seed)
	if err != nil {
		return nil, text.New("engine.tableUnfit", "name", t.name, "why", err)
	}
	t.read = text.New("data.tableRead", "name", t.name, "reading", set.Reading)
	return set, nil
}

// known is the table if it has been read, and nil otherwise.
func (t *table) known() *table {
	if t == nil || t.read.Empty() {
		return nil
	}
	return t
}

// MarshalJSON is what the page is told of the table in force.
func (t *table) MarshalJSON() ([]byte, error) {
	return []byte(json.Encode(map[string]any{"id": t.id, "text": t.read})), nil
}

// yielding lets the event loop run before every read, and stops reading once
// what is read is no longer wanted.
type yielding struct {
	io.Reader
	size      int64
	yielder   *port.Yielder
	overtaken func() bool // nil for never
}

// errOvertaken says that another Config has come while a table was read.
var errOvertaken = errors.New("engine: another choice has been made")

// Size is how much there is to read: data.ReadCSV makes room for it.
func (r yielding) Size() int64 { return r.size }

// Read implements io.Reader.
func (r yielding) Read(p []byte) (int, error) {
	r.yielder.Yield()
	if r.overtaken != nil && r.overtaken() {
		return 0, errOvertaken
	}
	return r.Reader.Read(p)
}

// Pause does the same while data.ReadCSV scales what it has read.
func (r yielding) Pause() { r.yielder.Yield() }

// withoutTable mends a Config that asks for a table which is not there, and
// says what to do.
func (e *engine) withoutTable(cfg *experiment.Config) []experiment.QueryProblem {
	if cfg.Data != experiment.CustomData || e.table != nil || e.offered != nil {
		return nil
	}
	cfg.Data = experiment.Default().Data
	if e.config {
		cfg.Data = e.session.Config().Data
	}
	return []experiment.QueryProblem{{
		Param: "data", Value: experiment.CustomData, Used: cfg.Data,
		Message: text.New("query.mended", "why", text.New("query.noTable"), "used", cfg.Data),
	}}
}
