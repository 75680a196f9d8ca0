package session

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"backflow/sim/text"
)

// fastGPU is a bench whose GPU is fast, but not tested before release is closed.
func fastGPU(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, "", fake{stepCost: time.Millisecond}, fake{name: "gpu", stepCost: 50 * time.Microsecond})
	b.device.release = make(chan struct{})
	return b
}

func (b *bench) allOn(backend, why string) bool {
	for _, l := range b.Stats().Lanes {
		if l.Backend != backend || !strings.Contains(l.Why.String(), why) {
			return false
		}
	}
	return true
}

// A self-test takes a browser seconds to compile, which are for nothing where
// the GPU is slower.
func TestGPUThatLosesIsNotTested(t *testing.T) { synctest.Test(t, testGPUThatLosesIsNotTested) }

func testGPUThatLosesIsNotTested(t *testing.T) {
	b := newBench(t, "", fake{stepCost: 50 * time.Microsecond}, fake{name: "gpu", stepCost: time.Millisecond})
	b.work(t, func() bool { return b.placement.Settled() })
	if !b.allOn("cpu", "times faster than this GPU at this size") {
		t.Errorf("%+v", b.Stats().Lanes[0])
	}
	if n, lanes := b.device.prepared.Load(), len(b.lanes); int(n) != lanes {
		t.Errorf("%d backends were made ready for %d lanes", n, lanes)
	}
	if n := b.device.tested.Load(); n != 0 {
		t.Errorf("tested %d times", n)
	}
	if open, _ := b.onDevice(); open > 0 || b.Testing() {
		t.Errorf("%d backends are left on the GPU; in a test: %t", open, b.Testing())
	}
}

// What a GPU computes is neither shown nor trained on before it is known to be
// right, and training does not wait for that.
func TestGPUThatWinsIsTestedBeforeItTrains(t *testing.T) {
	synctest.Test(t, testGPUThatWinsIsTestedBeforeItTrains)
}

func testGPUThatWinsIsTestedBeforeItTrains(t *testing.T) {
	b := fastGPU(t)
	b.work(t, func() bool { return b.device.tested.Load() > 0 })
	open, tried := b.onDevice()
	if open > 0 || tried != len(b.lanes) {
		t.Errorf("%d backends of %d are on the GPU while it is tested", open, tried)
	}
	step := b.lanes[0].step
	b.work(t, func() bool { return b.lanes[0].step > step+20 })
	if !b.allOn("cpu", "times faster, but not yet tested") || !b.Testing() {
		t.Errorf("during the test: %+v", b.Stats().Lanes[0])
	}
	close(b.device.release)
	b.work(t, func() bool { return b.placement.Settled() })
	if !b.allOn("gpu", "times faster than the CPU at this size") || b.Testing() {
		t.Errorf("after the test: %+v", b.Stats().Lanes[0])
	}
	b.apply(t, "depth=3")
	b.work(t, func() bool { return b.placement.Settled() })
	if n := b.device.tested.Load(); n != 1 || !b.allOn("gpu", "times faster") {
		t.Errorf("with another shape: tested %d times, %+v", n, b.Stats().Lanes[0])
	}
}

// A test has the device for itself: what is compared beside it would be slow.
func TestComparisonWaitsForATestUnderWay(t *testing.T) {
	synctest.Test(t, testComparisonWaitsForATestUnderWay)
}

func testComparisonWaitsForATestUnderWay(t *testing.T) {
	b := fastGPU(t)
	b.work(t, func() bool { return b.device.tested.Load() > 0 })
	b.apply(t, "depth=3")
	b.placement.Begin(time.Time{}) // the Config has stood long enough
	b.work(t, func() bool { return b.lanes[0].step > 20 })
	if n, lanes := b.device.prepared.Load(), len(b.lanes); int(n) != lanes {
		t.Errorf("%d backends were made ready before the test is over; want %d, of the network before", n, lanes)
	}
	close(b.device.release)
	b.work(t, func() bool { return b.placement.Settled() })
	if !b.allOn("gpu", "times faster than the CPU at this size") {
		t.Errorf("after the test: %+v", b.Stats().Lanes[0])
	}
}

func TestGPUThatFailsItsTestTrainsNothing(t *testing.T) {
	synctest.Test(t, testGPUThatFailsItsTestTrainsNothing)
}

func testGPUThatFailsItsTestTrainsNothing(t *testing.T) {
	for query, tried := range map[string]int{"backend=auto": 3, "backend=gpu": 0} {
		b := fastGPU(t)
		b.device.fault = errors.New("the GPU failed its self-test: a sum is wrong")
		b.GPUWait = time.Millisecond
		b.apply(t, query)
		b.work(t, func() bool { return b.device.tested.Load() > 0 })
		close(b.device.release)
		b.work(t, func() bool { return b.placement.Settled() })
		if !b.allOn("cpu", "CPU: the GPU failed its self-test: a sum is wrong") {
			t.Errorf("%s: %+v", query, b.Stats().Lanes[0])
		}
		if open, all := b.onDevice(); open > 0 || all != tried {
			t.Errorf("%s: %d backends were made on the GPU, %d are open; want %d", query, all, open, tried)
		}
	}
}

// Whoever changes the network while it is made ready for the GPU gets the new one
// compared.
func TestAbandonedComparisonLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, testAbandonedComparisonLeavesNothingBehind)
}

func testAbandonedComparisonLeavesNothingBehind(t *testing.T) {
	b := newBench(t, "depth=3", fake{stepCost: 50 * time.Microsecond}, fake{name: "gpu", stepCost: time.Millisecond})
	hold := make(chan struct{})
	b.device.prepare = func() error { <-hold; return nil }
	b.work(t, func() bool { return b.device.prepared.Load() > 0 })
	b.apply(t, "depth=4")
	close(hold)
	b.work(t, func() bool { return b.placement.Settled() })
	if !b.allOn("cpu", "times faster than this GPU") {
		t.Errorf("%+v", b.Stats().Lanes[0])
	}
	b.work(t, func() bool { open, _ := b.onDevice(); return open == 0 })
	if n, lanes := b.device.prepared.Load(), len(b.lanes); int(n) != 2*lanes {
		t.Errorf("%d backends were made ready for twice %d lanes", n, lanes)
	}
}

func TestGPUThatCannotBeMadeReadyIsGivenUp(t *testing.T) {
	synctest.Test(t, testGPUThatCannotBeMadeReadyIsGivenUp)
}

func testGPUThatCannotBeMadeReadyIsGivenUp(t *testing.T) {
	b := fastGPU(t)
	b.device.prepare = func() error { return text.New("place.lost", "why", "a test took it") }
	b.work(t, func() bool { return b.placement.Losses() == 1 })
	if said := b.said(); !strings.Contains(said, "The GPU was lost: a test took it; training goes on on the CPU") {
		t.Errorf("said: %s", said)
	}
	if open, _ := b.onDevice(); open > 0 {
		t.Errorf("%d backends are left", open)
	}
}
