package conformance

import (
	"math"
	"slices"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// testCase is one network with its data and how it trains.
type testCase struct {
	name    string
	needs   Features
	problem backend.Problem
	hyper   backend.Hyper
	// floor is an absolute error that is always allowed, as a share of the
	// largest gradient RMS. It is for tensors whose exact gradient is zero: a
	// bias in front of a batch normalisation has no effect, and what is
	// computed for it is rounding error.
	floor float64
}

// cases lists every network of the suite. Widths and batches are primes or odd.
func cases() []testCase {
	list := denseCases()
	list = append(list, activationCases()...)
	list = append(list, convCases()...)
	list = append(list, normCases()...)
	return append(list, residualCases()...)
}

func denseCases() []testCase {
	return []testCase{
		newCase("mlp", flat(5, 3), 7, dense(13), act("relu"), dense(17), act("relu"), dense(3)),
		newCase("deep sigmoid", flat(2, 2), 7, repeat(10, dense(8), act("sigmoid"))...).then(dense(1)),
		newCase("regression", flat(5, 0), 7, dense(13), act("tanh"), dense(1)),
		newCase("no hidden layer", flat(5, 3), 7, dense(3)),
		newCase("one of everything", flat(1, 2), 1, dense(1), act("tanh"), dense(1)),
		newCase("activation last", flat(5, 0), 7, dense(5), act("softsign"), dense(1), act("sigmoid")),
		newCase("activation first", flat(5, 3), 7, act("tanh"), dense(5), dense(3)),
		newCase("batch beyond the epoch", flat(5, 3), 61, dense(7), act("leaky"), dense(3)),
		newCase("wide", flat(131, 11), 67, dense(73), act("relu"), dense(130), act("tanh"), dense(11)),
	}
}

// activationCases has one small logistic net for each activation.
func activationCases() []testCase {
	var list []testCase
	for _, a := range nn.Activations {
		c := newCase("act "+a.Name, flat(2, 2), 7, dense(5), act(a.Name), dense(7), act(a.Name), dense(1))
		c.needs.Noise = a.Noisy
		list = append(list, c)
	}
	return list
}

func convCases() []testCase {
	list := []testCase{
		newCase("conv", image(2, 11, 9, 3), 7,
			conv(3, 3, 1, 1), act("relu"), maxPool(2), conv(5, 3, 2, 0), act("tanh"), flatten(), dense(3)),
		newCase("conv wide stride", image(1, 13, 10, 3), 5,
			conv(3, 5, 3, 2), act("relu"), avgPool(2), flatten(), dense(7), act("relu"), dense(3)),
		newCase("conv 1x1", image(3, 5, 4, 2), 7, conv(5, 1, 1, 0), act("sigmoid"), flatten(), dense(1)),
		newCase("pool leaves a rest", image(2, 7, 8, 3), 7, maxPool(3), flatten(), dense(3)),
		newCase("conv many channels", image(17, 9, 9, 11), 23,
			conv(19, 3, 1, 1), act("relu"), conv(23, 3, 1, 1), act("relu"), avgPool(3), flatten(), dense(11)),
		newCase("conv beyond a square", image(3, 6, 5, 3), 5, // of 32 channels
			conv(37, 3, 1, 1), act("tanh"), conv(35, 3, 1, 1), act("relu"), flatten(), dense(3)),
		newCase("pools at several places", image(2, 19, 14, 3), 5,
			maxPool(2), conv(5, 3, 1, 1), act("relu"), avgPool(2), maxPool(2), conv(7, 1, 1, 0), act("sigmoid"), flatten(), dense(3)),
		deepConv("conv 20×16", image(1, 13, 10, 3), 16, 20, maxPool(2), conv(16, 3, 1, 1), act("relu")),
		deepConv("conv of 30 layers", image(1, 13, 10, 3), 5, 30, maxPool(2), conv(5, 3, 1, 1), act("leaky")),
		// Ten sigmoid layers make the pixels of a channel alike to the last digit: which of
		// them is the largest would be decided by rounding, and differ from one backend to another.
		deepConv("sigmoid conv of 30 layers", image(1, 13, 10, 3), 5, 30, avgPool(2), conv(5, 3, 1, 1), act("sigmoid")),
	}
	return needing(list, Features{Conv: true}, 0)
}

// deepConv is a conv net like those of the page: a pool behind each third of its layers.
func deepConv(name string, set *data.Set, batch, depth int, pool nn.LayerSpec, layer ...nn.LayerSpec) testCase {
	third := repeat(depth/3, layer...)
	all := slices.Concat(third, []nn.LayerSpec{pool}, third, []nn.LayerSpec{pool}, repeat(depth-2*(depth/3), layer...))
	return newCase(name, set, batch, append(all, flatten(), dense(3))...)
}

func normCases() []testCase {
	list := needing([]testCase{
		newCase("batchnorm", flat(5, 3), 7, dense(13), batchNorm(), act("relu"), dense(7), batchNorm(), act("sigmoid"), dense(3)),
		newCase("layernorm", flat(5, 3), 7, dense(13), layerNorm(), act("relu"), dense(7), layerNorm(), act("tanh"), dense(3)),
		newCase("batchnorm over one example", flat(5, 3), 1,
			dense(7), batchNorm(), act("sigmoid"), dense(5), batchNorm(), act("sigmoid"), dense(3)),
		newCase("layernorm over one unit", flat(5, 3), 7,
			dense(3), act("tanh"), dense(1), layerNorm(), act("sigmoid"), dense(3)),
	}, Features{Norm: true}, 1e-6)
	return append(list, needing([]testCase{
		newCase("conv batchnorm", image(2, 7, 6, 3), 7,
			conv(5, 3, 1, 1), batchNorm(), act("relu"), maxPool(2), conv(3, 3, 1, 0), batchNorm(), act("relu"), flatten(), dense(3)),
		deepConv("conv batchnorm and pools", image(1, 13, 10, 3), 7, 6, maxPool(2), conv(5, 3, 1, 1), batchNorm(), act("tanh")),
		newCase("conv layernorm", image(2, 7, 6, 3), 7,
			conv(5, 3, 1, 1), layerNorm(), act("tanh"), flatten(), dense(3)),
	}, Features{Norm: true, Conv: true}, 1e-6)...)
}

func residualCases() []testCase {
	list := needing([]testCase{
		newCase("residual", flat(5, 3), 7,
			dense(13), act("relu"), residual(1, dense(13), act("relu")), residual(1, dense(13), act("tanh")), dense(3)),
		newCase("residual nested", flat(5, 3), 7,
			dense(7), residual(0.5, act("tanh"), dense(7), residual(0.25, dense(7), act("elu"))), residual(2), dense(3)),
		newCase("residual first and last", flat(5, 0), 7, residual(0.7, dense(5), act("relu")), dense(1), residual(1, act("tanh"))),
	}, Features{Residual: true}, 0)
	return append(list, needing([]testCase{
		newCase("residual conv", image(2, 7, 6, 3), 7,
			conv(5, 3, 1, 1), residual(0.6, conv(5, 3, 1, 1), batchNorm(), act("relu")), flatten(), dense(3)),
	}, Features{Residual: true, Norm: true, Conv: true}, 1e-6)...)
}

func needing(list []testCase, f Features, floor float64) []testCase {
	for i := range list {
		list[i].needs, list[i].floor = f, floor
	}
	return list
}

// newCase builds a problem around layers: parameters of a size that neither
// kills nor explodes the signal, all of them non-zero.
func newCase(name string, set *data.Set, batch int, layers ...nn.LayerSpec) testCase {
	c := testCase{
		name: name,
		problem: backend.Problem{
			Spec: nn.Spec{Input: set.Shape, Loss: set.Loss()},
			Data: set, Batch: batch, Seed: 5,
		},
		hyper: backend.Hyper{Optimiser: optim.SGD, LR: 0.05},
	}
	return c.then(layers...)
}

// then appends layers and draws the parameters anew.
func (c testCase) then(layers ...nn.LayerSpec) testCase {
	c.problem.Spec.Layers = append(c.problem.Spec.Layers, layers...)
	c.problem.State = backend.State{}
	if tensors, err := c.problem.Spec.Tensors(); err == nil {
		c.problem.State.Params = randomParams(tensors)
	}
	return c
}

// randomParams draws U(±2/√fan-in) weights, and the rest near where they
// start in practice but never on it: a bias of 0 or a γ of 1 hides mistakes.
func randomParams(tensors []nn.TensorSpec) [][]float32 {
	params := make([][]float32, len(tensors))
	for i, t := range tensors {
		centre, spread := 0.0, 0.3
		switch t.Role {
		case nn.RoleWeight:
			spread = 2 / math.Sqrt(float64(t.FanIn))
		case nn.RoleGamma:
			centre = 1
		}
		params[i] = uniform(i, t.Size(), centre, spread)
	}
	return params
}

// suiteSeed is where all random numbers of the suite come from.
const suiteSeed = 3

// uniform draws n numbers around centre; which tells draws apart.
func uniform(which, n int, centre, spread float64) []float32 {
	rng := nn.Stream(suiteSeed, nn.UseData, which)
	xs := make([]float32, n)
	for i := range xs {
		xs[i] = float32(centre + spread*(2*rng.Float64()-1))
	}
	return xs
}

// flat is a set of plain vectors: 23 examples to train on, 11 to test on.
func flat(features, classes int) *data.Set { return newSet(nn.Vector(features), classes) }

// image is a set of small pictures.
func image(c, h, w, classes int) *data.Set { return newSet(nn.Shape{C: c, H: h, W: w}, classes) }

func newSet(shape nn.Shape, classes int) *data.Set {
	set := &data.Set{
		Name: "suite", Shape: shape, Classes: classes,
		Train: newPart(1000, 23, shape.Size(), classes),
		Test:  newPart(2000, 11, shape.Size(), classes),
	}
	if shape.Size() == 2 {
		set.Extent = 1.5
	}
	return set
}

func newPart(which, n, size, classes int) data.Part {
	p := data.Part{X: uniform(which, n*size, 0, 1.5), Y: uniform(which+1, n, 0, 1)}
	for i := range p.Y {
		if classes > 0 { // −1 … 1 becomes a class
			p.Y[i] = float32(int((p.Y[i]+1)/2*float32(classes)) % classes)
		}
	}
	return p
}

func dense(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

func act(name string) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindAct, Act: name, Slope: 0.1}
}

func conv(units, kernel, stride, pad int) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindConv, Units: units, Kernel: kernel, Stride: stride, Pad: pad}
}

func maxPool(size int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindMaxPool, Size: size} }
func avgPool(size int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindAvgPool, Size: size} }
func flatten() nn.LayerSpec         { return nn.LayerSpec{Kind: nn.KindFlatten} }
func batchNorm() nn.LayerSpec       { return nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: 1e-5} }
func layerNorm() nn.LayerSpec       { return nn.LayerSpec{Kind: nn.KindLayerNorm, Eps: 1e-5} }

func residual(scale float64, branch ...nn.LayerSpec) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindResidual, Scale: scale, Layers: branch}
}

func repeat(n int, layers ...nn.LayerSpec) []nn.LayerSpec {
	var all []nn.LayerSpec
	for range n {
		all = append(all, layers...)
	}
	return all
}
