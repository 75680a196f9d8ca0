//go:build js && wasm

package main

import (
	"context"
	"runtime/debug"
	"slices"
	"time"

	"backflow/sim/backend/cpu"
	"backflow/sim/backend/gpu"
	"backflow/sim/data"
	"backflow/sim/session"
	"backflow/sim/session/race"
	"backflow/wasm/port"
)

// workBudget is how long the loop trains before it looks for messages: half a
// frame, so that a toggle shows in the next one.
const workBudget = 8 * time.Millisecond

// WebAssembly addresses 4 GiB. Lanes may take room of it; beside them lie the
// data, snapshots, and what the garbage collector has not found yet, which it
// hurries to do as the heap approaches mostHeap.
const (
	room     = 5 << 29
	mostHeap = 7 << 29
)

// engine owns the session. One goroutine runs its loop and is the only one to
// touch it; callbacks only put messages into the inbox.
type engine struct {
	page    *port.Port
	session *session.Session
	inbox   inbox
	yielder *port.Yielder
	stage   stageLink
	report  reporter
	table   *table // of the viewer's own, nil before there is one
	offered *table // came with a Config that has not been applied yet

	digits   *data.Set // nil before they have been loaded
	download *download // of them, nil if none is under way
	wish     *wish     // the Config that waits for it
	wants    []want    // programs that wait for instruments

	lastRest time.Time   // when a pass last let messages in; see interrupted
	urgent   bool        // a command has come that a pass may be given up for
	device   *gpu.Device // nil before one is found; used by openGPU only
	software bool        // the GPU is a software adapter
	held     bool        // the stage was asked to hold still

	record chan race.Record // gets one, once it has been asked for

	question *question // of the inspector, not answered yet
	course   *course   // the lesson that the viewer goes through, nil for none

	done    int     // newest command carried out
	asked   float64 // the newest command that brought a Config
	config  bool    // a Config has been applied
	plays   bool    // the viewer wants it to train
	running bool    // what the page knows of plays
}

func newEngine(page *port.Port) *engine {
	e := &engine{
		page: page, yielder: port.NewYielder(),
		inbox: inbox{ready: make(chan struct{}, 1)},
	}
	e.session = session.New(session.Openers{CPU: e.openCPU, GPU: e.openGPU, Data: e.openData, Memory: cpu.Memory})
	e.session.GPUWait, e.session.Room, e.session.MaxDraw, e.session.Gentle = gpuWait, room, maxDraw, true
	debug.SetMemoryLimit(mostHeap)
	page.Listen(func(m port.Message) {
		switch m.Type() {
		case "ping": // answered here: the loop may be waiting for a GPU
			page.Send("pong", port.Fields{"id": m.Number("id")})
			return
		case "weigh":
			page.Send("weight", port.Weigh())
			return
		case "panic":
			go panic("asked for by a test")
			return
		}
		e.urgent = e.urgent || m.Type() != "stage" && m.Type() != "inspect"
		e.inbox.put(m)
	})
	port.Listening()
	return e
}

// run is the loop: messages, training, pictures and numbers, and then the
// event loop's turn.
func (e *engine) run(ctx context.Context) {
	for {
		e.urgent = false
		e.obey(ctx, e.inbox.take())
		e.receive(ctx)
		e.showRecord(ctx)
		e.glance()
		e.explain()
		if e.session.Unseen() {
			e.tellStage() // a picture before a step that takes long
		}
		worked := e.session.Work(workBudget)
		e.holdStage()
		if worked {
			e.stage.stale, e.report.stale = true, true
			e.haltInTime()
		}
		measured := !worked && (e.score() || e.measure())
		e.tellStage()
		e.tellPage()
		e.answerWants()
		e.rest(worked || measured)
		e.lastRest = time.Now()
	}
}

// rest lets messages in. Where there is nothing to do it waits for one, and
// without a timer when training is paused, so that a paused page costs nothing.
func (e *engine) rest(worked bool) {
	switch {
	case worked:
		e.yielder.Yield()
	case !e.session.Running() && !e.report.stale && !e.stage.due():
		<-e.inbox.ready
	default:
		select {
		case <-e.inbox.ready:
		case <-time.After(min(e.session.Idle(), statsInterval)):
		}
	}
}

// inbox holds messages until the loop takes them.
type inbox struct {
	messages []port.Message
	ready    chan struct{} // holds one token while messages wait
}

func (b *inbox) put(m port.Message) {
	b.messages = append(b.messages, m)
	b.wake()
}

// overtaken reports whether a Config waits, for which another is to be left.
func (b *inbox) overtaken() bool { return slices.ContainsFunc(b.messages, isConfig) }

// wake makes the loop go round once more.
func (b *inbox) wake() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []port.Message {
	select {
	case <-b.ready:
	default:
	}
	messages := b.messages
	b.messages = nil
	return messages
}
