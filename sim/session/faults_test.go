package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/backend"
	"backflow/sim/session/placement"
	"backflow/sim/text"
)

// losing is a bench whose GPU fails at step 300 with an error, as often as a
// device is opened but for the last one.
func losing(t *testing.T, query string, devices int, cause error) *bench {
	t.Helper()
	b := newBench(t, query, fake{stepCost: 20 * time.Microsecond}, fake{})
	opened := 0
	b.regain(t, func(context.Context) (backend.GPU, error) {
		f := fake{name: "gpu", stepCost: 2 * time.Microsecond}
		if opened++; opened < devices {
			f.failAt, f.failure = 300*opened, cause
		}
		return &fakeGPU{open: b.making(f)}, nil
	})
	return b
}

// regain starts anew with GPUs where there were none.
func (b *bench) regain(t *testing.T, open func(context.Context) (backend.GPU, error)) {
	t.Helper()
	b.placement = placement.New(b.placement.CPU, open, b.notify)
	if err := b.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Notices()
}

// said joins the sentences for the viewer.
func (b *bench) said() string {
	var texts []string
	for _, n := range b.Notices() {
		texts = append(texts, n.Text.String())
	}
	return strings.Join(texts, " ")
}

func (b *bench) on() string { return b.lanes[0].backend.Info().Name }

// A lost GPU costs some steps and is named once, whatever the number of lanes;
// training goes on on the CPU and then on the new device.
func TestLostGPUIsReplacedByANewOne(t *testing.T) { synctest.Test(t, testLostGPUIsReplacedByANewOne) }

func testLostGPUIsReplacedByANewOne(t *testing.T) {
	for _, query := range []string{"backend=gpu", "backend=auto"} {
		b := losing(t, query, 2, text.New("place.lost", "why", "a test took it"))
		b.placement.Begin(time.Time{}) // the Config has stood long enough
		b.work(t, func() bool { return b.placement.Losses() == 1 && b.on() == "gpu" && b.placement.Settled() })
		b.wantReplaced(t, query)
		step := b.lanes[0].step
		b.work(t, func() bool { return b.lanes[0].step > step+400 })
		for i, f := range b.gpus {
			if f.failAt > 0 && !f.closed {
				t.Errorf("%s: backend %d of the lost device is open", query, i)
			}
		}
	}
}

// wantReplaced fails unless the viewer was told once of the loss of a device, and
// of the one after it.
func (b *bench) wantReplaced(t *testing.T, query string) {
	t.Helper()
	said := b.said()
	for _, want := range []string{
		"The GPU was lost: a test took it; training goes on on the CPU from step ", " while a new device is looked for.",
		"A new GPU device has passed its test, and trains from step ",
	} {
		if strings.Count(said, want) != 1 {
			t.Errorf("%s: not said just once: %q in %q", query, want, said)
		}
	}
}

func TestGPULostTwiceWithinAMinuteIsLeftAlone(t *testing.T) {
	synctest.Test(t, testGPULostTwiceWithinAMinuteIsLeftAlone)
}

func testGPULostTwiceWithinAMinuteIsLeftAlone(t *testing.T) {
	b := losing(t, "backend=gpu", 3, text.New("place.lost", "why", "a test took it"))
	b.work(t, func() bool { return b.placement.Losses() == 2 })
	step := b.lanes[0].step
	b.work(t, func() bool { return b.lanes[0].step > step+400 })
	if said := b.said(); b.on() != "cpu" || !strings.Contains(said, "stays there, since it is the second time within a minute.") {
		t.Errorf("on the %s; said: %s", b.on(), said)
	}
	b.apply(t, "backend=gpu&depth=2")
	if said := b.said(); b.on() != "cpu" || !strings.Contains(said, "twice within a minute") {
		t.Errorf("with the next Config on the %s; said: %s", b.on(), said)
	}
}

// testsLosing is a bench whose first devices are lost while they are tested.
func testsLosing(t *testing.T, query string, devices int) *bench {
	t.Helper()
	b := newBench(t, query, fake{stepCost: time.Millisecond}, fake{})
	opened := 0
	b.GPUWait = time.Millisecond
	b.regain(t, func(context.Context) (backend.GPU, error) {
		g := &fakeGPU{open: b.making(fake{name: "gpu", stepCost: 50 * time.Microsecond})}
		if opened++; opened <= devices {
			g.fault = &backend.LostError{Reason: text.New("place.lost", "why", "a test took it")}
		}
		return g, nil
	})
	return b
}

// Of a device that is lost while it is tested nothing is known: another is opened.
func TestGPULostInItsTestIsReplacedByANewOne(t *testing.T) {
	synctest.Test(t, testGPULostInItsTestIsReplacedByANewOne)
}

func testGPULostInItsTestIsReplacedByANewOne(t *testing.T) {
	for _, query := range []string{"backend=gpu", "backend=auto"} {
		b := testsLosing(t, query, 1)
		b.work(t, func() bool { return b.on() == "gpu" && b.placement.Settled() })
		b.wantReplaced(t, query)
	}
}

// That is tried once: a test may be what a driver does not survive.
func TestGPULostInTwoTestsIsLeftAlone(t *testing.T) {
	synctest.Test(t, testGPULostInTwoTestsIsLeftAlone)
}

func testGPULostInTwoTestsIsLeftAlone(t *testing.T) {
	for _, query := range []string{"backend=gpu", "backend=auto"} {
		b := testsLosing(t, query, 2)
		b.work(t, func() bool { return b.placement.Losses() == 1 })
		time.Sleep(placement.LossSpan) // however long ago
		b.work(t, func() bool { return b.placement.Losses() == 2 })
		step := b.lanes[0].step
		b.work(t, func() bool { return b.lanes[0].step > step+100 })
		if said := b.said(); b.on() != "cpu" || b.Testing() || !strings.Contains(said, "stays there, since it is the second time during its test.") {
			t.Errorf("%s: on the %s; said: %s", query, b.on(), said)
		}
	}
}

func TestGPULostAgainLaterIsReplacedAgain(t *testing.T) {
	synctest.Test(t, testGPULostAgainLaterIsReplacedAgain)
}

func testGPULostAgainLaterIsReplacedAgain(t *testing.T) {
	b := losing(t, "backend=gpu", 3, text.New("place.lost", "why", "a test took it"))
	b.work(t, func() bool { return b.placement.Losses() == 1 && b.on() == "gpu" })
	time.Sleep(placement.LossSpan)
	b.work(t, func() bool { return b.placement.Losses() == 2 && b.on() == "gpu" })
}

func TestNoNewGPUAfterALoss(t *testing.T) { synctest.Test(t, testNoNewGPUAfterALoss) }

func testNoNewGPUAfterALoss(t *testing.T) {
	b := losing(t, "backend=gpu", 2, text.New("place.lost", "why", "a test took it"))
	b.placement.GPU = func(context.Context) (backend.GPU, error) { return nil, errors.New("there is no adapter any more") }
	b.work(t, func() bool { return b.placement.Losses() == 1 && b.placement.Settled() })
	step := b.lanes[0].step
	b.work(t, func() bool { return b.lanes[0].step > step+400 })
	if said := b.said(); b.on() != "cpu" || !strings.Contains(said, "There is no new GPU device, so that training stays on the CPU: there is no adapter any more.") {
		t.Errorf("on the %s; said: %s", b.on(), said)
	}
}

// A network that does not fit is not tried again; the next one is.
func TestGPUWithoutMemoryIsOpenedAnewForTheNextNetwork(t *testing.T) {
	synctest.Test(t, testGPUWithoutMemoryIsOpenedAnewForTheNextNetwork)
}

func testGPUWithoutMemoryIsOpenedAnewForTheNextNetwork(t *testing.T) {
	b := losing(t, "backend=gpu", 2, &backend.FullError{Reason: text.New("place.full")})
	b.work(t, func() bool { return b.on() == "cpu" })
	step := b.lanes[0].step
	b.work(t, func() bool { return b.lanes[0].step > step+400 })
	if said := b.said(); b.on() != "cpu" || !strings.Contains(said, "The GPU has no memory for this network; training goes on on the CPU") {
		t.Errorf("on the %s; said: %s", b.on(), said)
	}
	b.apply(t, "backend=gpu&depth=2")
	b.work(t, func() bool { return b.on() == "gpu" })
}

// What a GPU foresees that it cannot do says nothing about the device.
func TestRefusalIsNoLoss(t *testing.T) { synctest.Test(t, testRefusalIsNoLoss) }

func testRefusalIsNoLoss(t *testing.T) {
	b := losing(t, "backend=gpu", 2, &backend.UnsupportedError{Reason: text.Verbatim("The GPU knows SGD only.")})
	b.work(t, func() bool { return b.on() == "cpu" })
	if b.placement.Losses() != 0 || b.Testing() {
		t.Error("another device is looked for")
	}
}

// Every lane that meets the same loss, at whatever moment, counts it once.
func TestOneLossOfManyLanesCountsOnce(t *testing.T) {
	synctest.Test(t, testOneLossOfManyLanesCountsOnce)
}

func testOneLossOfManyLanesCountsOnce(t *testing.T) {
	b := losing(t, "backend=gpu", 2, text.New("place.lost", "why", "a test took it"))
	l := b.lanes[2]
	b.work(t, func() bool { return b.placement.Losses() == 1 })
	l.place = placement.Place{OnGPU: true}
	b.rescue(l, errors.New("an echo"))
	if b.placement.Losses() != 1 {
		t.Errorf("device %d; want 1", b.placement.Losses())
	}
}

// The parameters of lanes on a GPU are kept even where evaluations, which bring
// them otherwise, are too slow to be made.
func TestParametersAreKeptWithoutEvaluations(t *testing.T) {
	synctest.Test(t, testParametersAreKeptWithoutEvaluations)
}

func testParametersAreKeptWithoutEvaluations(t *testing.T) {
	b := newBench(t, "backend=gpu", fake{}, fake{name: "gpu", stepCost: 20 * time.Microsecond})
	b.MaxEval, b.views.evalTook = time.Microsecond, time.Hour
	b.views.evaluated, b.views.kept = time.Now(), time.Time{}
	b.work(t, func() bool { return b.lanes[0].kept.Step > 0 })
}
