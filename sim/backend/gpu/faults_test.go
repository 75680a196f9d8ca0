package gpu

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/nn"
)

// Rebuilds, as a visitor makes them who plays with the toggles, must leave
// nothing behind: no buffer of the GPU, no memory of Go's.
func TestRebuildsLeaveNothingBehind(t *testing.T) {
	rebuilds := 200
	if testing.Short() || runtime.GOOS == "js" { // in a browser the whole page is tested for the same
		rebuilds = 60
	}
	d := testDevice(t)
	held := d.Buffers()
	rng := rand.New(rand.NewPCG(20, 26))
	rebuild(t, rng, rebuilds/2) // fills caches: of kernels, of the driver
	if n := d.Buffers(); n != held {
		t.Fatalf("%d buffers are left of %d rebuilds", n-held, rebuilds/2)
	}
	before := heap()
	rebuild(t, rng, rebuilds)
	if n := d.Buffers(); n != held {
		t.Errorf("%d buffers are left of %d rebuilds", n-held, rebuilds)
	}
	// A few kernels that the first half did not meet, and what finalisers have
	// not come to, but not a network's memory a time.
	const most = 2 << 20
	if grown := heap() - before; grown > most {
		t.Errorf("Go's memory grew by %d KiB in %d rebuilds", grown>>10, rebuilds)
	}
}

// rebuild makes one network after the other, trains it a little and looks at
// it, now and then on the same backend.
func rebuild(t *testing.T, rng *rand.Rand, times int) {
	t.Helper()
	acts := []string{"sigmoid", "relu"}
	h := backend.Hyper{Optimiser: optim.SGD, LR: 0.01}
	var b backend.Backend
	for i := range times {
		if b == nil {
			b = testDevice(t).NewBackend()
		}
		widest := 16
		if i%10 == 0 { // which plan trains these is measured, and takes longer than all else
			widest = 40
		}
		p := rebuiltProblem(rng, widest, acts[rng.IntN(len(acts))])
		if err := b.Reset(p); err != nil {
			t.Fatalf("rebuild %d: %v", i, err)
		}
		if err := b.Train(2, h); err != nil {
			t.Fatalf("rebuild %d: %v", i, err)
		}
		if _, err := b.Observe(backend.Want{Units: 4, Eval: true, State: true}, h); err != nil {
			t.Fatalf("rebuild %d: %v", i, err)
		}
		if rng.IntN(2) == 0 || i == times-1 {
			b.Close()
			b = nil
		}
	}
}

func rebuiltProblem(rng *rand.Rand, widest int, act string) backend.Problem {
	p := speedProblem(2, 2, 0, 1, 50, 32, act)
	p.Spec.Layers, p.State = nil, backend.State{}
	width := 1 + rng.IntN(widest)
	for range 1 + rng.IntN(12) {
		p.Spec.Layers = append(p.Spec.Layers, dense(width))
		if width%2 == 0 { // so that both plans have their turn
			p.Spec.Layers = append(p.Spec.Layers, nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1e-5})
		}
		p.Spec.Layers = append(p.Spec.Layers, nn.LayerSpec{Kind: nn.KindAct, Act: act})
	}
	p.Spec.Layers = append(p.Spec.Layers, dense(1))
	tensors, _ := p.Spec.Tensors()
	for _, t := range tensors {
		p.State.Params = append(p.State.Params, normal(rng, t.Size()))
	}
	return p
}

// heap is what Go holds once everything that can be freed has been.
func heap() int64 {
	for range 3 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond) // for finalisers
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
