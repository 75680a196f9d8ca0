package experiment

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/text"
)

// normEps is added to variances by the normalisation layers, as in Ioffe &
// Szegedy 2015.
const normEps = 1e-5

// The conv net's kernels and pools.
const (
	convKernel = 3
	poolSize   = 2
)

// Spec returns the network that c describes for a data set. c is the Config of
// one lane: its VS is not looked at.
func (c Config) Spec(set *data.Set) nn.Spec {
	s := nn.Spec{Input: set.Shape, Loss: set.Loss()}
	if c.Model == "cnn" {
		s.Layers = c.convLayers()
	} else {
		s.Layers = c.denseLayers(set.Shape)
	}
	head := nn.LayerSpec{Kind: nn.KindDense, Units: set.Outputs()}
	s.Layers = append(s.Layers, head)
	return s
}

// denseLayers is Depth times dense, normalisation, activation.
func (c Config) denseLayers(in nn.Shape) []nn.LayerSpec {
	var layers []nn.LayerSpec
	if in.H > 1 || in.W > 1 {
		layers = append(layers, nn.LayerSpec{Kind: nn.KindFlatten})
	}
	fan := in.Size()
	for range c.Depth {
		block := c.block(nn.LayerSpec{Kind: nn.KindDense, Units: c.Width})
		layers = append(layers, c.skipped(block, fan == c.Width)...)
		fan = c.Width
	}
	return layers
}

// convLayers is Depth times a padded 3×3 convolution, normalisation and
// activation, with a 2×2 max pool after each third of them, then flattened.
func (c Config) convLayers() []nn.LayerSpec {
	var layers []nn.LayerSpec
	for i := range c.Depth {
		conv := nn.LayerSpec{Kind: nn.KindConv, Units: c.Width, Kernel: convKernel, Stride: 1, Pad: convKernel / 2}
		layers = append(layers, c.skipped(c.block(conv), i > 0)...)
		if c.poolsAfter(i + 1) {
			layers = append(layers, nn.LayerSpec{Kind: nn.KindMaxPool, Size: poolSize})
		}
	}
	return append(layers, nn.LayerSpec{Kind: nn.KindFlatten})
}

func (c Config) poolsAfter(n int) bool {
	third := (c.Depth + 2) / 3
	return n == third || n == 2*third
}

// block puts normalisation and activation behind a weighted layer.
func (c Config) block(weighted nn.LayerSpec) []nn.LayerSpec {
	block := []nn.LayerSpec{weighted}
	switch c.Norm {
	case "batch":
		block = append(block, nn.LayerSpec{Kind: nn.KindBatchNorm, Eps: normEps})
	case "layer":
		block = append(block, nn.LayerSpec{Kind: nn.KindLayerNorm, Eps: normEps})
	}
	return append(block, nn.LayerSpec{Kind: nn.KindAct, Act: c.Act, Slope: c.Slope})
}

// Spreadless says where normalisation has single values to work on; it is empty
// where it has more.
func (c Config) Spreadless(set *data.Set) text.Message {
	what := text.New("session.anyLayer")
	if c.Skip != "none" {
		what = text.New("session.anyBranch")
	}
	s := c.Spec(set)
	observed, err := s.Observed()
	switch {
	case err != nil:
		return text.Message{}
	case c.Norm == "batch" && observed[0].Single(nn.KindBatchNorm, c.Batch):
		return text.New("session.batchNormSpreadless", "what", what)
	case c.Norm == "layer" && observed[0].Single(nn.KindLayerNorm, c.Batch):
		return text.New("session.layerNormSpreadless", "what", what)
	}
	return text.Message{}
}

// skipped wraps a block in a residual connection where the Config asks for one
// and the block keeps the shape of its input.
func (c Config) skipped(block []nn.LayerSpec, sameShape bool) []nn.LayerSpec {
	if c.Skip == "none" || !sameShape {
		return block
	}
	scale := 1.0
	if c.Skip == "scaled" {
		scale = 1 / math.Sqrt(float64(c.Depth))
	}
	return []nn.LayerSpec{{Kind: nn.KindResidual, Scale: scale, Layers: block}}
}

// Hyper returns what the Config says about the steps of a network.
func (c Config) Hyper() backend.Hyper {
	return backend.Hyper{
		Optimiser: optim.Rule(c.Opt), LR: c.LR, Decay: c.Decay, Clip: c.Clip,
		LayerLR: c.LayerFactors(), Equalise: c.LayerLR == "equalise",
	}
}

// Problem is what a lane's backend starts on: its network, the first parameters,
// and the data.
func (c LaneConfig) Problem(set *data.Set) (backend.Problem, error) {
	spec := c.Spec(set)
	params, err := nn.Init(spec, nn.InitOptions{
		Scheme: c.Init, Gain: c.Gain, Seed: uint64(c.Seed), Batch: initBatch(set),
	})
	if err != nil {
		return backend.Problem{}, text.New("session.notDrawn", "lane", c.Label, "why", err)
	}
	return backend.Problem{
		Spec: spec, State: backend.State{Params: params}, Data: set,
		Batch: c.Batch, Seed: uint64(c.Seed),
	}, nil
}

// initBatchSize is how many examples a data-dependent initialisation looks at.
const initBatchSize = 256

// initBatch returns the examples that LSUV scales its layers on.
func initBatch(set *data.Set) []float64 {
	n := min(initBatchSize, set.Train.Len()) * set.Shape.Size()
	batch := make([]float64, n)
	for i, x := range set.Train.X[:n] {
		batch[i] = float64(x)
	}
	return batch
}
