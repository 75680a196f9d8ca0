// Package check does lessons' steps as written, seed by seed, and tests the numbers that must come out.
package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
)

// Result is what became of one claim.
type Result struct {
	Step  int // from 1 on
	Claim lesson.Claim
	lesson.Verdict
	Seeds int       // that it was tested on
	All   []float64 // what was measured with each
	Fail  int       // seeds for which it does not hold
}

// Checker does lessons.
type Checker struct {
	Open session.Openers
	// Seeds is how many seeds to try; 0 means lesson.DefaultSeeds.
	Seeds int
	// First is the first seed; 0 means that of the lesson's set-up.
	First int
	// Own are changes of one's own to what the lesson sets up, a query. With any, a step may stay unfinished.
	Own string
	// Show, unless nil, is called once a step is done, from 0 on, with how things stood when it began and how they stand.
	Show func(step int, then, now lesson.Situation)
}

// Lesson trains what a lesson sets up, with the first seed and those after it, and judges its claims. An error
// says which step cannot be done as written, or what the session refuses.
func (c Checker) Lesson(ctx context.Context, l lesson.Lesson) ([]Result, error) {
	verdicts := make([][][]lesson.Verdict, len(l.Steps)) // by step, claim and seed
	for i, s := range l.Steps {
		verdicts[i] = make([][]lesson.Verdict, len(s.Claims))
	}
	for seed := range c.seeds() {
		r := run{Checker: c, lesson: l, seed: seed, verdicts: verdicts}
		if err := r.steps(ctx); err != nil {
			return nil, fmt.Errorf("lesson %s: %w", l.Name, err)
		}
	}
	return results(l, verdicts), nil
}

func results(l lesson.Lesson, verdicts [][][]lesson.Verdict) (all []Result) {
	for i, s := range l.Steps {
		for j, c := range s.Claims {
			each := verdicts[i][j]
			all = append(all, Result{i + 1, c, c.JudgeAll(each), len(each), measured(each), failing(each)})
		}
	}
	return all
}

func (c Checker) seeds() int {
	if c.Seeds > 0 {
		return c.Seeds
	}
	return lesson.DefaultSeeds
}

// run is a lesson done with one seed.
type run struct {
	Checker
	lesson   lesson.Lesson
	seed     int // from 0 on
	verdicts [][][]lesson.Verdict

	session *session.Session
	now     lesson.Situation
}

// steps does all steps.
func (r *run) steps(ctx context.Context) error {
	r.session = session.New(r.Open)
	defer r.session.Close()
	r.session.SetRunning(false)
	if err := r.apply(ctx, 0); err != nil {
		return err
	}
	if err := r.look(ctx, lesson.Step{}); err != nil {
		return err
	}
	for i := range r.lesson.Steps {
		if err := r.step(ctx, i); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return ctx.Err()
}

// apply turns the session to the lesson after some steps, with this run's seed.
func (r *run) apply(ctx context.Context, steps int) error {
	cfg, problems := experiment.ParseQuery(r.lesson.Query(steps, r.Own))
	if len(problems) > 0 {
		return problems[0].Message
	}
	if r.First > 0 {
		cfg.Seed = r.First
	}
	cfg.Seed += r.seed
	cfg.Backend = "cpu"
	return r.session.Apply(ctx, cfg)
}

// step does a step and judges its claims.
func (r *run) step(ctx context.Context, i int) error {
	s := r.lesson.Steps[i]
	then := r.now
	if s.Set != "" {
		if err := r.apply(ctx, i+1); err != nil {
			return err
		}
	}
	r.play(ctx, s.Play)
	if err := r.look(ctx, s); err != nil {
		return err
	}
	if r.Own == "" && !lesson.Done(s.Done, then, r.now) {
		return errNotDone
	}
	if r.Show != nil {
		r.Show(i, then, r.now)
	}
	r.judge(i, then)
	return nil
}

// play takes what comes before the first step, and rounds.
func (r *run) play(ctx context.Context, rounds int) {
	if rounds == 0 {
		return
	}
	for ctx.Err() == nil && r.session.Pretrain(slice) {
	}
	r.session.Step(rounds)
	for ctx.Err() == nil && r.session.Pending() > 0 {
		r.session.Work(slice)
	}
}

// look sees what has come of it. Losses and accuracies over the whole data, which take long, are computed where a
// claim is about them.
func (r *run) look(ctx context.Context, s lesson.Step) error {
	r.session.MaxEval, r.session.MaxEvalAtRest = 0, time.Nanosecond
	if slices.ContainsFunc(s.Claims, scored) {
		r.session.MaxEvalAtRest = 0
	}
	if needed := s.Instruments(); len(needed) > 0 {
		ask, err := r.session.Ask(needed)
		if err != nil {
			return err
		}
		defer r.session.Forget(ask)
		r.measure(ctx, ask)
	}
	r.session.SetRunning(r.session.MaxEvalAtRest > 0) // at rest what is thought quick is evaluated all the same
	r.now = lesson.Situation{Config: r.session.Config(), Stats: r.session.Stats()}
	r.session.SetRunning(false)
	return nil
}

// measure waits for instruments, as far as they can be had.
func (r *run) measure(ctx context.Context, ask *instruments.Request) {
	r.session.Stats() // whoever asks is owed a look
	for ctx.Err() == nil && !r.session.Whole(ask) && r.session.Measure(slice) {
	}
}

func scored(c lesson.Claim) bool { return c.Quantity == "loss" || c.Quantity == "testAccuracy" }

// judge keeps the verdicts of a step's claims.
func (r *run) judge(i int, then lesson.Situation) {
	for j, c := range r.lesson.Steps[i].Claims {
		r.verdicts[i][j] = append(r.verdicts[i][j], c.Judge(then, r.now))
	}
}

// slice is how long to train before another look at the context.
const slice = 50 * time.Millisecond

var errNotDone = errors.New("check: it is not finished when it is done as written")

func failing(each []lesson.Verdict) (n int) {
	for _, v := range each {
		if !v.Holds {
			n++
		}
	}
	return n
}

func measured(each []lesson.Verdict) []float64 {
	xs := make([]float64, len(each))
	for i, v := range each {
		xs[i] = v.Measured
	}
	return xs
}
