package gpu

import (
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/gpu/selftest"
	"backflow/sim/backend/optim"
)

// neededFor names the kernels that Prepare compiles for problems, each once.
func neededFor(t *testing.T, d *Device, problems ...backend.Problem) (entries []string) {
	t.Helper()
	var trials []backend.Trial
	for _, p := range problems {
		b := d.NewBackend()
		t.Cleanup(b.Close)
		if err := b.Reset(p); err != nil {
			t.Fatal(err)
		}
		trials = append(trials, backend.Trial{Backend: b, Hyper: backend.Hyper{Optimiser: optim.SGD, LR: 0.1}})
	}
	kernels, err := d.needed(trials)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Prepare(trials); err != nil {
		t.Fatal(err)
	}
	for i, k := range kernels {
		if slices.Index(kernels, k) == i {
			entries = append(entries, k.Entry)
		}
	}
	return entries
}

// What a comparison compiles is what its steps take, no kernel twice and no kernel
// of looks: each costs a browser up to half a second.
func TestPrepareCompilesWhatTrainingTakes(t *testing.T) {
	small := func(act string) backend.Problem { return selftest.Dense(2, 2, act) }
	d := testDevice(t)
	if got := neededFor(t, d, small("tanh"), small("tanh")); !slices.Equal(got, []string{"train"}) {
		t.Errorf("two alike take %q", got)
	}
	want := []string{"train", "train"}
	if !d.inSoftware() {
		want = want[:1] // that looks the activation up
	}
	if got := neededFor(t, d, small("tanh"), small("relu")); !slices.Equal(got, want) {
		t.Errorf("two activations take %q, want %q", got, want)
	}
}
