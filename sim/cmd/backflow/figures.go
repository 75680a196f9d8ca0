package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/text"
)

// What README.md's table of pre-training is made of: accuracies on the test
// digits, each at the best of some rates, medians over seeds.
const (
	figureSteps  = 1000
	figureSeeds  = 5
	deltaOfDepth = 10 // whose δ the text gives
)

var (
	figureRates   = []float64{0.01, 0.1, 1}
	figureShapes  = []shape{{2, 32}, {4, 32}, {6, 64}, {10, 32}, {20, 32}}
	figureMethods = []string{experiment.PretrainNone, experiment.PretrainAutoencoder, experiment.PretrainRBM}
)

// shape is that of a network, as a row of the table names it.
type shape struct{ depth, width int }

func (s shape) String() string { return fmt.Sprintf("%dx%d", s.depth, s.width) }

func runFigures(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("figures", text.Say("cli.usageShapes"), text.Say("cli.figuresAbout"), stdout)
	args, err := fs.parse(args, 0, len(figureShapes))
	if err != nil {
		return err
	}
	shapes, err := shapesNamed(args)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, s := range shapes {
		if err := writeFigures(ctx, s, stdout, stderr); err != nil {
			return err
		}
	}
	return nil
}

func shapesNamed(names []string) ([]shape, error) {
	if len(names) == 0 {
		return figureShapes, nil
	}
	var shapes []shape
	for _, name := range names {
		var s shape
		if _, err := fmt.Sscanf(name, "%dx%d", &s.depth, &s.width); err != nil {
			return nil, badInput(text.New("cli.noShape", "name", name))
		}
		shapes = append(shapes, s)
	}
	return shapes, nil
}

// writeFigures prints a row of the table, and what else the text says of it.
func writeFigures(ctx context.Context, s shape, stdout, stderr io.Writer) error {
	row := fmt.Sprintf("| %d × %d |", s.depth, s.width)
	var left []string
	for _, method := range figureMethods {
		best, err := bestScore(ctx, s, method, stderr)
		if err != nil {
			return err
		}
		row += " " + best.String() + " |"
		if s.depth == deltaOfDepth {
			delta, err := deltaLeft(ctx, s, method, stderr)
			if err != nil {
				return err
			}
			left = append(left, fmt.Sprintf("%s %.2g", method, delta))
		}
	}
	if left != nil {
		row += "\n" + text.Say("cli.deltaLeft", "methods", strings.Join(left, ", "))
	}
	_, err := fmt.Fprintln(stdout, row)
	return err
}

// score is what a network reaches at a rate.
type score struct {
	rate     float64
	accuracy figure
}

// String is a cell of the table.
func (s score) String() string {
	cell := fmt.Sprintf("%.2f (%g)", s.accuracy.Median, s.rate)
	if s.accuracy.Q3-s.accuracy.Q1 > 0.1 {
		return text.Say("cli.scoreRange", "score", cell, "low", fmt.Sprintf("%.2f", s.accuracy.Q1), "high", fmt.Sprintf("%.2f", s.accuracy.Q3))
	}
	return cell
}

// bestScore is the score at the best of figureRates.
func bestScore(ctx context.Context, s shape, method string, stderr io.Writer) (score, error) {
	var best score
	for _, rate := range figureRates {
		accuracy, err := scoreAt(ctx, s, method, rate, stderr)
		if err != nil {
			return best, err
		}
		fmt.Fprintln(stderr, text.Say("cli.scoreAt", "shape", s.String(), "method", method, "rate", fmt.Sprint(rate), "accuracy", fmt.Sprintf("%.3f", accuracy.Median)))
		if best.rate == 0 || accuracy.Median > best.accuracy.Median {
			best = score{rate, accuracy}
		}
	}
	return best, nil
}

func scoreAt(ctx context.Context, s shape, method string, rate float64, stderr io.Writer) (figure, error) {
	return overSeeds(ctx, s.query(method, rate), figureSteps, stderr, func(l session.LaneLine) float64 { return float64(l.TestAcc) })
}

// deltaLeft is how much of δ at the last hidden layer reaches the first one.
func deltaLeft(ctx context.Context, s shape, method string, stderr io.Writer) (num.JSON, error) {
	f, err := overSeeds(ctx, s.query(method, figureRates[0]), 0, stderr, func(l session.LaneLine) float64 {
		return float64(l.Layers[0].DeltaRMS / l.Layers[s.depth-1].DeltaRMS)
	})
	return f.Median, err
}

func (s shape) query(method string, rate float64) string {
	return fmt.Sprintf("data=digits&depth=%d&width=%d&act=sigmoid&init=xavier&pretrain=%s&lr=%g", s.depth, s.width, method, rate)
}

// overSeeds measures one lane, once a seed.
func overSeeds(ctx context.Context, query string, steps int, stderr io.Writer, of func(session.LaneLine) float64) (figure, error) {
	cfg, err := parseQuery(query)
	if err != nil {
		return figure{}, err
	}
	o := runOptions{steps: steps, seeds: figureSeeds}
	open := openers("", "", nil, func() bool { return ctx.Err() != nil })
	results, err := o.seedRuns(ctx, cfg, open, &progress{w: stderr, started: time.Now(), seeds: o.seeds, steps: steps})
	if err == nil && len(results) < o.seeds {
		err = errInterrupted
	}
	if err != nil {
		return figure{}, err
	}
	var xs []float64
	for _, r := range results {
		xs = append(xs, of(r.Lanes[0]))
	}
	return summarise(xs), nil
}
