package layout

import (
	"fmt"
	"math"
	"slices"

	"backflow/shaders"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// Network says where everything of a net lies in the GPU's buffers. It holds
// numbers only; package gpu turns it into dispatches.
//
// A slot is a matrix of values, a row for each example: slot 0 is the input,
// slot i+1 the output of stage i. Images lie in their rows channel by channel.
type Network struct {
	Spec    nn.Spec
	Tensors []nn.TensorSpec
	Stages  []Stage
	Layers  []layer
	Inputs  int // features of an example
	Loss    int // place in shaders.Losses

	Products []shaders.Products // that its layers may use; nil for all of the device's
	Params   int                // floats of the parameter buffer
	Homes    []Home
	groups   int // that share moments, at most, in one normalisation of a minibatch's channels
	noisy    bool
}

// Stage is one step of the forward pass: a layer with the activation directly
// behind it, or an activation alone. Of a residual connection the branch's
// layers are stages, and so is the sum.
type Stage struct {
	Kind    nn.Kind
	In, Out nn.Shape
	From    int // slot that it reads
	Skip    int // of a sum: slot of x, from being the branch's end

	Act    int // its code, of nn.Functions
	Slope  float64
	closed bool   // no activation may join the stage any more
	Noisy  bool   // adds noise to z in training
	Noise  uint32 // of its activation layer: see noise.wgsl

	Weights, Bias       int // where they start in the parameter buffer; γ and β of a norm
	Kernel, Stride, Pad int
	Size                int // of a pooling window
	Eps, Scale          float64
	norm                int // of a BatchNorm, its number, counted from 0
}

// layer is an observed layer: where its weights and its values are.
type layer struct {
	Weights int // stage that holds the weights
	end     int // stage whose z, a and δ are the layer's
	pool    int // window of a max pooling layer that reads a, 0 without
}

// Home is where a tensor lies in the parameter buffer: rows of the given
// length, one every ld floats.
type Home struct {
	At, Rows, Columns, ld int
}

// Options specialises a kernel for the stage's activation.
func (s Stage) Options() shaders.Options { return shaders.Options{Act: s.Act} }

// weighted reports whether the stage is a dense or conv layer.
func (s Stage) weighted() bool { return s.Kind.Weighted() }

// FanIn is the number of inputs that one unit of a weighted stage sums over.
func (s Stage) FanIn() int {
	if s.Kind == nn.KindConv {
		return s.In.C * s.Kernel * s.Kernel
	}
	return s.In.Size()
}

// LD is the distance of rows of n floats. Rows a multiple of a kilobyte apart
// would fall into the same few places of a CPU's cache, where the adapter is
// one; four more floats spread them.
func LD(n int) int {
	const kilobyte = 256
	if n = RoundUp(n, shaders.Quad); n%kilobyte == 0 {
		return n + shaders.Quad
	}
	return n
}

// Goals is the number of targets of one example: a class index, or a value an
// output.
func (n *Network) Goals() int { return n.Spec.Loss.Targets(n.Outputs()) }

// Examples is the number of examples in a part of a data set.
func (n *Network) Examples(p data.Part) int { return p.Len() / n.Goals() }

// Outputs is the number of values at the end.
func (n *Network) Outputs() int { return n.Last().Out.Size() }

// Last is the stage at the end.
func (n *Network) Last() Stage { return n.Stages[len(n.Stages)-1] }

// widest is the largest number of values an example has anywhere.
func (n *Network) widest() int {
	w := n.Inputs
	for _, s := range n.Stages {
		w = max(w, s.Out.Size())
	}
	return w
}

// MostUnits is the largest number of units or channels of an observed layer.
func (n *Network) MostUnits() int {
	most := 0
	for _, l := range n.Layers {
		most = max(most, n.Stages[l.Weights].Out.C)
	}
	return most
}

// Slots returns where each slot lies in a buffer of so many rows, and how long
// that buffer is.
func (n *Network) Slots(rows int) (at []int, floats int) {
	at = append(at, 0)
	floats = RoundUp(rows*LD(n.Inputs), shaders.Align)
	for _, s := range n.Stages {
		at = append(at, floats)
		floats += RoundUp(rows*LD(s.Out.Size()), shaders.Align)
	}
	return at, floats
}

// Readers counts the stages that read each slot.
func (n *Network) Readers() []int {
	count := make([]int, len(n.Stages)+1)
	for _, s := range n.Stages {
		count[s.From]++
		if s.Kind == nn.KindResidual {
			count[s.Skip]++
		}
	}
	return count
}

// BatchNorms reports whether there is a BatchNorm.
func (n *Network) BatchNorms() bool {
	return slices.ContainsFunc(n.Stages, func(s Stage) bool { return s.Kind == nn.KindBatchNorm })
}

// Chained reports whether all stages are dense layers and activations without noise, one
// behind the other.
func (n *Network) Chained() bool {
	for i, s := range n.Stages {
		if s.From != i || (s.Kind != nn.KindDense && s.Kind != nn.KindAct) {
			return false
		}
	}
	return !n.noisy
}

// ShapeKey says what a plan's speed depends on.
func (n *Network) ShapeKey(batch int) string {
	key := fmt.Sprint(batch, n.Inputs)
	for _, s := range n.Stages {
		key += fmt.Sprint(" ", s.Kind, s.Out.Size())
	}
	return key
}

// LossScale is what the gradient of one example's own loss is multiplied by.
func (n *Network) LossScale(rows int) float64 {
	if n.Spec.Loss == nn.SoftmaxCE {
		return 1 / float64(rows)
	}
	return 1 / float64(rows) / float64(n.Outputs())
}

// SampleUnits bounds the units to sample by what the network has.
func (n *Network) SampleUnits(most int) int { return min(most, n.widest()) }

// CeilDiv is a/b, rounded up.
func CeilDiv[T int | uint32](a, b T) T { return (a + b - 1) / b }

// RoundUp is the first multiple that is n or more.
func RoundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }

// Bits is x as a float32, in a word of a uniform.
func Bits(x float64) uint32 { return math.Float32bits(float32(x)) }

// Pixels is how many values a unit of a weighted stage has for one example.
func (s Stage) Pixels() int { return s.Out.H * s.Out.W }

// KernelSize is how many weights a unit has for one channel of its input.
func (s Stage) KernelSize() int { return max(1, s.Kernel*s.Kernel) }
