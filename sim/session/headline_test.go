package session

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/stats"
	"backflow/sim/wire"
)

// Every snapshot says of a lane what the newest account says, whatever happens between
// two of them, and where lanes stand still both are of the last step.
func TestStageAndPageSayTheSame(t *testing.T) {
	const pretrained = "data=moons&depth=3&act=sigmoid&init=xavier&pretrain=rbm&vs=none"
	for query, blowAt := range map[string]int{"": 0, "vs=none": 90, pretrained: 0} {
		synctest.Test(t, func(t *testing.T) { testStageAndPageSayTheSame(t, query+"&backend=cpu", blowAt) })
	}
}

func testStageAndPageSayTheSame(t *testing.T, query string, blowAt int) {
	d := display{bench: newBench(t, query, fake{stepCost: 200 * time.Microsecond, evalCost: 3 * time.Millisecond, blowAt: blowAt}, fake{})}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		d.Work(time.Millisecond)
		switch rng.IntN(24) {
		case 0:
			d.SetRunning(!d.Running())
		case 1:
			d.Step(rng.IntN(5))
		case 2:
			d.account(d.Stats())
		case 3:
			d.NewViewer()
		case 4:
			if rng.IntN(9) == 0 {
				d.restart(t)
			}
		default:
			d.show(t, rng.IntN(4) == 0)
		}
	}
	if d.alone == 0 || d.accompanied == 0 || d.news == 0 {
		t.Errorf("%d snapshots without an account, %d with one, %d accounts before a snapshot: the test sees nothing", d.alone, d.accompanied, d.news)
	}
	d.atRest(t)
}

// display is a bench with a stage and a page.
type display struct {
	*bench
	seq                      uint32
	told                     Stats // the newest account
	alone, accompanied, news int
}

func (d *display) account(s Stats) {
	d.told = s
	if !d.Pictured() {
		d.news++
	}
}

func (d *display) restart(t *testing.T) {
	if err := d.Reset(context.Background()); err != nil {
		t.Fatal(err)
	}
	if d.seq%2 == 0 && d.Undoable() > 0 {
		if err := d.Undo(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// show takes a snapshot and compares it with the newest account.
func (d *display) show(t *testing.T, numbers bool) {
	t.Helper()
	d.seq++
	snap, account := d.Show(d.seq, numbers)
	if snap == nil {
		return
	}
	if d.alone++; account != nil {
		d.told = *account
		d.alone--
		d.accompanied++
	} else if numbers {
		t.Fatal("no account although one was asked for")
	}
	if !d.Pictured() {
		t.Fatalf("snapshot %d does not count as one that says what the account says", d.seq)
	}
	for i := range snap.Lanes {
		compareHeadlines(t, &snap.Lanes[i], &d.told.Lanes[i])
		l := d.lanes[i]
		if d.resting() && !l.headline().equal(*l.told) || l.stopped != snap.Lanes[i].Diverged {
			t.Fatalf("%s: both show %+v, the newest look is %+v", l.Label, l.told, l.headline())
		}
	}
}

// compareHeadlines compares what a frame and an account say of a lane.
func compareHeadlines(t *testing.T, w *wire.Lane, l *LaneLine) {
	t.Helper()
	scored := math.NaN()
	if l.ScoreStep != nil {
		scored = float64(*l.ScoreStep)
	}
	shown := headline{loss: w.Loss, train: w.TrainAccuracy, test: w.TestAccuracy, scored: w.ScoreStep, remaining: w.Left, note: w.Note, stopped: w.Diverged}
	told := headline{
		loss: float64(l.Loss), train: float64(l.Accuracy), test: float64(l.TestAcc), scored: scored,
		remaining: float64(l.Remaining), note: l.Note, stopped: l.Diverged,
	}
	if !shown.equal(told) {
		t.Fatalf("%s: the stage shows %+v, the page %+v", l.Label, shown, told)
	}
	if int(w.Step) < l.Step {
		t.Fatalf("%s: the page is at step %d, the stage at %d", l.Label, l.Step, w.Step)
	}
}

// atRest pauses, and compares steps as well.
func (d *display) atRest(t *testing.T) {
	d.SetRunning(false)
	d.NewViewer()
	d.show(t, false)
	d.account(d.Stats())
	d.NewViewer()
	d.show(t, false)
	for i, l := range d.lanes {
		snap, _ := d.Show(d.seq, true)
		if told := d.told.Lanes[i].Step; told != l.step || int(snap.Lanes[i].Step) != l.step {
			t.Errorf("at rest at step %d, the page is at %d and the stage at %d", l.step, told, snap.Lanes[i].Step)
		}
	}
	if d.Owing() {
		t.Error("at rest there is more to say")
	}
}

// What the page and the stage say remains of the gradient is one number.
func TestRemainingOfTheGradient(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		deltas []float64 // RMS, of each layer
		want   float64
	}{
		{[]float64{2, 4}, nan},
		{[]float64{3, 4, 9}, 0.75},
		{[]float64{1, 7, 2, 9}, 0.5},
		{[]float64{0, 4, 9}, 0},
		{[]float64{0, 0, 9}, 0},
		{[]float64{1, 0, 9}, nan},
		{[]float64{1, inf, 9}, nan},
		{[]float64{nan, nan, 9}, nan},
	} {
		obs := &backend.Observation{}
		for _, d := range c.deltas {
			obs.Layers = append(obs.Layers, stats.Layer{DeltaRMS: d})
		}
		if got := remaining(obs); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("δ %v: %v remains, want %v", c.deltas, got, c.want)
		}
	}
	if !math.IsNaN(remaining(nil)) {
		t.Error("something remains that nobody has looked at")
	}
}

// Theory expects the product of the factors of all hidden layers but the last.
func TestPredictedRemainder(t *testing.T) {
	for _, c := range []struct{ theory, want []float64 }{
		{[]float64{0.5, 0.25, math.NaN(), math.NaN()}, []float64{0.125}},
		{[]float64{math.NaN(), 0.25, math.NaN(), math.NaN()}, nil},
		{[]float64{math.NaN(), math.NaN()}, []float64{1}},
	} {
		l := &lane{theory: c.theory}
		var got []float64
		if x := l.predicted(); !math.IsNaN(x) {
			got = append(got, x)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("factors %v: %v, want %v", c.theory, got, c.want)
		}
	}
}
