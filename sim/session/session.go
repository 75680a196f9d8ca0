// Package session keeps an experiment in progress: one lane for each network that a
// Config compares, trained in turns (Work), looked at and described. What it trains
// on is given from outside (Openers).
package session

import (
	"context"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/experiment"
	"backflow/sim/session/instruments"
	"backflow/sim/session/placement"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// Openers are what a program wires into a Session: its backends and where its
// data comes from. Package session itself knows none of them.
type Openers struct {
	// CPU makes a CPU backend. It always can.
	CPU func() backend.Backend
	// GPU opens a device. It is called again after a loss, to open another; no
	// backend of the one before is in use then. It and what it returns may take
	// their time, on a goroutine of their own. An error is a sentence for the
	// viewer. Nil means a program without a GPU.
	GPU func(ctx context.Context) (backend.GPU, error)
	// Memory estimates the bytes that the backend which CPU makes takes on a
	// problem, whose State is not looked at. Nil leaves that open.
	Memory func(backend.Problem, backend.Hyper) int64
	// Data loads a data set; an error is a sentence for the viewer.
	Data func(ctx context.Context, name string, seed uint64) (*data.Set, error)
}

// Notice is one sentence for the viewer.
type Notice struct {
	Level string // "info" or "error"
	Text  text.Message
}

// Session is an experiment in progress: it keeps the lanes of a Config in
// training and describes them. All methods are for one goroutine.
type Session struct {
	// MaxEval is the longest that one evaluation over the whole data may be
	// expected to take while training runs; slower ones are left out, and scores
	// stay old or unknown. A session at rest is evaluated whatever that takes.
	MaxEval time.Duration
	// MaxEvalAtRest bounds that as well. Zero means no bound.
	MaxEvalAtRest time.Duration
	// GPUWait is the longest that Apply may wait for the search for a GPU where
	// lanes are to run on one; they then begin on the CPU. Zero means as long as
	// it takes.
	GPUWait time.Duration

	// Gentle makes the first steps of a run slow enough to be watched, whatever the
	// Config's speed: see gentleSpeed. Steps that Step asks for come at once.
	Gentle bool

	// Unwatched says that nobody watches, or not yet: no GPU is looked for then only to
	// be compared, which takes the driver away from what makes the picture.
	Unwatched bool

	// MaxDraw is the longest that drawing a network's first parameters may take for an
	// instrument that draws some: nothing else goes on meanwhile. Zero means no bound.
	MaxDraw time.Duration

	// Room is how many bytes the lanes may take, data left aside: Apply refuses
	// what is estimated to need more. Zero means that nothing is refused.
	Room int64

	// Machine names what the session runs on, for its sweep. It may be empty.
	Machine string

	// Recorded is a race that was run elsewhere, to be shown where a race has no GPU here. It
	// may be nil.
	Recorded *wire.Race

	open    Openers // its backends are for the placement
	cfg     experiment.Config
	set     *data.Set
	lanes   []*lane
	running bool
	goal    int // rounds to go on to although paused; see Pending
	notices []Notice

	placement *placement.Placement // of the lanes on backends
	built     time.Time            // when the lanes were made

	wall      time.Duration // spent training since the reset
	allowance float64       // rounds that the speed limit leaves
	lastWork  time.Time
	views     viewing
	scheduler instruments.Scheduler
	contest   *contest // nil outside of a race
	past      *past    // the run before the newest reset; nil if it is gone
}

// New returns a session without lanes; Apply gives it some.
func New(open Openers) *Session {
	s := &Session{open: open, running: true, MaxEval: 1500 * time.Millisecond}
	s.placement = placement.New(open.CPU, open.GPU, s.notify)
	return s
}

// Apply turns to a new Config, doing as little as the difference asks for: a
// live parameter changes the next step, another backend carries on from the
// same parameters, anything else starts anew from the same seed. On an error,
// a sentence for the viewer, everything stays as it was.
func (s *Session) Apply(ctx context.Context, cfg experiment.Config) error {
	if len(s.lanes) == 0 {
		return s.rebuild(ctx, cfg)
	}
	switch s.cfg.ChangeTo(cfg) {
	case experiment.ChangeLive:
		s.retune(cfg)
	case experiment.ChangeBackend:
		s.retune(cfg)
		s.placement.Again(ctx, s.placed(), s.GPUWait)
	default:
		return s.rebuild(ctx, cfg)
	}
	return nil
}

// retune gives running lanes a Config that differs in live parameters.
func (s *Session) retune(cfg experiment.Config) {
	s.cfg = cfg
	s.leaveRace()
	s.showInstrument()
	for i, c := range cfg.Lanes() {
		s.lanes[i].LaneConfig = c
		s.lanes[i].hyper = c.Hyper()
	}
}

// Renew starts anew with cfg and loads its data again, which may have become
// other data of the same name. On an error, a sentence for the viewer,
// everything stays as it was.
func (s *Session) Renew(ctx context.Context, cfg experiment.Config) error {
	set, err := s.open.Data(ctx, cfg.Data, uint64(cfg.Seed))
	if err != nil {
		return err
	}
	return s.learn(ctx, cfg, set)
}

// rebuild starts anew with cfg.
func (s *Session) rebuild(ctx context.Context, cfg experiment.Config) error {
	set, err := s.load(ctx, cfg)
	if err != nil {
		return err
	}
	return s.learn(ctx, cfg, set)
}

// learn makes the lanes of cfg and replaces those there are.
func (s *Session) learn(ctx context.Context, cfg experiment.Config, set *data.Set) error {
	if err := s.fit(cfg, set); err != nil {
		return err
	}
	s.scheduler.Drop()
	s.Sweep(false)
	suspended := s.makeRoom(cfg, set)
	lanes, err := s.newLanes(ctx, cfg, set)
	if err != nil {
		s.resume(suspended)
		return err
	}
	closeAll(s.lanes)
	for _, l := range lanes {
		l.history.most = historyBins(len(lanes), len(l.theory))
	}
	s.cfg, s.set, s.lanes = cfg, set, lanes
	s.prepareInstruments()
	s.enterRace()
	s.built = time.Now()
	s.placement.Begin(s.built)
	s.wall, s.goal, s.views = 0, 0, viewing{points: points(set), kept: time.Now()}
	s.restartClock()
	s.notePretraining()
	s.past = nil // of other settings; Reset remembers the run of these
	return nil
}

// newLanes makes the lanes of cfg, all of them or none.
func (s *Session) newLanes(ctx context.Context, cfg experiment.Config, set *data.Set) (lanes []*lane, err error) {
	undo := s.placement.Save()
	defer func() {
		if err != nil {
			closeAll(lanes)
			lanes = nil
			undo()
		}
	}()
	for _, c := range cfg.Lanes() {
		l, err := newLane(c, set)
		if err != nil {
			return lanes, err
		}
		lanes = append(lanes, l)
	}
	for _, l := range lanes {
		if err := s.placeLane(ctx, l); err != nil {
			return lanes, err
		}
	}
	return lanes, nil
}

func closeAll(lanes []*lane) {
	for _, l := range lanes {
		l.close()
	}
}

// load returns the data set of cfg, from before if it is the same.
func (s *Session) load(ctx context.Context, cfg experiment.Config) (*data.Set, error) {
	if s.set != nil && cfg.Data == s.cfg.Data && cfg.Seed == s.cfg.Seed {
		return s.set, nil
	}
	return s.open.Data(ctx, cfg.Data, uint64(cfg.Seed))
}

// Config returns the Config in force.
func (s *Session) Config() experiment.Config { return s.cfg }

// Running reports whether training goes on by itself.
func (s *Session) Running() bool { return s.running }

// SetRunning starts training, or pauses it at the end of the round.
func (s *Session) SetRunning(on bool) {
	s.running, s.goal = on, 0
	s.contest.aim(s.lanes, 0)
	if !on && s.uneven() {
		s.goal = s.front()
	}
	s.restartClock()
}

// mostSteps is how many rounds may be asked for at once.
const mostSteps = 1 << 50

// Step pauses and leaves n more rounds for Work to take.
func (s *Session) Step(n int) {
	pending := s.Pending()
	s.SetRunning(false)
	pending = max(pending, s.Pending()) // of a round that is begun
	if len(s.lanes) > 0 {
		rounds := min(pending+min(max(n, 0), mostSteps), mostSteps)
		s.goal = s.rear() + rounds
		s.contest.aim(s.lanes, rounds)
	}
}

// Pending returns the rounds that Step has asked for, or a pause has to end, and Work has
// not taken: of the slowest lane that goes on.
func (s *Session) Pending() int {
	if s.running || s.AllStopped() {
		return 0
	}
	if s.contest != nil {
		return s.racePending()
	}
	return max(s.goal-s.rear(), 0)
}

// resting reports whether training stands still until somebody asks for more.
func (s *Session) resting() bool { return !s.running && s.Pending() == 0 }

// restartClock forgets the time that has passed, so that a pause neither counts as
// slowness nor saves up steps.
func (s *Session) restartClock() {
	s.lastWork, s.allowance = time.Time{}, 0
	for _, l := range s.lanes {
		l.rates.Pause()
	}
}

// Notices returns what the viewer has not been told yet. Of a runner without a GPU the race tells itself: see raceWhy.
func (s *Session) Notices() []Notice {
	if s.contest != nil {
		s.placement.DropFallback()
	}
	s.placement.TellFallback()
	n := s.notices
	s.notices = nil
	return n
}

func (s *Session) notify(level string, what text.Message) {
	s.notices = append(s.notices, Notice{level, what})
}

// Close frees the lanes.
func (s *Session) Close() {
	s.placement.End()
	s.scheduler.Drop()
	s.endRace()
	closeAll(s.lanes)
	s.lanes = nil
}
