package cpu

import (
	"runtime"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/nn"
)

// What Memory estimates is what a backend takes, or somewhat more: some of it
// is gone after a look.
func TestMemoryIsWhatIsTaken(t *testing.T) {
	set, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	set.Train.X, set.Train.Y = set.Train.X[:200*set.Shape.Size()], set.Train.Y[:200]
	set.Test = set.Train
	for _, query := range []string{
		"depth=10&width=512&batch=256",
		"depth=3&width=1024&batch=32&opt=adam",
		"depth=40&width=128&batch=1024&act=noisy",
		"depth=20&width=128&batch=1024&norm=batch&opt=momentum",
		"depth=20&width=128&batch=1024&norm=layer&skip=plain",
		"model=cnn&depth=4&width=16&batch=64",
		"model=cnn&depth=4&width=32&batch=32&norm=batch&opt=adam",
	} {
		cfg, problems := experiment.ParseQuery("data=digits&vs=none&" + query)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c := cfg.Lanes()[0]
		p := backend.Problem{Spec: c.Spec(set), Data: set, Batch: c.Batch, Seed: 1}
		p.State.Params, err = nn.Init(p.Spec, nn.InitOptions{Scheme: "he", Gain: 1})
		if err != nil {
			t.Fatal(err)
		}
		estimate, taken := Memory(p, c.Hyper()), taken(t, p, c.Hyper())
		t.Logf("%-60s estimated %7.1f MB, taken %7.1f MB", query, float64(estimate)/1e6, float64(taken)/1e6)
		if low, high := taken*85/100-4e6, taken*14/10+4e6; estimate < low || estimate > high {
			t.Errorf("%s takes %d bytes, Memory says %d", query, taken, estimate)
		}
	}
}

// taken is what is alive after a step and a look, beside what they returned.
func taken(t *testing.T, p backend.Problem, h backend.Hyper) int64 {
	before := alive()
	b := New()
	defer b.Close()
	if err := b.Reset(p); err != nil {
		t.Fatal(err)
	}
	if err := b.Train(1, h); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Observe(backend.Want{Eval: true}, h); err != nil {
		t.Fatal(err)
	}
	after := alive()
	runtime.KeepAlive(p)
	return after - before
}

func alive() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
