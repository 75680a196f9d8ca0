//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"errors"
	"io"

	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/text"
	"backflow/wasm/port"
)

// digitsData is the data set that is fetched; all others are made here.
const digitsData = "digits"

// openData generates the 2-D sets. Digits are large: they are fetched when they
// are first asked for, before a Config that wants them is applied.
func (e *engine) openData(_ context.Context, name string, seed uint64) (*data.Set, error) {
	switch name {
	case digitsData:
		if e.digits == nil {
			return nil, errors.New("engine: the digits have not been loaded")
		}
		return e.digits, nil
	case experiment.CustomData:
		return e.table.load(seed, yielding{yielder: e.yielder, overtaken: e.inbox.overtaken})
	}
	return data.Generate(name, seed)
}

// digitFiles are MNIST's, in the order of data.ReadDigits.
var digitFiles = [4]string{
	"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
	"test-images-idx3-ubyte.gz", "test-labels-idx1-ubyte.gz",
}

// wish is a Config that waits for its data, while what trains goes on.
type wish struct {
	cfg   experiment.Config
	id    float64 // of the command
	steps int     // asked for since
}

// download is a fetch of the digits under way.
type download struct {
	leave  context.CancelFunc
	result chan loaded // gets one
}

type loaded struct {
	set *data.Set
	err error
}

// fetchDigits starts a download; the loop goes round when it is over.
func (e *engine) fetchDigits(ctx context.Context) *download {
	ctx, leave := context.WithCancel(ctx)
	d := &download{leave: leave, result: make(chan loaded, 1)}
	go func() {
		defer e.inbox.wake()
		set, err := readDigits(ctx)
		d.result <- loaded{set, err}
	}()
	return d
}

// readDigits fetches the digits and unpacks them, a little at a time.
func readDigits(ctx context.Context) (*data.Set, error) {
	yielder := port.NewYielder()
	var files [4]io.Reader
	for i, name := range digitFiles {
		content, err := port.Load(ctx, "data/"+name)
		if err != nil {
			return nil, notLoaded(err)
		}
		files[i] = yielding{Reader: bytes.NewReader(content), yielder: yielder}
	}
	set, err := data.ReadDigits(files[0], files[1], files[2], files[3])
	if err != nil {
		return nil, text.New("engine.digitsUnusable", "why", err)
	}
	return set, nil
}

// notLoaded says why the digits do not come. What the page finds out about a file ends in a
// stop of its own, or asks a question; another error does neither.
func notLoaded(err error) text.Message {
	if text.Of(err).ID == "" {
		return text.New("engine.digitsFailed", "why", err)
	}
	return text.New("engine.digitsNotLoaded", "why", err)
}

// postpone reports whether a Config has to wait for its data. Any other Config
// ends the wait of the one before it.
func (e *engine) postpone(ctx context.Context, cfg experiment.Config, id float64) bool {
	if cfg.Data != digitsData || e.digits != nil {
		e.wish = nil
		if e.download != nil {
			e.download.leave()
			e.download = nil
		}
		return false
	}
	e.wish = &wish{cfg: cfg, id: id}
	if e.download == nil {
		e.download = e.fetchDigits(ctx)
	}
	return true
}

// receive applies the Config that waits, once its data is there, or says why it
// will not be.
func (e *engine) receive(ctx context.Context) {
	if e.download == nil {
		return
	}
	select {
	case got := <-e.download.result:
		w := e.wish
		e.download.leave()
		e.download, e.wish = nil, nil
		e.digits = got.set
		e.grant(ctx, w, got.err)
	default:
	}
}

// grant carries a Config out that has waited, and the steps asked for since.
func (e *engine) grant(ctx context.Context, w *wish, err error) {
	if err != nil {
		e.refuse(ctx, w.cfg, w.id, text.Of(err), w.cfg.Query())
	} else {
		e.answer(w.cfg, nil, w.id)
		e.turn(ctx, w.cfg, w.id)
	}
	if w.steps > 0 {
		e.step(w.steps)
	}
	e.refresh()
}
