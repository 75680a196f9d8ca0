package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
)

// scoredAt are the steps that the scores of an account belong to, −1 for none.
func scoredAt(s Stats) []int {
	var at []int
	for _, l := range s.Lanes {
		if l.ScoreStep == nil {
			at = append(at, -1)
			continue
		}
		at = append(at, *l.ScoreStep)
	}
	return at
}

// While training runs, an evaluation that takes longer than it may is seldom
// repeated, and what it found says how old it is. At rest it always comes.
func TestScoresCarryTheirStep(t *testing.T) { synctest.Test(t, testScoresCarryTheirStep) }

func testScoresCarryTheirStep(t *testing.T) {
	b := newBench(t, "act=relu&vs=none", fake{stepCost: 10 * time.Microsecond, evalCost: 20 * time.Millisecond}, fake{})
	b.SetRunning(false)
	if at := scoredAt(b.Stats()); at[0] != 0 {
		t.Fatalf("at rest before the first step: scores of %v", at)
	}
	b.MaxEval = time.Nanosecond
	b.SetRunning(true)
	b.views.evaluated, b.views.evalTook = time.Now(), time.Hour
	b.work(t, func() bool { return b.lanes[0].obs.Step > 50 })
	line := b.Stats().Lanes[0]
	if line.ScoreStep == nil || *line.ScoreStep != 0 || line.Step <= 50 {
		t.Errorf("while training runs: step %d, scores of %v", line.Step, scoredAt(Stats{Lanes: []LaneLine{line}}))
	}
	snap := b.Snapshot(1)
	if l := snap.Lanes[0]; !l.Outdated || l.ScoreStep != 0 {
		t.Errorf("the stage is told of step %v, old: %t", l.ScoreStep, l.Outdated)
	}
	b.Step(7)
	b.work(t, func() bool { return b.Pending() == 0 })
	stats := b.Stats()
	if at := scoredAt(stats); at[0] != stats.Step || b.Owing() {
		t.Errorf("at rest at step %d: scores of %v, more to come: %t", stats.Step, at, b.Owing())
	}
	b.NewViewer()
	if l := b.Snapshot(2).Lanes[0]; l.Outdated || int(l.ScoreStep) != stats.Step {
		t.Errorf("at rest the stage is told of step %v, old: %t", l.ScoreStep, l.Outdated)
	}
}

// What takes long to evaluate is shown before it is, and said not to be all.
func TestPreviewComesBeforeScoresThatTakeLong(t *testing.T) {
	synctest.Test(t, testPreviewComesBeforeScoresThatTakeLong)
}

func testPreviewComesBeforeScoresThatTakeLong(t *testing.T) {
	b := newBench(t, "act=relu&vs=none", fake{stepCost: time.Microsecond}, fake{})
	b.SetRunning(false)
	b.Stats()
	if _, ok := b.Preview(); ok {
		t.Error("a preview of nothing new")
	}
	b.Step(3)
	b.work3(func() bool { return b.Pending() == 0 })
	if _, ok := b.Preview(); ok {
		t.Error("a preview of what is evaluated in no time")
	}
	b.Step(3)
	b.work3(func() bool { return b.Pending() == 0 })
	b.views.evalTook = time.Hour
	s, ok := b.Preview()
	if !ok || s.Step != 6 || scoredAt(s)[0] == 6 || !b.Owing() {
		t.Errorf("preview %t of step %d with scores of %v, more to come: %t", ok, s.Step, scoredAt(s), b.Owing())
	}
	if _, ok := b.Preview(); ok {
		t.Error("the same preview twice")
	}
	if s := b.Stats(); scoredAt(s)[0] != 6 || b.Owing() {
		t.Errorf("then scores of %v, more to come: %t", scoredAt(s), b.Owing())
	}
}

// work3 gives the session turns without looks.
func (b *bench) work3(done func() bool) {
	for !done() {
		b.Work(time.Millisecond)
	}
}

// What a reset starts anew has no scores of the run before it.
func TestResetForgetsScores(t *testing.T) { synctest.Test(t, testResetForgetsScores) }

func testResetForgetsScores(t *testing.T) {
	b := newBench(t, "act=relu&vs=none", fake{stepCost: time.Microsecond}, fake{})
	b.Step(9)
	b.work(t, func() bool { return b.Pending() == 0 })
	if err := b.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
	if at := scoredAt(b.account()); at[0] != -1 {
		t.Errorf("after a reset: scores of %v", at)
	}
	if at := scoredAt(b.Stats()); at[0] != 0 {
		t.Errorf("looked at after a reset: scores of %v", at)
	}
}

// The step is that of the lanes that go on: one that has diverged stops nobody.
func TestDivergedLaneHoldsNobodyUp(t *testing.T) { synctest.Test(t, testDivergedLaneHoldsNobodyUp) }

func testDivergedLaneHoldsNobodyUp(t *testing.T) {
	b := newBench(t, "act=relu&vs=lr:0.1,0.2", fake{stepCost: time.Microsecond}, fake{})
	b.cpus[1].blowAt = 2
	b.Stats()
	b.work(t, func() bool { return b.lanes[1].stopped })
	b.Step(10)
	before := b.lanes[0].step
	b.work(t, func() bool { return b.Pending() == 0 })
	s := b.Stats()
	if s.Step != before+10 || s.Samples != s.Step*32 || s.Lanes[1].Step != 2 {
		t.Errorf("step %d after 10 more than %d, %d samples, the lane that diverged at %d", s.Step, before, s.Samples, s.Lanes[1].Step)
	}
	b.cpus[0].blowAt = s.Step
	b.Step(100)
	b.work(t, func() bool { return b.Pending() == 0 })
	if end := b.Stats(); end.Step != s.Step || !b.AllStopped() {
		t.Errorf("all stopped at step %d, want that of the farthest lane, %d", end.Step, s.Step)
	}
}

// Steps that are asked for are counted to where they lead: neither a lane that
// falls back nor one that stops changes that.
func TestPendingStepsEndWhereTheyWereAskedFor(t *testing.T) {
	synctest.Test(t, testPendingStepsEndWhereTheyWereAskedFor)
}

func testPendingStepsEndWhereTheyWereAskedFor(t *testing.T) {
	b := newBench(t, "act=relu&vs=lr:0.1,0.2", fake{stepCost: time.Microsecond}, fake{})
	b.SetRunning(false)
	b.Stats()
	b.Step(50)
	b.lanes[0].step, b.lanes[1].step = 10, 30 // as after a failure
	b.cpus[0].step, b.cpus[1].step = 10, 30
	if n := b.Pending(); n != 40 {
		t.Errorf("%d steps to go from 10 to 50", n)
	}
	b.lanes[0].stopped = true
	if n := b.Pending(); n != 20 {
		t.Errorf("%d steps to go once the slower lane has stopped", n)
	}
	b.work(t, func() bool { return b.Pending() == 0 })
	if b.lanes[1].step != 50 {
		t.Errorf("at step %d after Step(50)", b.lanes[1].step)
	}
	b.Step(-3)
	if b.Step(1 << 62); b.Pending() <= 0 {
		t.Errorf("%d steps pending", b.Pending())
	}
}

// Where nothing finite was ever seen, no picture is called the last finite one.
func TestInfiniteFromTheStart(t *testing.T) { synctest.Test(t, testInfiniteFromTheStart) }

func testInfiniteFromTheStart(t *testing.T) {
	b := newBench(t, "act=relu&vs=none", fake{infinite: true}, fake{})
	b.SetRunning(false)
	line := b.Stats().Lanes[0]
	want := "Not finite before the first step: layer 3 is the first whose values are not finite numbers. Activations are shown below that layer, gradients nowhere."
	if !line.Diverged || line.Note.String() != want || len(line.Layers) == 0 || line.ScoreStep != nil {
		t.Errorf("%t, “%s”, %d layers, scores of %v", line.Diverged, line.Note, len(line.Layers), line.ScoreStep)
	}
	if b.Owing() {
		t.Error("there is more to come of a network that cannot be evaluated")
	}
}

// A session without lanes answers everything.
func TestNothingPanicsBeforeApply(t *testing.T) { synctest.Test(t, testNothingPanicsBeforeApply) }

func testNothingPanicsBeforeApply(t *testing.T) {
	for _, when := range []string{"before Apply", "after Close"} {
		s := New(Openers{
			CPU:  func() backend.Backend { return &fake{name: "cpu"} },
			Data: func(_ context.Context, name string, seed uint64) (*data.Set, error) { return data.Generate(name, seed) },
		})
		if when == "after Close" {
			if err := s.Apply(context.Background(), experiment.Default()); err != nil {
				t.Fatal(err)
			}
			s.Close()
		}
		for _, running := range []bool{true, false} {
			s.SetRunning(running)
			s.Step(5)
			s.Work(time.Millisecond)
			if st := s.Stats(); st.Step != 0 || len(st.Lanes) != 0 || s.Pending() != 0 {
				t.Errorf("%s: %+v, %d pending", when, st, s.Pending())
			}
			if snap := s.Snapshot(1); snap == nil || len(snap.Lanes) != 0 {
				t.Errorf("%s: snapshot %+v", when, snap)
			}
			s.Glance()
			s.Preview()
			s.Pretrain(time.Millisecond)
			s.NewViewer()
			if s.Idle() <= 0 || s.Owing() || s.Unfinished() || s.Testing() || len(s.Notices()) > 0 {
				t.Errorf("%s: there is something to do", when)
			}
		}
		if err := s.Reset(context.Background()); err != nil {
			t.Errorf("%s: Reset: %v", when, err)
		}
		s.Close()
	}
}

// An Apply that fails leaves everything as it was, even where the lanes had to
// make room for those that were to come.
func TestFailedApplyLeavesEverything(t *testing.T) { synctest.Test(t, testFailedApplyLeavesEverything) }

func testFailedApplyLeavesEverything(t *testing.T) {
	for _, fault := range []string{"backend", "data"} {
		b := newBench(t, "depth=3", fake{stepCost: time.Microsecond}, fake{})
		b.open.Memory = func(backend.Problem, backend.Hyper) int64 { return 1 << 20 }
		b.Room = 4 << 20 // for one Config, and not for two
		b.Step(20)
		b.work(t, func() bool { return b.Pending() == 0 })
		before, kept, cfg := b.Stats(), b.LaneParams(0), b.Config()
		b.notices = nil
		switch fault {
		case "backend":
			open, made := b.placement.CPU, 0
			b.placement.CPU = func() backend.Backend {
				f := open().(*fake)
				if made++; made == 2 { // the second of the new lanes
					f.refuse = "there is no more of it"
				}
				return f
			}
		case "data":
			b.open.Data = func(context.Context, string, uint64) (*data.Set, error) { return nil, errors.New("no data") }
		}
		next, _ := experiment.ParseQuery("depth=4&data=moons")
		if err := b.Apply(context.Background(), next); err == nil {
			t.Fatalf("%s: no error", fault)
		}
		if fault == "backend" && !b.cpus[0].closed {
			t.Error("the lanes have not made room")
		}
		after := b.Stats()
		if after.Step != before.Step || len(after.Lanes) != len(before.Lanes) || b.Config().Query() != cfg.Query() || !sameParams(kept, b.LaneParams(0)) {
			t.Errorf("%s: step %d with %d lanes, before step %d with %d", fault, after.Step, len(after.Lanes), before.Step, len(before.Lanes))
		}
		if n := b.Notices(); len(n) > 0 {
			t.Errorf("%s: says %v of lanes that are not there", fault, n)
		}
		for i, l := range after.Lanes {
			if !l.Why.Equal(before.Lanes[i].Why) || l.Diverged || len(l.Layers) != 4 {
				t.Errorf("%s: %+v, before %+v", fault, l, before.Lanes[i])
			}
		}
		b.Step(5)
		b.work(t, func() bool { return b.Pending() == 0 })
		if s := b.Stats(); s.Step != before.Step+5 {
			t.Errorf("%s: training goes on to step %d", fault, s.Step)
		}
	}
}

func sameParams(a, b [][]float32) bool {
	for i := range a {
		for j := range a[i] {
			if a[i][j] != b[i][j] {
				return false
			}
		}
	}
	return len(a) == len(b)
}

// A normalisation of single values is the lane's note, whatever else comes up.
func TestNormalisingSingleValuesIsSaid(t *testing.T) {
	synctest.Test(t, testNormalisingSingleValuesIsSaid)
}

func testNormalisingSingleValuesIsSaid(t *testing.T) {
	for query, says := range map[string]string{
		"norm=batch&batch=1":                    "BatchNorm over one example (batch=1)",
		"norm=layer&width=1":                    "LayerNorm over one unit (width=1)",
		"norm=batch&batch=2":                    "",
		"norm=layer&width=2":                    "",
		"norm=batch&batch=1&skip=plain":         "through the branch of any",
		"vs=pretrain:none,autoencoder&batch=1":  "Waits",
		"norm=none&batch=1&width=1&data=circle": "",
	} {
		b := newBench(t, query, fake{}, fake{})
		b.SetRunning(false)
		note := b.Stats().Lanes[0].Note.String()
		if (says == "") != (note == "") || !strings.Contains(note, says) {
			t.Errorf("%s: “%s”, want “%s”", query, note, says)
		}
	}
}

// Before there was a look an evaluation is expected to take a nanosecond for each multiplication, and
// of a conv net's weights each multiplies at every place of the image: a picture does not wait for seconds.
func TestEvaluationsOfConvNetsAreNotExpectedToBeQuick(t *testing.T) {
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	c, _ := oneLane(t, "vs=none")
	c.Model, c.Depth, c.Width = "cnn", 20, 4
	p, err := c.Problem(digits)
	if err != nil {
		t.Fatal(err)
	}
	s := &Session{set: digits, cfg: c.Config, lanes: []*lane{{problem: p}}}
	products := 9 * 4 * 28 * 28 // of the first layer
	products += 9 * 16 * (6*28*28 + 7*14*14 + 6*7*7)
	products += 4 * 7 * 7 * 10
	want := time.Duration(products * (digits.Train.Len() + digits.Test.Len()))
	if got := s.evalCost(); got != want {
		t.Errorf("an evaluation is expected to take %v, want %v", got, want)
	}
}
