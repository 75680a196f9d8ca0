package gpu

import (
	"fmt"
	"math"
	"slices"

	"backflow/shaders"
	"backflow/sim/data"
	"backflow/sim/nn"
)

// network says where everything of a net lies in the GPU's buffers. It holds
// numbers only; pass.go and program.go turn it into dispatches.
//
// A slot is a matrix of values, a row for each example: slot 0 is the input,
// slot i+1 the output of stage i. Images lie in their rows channel by channel.
type network struct {
	spec    nn.Spec
	tensors []nn.TensorSpec
	stages  []stage
	layers  []layer
	inputs  int // features of an example
	loss    int // place in shaders.Losses

	products []shaders.Products // see Backend.products
	params   int                // floats of the parameter buffer
	homes    []home
	groups   int // that share moments, at most, in one normalisation of a minibatch's channels
	noisy    bool
}

// stage is one step of the forward pass: a layer with the activation directly
// behind it, or an activation alone. Of a residual connection the branch's
// layers are stages, and so is the sum.
type stage struct {
	kind    nn.Kind
	in, out nn.Shape
	from    int // slot that it reads
	skip    int // of a sum: slot of x, from being the branch's end

	act    int // its code, of nn.Functions
	slope  float64
	closed bool   // no activation may join the stage any more
	noisy  bool   // adds noise to z in training
	noise  uint32 // of its activation layer: see noise.wgsl

	weights, bias       int // where they start in the parameter buffer; γ and β of a norm
	kernel, stride, pad int
	size                int // of a pooling window
	eps, scale          float64
	norm                int // of a BatchNorm, its number, counted from 0
}

// layer is an observed layer: where its weights and its values are.
type layer struct {
	weights int // stage that holds the weights
	end     int // stage whose z, a and δ are the layer's
	pool    int // window of a max pooling layer that reads a, 0 without
}

// home is where a tensor lies in the parameter buffer: rows of the given
// length, one every ld floats.
type home struct {
	at, rows, columns, ld int
}

func (s stage) options() shaders.Options { return shaders.Options{Act: s.act} }

// weighted reports whether the stage is a dense or conv layer.
func (s stage) weighted() bool { return s.kind.Weighted() }

// fanIn is the number of inputs that one unit of a weighted stage sums over.
func (s stage) fanIn() int {
	if s.kind == nn.KindConv {
		return s.in.C * s.kernel * s.kernel
	}
	return s.in.Size()
}

// ld is the distance of rows of n floats. Rows a multiple of a kilobyte apart
// would fall into the same few places of a CPU's cache, where the adapter is
// one; four more floats spread them.
func ld(n int) int {
	const kilobyte = 256
	if n = roundUp(n, shaders.Quad); n%kilobyte == 0 {
		return n + shaders.Quad
	}
	return n
}

// goals is the number of targets of one example: a class index, or a value an
// output.
func (n *network) goals() int { return n.spec.Loss.Targets(n.outputs()) }

// examples is the number of examples in a part of a data set.
func (n *network) examples(p data.Part) int { return p.Len() / n.goals() }

// outputs is the number of values at the end.
func (n *network) outputs() int { return n.last().out.Size() }

// last is the stage at the end.
func (n *network) last() stage { return n.stages[len(n.stages)-1] }

// widest is the largest number of values an example has anywhere.
func (n *network) widest() int {
	w := n.inputs
	for _, s := range n.stages {
		w = max(w, s.out.Size())
	}
	return w
}

// mostUnits is the largest number of units or channels of an observed layer.
func (n *network) mostUnits() int {
	most := 0
	for _, l := range n.layers {
		most = max(most, n.stages[l.weights].out.C)
	}
	return most
}

// slots returns where each slot lies in a buffer of so many rows, and how long
// that buffer is.
func (n *network) slots(rows int) (at []int, floats int) {
	at = append(at, 0)
	floats = roundUp(rows*ld(n.inputs), shaders.Align)
	for _, s := range n.stages {
		at = append(at, floats)
		floats += roundUp(rows*ld(s.out.Size()), shaders.Align)
	}
	return at, floats
}

// readers counts the stages that read each slot.
func (n *network) readers() []int {
	count := make([]int, len(n.stages)+1)
	for _, s := range n.stages {
		count[s.from]++
		if s.kind == nn.KindResidual {
			count[s.skip]++
		}
	}
	return count
}

// batchNorms reports whether there is a BatchNorm.
func (n *network) batchNorms() bool {
	return slices.ContainsFunc(n.stages, func(s stage) bool { return s.kind == nn.KindBatchNorm })
}

func (n *network) chained() bool {
	for i, s := range n.stages {
		if s.from != i || (s.kind != nn.KindDense && s.kind != nn.KindAct) {
			return false
		}
	}
	return !n.noisy
}

// shapeKey says what a plan's speed depends on.
func (n *network) shapeKey(batch int) string {
	key := fmt.Sprint(batch, n.inputs)
	for _, s := range n.stages {
		key += fmt.Sprint(" ", s.kind, s.out.Size())
	}
	return key
}

// lossScale is what the gradient of one example's own loss is multiplied by.
func (n *network) lossScale(rows int) float64 {
	if n.spec.Loss == nn.SoftmaxCE {
		return 1 / float64(rows)
	}
	return 1 / float64(rows) / float64(n.outputs())
}

// sampleUnits bounds the units to sample by what the network has.
func (n *network) sampleUnits(most int) int { return min(most, n.widest()) }

func ceilDiv[T int | uint32](a, b T) T { return (a + b - 1) / b }

func roundUp(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }

func bitsOf(x float64) uint32 { return math.Float32bits(float32(x)) }

// pixels is how many values a unit of a weighted stage has for one example.
func (s stage) pixels() int { return s.out.H * s.out.W }

// kernelSize is how many weights a unit has for one channel of its input.
func (s stage) kernelSize() int { return max(1, s.kernel*s.kernel) }
