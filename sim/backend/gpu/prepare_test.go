package gpu

import (
	"slices"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
)

// ordering is a device of its own, on the adapter that all tests share, whose host
// keeps the names of the kernels that are ordered ahead.
func ordering(t *testing.T) (d *Device, ordered func() []string) {
	t.Helper()
	d = afresh(testDevice(t))
	var names []string
	d.ahead = func(order func()) {
		order()
		for _, k := range d.kernels {
			if k.layout != nil {
				names = append(names, k.Entry)
			}
		}
	}
	return d, func() []string { slices.Sort(names); return names }
}

func (d *Device) prepared(t *testing.T, problems ...backend.Problem) {
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
	if err := d.Prepare(trials); err != nil {
		t.Fatal(err)
	}
}

// What a comparison compiles is what its steps take, no kernel twice and no kernel
// of looks: each costs a browser up to half a second.
func TestPrepareCompilesWhatTrainingTakes(t *testing.T) {
	small := func(act string) backend.Problem { return selfTestProblem(2, 2, act) }
	d, ordered := ordering(t)
	d.prepared(t, small("tanh"), small("tanh"))
	if got := ordered(); !slices.Equal(got, []string{"train"}) {
		t.Errorf("two alike take %q", got)
	}
	d, ordered = ordering(t)
	d.prepared(t, small("tanh"), small("relu"))
	want := []string{"train", "train"}
	if !d.inSoftware() {
		want = want[:1] // that looks the activation up
	}
	if got := ordered(); !slices.Equal(got, want) {
		t.Errorf("two activations take %q, want %q", got, want)
	}
}
