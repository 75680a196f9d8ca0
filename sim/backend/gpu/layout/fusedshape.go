package layout

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/data"
)

// FusedShape is how the work of the fused kernels is cut up.
type FusedShape struct {
	Kernel         shaders.Kernel
	together       bool // see fused_together.wgsl
	near           bool
	batch, goals   int
	Quads, threads int // groups of four examples, and parts of the gradient
	rows           int // of activations
	parameters     int
	layers         int
	weights, items int // fours of parameters
}

// Sizes of the workgroup that goes through a network by itself. Software
// adapters run four invocations as one vector, and more as a loop; chips want to
// be kept busy, and WebGPU gives 256 at most.
const (
	aloneInSoftware = 4
	aloneOnChips    = 64
	togetherOnChips = 256
)

// TrainingShape is how a device trains networks like n: see fused.wgsl.
func TrainingShape(n *Network, batch int, software bool) FusedShape {
	if software {
		return newFusedShape(n, batch, shaders.FusedAlone, aloneInSoftware)
	}
	s := newFusedShape(n, batch, shaders.FusedTogether, togetherOnChips)
	s.together, s.threads = true, 1
	s.near = s.values() <= shaders.NearValues && s.parameters <= shaders.Quad*shaders.NearQuads
	return s
}

// ObservingShape is how it goes through a network that it looks at.
func ObservingShape(n *Network, batch int, software bool) FusedShape {
	size := uint32(aloneOnChips)
	if software {
		size = aloneInSoftware
	}
	return newFusedShape(n, batch, shaders.FusedObserve, size)
}

func newFusedShape(n *Network, batch int, k shaders.Kernel, size uint32) FusedShape {
	k.SizeX = size
	s := FusedShape{Kernel: k, batch: batch, goals: n.Goals(), parameters: n.Params, layers: len(n.Layers)}
	s.Quads = int(CeilDiv(uint32(batch), shaders.Quad))
	s.threads = min(s.Quads, int(size))
	_, s.rows = n.rows()
	weights, biases := n.items()
	s.weights, s.items = len(weights), len(weights)+len(biases)
	return s
}

// values is how many numbers there are of a minibatch's examples, that of the
// targets included where they are kept.
func (s FusedShape) values() int {
	if s.together {
		return s.batch * (2*s.rows + s.goals)
	}
	return 2 * shaders.Quad * s.rows * s.Quads
}

// farValues is how many of them are in the kernel's scratch memory.
func (s FusedShape) farValues() int {
	if s.near {
		return 0
	}
	return s.values()
}

// Scratch is the length of the kernel's scratch memory for one network.
func (s FusedShape) Scratch() int {
	sums := 3 * (2*s.layers + 1) * int(s.Kernel.SizeX)
	return s.farValues() + s.threads*s.parameters + sums
}

// Words is the kernel's uniform: Net of fused.wgsl.
func (s FusedShape) Words(n *Network, p backend.Problem, steps, lanes int) []uint32 {
	count, half, seed := data.NewMinibatches(n.Examples(p.Data.Train), p.Seed).Key()
	rows, _ := n.rows()
	return []uint32{
		uint32(steps), uint32(p.Batch), uint32(s.Quads), uint32(s.threads), count, half, seed, uint32(len(n.Stages)),
		uint32(s.rows), uint32(lanes * s.parameters), uint32(s.layers), uint32(LD(n.Inputs)),
		uint32(s.goals), uint32(n.Outputs()), uint32(rows[len(rows)-1]), Bits(n.LossScale(p.Batch)),
		uint32(lanes), uint32(shaders.Rates + s.layers), uint32(s.farValues()), uint32(s.items), uint32(s.weights),
	}
}

// MostIterations is how often all loops of one dispatch may go round together.
// Mesa's llvmpipe leaves every loop once an invocation has gone round 65 535
// times, without a word, and then computes nonsense.
const MostIterations = 50_000

// Iterations is how often an invocation goes round loops in a step of a rule, at
// most.
func (s FusedShape) Iterations(n *Network, r Rule) int {
	if s.together {
		return s.iterationsTogether(n, r)
	}
	return s.iterationsAlone(n)
}

// drawing is the loops of finding the examples of a minibatch and of a loss, but
// for what they go round for each output.
const drawing = 150

func (s FusedShape) iterationsAlone(n *Network) int {
	own := int(CeilDiv(uint32(s.Quads), uint32(s.threads))) // groups of examples an invocation has
	count := own * (n.Inputs + 64*n.Outputs() + drawing)
	for _, l := range n.Stages {
		units, inputs := fours(l.Out.Size()), fours(l.In.Size())
		count += own * (units*(inputs+25) + 4*inputs*(units+1) + 2)
		count += units*(inputs*(own+1)+1) + 2
	}
	return count + s.iterationsOfStep(n, Rule{Clip: true, Equalise: true}) // whatever the rule: they add little
}

func (s FusedShape) iterationsTogether(n *Network, r Rule) int {
	count := drawing*s.share(s.batch*max(LD(n.Inputs), s.goals)) + s.share(s.batch)*(16*n.Outputs()+drawing)
	for _, l := range n.Stages {
		units, inputs := l.Out.Size(), l.In.Size()
		count += s.share(s.batch*units)*(fours(inputs)+1) + s.share(s.batch*inputs)*(fours(units)+1) + 2
	}
	return count + s.share(s.items)*(s.batch+1) + s.iterationsOfStep(n, r)
}

// iterationsOfStep is for going through all parameters, three times at most:
// clipping, the step, equalising. The last two of these, and the first, have
// sums of all invocations.
func (s FusedShape) iterationsOfStep(n *Network, r Rule) int {
	size, count := int(s.Kernel.SizeX), 0
	for _, l := range n.Stages {
		units, inputs := fours(l.Out.Size()), fours(l.In.Size())
		count += 3 * (s.share(4*units*inputs+units) + 1) * (s.threads + 2)
		if r.Equalise {
			count += 8 * size
		}
	}
	if r.Clip {
		count += size
	}
	return count
}

// share is how many of some items an invocation has, at most.
func (s FusedShape) share(items int) int { return int(CeilDiv(uint32(items), s.Kernel.SizeX)) }

func fours(n int) int { return int(CeilDiv(uint32(n), shaders.Quad)) }

// Options specialises the kernel for networks like n, of the activation act (see SoleAct),
// and for a rule.
func (s FusedShape) Options(n *Network, r Rule, act int) shaders.Options {
	return shaders.Options{Act: act, Loss: n.Loss, Optimiser: r.optimiser, Clip: r.Clip, Equalise: r.Equalise, Near: s.near}
}
