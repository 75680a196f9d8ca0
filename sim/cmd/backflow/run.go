package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/text"
)

// Limits of -steps and -seeds.
const (
	maxSteps = 100_000_000
	maxSeeds = 10_000
)

// runOptions are the flags of run.
type runOptions struct {
	steps, seeds int
	asJSON, csv  bool
	backend      string
	table        string
	want         []string // instruments
}

func runRun(args []string, stdout, stderr io.Writer) error {
	var o runOptions
	fs := newFlags("run", text.Say("cli.usageQuery"), text.Say("cli.runAbout"), stdout)
	fs.IntVar(&o.steps, "steps", 1000, text.Say("cli.flagRounds"))
	fs.IntVar(&o.seeds, "seeds", 1, text.Say("cli.flagSeeds"))
	fs.BoolVar(&o.asJSON, "json", false, text.Say("cli.flagJSONOfStats", "figure", "{"+strings.Join(figureNames, ", ")+"}"))
	fs.BoolVar(&o.csv, "csv", false, text.Say("cli.flagCSV"))
	fs.StringVar(&o.backend, "backend", "", text.Say("cli.flagBackend"))
	fs.StringVar(&o.table, "data", "", text.Say("cli.flagData"))
	want := fs.String("want", "", text.Say("cli.flagWant"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	if o.want, err = parseWant(*want); err != nil {
		return err
	}
	cfg, err := o.check(argument(args))
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends what takes too long
	return o.run(ctx, cfg, stdout, stderr)
}

// check makes the Config of the flags and the query.
func (o runOptions) check(query string) (experiment.Config, error) {
	cfg, err := parseQuery(query)
	switch {
	case err != nil:
		return cfg, err
	case o.steps < 0 || o.steps > mostRounds(cfg):
		return cfg, badInput(text.New("cli.stepsAre", "count", o.steps, "most", mostRounds(cfg)))
	case o.seeds < 1 || o.seeds > maxSeeds:
		return cfg, badInput(text.New("cli.seedsAre", "count", o.seeds, "most", maxSeeds))
	case o.asJSON && o.csv:
		return cfg, badInput(text.New("cli.jsonOrCSV"))
	case o.seeds > 1 && cfg.VS.Param == "seed":
		return cfg, badInput(text.New("cli.seedsInVS"))
	}
	if err := useBackend(&cfg, o.backend); err != nil {
		return cfg, err
	}
	return cfg, useTable(&cfg, o.table)
}

func (o runOptions) run(ctx context.Context, cfg experiment.Config, stdout, stderr io.Writer) error {
	p := &progress{w: stderr, started: time.Now(), seeds: o.seeds, steps: o.steps, pace: slices.Min(paces(cfg)), wants: len(o.want) > 0}
	asked := func() bool { return ctx.Err() != nil && !p.looking }
	open := openers(o.backend, o.table, nil, asked)
	if needsGPU(cfg) {
		device, err := openGPU(ctx)
		if err != nil {
			return err
		}
		defer device.Close()
		open = openers(o.backend, o.table, device, asked)
	}
	p.noteReading(&open, o.table)
	results, err := o.seedRuns(ctx, cfg, open, p)
	if err != nil {
		return err
	}
	if err := o.print(stdout, results); err != nil {
		return err
	}
	return notBegun(results)
}

// paces are how many steps the lanes take a round.
func paces(cfg experiment.Config) []int {
	var steps []int
	for _, l := range cfg.Lanes() {
		steps = append(steps, l.Pace)
	}
	return steps
}

// mostRounds is how many rounds may be asked for: the fastest lane takes no more than
// maxSteps steps.
func mostRounds(cfg experiment.Config) int { return maxSteps / slices.Max(paces(cfg)) }

// notBegun is an error for lanes that could not take a single step, since their
// first parameters already lead to what is not finite.
func notBegun(results []session.Stats) error {
	for _, stats := range results {
		for _, l := range stats.Lanes {
			if l.Diverged && l.Step == 0 {
				return text.New("cli.lane", "lane", l.Label, "why", l.Note)
			}
		}
	}
	return nil
}

// seedRuns trains once a seed. Once interrupted, it returns the runs that are
// complete, or the first as far as it came.
func (o runOptions) seedRuns(ctx context.Context, cfg experiment.Config, open session.Openers, p *progress) ([]session.Stats, error) {
	var results []session.Stats
	first := cfg.Seed
	for i := range o.seeds {
		cfg.Seed = first + i
		p.seed = i + 1
		stats, err := o.trainOnce(ctx, cfg, open, p)
		if errors.Is(err, errInterrupted) && i > 0 {
			break
		}
		if err != nil {
			return nil, err
		}
		if o.backend == "ref" {
			nameReference(&stats)
		}
		results = append(results, stats)
		if ctx.Err() != nil {
			break
		}
	}
	if ctx.Err() != nil {
		p.interrupted(results)
	}
	return results, nil
}

// nameReference corrects why: the session takes the reference for its CPU.
func nameReference(stats *session.Stats) {
	for i := range stats.Lanes {
		stats.Lanes[i].Why = text.New("cli.reference")
	}
}

// trainOnce takes the steps, or as many as there is time for: of the first seed
// these are kept, of another they are not.
func (o runOptions) trainOnce(ctx context.Context, cfg experiment.Config, open session.Openers, p *progress) (session.Stats, error) {
	s := session.New(open)
	s.Room = room()
	err := prepare(ctx, s, cfg, p)
	if err != nil {
		return session.Stats{}, err
	}
	defer s.Close()
	p.tellReading()
	if err := refused(s.Notices()); err != nil {
		return session.Stats{}, err
	}
	pretrainLanes(ctx, s, p)
	s.Step(o.steps)
	for s.Pending() > 0 && ctx.Err() == nil {
		s.Work(workBudget)
		p.tell(o.steps - s.Pending())
	}
	p.report(s.Notices())
	if _, pretraining := s.Pretraining(); p.seed > 1 && (pretraining > 0 || s.Pending() > 0) {
		return session.Stats{}, errInterrupted
	}
	stats := lastLook(ctx, s, p)
	if len(o.want) > 0 {
		if stats, err = takeInstruments(ctx, s, o.want, p); err != nil {
			return session.Stats{}, err
		}
	}
	for i := range stats.Lanes {
		fillRate(&stats.Lanes[i], stats.WallMs)
	}
	return stats, nil
}

// pretrainLanes takes what comes before the first step.
func pretrainLanes(ctx context.Context, s *session.Session, p *progress) {
	for ctx.Err() == nil && s.Pretrain(workBudget) {
		p.tellPretraining(s.Pretraining())
	}
	p.start()
}

// errInterrupted: Ctrl-C came before there was anything to keep of a seed.
var errInterrupted = text.New("cli.interruptedBeforeFirst")

// prepare draws the networks, which takes minutes for the largest. Once it is
// interrupted, the session is not to be used.
func prepare(ctx context.Context, s *session.Session, cfg experiment.Config, p *progress) error {
	done := make(chan error, 1)
	go func() { done <- s.Apply(context.Background(), cfg) }()
	tick := time.NewTicker(spacing)
	defer tick.Stop()
	interrupt := ctx.Done()
	var enough <-chan time.Time
	for {
		select {
		case err := <-done:
			if err != nil {
				return badInput(err) // what a session refuses to apply is the query's fault
			}
			return nil
		case <-tick.C:
			p.tellPreparing()
		case <-interrupt:
			interrupt, enough = nil, time.After(patience)
		case <-enough:
			return errInterrupted
		}
	}
}

// patience is how long an interrupted program goes on without a word.
const patience = time.Second

// lastLook is the session's Stats. Of an interrupted run it leaves out an
// accuracy that would take long, but the look itself is a whole pass.
func lastLook(ctx context.Context, s *session.Session, p *progress) session.Stats {
	p.looking = true
	defer func() { p.looking = false }()
	if ctx.Err() != nil {
		s.MaxEval, s.MaxEvalAtRest = patience, patience
		tell := time.AfterFunc(patience, p.tellLooking)
		defer tell.Stop()
	}
	return s.Stats()
}

// workBudget is how long to train between two looks at Ctrl-C.
const workBudget = 50 * time.Millisecond

// fillRate gives a lane that nobody looked at on its way the rate of the whole.
func fillRate(l *session.LaneLine, wallMs float64) {
	if l.StepsPerSec == 0 && wallMs > 0 {
		l.StepsPerSec = num.JSON(float64(l.Step) / wallMs * 1000)
	}
}

// refused turns the session's reason for another backend into an error: the
// page falls back visibly, a program must not.
func refused(notices []session.Notice) error {
	for _, n := range notices {
		if n.Level == "error" {
			return badInput(text.Verbatim(n.Text.String())) // with its full stop
		}
	}
	return nil
}

func (o runOptions) print(w io.Writer, results []session.Stats) error {
	switch {
	case len(results) == 0:
		return text.New("cli.nothingDone")
	case o.seeds == 1 && o.asJSON:
		return writeJSON(w, results[0])
	case o.seeds == 1 && o.csv:
		return writeCSV(w, results[0], o.want)
	case o.seeds == 1:
		return writeTables(w, results[0], "")
	}
	combined, err := combine(results)
	switch {
	case err != nil:
		return err
	case o.asJSON:
		return writeJSON(w, combined)
	case o.csv:
		return writeFiguresCSV(w, combined, o.want)
	}
	medians, err := combined.medians()
	if err != nil {
		return err
	}
	return writeTables(w, medians, text.New("cli.mediansOver", "count", len(results)).String())
}
