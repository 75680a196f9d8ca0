package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
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
}

const runAbout = `Trains the networks of QUERY and prints what every layer sees: activations, δ = ∂C/∂z,
∂C/∂W, the measured factor from layer to layer and what theory predicts for it.

The figures are those of one minibatch, the one that the next step would use; loss and
accuracy those of the whole data. backend=auto means the CPU here. Ctrl-C stops and prints
what is done. A network that is not finite before its first step ends with status 1.`

func runRun(args []string, stdout, stderr io.Writer) error {
	var o runOptions
	fs := newFlags("run", "[flags] [QUERY]", runAbout, stdout)
	fs.IntVar(&o.steps, "steps", 1000, "steps to train, after any pre-training, or rounds of so many steps as the pace of a lane; 0 shows the networks before the first")
	fs.IntVar(&o.seeds, "seeds", 1, "`N` runs with seeds from the query's on; figures become quartiles over them")
	fs.BoolVar(&o.asJSON, "json", false, "print JSON: that of the page's stats(); with -seeds each figure is {q1, median, q3, rms}")
	fs.BoolVar(&o.csv, "csv", false, "print CSV, one line a layer")
	fs.StringVar(&o.backend, "backend", "", "`ref`, cpu or gpu, whatever the query says")
	fs.StringVar(&o.table, "data", "", "learn a CSV `file` of numbers, the last column the class or target")
	args, err := fs.parse(args, 0, 1)
	if err != nil {
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
		return cfg, badInput("-steps is %d; it must be from 0 to %d", o.steps, mostRounds(cfg))
	case o.seeds < 1 || o.seeds > maxSeeds:
		return cfg, badInput("-seeds is %d; it must be from 1 to %d", o.seeds, maxSeeds)
	case o.asJSON && o.csv:
		return cfg, badInput("-json and -csv exclude each other")
	case o.seeds > 1 && cfg.VS.Param == "seed":
		return cfg, badInput("vs compares seeds, so -seeds has no place beside it")
	}
	if err := useBackend(&cfg, o.backend); err != nil {
		return cfg, err
	}
	return cfg, useTable(&cfg, o.table)
}

func (o runOptions) run(ctx context.Context, cfg experiment.Config, stdout, stderr io.Writer) error {
	p := &progress{w: stderr, started: time.Now(), seeds: o.seeds, steps: o.steps, pace: slices.Min(paces(cfg))}
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
		stats, err := trainOnce(ctx, cfg, open, o.steps, p)
		if err == errInterrupted && i > 0 {
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
func trainOnce(ctx context.Context, cfg experiment.Config, open session.Openers, steps int, p *progress) (session.Stats, error) {
	s := session.New(open)
	s.Room = room()
	if err := prepare(ctx, s, cfg, p); err != nil {
		return session.Stats{}, err
	}
	defer s.Close()
	p.tellReading()
	if err := refused(s.Notices()); err != nil {
		return session.Stats{}, err
	}
	pretrainLanes(ctx, s, p)
	s.Step(steps)
	for s.Pending() > 0 && ctx.Err() == nil {
		s.Work(workBudget)
		p.tell(steps - s.Pending())
	}
	p.report(s.Notices())
	if _, pretraining := s.Pretraining(); p.seed > 1 && (pretraining > 0 || s.Pending() > 0) {
		return session.Stats{}, errInterrupted
	}
	stats := lastLook(ctx, s, p)
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
var errInterrupted = errors.New("interrupted before the first step: nothing is done")

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
				return asBadInput(err)
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
			return badInput("%s", n.Text.String())
		}
	}
	return nil
}

// asBadInput: what a session refuses to apply is the query's fault.
func asBadInput(err error) error { return badInput("%v", err) }

func (o runOptions) print(w io.Writer, results []session.Stats) error {
	switch {
	case len(results) == 0:
		return fmt.Errorf("nothing was done")
	case o.seeds == 1 && o.asJSON:
		return writeJSON(w, results[0])
	case o.seeds == 1 && o.csv:
		return writeCSV(w, results[0])
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
		return writeFiguresCSV(w, combined)
	}
	medians, err := combined.medians()
	if err != nil {
		return err
	}
	return writeTables(w, medians, fmt.Sprintf("medians over %d seeds", len(results)))
}
