package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu"
	"backflow/sim/experiment"
	"backflow/sim/session"
	"backflow/sim/session/race"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// raceOptions are the flags of race.
type raceOptions struct {
	seconds float64
	widths  bool
	asJSON  bool
	record  string // a file
}

// mostSeconds bounds a race: an hour.
const mostSeconds = 3600

func runRace(args []string, stdout, stderr io.Writer) error {
	var o raceOptions
	fs := newFlags("race", text.Say("cli.usageQuery"), text.Say("cli.raceAbout"), stdout)
	fs.Float64Var(&o.seconds, "seconds", 5, text.Say("cli.flagSeconds"))
	fs.BoolVar(&o.widths, "widths", false, text.Say("cli.flagWidths"))
	fs.BoolVar(&o.asJSON, "json", false, text.Say("cli.flagJSON"))
	fs.StringVar(&o.record, "record", "", text.Say("cli.flagRecord"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	if !(o.seconds > 0 && o.seconds <= mostSeconds) {
		return badInput(text.New("cli.secondsAre", "most", mostSeconds))
	}
	cfg, err := raceConfig(argument(args))
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return o.run(ctx, cfg, stdout, stderr)
}

// raceConfig is a query in the view that races: it compares backends.
func raceConfig(query string) (experiment.Config, error) {
	cfg, err := parseQuery(query)
	if err != nil {
		return cfg, err
	}
	cfg.View = wire.ViewRace
	return parseQuery(cfg.Query())
}

func (o raceOptions) run(ctx context.Context, cfg experiment.Config, stdout, stderr io.Writer) error {
	open := openers("", "", nil, func() bool { return ctx.Err() != nil })
	if needsGPU(cfg) {
		device, err := openGPU(ctx)
		if err == nil {
			defer device.Close()
		}
		open.GPU = opened(device, err)
	}
	s := session.New(open)
	s.Room = room()
	defer s.Close()
	if err := s.Apply(ctx, cfg); err != nil {
		return badInput(err)
	}
	r := o.race(ctx, s, stderr)
	if len(r.Runners) == 0 || r.Runners[0].Steps == 0 && r.Why.Empty() {
		return text.New("cli.nothingDone")
	}
	return o.tell(r, cfg, stdout, stderr)
}

// opened gives a session the device that was opened, or says why there is none.
func opened(device *gpu.Device, err error) func(context.Context) (backend.GPU, error) {
	return func(context.Context) (backend.GPU, error) {
		var bad *inputError
		if errors.As(err, &bad) { // here it is nobody's mistake
			err = bad.error
		}
		if err != nil {
			return nil, err
		}
		return testedGPU{device}, nil
	}
}

// race races for its time, and then measures widths if it is to.
func (o raceOptions) race(ctx context.Context, s *session.Session, stderr io.Writer) wire.Race {
	for ctx.Err() == nil && s.Raced() < o.seconds {
		if !s.Work(workBudget) && s.AllStopped() {
			break
		}
	}
	s.SetRunning(false)
	if o.widths {
		sweep(ctx, s, stderr)
	}
	for _, n := range s.Notices() {
		if n.Level == "error" {
			fmt.Fprintln(stderr, text.Visible(n.Text.String()))
		}
	}
	return s.Race()
}

// sweep measures widths, and says now and then how far it is.
func sweep(ctx context.Context, s *session.Session, stderr io.Writer) {
	told := time.Now()
	for s.Sweep(true); ctx.Err() == nil && s.Sweeping(); {
		s.Work(workBudget)
		if time.Since(told) > spacing {
			told = time.Now()
			fmt.Fprintln(stderr, text.Say("cli.sweeping", "percent", strconv.Itoa(int(100*s.Race().Sweep.Share))))
		}
	}
}

// tell prints or keeps the race.
func (o raceOptions) tell(r wire.Race, cfg experiment.Config, stdout, stderr io.Writer) error {
	if !o.asJSON && o.record == "" {
		return writeRace(stdout, r)
	}
	k := race.Keep(r)
	k.Machine, k.Date, k.Version, k.Query = machine(r), time.Now().UTC().Format(time.DateOnly), version(), cfg.Query()
	if o.asJSON {
		if err := writeJSON(stdout, k); err != nil {
			return err
		}
	}
	if o.record == "" {
		return nil
	}
	f, err := os.Create(o.record)
	if err != nil {
		return badFile(o.record, err)
	}
	if err := errors.Join(json.NewEncoder(f).Encode(k), f.Close()); err != nil { // in a line: a page loads it
		return err
	}
	fmt.Fprintln(stderr, text.Say("cli.recorded", "machine", k.Machine, "file", text.Echo(o.record)))
	return nil
}
