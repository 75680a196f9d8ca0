package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"

	"backflow/sim/experiment"
	"backflow/sim/inspect"
	"backflow/sim/text"
)

// inspectOptions are the flags of inspect.
type inspectOptions struct {
	steps                  int
	lane                   string
	layer, unit, from, tap int // counted from 1, as people do; 0 for none
	bias, check            bool
}

// inspection is what inspect prints.
type inspection struct {
	Lane   text.Message    `json:"lane"`
	Report *inspect.Report `json:"report"`
	Check  *inspect.Check  `json:"check,omitempty"`
}

func runInspect(args []string, stdout, stderr io.Writer) error {
	var o inspectOptions
	fs := newFlags("inspect", text.Say("cli.usageQuery"), text.Say("cli.inspectAbout"), stdout)
	fs.IntVar(&o.steps, "steps", 0, text.Say("cli.flagSteps"))
	fs.StringVar(&o.lane, "lane", "", text.Say("cli.flagInspectLane"))
	fs.IntVar(&o.layer, "layer", 1, text.Say("cli.flagLayer"))
	fs.IntVar(&o.unit, "unit", 0, text.Say("cli.flagUnit"))
	fs.IntVar(&o.from, "from", 0, text.Say("cli.flagFrom"))
	fs.IntVar(&o.tap, "tap", 0, text.Say("cli.flagTap"))
	fs.BoolVar(&o.bias, "bias", false, text.Say("cli.flagBias"))
	fs.BoolVar(&o.check, "check", false, text.Say("cli.flagCheck"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	cfg, err := parseQuery(argument(args))
	if err != nil {
		return err
	}
	lane, err := o.chosen(cfg)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cfg.Backend = "cpu"
	return o.run(ctx, cfg, lane, stdout, stderr)
}

// chosen is the lane that is meant: the first without -lane.
func (o *inspectOptions) chosen(cfg experiment.Config) (int, error) {
	labels := labelsOf(cfg)
	switch {
	case o.steps < 0 || o.steps > mostRounds(cfg):
		return 0, badInput(text.New("cli.stepsAre", "count", o.steps, "most", mostRounds(cfg)))
	case cfg.VS.Param == "backend":
		return 0, badInput(text.New("cli.noBackendsToCompare"))
	case o.lane == "":
		return 0, nil
	}
	lane := slices.Index(labels, o.lane)
	if lane < 0 {
		return 0, badInput(text.New("cli.laneIs", "name", o.lane, "names", strings.Join(labels, ", ")))
	}
	return lane, nil
}

func (o *inspectOptions) run(ctx context.Context, cfg experiment.Config, lane int, stdout, stderr io.Writer) error {
	training := pictureOptions{steps: o.steps}
	s, err := training.trained(ctx, cfg, stderr)
	if err != nil {
		return err
	}
	defer s.Close()
	found := inspection{Lane: cfg.Lanes()[lane].Label}
	gone := func() bool { return ctx.Err() != nil }
	if found.Report, err = s.Inspect(lane, o.place(), gone); err == nil && o.check {
		found.Check, err = s.Check(lane, o.place(), gone)
	}
	switch {
	case ctx.Err() != nil:
		return errNoPicture
	case err != nil:
		return badInput(err)
	}
	out := json.NewEncoder(stdout)
	out.SetIndent("", " ")
	return out.Encode(found)
}

// place is what the flags name.
func (o *inspectOptions) place() inspect.Place {
	at := inspect.Place{Layer: o.layer - 1, Unit: o.unit - 1, From: o.from - 1, Tap: o.tap - 1}
	if o.bias {
		at.From = inspect.Bias
	}
	return at
}
