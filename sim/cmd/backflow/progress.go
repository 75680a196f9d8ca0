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
	wants, measured    bool   // instruments are asked for; all of them are there
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
	p.say(p.inSeed(text.New("cli.stepOf", "step", p.taken(step), "steps", p.taken(p.steps), "time", left.Round(time.Second).String())))
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
	p.say(p.inSeed(text.New("cli.pretraining", "done", done, "total", total)))
}

// tellInstruments does the same after the last step.
func (p *progress) tellInstruments(share float64) {
	now := time.Now()
	if now.Sub(p.started) < quiet || now.Sub(p.told) < spacing {
		return
	}
	p.told = now
	p.say(p.inSeed(text.New("cli.measuring", "share", fmt.Sprintf("%.0f %%", 100*share))))
}

// tellPreparing says why there is no step yet.
func (p *progress) tellPreparing() {
	if so := time.Since(p.started); so >= quiet {
		p.say(p.inSeed(text.New("cli.preparing", "time", so.Round(time.Second).String())))
	}
}

// tellLooking says what an interrupted run waits for.
func (p *progress) tellLooking() { p.say(text.New("cli.lastLook")) }

func (p *progress) say(what text.Message) { fmt.Fprintln(p.w, what.String()) }

// inSeed says which of several seeds something is about.
func (p *progress) inSeed(what text.Message) text.Message {
	if p.seeds == 1 {
		return what
	}
	return text.New("cli.inSeed", "seed", p.seed, "seeds", p.seeds, "what", what)
}

// report passes on what a session had to say on its way, such as that
// something else went on for a backend that failed.
func (p *progress) report(notices []session.Notice) {
	for _, n := range notices {
		p.say(p.inSeed(text.Verbatim(n.Text.String()))) // a sentence of its own all the same
	}
}

// interrupted says what there is of what was asked for.
func (p *progress) interrupted(results []session.Stats) {
	switch {
	case len(results) == 0:
	case p.seed == 1 && results[0].Step < p.taken(p.steps):
		done := text.New("cli.stepsDone", "done", results[0].Step, "count", p.taken(p.steps))
		p.say(text.New("cli.interrupted", "what", p.inSeed(done)))
	case p.seed == 1 && p.wants && !p.measured:
		p.say(text.New("cli.interrupted", "what", p.inSeed(text.New("cli.notMeasured"))))
	case p.seeds > 1:
		p.say(text.New("cli.interrupted", "what", text.New("cli.seedsDone", "done", len(results), "count", p.seeds)))
	}
}
