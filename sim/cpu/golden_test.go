package cpu

import (
	"os"
	"testing"

	"backflow/sim"
	"backflow/sim/nn"
)

// goldenSteps is a run long enough that a difference in one last bit anywhere
// has grown into all parameters.
const goldenSteps = 1000

// golden are fingerprints of all parameters after goldenSteps. They are the
// same natively and in wasm: this test runs under both. A change of the
// arithmetic changes them; print the new ones with UPDATE_GOLDEN=1 and say in
// the commit why they changed.
var golden = map[string]uint64{
	"conv adam":     0xb336a2595a32fd26,
	"conv sgd":      0x786023d102af2917,
	"elu adam":      0xcb77699c20a1a6d9,
	"elu sgd":       0xc2bbfe6caba9deae,
	"gelu adam":     0x4dcb4dda29f7fae7,
	"gelu sgd":      0x1459913ab7b76daa,
	"leaky adam":    0x0bc055d0fbb12cf3,
	"leaky sgd":     0x7af29293e7f218ca,
	"linear adam":   0x6add5b7c384b4c62,
	"linear sgd":    0xaea77b433ff5d552,
	"noisy adam":    0x73c8e5aa7d9ad2ad,
	"noisy sgd":     0x8274f08e9a9ed1f3,
	"norms adam":    0x2288de3633e80aef,
	"norms sgd":     0xbe3e6dc3566ad42c,
	"products adam": 0xa8208185c0232d8e,
	"products sgd":  0xd2108670a36aeeac,
	"relu adam":     0x472633cb40ec9f9e,
	"relu sgd":      0xcb315d3ce7232535,
	"selu adam":     0x83876f0a43559e67,
	"selu sgd":      0x75f214f7fe794df1,
	"sigmoid adam":  0xd72e64ef1ef27f04,
	"sigmoid sgd":   0x06831a5667f3052b,
	"silu adam":     0x124083c14c8980c5,
	"silu sgd":      0xd63a001b117a1f1a,
	"softplus adam": 0x5e12d9f8bc333130,
	"softplus sgd":  0x2911adea877c4f57,
	"softsign adam": 0xce519af10d9e01d4,
	"softsign sgd":  0xe95e1f8cc1de624c,
	"tanh adam":     0xbf1d273be1467f23,
	"tanh sgd":      0x55f6b925e6d10bb7,
}

func goldenProblems() map[string]sim.Problem {
	list := map[string]sim.Problem{
		"products": newProblem(nn.Vector(37), 10, 200, 32, hidden(2, 61, "relu", 10)),
		"norms": newProblem(nn.Vector(5), 3, 100, 7, []nn.LayerSpec{
			{Kind: nn.KindDense, Units: 13},
			{Kind: nn.KindBatchNorm, Eps: 1e-5},
			{Kind: nn.KindAct, Act: "relu"},
			{Kind: nn.KindDense, Units: 7},
			{Kind: nn.KindLayerNorm, Eps: 1e-5},
			{Kind: nn.KindAct, Act: "tanh"},
			{Kind: nn.KindDense, Units: 3},
		}),
		"conv": newProblem(nn.Shape{C: 2, H: 9, W: 7}, 3, 100, 7, []nn.LayerSpec{
			{Kind: nn.KindConv, Units: 5, Kernel: 3, Stride: 1, Pad: 1},
			{Kind: nn.KindAct, Act: "leaky", Slope: 0.1},
			{Kind: nn.KindMaxPool, Size: 2},
			{Kind: nn.KindFlatten},
			{Kind: nn.KindDense, Units: 3},
		}),
	}
	for _, a := range nn.Activations {
		list[a.Name] = newProblem(nn.Vector(2), 2, 100, 7, hidden(3, 8, a.Name, 1))
	}
	return list
}

func TestGolden(t *testing.T) {
	for name, p := range goldenProblems() {
		for _, rule := range []sim.Optimiser{sim.SGD, sim.Adam} {
			key := name + " " + string(rule)
			b := started(t, p)
			h := sim.Hyper{Optimiser: rule, LR: 0.01, Decay: 1e-4, Clip: 1}
			if err := b.Train(goldenSteps, h); err != nil {
				t.Fatal(err)
			}
			if b.diverged != nil {
				t.Fatalf("%s diverged: %+v", key, b.diverged)
			}
			switch got := hashOf(b); {
			case os.Getenv("UPDATE_GOLDEN") != "":
				t.Logf("\t%q: %#016x,", key, got)
			case got != golden[key]:
				t.Errorf("%s: parameters have fingerprint %#016x, want %#016x", key, got, golden[key])
			}
		}
	}
}
