//go:build js && wasm

package main

import (
	"time"

	"backflow/sim/session"
	"backflow/sim/wire"
	"backflow/wasm/json"
	"backflow/wasm/port"
)

// statsInterval is the time between two accounts to the page: a person cannot
// read numbers that change faster.
const statsInterval = 200 * time.Millisecond

// frameInterval is the least time between two snapshots; no screen that the
// page is made for shows more.
const frameInterval = 15 * time.Millisecond

// inFlight is how many snapshots may be unacknowledged. A stage acknowledges
// one when it turns to it, and gets the next long before it looks for one: more
// would be looks at the lanes that nobody sees.
const inFlight = 1

// reporter remembers when the page was last told.
type reporter struct {
	at     time.Time
	stale  bool // something has changed since
	urgent bool // a command was carried out: do not wait for the interval
}

// stageLink is the way to the stage.
type stageLink struct {
	port   *port.Port // nil before a stage has come
	credit int
	seq    uint32
	at     time.Time
	stale  bool
	buf    []byte
	beside time.Time // when the page got the numbers of the newest snapshot of its time
}

// pictured returns the number of the snapshot that says what the newest account says:
// the newest, or the next one; 0 without a stage.
func (l *stageLink) pictured(s *session.Session) uint32 {
	switch {
	case l.port == nil:
		return 0
	case s.Pictured():
		return l.seq
	}
	l.stale = true
	return l.seq + 1
}

// connect turns to a new stage: the first, or one that was loaded again.
func (l *stageLink) connect(p *port.Port, in *inbox) {
	if p == nil {
		return
	}
	if l.port != nil {
		l.port.Close()
	}
	l.port, l.credit, l.stale, l.at = p, inFlight, true, time.Time{}
	p.Listen(func(m port.Message) {
		if m.Type() == "ack" && l.port == p {
			l.credit = min(l.credit+1, inFlight)
			in.wake()
		}
	})
}

// due reports whether there is news and someone who waits for it.
func (l *stageLink) due() bool { return l.port != nil && l.credit > 0 && l.stale }

// tellStage sends a snapshot, no more often than a screen shows one, and now and then
// the numbers that stand beside it: before it, so that the page has them when the stage
// draws it. Every snapshot says what the numbers before it say.
func (e *engine) tellStage() {
	l := &e.stage
	if !l.due() || !e.config || time.Since(l.at) < frameInterval {
		return
	}
	snap, numbers := e.session.Show(l.seq+1, e.besides())
	if snap == nil {
		return // looking now would cost too much training
	}
	encoded, err := wire.AppendEncode(l.buf[:0], snap)
	if err != nil {
		e.notice("error", fault(err))
		l.stale = false
		return
	}
	l.buf = encoded
	l.seq++
	l.credit--
	l.at, l.stale = time.Now(), e.session.Unfinished()
	if numbers != nil {
		e.sendStats(*numbers)
	}
	l.port.SendBytes("snapshot", "bytes", encoded)
}

// besides reports whether the page is to get the numbers of the next snapshot.
func (e *engine) besides() bool {
	answers := e.report.urgent && e.session.Pending() == 0
	return answers || time.Since(e.stage.beside) >= statsInterval
}

// holdStage makes the stage draw little while a software adapter is timed: frames and
// tests queue up in one process, where each wait for the GPU took a second, and thirty
// seconds all together.
func (e *engine) holdStage() {
	if hold := e.software && e.session.Testing(); hold != e.held {
		e.held = hold
		e.page.Send("hold", port.Fields{"on": hold})
	}
}

// tellPage sends the numbers, and what the session wants to be said.
func (e *engine) tellPage() {
	for _, n := range e.session.Notices() {
		e.notice(n.Level, n.Text)
	}
	r := &e.report
	if !r.stale || !e.config || e.session.Pending() > 0 && !r.due() {
		return
	}
	if (!r.urgent || e.session.Scoring()) && !r.due() {
		return
	}
	// Scores that take long come after what can be seen at once.
	if s, ok := e.session.Preview(); ok {
		e.sendStats(s)
		return
	}
	e.sendStats(e.session.Stats())
}

// score goes on with an evaluation of networks at rest that takes long, and reports whether
// there was one.
func (e *engine) score() bool {
	if !e.session.Score(workBudget) {
		return false
	}
	e.report.stale = true
	return true
}

// glance answers a command by the newest look at large networks, another of
// which would take long; that one follows.
func (e *engine) glance() {
	r := &e.report
	if !r.urgent || !e.config {
		return
	}
	if s, ok := e.session.Glance(); ok {
		e.sendStats(s)
		r.stale, r.urgent = true, false
	}
}

func (r *reporter) due() bool { return time.Since(r.at) >= statsInterval }

func (e *engine) sendStats(s session.Stats) {
	id, owing := e.done, e.session.Owing()
	if owing {
		id-- // what the newest command asked for is not all there
	}
	if e.wish != nil {
		id = min(id, int(e.wish.id)-1) // what is there is not what was asked for
	}
	seq := e.stage.pictured(e.session)
	e.page.Send("stats", port.Fields{"json": json.Encode(s), "id": id, "seq": seq})
	r := &e.report
	r.at, r.stale = time.Now(), owing
	if seq == e.stage.seq {
		e.stage.beside = r.at
	}
	r.urgent = r.urgent && (e.firstStepAhead(s) || owing && e.session.Pending() == 0)
	e.attend(s, owing, id)
}

// firstStepAhead reports whether lanes are about to take their first step, which is
// shown as soon as it is there. Pre-training takes longer than anybody waits.
func (e *engine) firstStepAhead(s session.Stats) bool {
	_, ahead := e.session.Pretraining()
	return e.session.Running() && s.Step == 0 && ahead == 0
}

// tellRunning tells the page the play state when it is another than it knows.
func (e *engine) tellRunning() {
	if e.plays != e.running {
		e.running = e.plays
		e.page.Send("running", port.Fields{"running": e.plays})
	}
}
