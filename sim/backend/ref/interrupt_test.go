package ref_test

import (
	"errors"
	"reflect"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/ref"
	"backflow/sim/nn"
)

// Wherever a pass is given up, training and evaluation go on afterwards as if it
// had not been.
func TestInterruptedPassesLeaveNothing(t *testing.T) {
	const steps = 3
	asked, at := 0, -1
	b := ref.NewInterruptible(func() bool { asked++; return asked == at })
	h := backend.Hyper{Optimiser: optim.Adam, LR: 0.01}
	calm := train(t, b, steps, h)
	total := asked
	if total < 4*steps {
		t.Fatalf("asked %d times in all", total)
	}
	for at = 1; at <= total; at++ {
		asked = 0
		if got := train(t, b, steps, h); !reflect.DeepEqual(got, calm) {
			t.Fatalf("given up at question %d of %d: another result", at, total)
		}
	}
}

// train starts b anew, and takes steps and a look however often it is
// interrupted.
func train(t *testing.T, b *ref.Backend, steps int, h backend.Hyper) outcome {
	t.Helper()
	set := points(30)
	spec := nn.Spec{Input: set.Shape, Loss: set.Loss(), Layers: []nn.LayerSpec{
		dense(5), {Kind: nn.KindBatchNorm, Eps: 1e-5}, act("noisy"), {Kind: nn.KindResidual, Scale: 1, Layers: []nn.LayerSpec{dense(5), act("tanh")}}, dense(1),
	}}
	params, err := nn.Init(spec, nn.InitOptions{Scheme: "he", Gain: 1, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Reset(backend.Problem{Spec: spec, State: backend.State{Params: params}, Data: set, Batch: 7, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for steps > 0 {
		err := b.Train(steps, h)
		var given *backend.InterruptedError
		switch {
		case err == nil:
			steps = 0
		case errors.As(err, &given):
			steps -= given.Steps
		default:
			t.Fatal(err)
		}
	}
	o, err := b.Observe(backend.Want{State: true, Gradients: true, Eval: true}, h)
	if given := (*backend.InterruptedError)(nil); errors.As(err, &given) {
		o, err = b.Observe(backend.Want{State: true, Gradients: true, Eval: true}, h)
	}
	if err != nil {
		t.Fatal(err)
	}
	return outcome{o.Loss, o.State, o.Gradients, *o.Test}
}

// outcome is of an observation what has no NaN.
type outcome struct {
	loss      float64
	state     *backend.State
	gradients [][]float32
	test      backend.Score
}
