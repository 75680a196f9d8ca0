package session

import (
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
)

// examinee is a fake that is evaluated in slices.
type examinee struct {
	fake
	slices int           // of an evaluation
	each   time.Duration // what one takes
	exams  []*fakeExam
}

func (f *examinee) StartEval(params [][]float32, want backend.Want) (backend.Evaluation, error) {
	e := &fakeExam{of: f, left: f.slices, at: f.step, want: want}
	f.exams = append(f.exams, e)
	return e, nil
}

type fakeExam struct {
	of      *examinee
	want    backend.Want
	left    int
	at      int // step of the backend when it began
	worked  time.Duration
	stopped bool
}

func (e *fakeExam) Work(budget time.Duration) bool {
	start := time.Now()
	for e.left > 0 {
		time.Sleep(e.of.each)
		e.left--
		if time.Since(start) >= budget {
			break
		}
	}
	e.worked += time.Since(start)
	return e.left == 0
}

func (e *fakeExam) Scores() backend.Scores {
	return backend.Scores{Train: &backend.Score{Loss: 0.3, Accuracy: 0.875}, Test: &backend.Score{Loss: 0.4, Accuracy: 0.8125}}
}

func (e *fakeExam) Stop() { e.stopped = true }

// newExaminees is a session of three lanes whose evaluation takes twelve seconds, in
// slices of four milliseconds.
func newExaminees(t *testing.T) (b *bench, lanes func() []*examinee) {
	t.Helper()
	b = newBench(t, "vs=none", fake{}, fake{})
	var all []*examinee
	b.placement.CPU = func() backend.Backend {
		all = append(all, &examinee{fake: fake{name: "cpu", stepCost: 10 * time.Millisecond, lookCost: 100 * time.Millisecond}, slices: 1000, each: 4 * time.Millisecond})
		return all[len(all)-1]
	}
	b.apply(t, "vs=act:sigmoid,relu,leaky&depth=60&width=64") // of so many multiplications that evaluations are expected to be long
	return b, func() []*examinee { return all[len(all)-3:] }
}

// An evaluation that takes twelve seconds goes on beside training: no turn takes longer for
// it than a slice, training keeps its share of the time, and the scores say what step they
// belong to.
func TestLongEvaluationsGoOnBesideTraining(t *testing.T) {
	synctest.Test(t, testLongEvaluationsGoOnBesideTraining)
}

func testLongEvaluationsGoOnBesideTraining(t *testing.T) {
	const turn = 8 * time.Millisecond
	b, lanes := newExaminees(t)
	began := time.Now()
	for b.lanes[0].scores.step == 0 {
		start := time.Now()
		b.Work(turn)
		if took, most := time.Since(start), 3*10*time.Millisecond+mostSlice+4*time.Millisecond; took > most {
			t.Fatalf("a turn takes %v, a step of all lanes and a slice %v", took, most)
		}
		b.Snapshot(1)
		if time.Since(began) > 10*time.Minute {
			t.Fatal("no scores within ten minutes")
		}
	}
	spent := time.Duration(0)
	for i, f := range lanes() {
		if f.evals > 0 || len(f.exams) == 0 {
			t.Fatalf("lane %d: %d evaluations in one go, %d in slices", i+1, f.evals, len(f.exams))
		}
		for _, e := range f.exams {
			spent += e.worked
		}
		if e := f.exams[0]; e.want.Field != fieldSide || !e.want.Eval || !e.stopped {
			t.Errorf("lane %d: evaluates %+v, ended: %t", i+1, e.want, e.stopped)
		}
	}
	if share := float64(spent) / float64(time.Since(began)); share > 0.1 || share < 0.04 {
		t.Errorf("%.3f of the time goes into evaluations", share)
	}
	s := b.Stats()
	for i, l := range s.Lanes {
		if l.ScoreStep == nil || *l.ScoreStep >= l.Step || *l.ScoreStep != *s.Lanes[0].ScoreStep || l.Accuracy != 0.875 || l.TestAcc != 0.8125 {
			t.Errorf("lane %d at step %d: %v and %v of step %v", i+1, l.Step, l.Accuracy, l.TestAcc, scoredAt(s))
		}
	}
}

// At rest it goes on in turns of Score, behind the picture and before the account that ends
// what was asked for; steps that are taken meanwhile make it begin anew.
func TestLongEvaluationsAtRestLeaveTurns(t *testing.T) {
	synctest.Test(t, testLongEvaluationsAtRestLeaveTurns)
}

func testLongEvaluationsAtRestLeaveTurns(t *testing.T) {
	const turn = 8 * time.Millisecond
	b, lanes := newExaminees(t)
	b.SetRunning(false)
	if b.Score(turn) {
		t.Error("evaluated before anything was seen")
	}
	if b.Snapshot(1) == nil || !b.Scoring() || !b.Owing() {
		t.Fatalf("after the picture: to be evaluated %t, more to come %t", b.Scoring(), b.Owing())
	}
	b.rest(t, turn, 100)
	if s, ok := b.Preview(); !ok || scoredAt(s)[0] != -1 {
		t.Errorf("in between an account: %t, with scores of %v", ok, scoredAt(s))
	}
	b.Step(2)
	for b.Pending() > 0 {
		b.Work(turn)
	}
	if b.Snapshot(2) == nil {
		t.Fatal("no picture of the steps")
	}
	turns := b.rest(t, turn, 1<<20)
	if turns < 3*1000/3 {
		t.Errorf("three thousand slices in %d turns", turns)
	}
	if b.Owing() || b.Scoring() {
		t.Error("there is more to come")
	}
	for i, f := range lanes() {
		if first := f.exams[0]; f.evals > 0 || !first.stopped || first.left == 0 {
			t.Errorf("lane %d: %d evaluations in one go; the first ended: %t", i+1, f.evals, first.stopped)
		}
	}
	if s := b.Stats(); scoredAt(s)[2] != 2 || s.Lanes[2].TestAcc != 0.8125 || lanes()[2].evals > 0 {
		t.Errorf("scores of %v: %v", scoredAt(s), s.Lanes[2].TestAcc)
	}
}

// rest gives the session turns at rest, as long as there is something to evaluate, and
// counts them.
func (b *bench) rest(t *testing.T, turn time.Duration, most int) (turns int) {
	t.Helper()
	for turns < most {
		start := time.Now()
		if !b.Score(turn) {
			return turns
		}
		if took := time.Since(start); took > turn+4*time.Millisecond {
			t.Fatalf("turn %d takes %v", turns, took)
		}
		turns++
	}
	return turns
}

// Of lanes whose looks take long Undo brings back what was seen last, and a long run of few
// steps is missed as well.
func TestSlowLanesComeBackAsTheyWereSeen(t *testing.T) {
	synctest.Test(t, testSlowLanesComeBackAsTheyWereSeen)
}

func testSlowLanesComeBackAsTheyWereSeen(t *testing.T) {
	for _, c := range []struct {
		steps  int
		missed bool
	}{{20, false}, {900, true}} {
		b, _ := newExaminees(t)
		b.MaxEval = 0 // nothing is evaluated, and nothing is kept for that
		b.Snapshot(1)
		b.Step(c.steps)
		for b.Pending() > 0 {
			b.Work(time.Millisecond)
		}
		b.SetRunning(true)
		b.NewViewer()
		time.Sleep(time.Minute)
		seen := b.Snapshot(2).Lanes[0].Step
		if err := b.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if at := b.Undoable(); at != int(seen) || at < c.steps || b.Missed() != c.missed {
			t.Errorf("after %d steps seen at %d step %d comes back; missed: %t", c.steps, seen, at, b.Missed())
		}
		b.Close()
	}
}

// Whatever makes lanes others ends their evaluation.
func TestEvaluationsEndWithTheirLanes(t *testing.T) {
	synctest.Test(t, testEvaluationsEndWithTheirLanes)
}

func testEvaluationsEndWithTheirLanes(t *testing.T) {
	for name, other := range map[string]func(b *bench){
		"another depth": func(b *bench) { b.apply(t, "vs=act:sigmoid,relu,leaky&depth=2") },
		"a reset":       func(b *bench) { _ = b.Reset(t.Context()) },
		"the end":       func(b *bench) { b.Close() },
	} {
		b, lanes := newExaminees(t)
		b.SetRunning(false)
		b.Snapshot(1)
		b.rest(t, time.Millisecond, 3)
		before := lanes()
		other(b)
		for i, f := range before {
			if len(f.exams) != 1 || !f.exams[0].stopped {
				t.Errorf("%s: the evaluation of lane %d is not ended", name, i+1)
			}
		}
		b.Close()
	}
}

// Lanes whose first step takes long are to be seen before it, and no others.
func TestSlowLanesAreSeenBeforeTheirFirstStep(t *testing.T) {
	for query, want := range map[string]bool{
		"depth=3":                       false,
		"depth=100&width=256&batch=256": true,
	} {
		b := newBench(t, query, fake{}, fake{})
		if got := b.Unseen(); got != want {
			t.Errorf("%s: to be seen first: %t", query, got)
		}
		b.Snapshot(1)
		if b.Unseen() {
			t.Errorf("%s: unseen after a picture", query)
		}
	}
}
