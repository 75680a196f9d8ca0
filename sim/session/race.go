package session

import (
	"slices"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/race"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// contest is a race of the lanes. It lasts as long as they do, in a view that shows one.
type contest struct {
	*race.Race
	warm  <-chan struct{} // closed once what its lanes on a GPU need is compiled; nil before that is begun
	on    int             // the device that this is for
	sweep *race.Sweep     // nil before it is asked for
	swept time.Time       // when it may go on
	goals []int           // steps that each lane is to come to although training is paused
}

// aim asks for so many rounds of each lane, which are as far apart as their speeds say. A nil
// contest has nothing to aim at.
func (c *contest) aim(lanes []*lane, rounds int) {
	if c == nil {
		return
	}
	c.goals = nil
	for _, l := range lanes {
		c.goals = append(c.goals, l.step+rounds*l.pace())
	}
}

// racePending is how many rounds are left of those that were asked for, of the lane that lacks
// the most.
func (s *Session) racePending() (rounds int) {
	for i, l := range s.lanes {
		if s.goes(l) || s.joins(l) {
			rounds = max(rounds, (s.raceLimit(i)+l.pace()-1)/l.pace())
		}
	}
	return rounds
}

// joins reports whether a lane is still to take part, once its GPU is found, tested and has compiled.
func (s *Session) joins(l *lane) bool {
	return l.Backend == "gpu" && !l.stopped && !s.goes(l) && (l.onGPU() || s.placement.Moving())
}

// raced is a lane as its race knows it.
type raced struct {
	l *lane
	s *Session
}

func (r raced) Asks() string                   { return r.l.Backend }
func (r raced) Backend() backend.Backend       { return r.l.backend }
func (r raced) Hyper() backend.Hyper           { return r.l.hyper }
func (r raced) Ready() bool                    { return r.s.goes(r.l) }
func (r raced) Taken() int                     { return r.l.step }
func (r raced) Train(steps int) error          { return r.l.advance(steps) }
func (r raced) Diverge(o *backend.Observation) { r.l.accept(o) }
func (r raced) Fail(cause error)               { r.s.rescue(r.l, cause) }

// goes reports whether a lane still trains: in a race only on the backend that it is to
// race on, and there once what its steps need is compiled.
func (s *Session) goes(l *lane) bool {
	return !l.stopped && (s.contest == nil || l.Backend != "gpu" || l.onGPU() && s.contest.warmed(l.place.Device))
}

// warmed reports whether what steps need is compiled on a device.
func (c *contest) warmed(device int) bool {
	if c.warm == nil || c.on != device {
		return false
	}
	select {
	case <-c.warm:
		return true
	default:
		return false
	}
}

// enterRace begins a race if the view shows one.
func (s *Session) enterRace() {
	s.contest = nil
	if !s.view().Race {
		return
	}
	var lanes []race.Lane
	for _, l := range s.lanes {
		lanes = append(lanes, raced{l, s})
	}
	s.contest = &contest{Race: race.New(lanes)}
}

// leaveRace ends the race where the view no longer shows one: lanes go on as in any other.
func (s *Session) leaveRace() {
	if s.contest != nil && !s.view().Race {
		s.endRace()
	}
}

func (s *Session) endRace() {
	s.Sweep(false)
	s.contest = nil
}

// race lets a lane take its turn. It reports whether there was anything to do.
func (s *Session) race(budget time.Duration) bool {
	if s.raceWaits() {
		return false
	}
	limit := s.raceLimit
	if s.running {
		limit = nil
	}
	start := time.Now()
	turned := s.contest.Turn(budget, limit)
	s.wall += time.Since(start)
	if !turned && slices.ContainsFunc(s.lanes, s.joins) {
		time.Sleep(time.Millisecond) // who joins has steps to take
	}
	return turned
}

// Raced is how many seconds of training the runner has had that has had the least, of those that
// go on.
func (s *Session) Raced() float64 {
	if s.contest == nil {
		return 0
	}
	if s.awaits() {
		return 0
	}
	return s.contest.Seconds()
}

// awaits reports whether a lane is still to join that has not trained in the race.
func (s *Session) awaits() bool {
	for i, l := range s.lanes {
		if s.joins(l) && !s.contest.Begun(i) {
			return true
		}
	}
	return false
}

// perSecond is how many steps a second a lane takes: of the clock on the wall, or in a race of its
// own time.
func (s *Session) perSecond(lane int) float64 {
	if s.contest != nil {
		return s.contest.Rate(lane)
	}
	return s.lanes[lane].rates.PerSec
}

// raceLimit is how many steps a lane may take of those that were asked for.
func (s *Session) raceLimit(lane int) int {
	if lane >= len(s.contest.goals) {
		return 0
	}
	return max(s.contest.goals[lane]-s.lanes[lane].step, 0)
}

// headStart is how long the others race before they wait for a GPU that is still looked for, tested,
// or compiles. It catches up: who has had the least time goes next.
const headStart = 5 // seconds

// raceWaits reports whether the race stands still until its GPU is ready.
func (s *Session) raceWaits() bool {
	s.warmUp()
	waits := s.awaits() && s.contest.Seconds() >= headStart
	if waits {
		time.Sleep(time.Millisecond)
	}
	return waits
}

// warmUp begins to compile what the steps of lanes on a GPU need, so that it is on nobody's account.
func (s *Session) warmUp() {
	c, device := s.contest, s.placement.Device()
	for _, l := range s.lanes {
		if device != nil && l.Backend == "gpu" && l.onGPU() && (c.warm == nil || c.on != l.place.Device) {
			c.warm, c.on = race.Warm(race.OnGPU(device), l.problem, l.hyper), l.place.Device
		}
	}
}

// Racing reports whether a GPU trains in a race. Whoever else uses it takes its time.
func (s *Session) Racing() bool {
	onGPU := func(l *lane) bool { return l.onGPU() && s.goes(l) }
	return s.contest != nil && s.running && slices.ContainsFunc(s.lanes, onGPU)
}

// Race is the race as it stands; the zero value where there is none. It is to be encoded, or
// copied, before the next turn.
func (s *Session) Race() wire.Race {
	if s.contest == nil {
		return wire.Race{}
	}
	r := s.contest.Wire()
	if s.Recorded != nil && s.Raceless() {
		r = *s.Recorded
	}
	r.Why = s.raceWhy()
	return r
}

// Raceless reports whether a race is shown that has no GPU, nor will have one.
func (s *Session) Raceless() bool {
	if s.contest == nil || s.placement.Moving() {
		return false
	}
	for i, l := range s.lanes {
		if l.onGPU() && !l.stopped || s.contest.Dropped(i) {
			return false
		}
	}
	return slices.ContainsFunc(s.lanes, func(l *lane) bool { return l.Backend == "gpu" })
}

// raceWhy says why there is no race, or only one runner; empty where there is nothing to say.
func (s *Session) raceWhy() text.Message {
	for i, l := range s.lanes {
		why := l.place.Reason
		switch {
		case l.stopped:
			return l.note
		case l.Backend != "gpu" || s.goes(l):
		case l.onGPU():
			return text.New("race.compiles")
		case s.contest.Dropped(i):
			return text.New("race.fellOut", "step", l.step, "why", why)
		case s.placement.Moving():
			return text.New("race.waits", "why", why)
		default:
			return text.New("race.noGPU", "why", why)
		}
	}
	if len(s.lanes) < 2 {
		return text.New("race.one")
	}
	return text.Message{}
}

// sweepShare is how much longer than a slice of a sweep the race goes on before the next one.
const sweepShare = 3

// Sweep begins to measure how many steps a second the backends take by the width of the
// network, or ends that. Work goes on with it, between turns of the race and at rest, unless nobody watches.
func (s *Session) Sweep(on bool) {
	c := s.contest
	if c == nil || len(s.lanes) == 0 {
		return
	}
	if c.sweep != nil {
		c.sweep.Stop()
	}
	if on {
		c.sweep = &race.Sweep{Problem: s.ofWidth(), Entrants: s.entrants(), Machine: s.Machine}
		c.Show(c.sweep)
	}
}

// Sweeping reports whether a sweep is under way.
func (s *Session) Sweeping() bool {
	return s.contest != nil && s.contest.sweep != nil && !s.contest.sweep.Done()
}

// sweepOn goes on with the sweep, if it is time to, and reports whether it did.
func (s *Session) sweepOn(budget time.Duration) bool {
	if !s.Sweeping() || s.Unwatched || !s.resting() && time.Now().Before(s.contest.swept) {
		return false
	}
	start := time.Now()
	s.contest.sweep.Work(budget)
	now := time.Now()
	s.contest.swept = now.Add(sweepShare * now.Sub(start))
	return true
}

// entrants are the backends of the lanes.
func (s *Session) entrants() (all []race.Entrant) {
	for _, l := range s.lanes {
		device := s.placement.Device()
		if l.onGPU() && device != nil {
			all = append(all, race.OnGPU(device))
			continue
		}
		e := race.OnCPU(s.placement.CPU)
		if l.Backend == "gpu" {
			e = race.None()
		}
		all = append(all, e)
	}
	return all
}

// mostSwept bounds the parameters of a network in a sweep: drawing more holds up everything
// else for seconds.
const mostSwept = 1 << 24

// ofWidth makes the lanes' network of other widths. How first parameters are drawn changes
// no rate, so that such as take long are drawn by He's rule.
func (s *Session) ofWidth() func(width int) (backend.Problem, backend.Hyper, error) {
	c, set, fits := s.lanes[0].LaneConfig, s.set, s.fit
	cfg := s.cfg
	if c.Init == "orthogonal" || c.Init == "lsuv" {
		c.Init = "he"
	}
	room := s.Room
	return func(width int) (backend.Problem, backend.Hyper, error) {
		c.Width, cfg.Width = width, width
		n, err := c.Spec(set).Parameters()
		if err == nil && room > 0 {
			err = fits(cfg, set)
		}
		if err == nil && n > mostSwept {
			err = text.New("race.tooWide")
		}
		if err != nil {
			return backend.Problem{}, backend.Hyper{}, err
		}
		p, err := c.Problem(set)
		return p, c.Hyper(), err
	}
}
