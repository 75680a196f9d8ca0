package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"backflow/sim/data"
	"backflow/sim/session"
	"backflow/sim/text"
)

// progress tells, on runs that take long, how far they are.
type progress struct {
	w                  io.Writer
	started, told      time.Time
	seed, seeds, steps int    // steps are rounds
	pace               int    // steps a round of the slowest lane
	looking            bool   // at what is done, which is not given up
	reading            string // how a table was read, still to be told
	toldReading        bool
}

// Times after which progress is told first, and again.
const (
	quiet   = 3 * time.Second
	spacing = 2 * time.Second
)

// noteReading remembers how the table of a file is read, if there is one.
func (p *progress) noteReading(open *session.Openers, file string) {
	load := open.Data
	open.Data = func(ctx context.Context, name string, seed uint64) (*data.Set, error) {
		set, err := load(ctx, name, seed)
		if err == nil && !set.Reading.Empty() && !p.toldReading {
			p.reading = text.New("data.tableRead", "name", file, "reading", set.Reading).String()
		}
		return set, err
	}
}

// tellReading tells it once, whatever the number of seeds.
func (p *progress) tellReading() {
	if p.reading != "" {
		fmt.Fprintln(p.w, p.reading)
		p.reading, p.toldReading = "", true
	}
}

// tell is called often and speaks rarely.
func (p *progress) tell(step int) {
	now := time.Now()
	if now.Sub(p.started) < quiet || now.Sub(p.told) < spacing {
		return
	}
	p.told = now
	done := (float64(p.seed-1) + float64(step)/float64(max(p.steps, 1))) / float64(p.seeds)
	left := time.Duration(float64(now.Sub(p.started)) * (1 - done) / max(done, 1e-9))
	fmt.Fprintf(p.w, "%sstep %d of %d, about %s left\n", p.prefix(), p.taken(step), p.taken(p.steps), left.Round(time.Second))
}

// taken is how many steps of the slowest lane some rounds are.
func (p *progress) taken(rounds int) int { return rounds * max(p.pace, 1) }

// start takes the first step of a single run for the beginning of the time that
// steps take.
func (p *progress) start() {
	if p.seeds == 1 {
		p.started = time.Now()
	}
}

// tellPretraining does the same before the first step.
func (p *progress) tellPretraining(done, total int) {
	now := time.Now()
	if now.Sub(p.started) < quiet || now.Sub(p.told) < spacing || total == 0 {
		return
	}
	p.told = now
	fmt.Fprintf(p.w, "%spre-training, minibatch %d of %d\n", p.prefix(), done, total)
}

// tellPreparing says why there is no step yet.
func (p *progress) tellPreparing() {
	if time.Since(p.started) >= quiet {
		fmt.Fprintf(p.w, "%sreading the data and drawing the networks, %s so far\n", p.prefix(), time.Since(p.started).Round(time.Second))
	}
}

// tellLooking says what an interrupted run waits for.
func (p *progress) tellLooking() {
	fmt.Fprintln(p.w, "interrupted: a last look at the networks takes one pass; another Ctrl-C ends at once")
}

func (p *progress) prefix() string {
	if p.seeds == 1 {
		return ""
	}
	return fmt.Sprintf("seed %d of %d, ", p.seed, p.seeds)
}

// report passes on what a session had to say on its way, such as that
// something else went on for a backend that failed.
func (p *progress) report(notices []session.Notice) {
	for _, n := range notices {
		fmt.Fprintf(p.w, "%s%s\n", p.prefix(), n.Text.String())
	}
}

// interrupted says what there is of what was asked for.
func (p *progress) interrupted(results []session.Stats) {
	switch {
	case len(results) == 0:
	case p.seed == 1 && results[0].Step < p.taken(p.steps):
		fmt.Fprintf(p.w, "interrupted: %s%d of %d steps are done\n", p.prefix(), results[0].Step, p.taken(p.steps))
	case p.seeds > 1:
		fmt.Fprintf(p.w, "interrupted: %d of %d seeds are done\n", len(results), p.seeds)
	}
}
