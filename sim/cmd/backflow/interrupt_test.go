package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/session"
)

// Drawing the largest networks takes minutes: that is told, and given up at a
// word.
func TestPreparingTellsAndCanBeInterrupted(t *testing.T) {
	synctest.Test(t, testPreparingTellsAndCanBeInterrupted) // whose clock stands still but for what waits
}

func testPreparingTellsAndCanBeInterrupted(t *testing.T) {
	cfg, err := parseQuery("depth=2")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), spacing+spacing/2)
	defer stop()
	release := make(chan struct{})
	defer close(release)
	open := session.Openers{Data: func(context.Context, string, uint64) (*data.Set, error) {
		<-release
		return nil, errors.New("too late")
	}}
	var errs bytes.Buffer
	p := &progress{w: &errs, started: time.Now().Add(-quiet), seeds: 1, steps: 1}
	results, err := runOptions{steps: 1, seeds: 1}.seedRuns(ctx, cfg, open, p)
	if !errors.Is(err, errInterrupted) || len(results) > 0 {
		t.Errorf("%d results, error %v", len(results), err)
	}
	if !strings.HasPrefix(errs.String(), "reading the data and drawing the networks, ") {
		t.Errorf("told %q", errs.String())
	}
}

// interruptedAfter is a context that ends once the program has looked at it so many
// times: an interruption in the midst of work, however fast the machine is.
type interruptedAfter struct {
	context.Context
	stop  func()
	looks int
}

func newInterruptedAfter(looks int) *interruptedAfter {
	ctx, stop := context.WithCancel(context.Background())
	return &interruptedAfter{ctx, stop, looks}
}

// Err implements context.Context.
func (c *interruptedAfter) Err() error {
	if c.looks--; c.looks == 0 {
		c.stop()
	}
	return c.Context.Err()
}

// A pass over a large network is given up between its layers.
func TestInterruptGivesUpAPass(t *testing.T) {
	t.Run("cpu", func(t *testing.T) { giveUpAPass(t, "cpu", "vs=none&act=relu&depth=4&width=512&batch=256") })
	t.Run("ref", func(t *testing.T) { giveUpAPass(t, "ref", "vs=none&act=relu&depth=4&width=16") })
}

func giveUpAPass(t *testing.T, backend, query string) {
	cfg, err := parseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if err := useBackend(&cfg, backend); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	asked := 0
	var p *progress
	open := openers(backend, "", nil, func() bool {
		if asked++; asked == 3 { // in the midst of the first step
			stop()
		}
		return ctx.Err() != nil && !p.looking
	})
	var errs bytes.Buffer
	p = &progress{w: &errs, started: time.Now(), seeds: 1, steps: 5}
	results, err := runOptions{steps: 5, seeds: 1}.seedRuns(ctx, cfg, open, p)
	if err != nil || len(results) != 1 {
		t.Fatalf("%d results, error %v", len(results), err)
	}
	if l := results[0].Lanes[0]; l.Step != 0 || len(l.Layers) != 5 || !(l.Layers[0].DeltaRMS > 0) {
		t.Errorf("lane %+v", l)
	}
	if !strings.Contains(errs.String(), "interrupted: 0 of 5 steps are done") {
		t.Errorf("told %q", errs.String())
	}
}

// Of several seeds those that are complete are kept, and of the first whatever
// there is.
func TestInterruptKeepsCompleteSeeds(t *testing.T) {
	for at, want := range map[int]string{
		2: "interrupted: seed 1 of 3, 2 of 5 steps are done",
		7: "interrupted: 1 of 3 seeds are done",
	} {
		cfg, err := parseQuery("vs=none&act=relu&depth=1&width=2")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		steps := 0
		open := openers("", "", nil, func() bool { return false })
		whole := open.CPU
		open.CPU = func() backend.Backend { return counted{whole(), func() bool { steps++; return steps > at }, stop} }
		var errs bytes.Buffer
		p := &progress{w: &errs, started: time.Now(), seeds: 3, steps: 5}
		results, err := runOptions{steps: 5, seeds: 3}.seedRuns(ctx, cfg, open, p)
		if err != nil || len(results) != 1 {
			t.Fatalf("at step %d: %d results, error %v", at, len(results), err)
		}
		if !strings.Contains(errs.String(), want) {
			t.Errorf("at step %d: told %q", at, errs.String())
		}
	}
}

// counted is a backend that takes one step after the other and is interrupted
// when that was enough.
type counted struct {
	backend.Backend
	enough func() bool
	stop   func()
}

// Train implements backend.Backend.
func (c counted) Train(steps int, h backend.Hyper) error {
	for i := range steps {
		if c.enough() {
			c.stop()
			return &backend.InterruptedError{Steps: i}
		}
		if err := c.Backend.Train(1, h); err != nil {
			return err
		}
	}
	return nil
}
