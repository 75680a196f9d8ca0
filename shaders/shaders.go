// Package shaders holds the WGSL of the GPU backend and says how each kernel is
// bound and grouped. One file is one family of kernels; entry points are named
// here once.
//
// WGSL is put together from whole files, behind a preamble of constants:
// browsers take no overridable constants through the binding that sim/backend/gpu
// uses, so whatever a kernel is specialised for is written into its text.
package shaders

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"backflow/sim/nn"
)

//go:embed *.wgsl
var files embed.FS

// Access says how a kernel uses a buffer.
type Access uint8

// The kinds of access.
const (
	Uniform   Access = iota // small constants
	Read                    // storage that is only read
	ReadWrite               // storage that is written, and perhaps read
)

// Binding is one buffer of a kernel.
type Binding struct {
	Index  uint32
	Access Access
}

// Kernel is one entry point.
type Kernel struct {
	Entry    string
	Files    []string // without .wgsl, in order
	Bindings []Binding
	// SizeX × SizeY invocations are one workgroup.
	SizeX, SizeY uint32
	// Side is that of the square of results of one workgroup of a matrix product,
	// 0 where each invocation has results of its own.
	Side int
}

// Sizes that the Go side and the WGSL must agree on.
const (
	// Align is the number of floats that every matrix starts at a multiple of.
	// It is also BLOCK, the number of parameters that belong to one tensor.
	Align = 64
	// Quad is what the leading dimension of every matrix is a multiple of.
	Quad = 4

	NormParts    = 16  // invocations that share a group of a normalisation
	ClipSums     = 256 // sums that a gradient's norm is made of
	WeightSums   = 256 // invocations that share a layer's weights, at most
	WeightFields = 11  // numbers that each one finds; see stats_weights.wgsl
	UnitFields   = 15
	TotalFields  = WeightFields + UnitFields + 2 // padded
	SampleFields = 6

	// What fused_together.wgsl keeps in a workgroup's own memory, of which WebGPU
	// gives 16 KiB: values of units, and fours of parameters.
	NearValues = 2400
	NearQuads  = 416

	HistogramBins   = 64 // see histogram.wgsl
	HistogramCounts = HistogramBins + 1
	HistogramFields = 2 + 3*HistogramCounts // of a layer
)

// NormFloats is the length of the buffer of a gradient's norm: see update.wgsl.
const NormFloats = 4 * (1 + ClipSums)

// lineSize is the workgroup of kernels over a vector: small enough that a
// software adapter, which runs a group as a loop, has little to waste.
const lineSize = 64

// Loss kernels run one invocation an example; minibatches are small.
const exampleSize = 16

// Products is a set of the three products of a layer, all specialised by ACT.
type Products struct {
	Forward, Backward, Gradient Kernel
}

func (p Products) kernels() []Kernel { return []Kernel{p.Forward, p.Backward, p.Gradient} }

// Matmul is a way to multiply matrices.
type Matmul struct {
	Name string
	Sets []Products // of dense layers, the smallest square first
	Conv Products   // of conv layers; ConvGradientSum comes after the gradient
	// Enough is how many workgroups keep the GPU busy: fewer of larger squares
	// would read less, but leave some of it idle.
	Enough int
}

// Set returns the products that are fastest for a result of so many rows and
// columns: those with the largest square that makes enough groups.
func (m Matmul) Set(rows, columns int) Products {
	for _, set := range slices.Backward(m.Sets[1:]) {
		if ceilDiv(rows, set.Forward.Side)*ceilDiv(columns, set.Forward.Side) >= m.Enough {
			return set
		}
	}
	return m.Sets[0]
}

func (m Matmul) kernels() (list []Kernel) {
	for _, set := range m.Sets {
		list = append(list, set.kernels()...)
	}
	return append(list, m.Conv.kernels()...)
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }

// enoughForMost is Matmul.Enough for large GPUs; smaller ones are found out by
// sim/backend/gpu.
const enoughForMost = 96

// The two ways to multiply. Tiled is for real GPUs, Blocked for software
// adapters; sim/backend/gpu measures which is faster.
var (
	Tiled = Matmul{
		Name: "tiled", Enough: enoughForMost,
		Sets: []Products{
			products(8, 8, 32, matmulTiled),
			products(8, 8, 64, matmulTiled),
		},
		Conv: products(64, 1, 32, convTiled),
	}
	Blocked = Matmul{
		Name: "blocked",
		Sets: []Products{products(2, 2, 32, matmulBlocked)},
		Conv: products(exampleSize, 1, 0, convBlocked),
	}
)

// products are kernels with the bindings of matmul.wgsl and conv.wgsl.
func products(sizeX, sizeY uint32, side int, files []string) Products {
	return Products{
		Forward:  Kernel{"forward", files, []Binding{{0, Uniform}, {1, Read}, {2, ReadWrite}, {3, ReadWrite}}, sizeX, sizeY, side},
		Backward: Kernel{"backward", files, []Binding{{0, Uniform}, {1, Read}, {4, ReadWrite}, {5, Read}}, sizeX, sizeY, side},
		Gradient: Kernel{"gradient", files, []Binding{{0, Uniform}, {6, Read}, {7, Read}, {8, ReadWrite}}, sizeX, sizeY, side},
	}
}

// The kernels that are the same on every adapter.
var (
	// All of these are specialised by ACT, the forward ones by that of their own
	// stage, the others by that of the stage below; Activate also by NOISE.
	Activate = inLines("activate", elementwiseFiles, exampleSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}, {5, Read}})
	Add      = inLines("add", elementwiseFiles, exampleSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}})
	Derive   = inLines("derive", elementwiseFiles, exampleSize, []Binding{{0, Uniform}, {3, ReadWrite}, {4, Read}})
	Join     = inLines("join", elementwiseFiles, exampleSize, []Binding{{0, Uniform}, {3, ReadWrite}, {4, Read}})

	ConvGradientSum = inLines("gradient_sum", convSum, lineSize, []Binding{{0, Uniform}, {8, ReadWrite}, {9, ReadWrite}})

	Pool   = inLines("pool", poolFiles, lineSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}})
	Unpool = inLines("unpool", poolFiles, lineSize, []Binding{{0, Uniform}, {3, ReadWrite}, {4, Read}, {5, Read}})

	MomentParts  = inLines("moment_parts", normFiles, exampleSize, []Binding{{0, Uniform}, {1, ReadWrite}, {4, ReadWrite}})
	MomentsOf    = inLines("moments_of", normFiles, exampleSize, []Binding{{0, Uniform}, {4, ReadWrite}, {5, ReadWrite}})
	Normalise    = inLines("normalise", normFiles, exampleSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}, {3, Read}, {5, ReadWrite}})
	DeltaParts   = inLines("delta_parts", normFiles, exampleSize, []Binding{{0, Uniform}, {3, Read}, {4, ReadWrite}, {5, ReadWrite}, {6, ReadWrite}, {7, Read}})
	DeltaMeans   = inLines("delta_means", normFiles, exampleSize, []Binding{{0, Uniform}, {4, ReadWrite}, {9, ReadWrite}, {10, ReadWrite}})
	NormGradient = inLines("norm_gradient", normFiles, exampleSize, []Binding{{0, Uniform}, {5, ReadWrite}, {6, ReadWrite}, {7, Read}, {9, ReadWrite}})
	NormBackward = inLines("norm_backward", normFiles, exampleSize, []Binding{{0, Uniform}, {3, Read}, {5, ReadWrite}, {6, ReadWrite}, {7, Read}, {8, Read}, {10, ReadWrite}})

	// Reconstruct is specialised by ACT.
	TurnOn      = inLines("turn_on", rbmFiles, exampleSize, []Binding{{0, Uniform}, {2, ReadWrite}, {3, ReadWrite}, {6, Read}})
	Reconstruct = inLines("reconstruct", rbmFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, ReadWrite}, {3, ReadWrite}})
	Lacking     = inLines("lacking", rbmFiles, exampleSize, []Binding{{0, Uniform}, {2, ReadWrite}, {4, ReadWrite}, {5, ReadWrite}})
	Oppose      = inLines("oppose", rbmFiles, exampleSize, []Binding{{0, Uniform}, {2, ReadWrite}})
	MoveOn      = inLines("move_on", rbmFiles, exampleSize, []Binding{{4, ReadWrite}, {6, Read}, {7, Uniform}, {8, ReadWrite}, {9, ReadWrite}})

	Minibatch = inLines("minibatch", gatherFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {4, ReadWrite}, {5, ReadWrite}, {6, ReadWrite}})
	Stretch   = inLines("stretch", gatherFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {4, ReadWrite}})
	Grid      = inLines("grid", gatherFiles, exampleSize, []Binding{{0, Uniform}, {4, ReadWrite}})

	// LossesAndDelta is specialised by LOSS and ACT, the others by LOSS.
	LossesAndDelta = inLines("losses_and_delta", lossFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {4, ReadWrite}, {5, ReadWrite}, {6, ReadWrite}})
	Score          = inLines("score", lossFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {3, Read}, {7, ReadWrite}})
	Picture        = inLines("picture", lossFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {8, ReadWrite}})

	// Update is specialised by the rule, Optimiser, Clip and Equalise; the
	// others are parts of a step that not every rule has.
	NormSums  = inLines("norm_sums", updateFiles, lineSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}, {3, Read}, {4, Read}, {7, ReadWrite}})
	Shrinkage = inLines("shrinkage", updateFiles, 1, []Binding{{4, Read}, {7, ReadWrite}})
	Advance   = inLines("advance", updateFiles, 1, []Binding{{0, Uniform}, {2, ReadWrite}, {5, ReadWrite}})
	Update    = inLines("update", updateFiles, lineSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}, {3, Read}, {4, Read}, {5, ReadWrite}, {6, ReadWrite}, {7, ReadWrite}})
	Equalised = inLines("equalised", updateFiles, lineSize, []Binding{{0, Uniform}, {1, ReadWrite}, {2, ReadWrite}, {3, Read}, {5, ReadWrite}, {8, Read}})

	// FusedAlone and FusedTogether are the two ways to train small networks, and
	// specialised by everything that Options has but Noise and Images. How many invocations
	// their one workgroup has is for sim/backend/gpu to choose.
	FusedAlone    = inLines("train", aloneFiles, exampleSize, fusedBindings)
	FusedTogether = inLines("train", togetherFiles, exampleSize, fusedBindings)

	// FusedObserve and Spread go the way of FusedAlone, and are specialised by ACT
	// and LOSS. How many invocations the first has is for sim/backend/gpu to choose, too.
	FusedObserve = inLines("observe", observeFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {5, ReadWrite}, {7, ReadWrite}, {8, ReadWrite}, {9, ReadWrite}, {10, ReadWrite}})
	Spread       = inLines("spread", observeFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {5, ReadWrite}, {7, ReadWrite}, {11, ReadWrite}, {12, ReadWrite}, {13, ReadWrite}, {14, ReadWrite}})

	// Weights and EqualisedLost are specialised by the rule, ShutExamples and UnitSums by
	// ACT, which may be Mixed, and Images.
	Weights         = inLines("weights", weightsFiles, exampleSize, weightBindings)
	WeightTotals    = inLines("weight_totals", statsFiles, exampleSize, []Binding{{0, Uniform}, {8, ReadWrite}, {9, ReadWrite}})
	EqualFactors    = inLines("equal_factors", equalFiles, exampleSize, []Binding{{0, Uniform}, {8, ReadWrite}, {9, ReadWrite}})
	EqualisedLost   = inLines("equalised_lost", weightsFiles, exampleSize, weightBindings)
	ShutExamples    = inLines("shut_examples", valuesFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {4, Read}, {5, Read}, {10, ReadWrite}})
	BlockedExamples = inLines("blocked_examples", statsFiles, exampleSize, []Binding{{0, Uniform}, {9, ReadWrite}, {10, ReadWrite}, {16, Read}})
	UnitSums        = inLines("unit_sums", valuesFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {4, Read}, {5, Read}, {6, Read}, {10, ReadWrite}, {11, ReadWrite}})
	UnitJoins       = inLines("unit_joins", statsFiles, exampleSize, []Binding{{1, Read}, {11, ReadWrite}})
	UnitTotals      = inLines("unit_totals", statsFiles, exampleSize, []Binding{{1, Read}, {9, ReadWrite}, {11, ReadWrite}})
	Corner          = inLines("corner", cornerFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {4, Read}, {11, ReadWrite}, {12, ReadWrite}})

	ClearRecords = inLines("clear_records", histogramFiles, exampleSize, []Binding{{4, ReadWrite}})
	ActExtremes  = inLines("act_extremes", histogramFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {4, ReadWrite}})
	CountValues  = inLines("count_values", histogramFiles, exampleSize, []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {4, ReadWrite}})
)

// The files of kernels that stand together.
var (
	matmulTiled      = []string{"flush", "activation", "shape", "matmul", "tiles", "matmul_tiled"}
	matmulBlocked    = []string{"flush", "activation", "shape", "matmul", "matmul_blocked"}
	convTiled        = []string{"flush", "activation", "conv", "tiles", "conv_tiled"}
	convBlocked      = []string{"flush", "activation", "conv", "conv_blocked"}
	convSum          = []string{"flush", "activation", "conv"}
	elementwiseFiles = []string{"flush", "activation", "shape", "status", "draw", "noise", "elementwise"}
	poolFiles        = []string{"flush", "activation", "pool"}
	normFiles        = []string{"flush", "activation", "norm"}
	rbmFiles         = []string{"flush", "activation", "shape", "status", "draw", "noise", "rbm"}
	gatherFiles      = []string{"status", "draw", "gather"}
	lossFiles        = []string{"flush", "activation", "numeric", "losses", "loss"}
	updateFiles      = []string{"flush", "activation", "numeric", "status", "optimiser", "equalise", "update"}
	statsFiles       = []string{"layer", "stats"}
	weightsFiles     = []string{"numeric", "status", "flush", "activation", "optimiser", "layer", "stats", "stats_weights"}
	equalFiles       = []string{"numeric", "equalise", "layer", "stats", "stats_equal"}
	valuesFiles      = []string{"numeric", "flush", "activation", "activation_of_net", "layer", "stats", "stats_values"}
	cornerFiles      = []string{"layer", "stats", "stats_corner"}
	histogramFiles   = []string{"layer", "histogram"}
	aloneFiles       = []string{"flush", "activation", "activation_of_net", "numeric", "status", "draw", "losses", "optimiser", "fused", "fused_step", "fused_alone"}
	togetherFiles    = []string{"flush", "activation", "activation_of_net", "numeric", "status", "draw", "losses", "optimiser", "fused", "fused_step", "fused_together"}
	observeFiles     = []string{"flush", "activation", "activation_of_net", "numeric", "status", "draw", "losses", "optimiser", "fused", "fused_step", "fused_alone", "fused_observe"}
)

// inLines is a kernel whose invocations are counted in one direction only, and
// that is no matrix product.
func inLines(entry string, files []string, size uint32, bs []Binding) Kernel {
	return Kernel{entry, files, bs, size, 1, 0}
}

// weightBindings are those of the kernels that go through the weights of every layer.
var weightBindings = []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {7, Read}, {8, ReadWrite}, {13, Read}, {14, Read}, {15, Read}}

// fusedBindings are those of the kernels that train small networks.
var fusedBindings = []Binding{{0, Uniform}, {1, Read}, {2, Read}, {3, Read}, {4, Read}, {5, ReadWrite}, {6, ReadWrite}, {7, ReadWrite}, {8, ReadWrite}}

// Losses lists the names of the losses. Their places are the values of LOSS.
var Losses = []string{"mse", "bce", "softmax-ce"}

// Optimisers lists the names of the update rules. Their places are the values
// of OPT.
var Optimisers = []string{"sgd", "momentum", "nesterov", "rmsprop", "adam"}

// Walk lists what a gradient can meet on its way from the loss to the input:
// the values of a layer, its weights, a normalisation across the minibatch or of
// single values, and the end (from above) and the start of a residual branch.
var Walk = []string{"values", "weights", "across", "alone", "branch", "rejoin"}

// Series lists what histogram.wgsl counts of every layer, in the order of its
// records.
var Series = []string{"acts", "deltas", "gradients"}

// Mixed stands for an activation where a kernel has to look up which one it is.
var Mixed = len(nn.Functions)

// Rates is the place of the first layer's rate in the buffer of rates; before
// it stand what optimiser.wgsl names.
const Rates = 4

// Options specialise a kernel: places in nn.Functions (or Mixed), Losses and
// Optimisers, and what else there is to a step.
type Options struct {
	Act, Loss, Optimiser  int
	Clip, Equalise, Noise bool
	// Images means that a unit may have several values in one example, and pools.
	Images bool
	// Near networks lie in the workgroup's own memory: see fused_together.wgsl.
	Near bool
}

// Source returns the whole WGSL of a kernel.
func (k Kernel) Source(o Options) (string, error) {
	var b strings.Builder
	constant := func(name string, value int) { fmt.Fprintf(&b, "const %s: u32 = %du;\n", name, value) }
	for i, a := range nn.Functions {
		constant(upper(a.Name), i)
	}
	for i, name := range Losses {
		constant(upper(name), i)
	}
	for i, name := range Optimisers {
		constant(upper(name), i)
	}
	constant("MIXED", Mixed)
	constant("ACT", o.Act)
	constant("LOSS", o.Loss)
	constant("OPT", o.Optimiser)
	flag := func(name string, is bool) { fmt.Fprintf(&b, "const %s: bool = %t;\n", name, is) }
	flag("CLIP", o.Clip)
	flag("EQUALISE", o.Equalise)
	flag("NOISE", o.Noise)
	flag("IMAGES", o.Images)
	flag("NEAR", o.Near)
	constant("SIZE_X", int(k.SizeX))
	constant("SIZE_Y", int(k.SizeY))
	constant("SIDE", k.Side)
	constant("BLOCK", Align)
	constant("CLIP_SUMS", ClipSums)
	constant("NORM_PARTS", NormParts)
	for i, name := range Walk {
		constant("WALK_"+upper(name), i)
	}
	for i, name := range Series {
		constant("SERIES_"+upper(name), i)
	}
	constant("NEAR_VALUES", NearValues)
	constant("NEAR_QUADS", NearQuads)
	constant("HISTOGRAM_BINS", HistogramBins)
	constant("WEIGHT_FIELDS", WeightFields)
	constant("UNIT_FIELDS", UnitFields)
	constant("TOTAL_FIELDS", TotalFields)
	constant("SAMPLE_FIELDS", SampleFields)
	texts := map[string]string{}
	for _, name := range k.Files {
		text, err := files.ReadFile(name + ".wgsl")
		if err != nil {
			return "", fmt.Errorf("shaders: %w", err)
		}
		if name == "activation" {
			text = append(text, choices()...)
		}
		unrolled, err := unroll(string(text), texts)
		if err != nil {
			return "", fmt.Errorf("shaders: %s.wgsl: %w", name, err)
		}
		b.WriteString("\n" + unrolled)
	}
	return b.String(), nil
}

func upper(name string) string {
	return strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// All lists every kernel, for tests that compile each one.
func All() []Kernel {
	return slices.Concat(
		Tiled.kernels(), Blocked.kernels(),
		[]Kernel{Activate, Add, Derive, Join, ConvGradientSum, Pool, Unpool},
		[]Kernel{MomentParts, MomentsOf, Normalise, DeltaParts, DeltaMeans, NormGradient, NormBackward},
		[]Kernel{TurnOn, Reconstruct, Lacking, Oppose, MoveOn},
		[]Kernel{Minibatch, Stretch, Grid, LossesAndDelta, Score, Picture},
		[]Kernel{FusedAlone, FusedTogether, FusedObserve, Spread},
		[]Kernel{NormSums, Shrinkage, Advance, Update, Equalised},
		[]Kernel{Weights, WeightTotals, EqualFactors, EqualisedLost, ShutExamples, BlockedExamples, UnitSums, UnitJoins, UnitTotals, Corner},
		[]Kernel{ClearRecords, ActExtremes, CountValues},
	)
}
