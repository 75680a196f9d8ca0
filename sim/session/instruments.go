package session

import (
	"slices"
	"strings"
	"time"

	"backflow/sim/backend"
	"backflow/sim/experiment"
	"backflow/sim/probe"
	"backflow/sim/session/instruments"
	"backflow/sim/text"
)

// readings are what a lane shows of the instruments that are asked for; nil for none.
func (s *Session) readings(l *lane) map[string]instruments.Line {
	var lines map[string]instruments.Line
	for _, name := range s.scheduler.Asked() {
		if lines == nil {
			lines = map[string]instruments.Line{}
		}
		lines[name] = s.reading(l, experiment.InstrumentByName(name)).Line()
	}
	return lines
}

// reading is what a lane shows of an instrument.
func (s *Session) reading(l *lane, row *experiment.Instrument) instruments.Shown {
	if row.Probe {
		return instruments.Read(measured{l, s}, row.Name)
	}
	return l.everyLook(row)
}

// sliceShare is the part of a turn's budget that a slice of an instrument takes at the most
// while training runs.
const sliceShare = 4

// Ask asks for instruments, rows of experiment.Instruments, of all lanes: Work computes them
// beside training, Measure at rest, and Stats accounts for them until Forget. An error is a
// sentence that lists the names.
func (s *Session) Ask(names []string) (*instruments.Request, error) {
	known := experiment.Instruments[:]
	for _, name := range names {
		if !slices.ContainsFunc(known, func(i experiment.Instrument) bool { return i.Name == name }) {
			var all []string
			for _, i := range known {
				all = append(all, i.Name)
			}
			return nil, text.New("session.noInstrument", "name", text.Echo(name), "names", strings.Join(all, ", "))
		}
	}
	return s.scheduler.Ask(names), nil
}

// Forget takes a request back.
func (s *Session) Forget(a *instruments.Request) { s.scheduler.Forget(a) }

// Whole reports whether Stats has all that was asked for, and of steps that were asked for
// before no more is to come; what Owing tells of at rest is Stats's to bring.
func (s *Session) Whole(a *instruments.Request) bool {
	return !s.Owing() && s.scheduler.Whole(a, s.measured(), s.resting())
}

// Measured is the share of what was asked for that is done, 0 … 1.
func (s *Session) Measured(a *instruments.Request) float64 { return s.scheduler.Share(a, s.measured()) }

// Measure takes the instruments that are asked for, for about the given time, as Work does
// beside training. It reports whether there was anything to do.
func (s *Session) Measure(budget time.Duration) bool {
	if !s.measures() {
		return false
	}
	if s.resting() && s.waits() {
		s.look(evaluateNever) // brings the parameters that somebody waits for
	}
	return s.scheduler.Work(s.measured(), budget, s.resting()) || s.resting() && s.waits()
}

// measureBeside is Measure for a turn in which training runs.
func (s *Session) measureBeside(budget time.Duration) {
	if s.measures() {
		s.scheduler.Beside(s.measured(), budget/sliceShare)
	}
}

// measures reports whether anything is asked for.
func (s *Session) measures() bool { return len(s.lanes) > 0 && len(s.scheduler.Asked()) > 0 }

// showInstrument tells the scheduler what the view shows.
func (s *Session) showInstrument() {
	shown := ""
	if s.view().Chart {
		shown = s.cfg.Instrument
	}
	s.scheduler.Show(shown)
}

// prepareInstruments gets ready to measure new lanes.
func (s *Session) prepareInstruments() {
	s.showInstrument()
	for _, l := range s.lanes {
		l.roomy = s.measurable(l)
	}
}

// waits reports whether a run waits for a lane's parameters.
func (s *Session) waits() bool {
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.waits })
}

// measured are all lanes, as instruments know them.
func (s *Session) measured() []instruments.Lane {
	lanes := make([]instruments.Lane, len(s.lanes))
	for i, l := range s.lanes {
		lanes[i] = measured{l, s}
	}
	return lanes
}

// measured is a lane as instruments know it.
type measured struct {
	*lane
	s *Session
}

func (m measured) Readings() *instruments.Readings { return &m.readings }
func (m measured) Layers() []string                { return m.problem.Spec.LayerNames() }
func (m measured) Taken() int                      { return m.step }
func (m measured) Diverged() bool                  { return m.stopped }

func (m measured) Hindrance(instrument string) text.Message {
	row, _ := probe.ByName(instrument)
	switch most := m.s.MaxDraw; {
	case m.pre.Busy() || m.pre.News():
		return text.New("instrument.afterPretraining")
	case row.Draws && most > 0 && m.drew > most:
		return text.New("instrument.drawsTooLong", "time", m.drew.Round(time.Millisecond).String())
	case !m.roomy:
		return text.New("instrument.networkTooLarge")
	}
	return text.Message{}
}

// Subject is the lane with the parameters of its newest look, which nobody changes.
func (m measured) Subject() (probe.Subject, bool) {
	if m.waits = !m.current(); m.waits {
		return probe.Subject{}, false
	}
	net := m.Net(m.s.set)
	subject := probe.Subject{Problem: m.problem, Net: &net, Draw: m.draw}
	subject.State = m.kept
	return subject, true
}

// current reports whether the parameters that were kept last are those of the newest look.
func (l *lane) current() bool {
	return l.kept.Step == l.step || l.obs != nil && l.kept.Step == l.obs.Step
}

// draw draws the lane's first parameters for another seed.
func (m measured) draw(seed uint64) ([][]float32, error) {
	c := m.LaneConfig
	c.Seed = int(seed)
	p, err := c.Problem(m.s.set)
	return p.State.Params, err
}

// measurable reports whether there is room to measure a lane: in float64, and for a pass
// over as many examples as an instrument takes at once.
func (s *Session) measurable(l *lane) bool {
	if s.Room == 0 || s.open.Memory == nil {
		return true
	}
	p := l.problem
	p.Batch = max(p.Batch, passed)
	if l.Norm == "batch" {
		p.Batch = max(p.Batch, backend.PopulationExamples)
	}
	need, err := s.memory(s.cfg, s.set)
	return err == nil && need+2*s.open.Memory(p, backend.Hyper{}) <= s.Room
}

// passed is how many examples instruments take through a network at once.
const passed = 64
