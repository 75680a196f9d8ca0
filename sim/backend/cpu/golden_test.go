package cpu

import (
	"errors"
	"os"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
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
	"conv adam":     0x8b201525e1d42724,
	"conv sgd":      0x2c16a872a6fe5b27,
	"elu adam":      0x71e13bfd082bcd35,
	"elu sgd":       0xa99599a59e674726,
	"gelu adam":     0xde3f6482e4afa581,
	"gelu sgd":      0xca178964ca144e5a,
	"leaky adam":    0x745cb4ec6d710f71,
	"leaky sgd":     0x9e7a7d6cffecf9e4,
	"linear adam":   0xcd544a982cb71d17,
	"linear sgd":    0x86f370d693c3d8d5,
	"noisy adam":    0xc79d8966fdbada99,
	"noisy sgd":     0xe4810aba6a4a05a9,
	"norms adam":    0xd35844372f4a72a1,
	"norms sgd":     0xbe1df936b6064d85,
	"products adam": 0xf61b85b6423d9619,
	"products sgd":  0x88f6be874c6217cc,
	"relu adam":     0x681916c513c45651,
	"relu sgd":      0x4d6de38dccbe201e,
	"selu adam":     0xb422b23ced708831,
	"selu sgd":      0x8e24450bf0f01e86,
	"sigmoid adam":  0x5837638f3d83cdb1,
	"sigmoid sgd":   0x67c99e2587e97a36,
	"silu adam":     0x5164f67214d6f5ee,
	"silu sgd":      0x40833e0000ad7ec9,
	"softplus adam": 0x08fc8fa40a0e4a90,
	"softplus sgd":  0xb0d2cec2c40b790a,
	"softsign adam": 0x6ab34efc8a3579b3,
	"softsign sgd":  0x4ddc231777f88169,
	"tanh adam":     0x540cd6e031f5b56d,
	"tanh sgd":      0x55c8311acff61020,
}

func goldenProblems() map[string]backend.Problem {
	list := map[string]backend.Problem{
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

// The SIMD kernels without fused multiply-add come to the same bits. Fewer steps
// do: every bit is compared.
func TestMachinesTrainToTheBitsOfTheLoops(t *testing.T) {
	const steps = 50
	for _, m := range exactMachines(t) {
		for name, p := range goldenProblems() {
			for rule := range vectorRules {
				h := backend.Hyper{Optimiser: rule, LR: 0.01, Decay: 1e-4, Clip: 1, Equalise: rule == optim.Momentum}
				loops, vectors := started(t, p), New().On(m)
				if err := errors.Join(vectors.Reset(p), loops.Train(steps, h), vectors.Train(steps, h)); err != nil {
					t.Fatal(err)
				}
				if hashOf(loops) != hashOf(vectors) {
					t.Errorf("%s %s: the parameters differ after %d steps", name, rule, steps)
				}
			}
		}
	}
}

func TestGolden(t *testing.T) {
	for name, p := range goldenProblems() {
		for _, rule := range []optim.Rule{optim.SGD, optim.Adam} {
			key := name + " " + string(rule)
			b := started(t, p)
			h := backend.Hyper{Optimiser: rule, LR: 0.01, Decay: 1e-4, Clip: 1}
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
