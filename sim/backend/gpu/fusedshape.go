package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/data"
)

// fusedShape is how the work of the fused kernels is cut up.
type fusedShape struct {
	kernel         shaders.Kernel
	together       bool // see fused_together.wgsl
	near           bool
	batch, goals   int
	quads, threads int // groups of four examples, and parts of the gradient
	rows           int // of activations
	parameters     int
	layers         int
	weights, items int // fours of parameters
}

// Sizes of the workgroup that goes through a network by itself. Adapters that are
// programs run four invocations as one vector, and more as a loop; chips want to
// be kept busy, and WebGPU gives 256 at most.
const (
	aloneInSoftware = 4
	aloneOnChips    = 64
	togetherOnChips = 256
)

// trainingShape is how a device trains networks like n: see fused.wgsl.
func trainingShape(n *network, batch int, software bool) fusedShape {
	if software {
		return newFusedShape(n, batch, shaders.FusedAlone, aloneInSoftware)
	}
	s := newFusedShape(n, batch, shaders.FusedTogether, togetherOnChips)
	s.together, s.threads = true, 1
	s.near = s.values() <= shaders.NearValues && s.parameters <= shaders.Quad*shaders.NearQuads
	return s
}

// observingShape is how it goes through a network that it looks at.
func observingShape(n *network, batch int, software bool) fusedShape {
	size := uint32(aloneOnChips)
	if software {
		size = aloneInSoftware
	}
	return newFusedShape(n, batch, shaders.FusedObserve, size)
}

func newFusedShape(n *network, batch int, k shaders.Kernel, size uint32) fusedShape {
	k.SizeX = size
	s := fusedShape{kernel: k, batch: batch, goals: n.goals(), parameters: n.params, layers: len(n.layers)}
	s.quads = int(ceilDiv(uint32(batch), shaders.Quad))
	s.threads = min(s.quads, int(size))
	_, s.rows = n.rows()
	weights, biases := n.items()
	s.weights, s.items = len(weights), len(weights)+len(biases)
	return s
}

// values is how many numbers there are of a minibatch's examples, that of the
// targets included where they are kept.
func (s fusedShape) values() int {
	if s.together {
		return s.batch * (2*s.rows + s.goals)
	}
	return 2 * shaders.Quad * s.rows * s.quads
}

// farValues is how many of them are in the kernel's scratch memory.
func (s fusedShape) farValues() int {
	if s.near {
		return 0
	}
	return s.values()
}

// scratch is the length of the kernel's scratch memory for one network.
func (s fusedShape) scratch() int {
	sums := 3 * (2*s.layers + 1) * int(s.kernel.SizeX)
	return s.farValues() + s.threads*s.parameters + sums
}

// words is the kernel's uniform: Net of fused.wgsl.
func (s fusedShape) words(n *network, p backend.Problem, steps, lanes int) []uint32 {
	count, half, seed := data.NewMinibatches(n.examples(p.Data.Train), p.Seed).Key()
	rows, _ := n.rows()
	return []uint32{
		uint32(steps), uint32(p.Batch), uint32(s.quads), uint32(s.threads), count, half, seed, uint32(len(n.stages)),
		uint32(s.rows), uint32(lanes * s.parameters), uint32(s.layers), uint32(ld(n.inputs)),
		uint32(s.goals), uint32(n.outputs()), uint32(rows[len(rows)-1]), bitsOf(n.lossScale(p.Batch)),
		uint32(lanes), uint32(shaders.Rates + s.layers), uint32(s.farValues()), uint32(s.items), uint32(s.weights),
	}
}

// mostIterations is how often all loops of one dispatch may go round together.
// Mesa's llvmpipe leaves every loop once an invocation has gone round 65 535
// times, without a word, and then computes nonsense.
const mostIterations = 50_000

// iterations is how often an invocation goes round loops in a step of a rule, at
// most.
func (s fusedShape) iterations(n *network, r rule) int {
	if s.together {
		return s.iterationsTogether(n, r)
	}
	return s.iterationsAlone(n)
}

// drawing is the loops of finding the examples of a minibatch and of a loss, but
// for what they go round for each output.
const drawing = 150

func (s fusedShape) iterationsAlone(n *network) int {
	own := int(ceilDiv(uint32(s.quads), uint32(s.threads))) // groups of examples an invocation has
	count := own * (n.inputs + 64*n.outputs() + drawing)
	for _, l := range n.stages {
		units, inputs := fours(l.out.Size()), fours(l.in.Size())
		count += own * (units*(inputs+25) + 4*inputs*(units+1) + 2)
		count += units*(inputs*(own+1)+1) + 2
	}
	return count + s.iterationsOfStep(n, rule{clip: true, equalise: true}) // whatever the rule: they add little
}

func (s fusedShape) iterationsTogether(n *network, r rule) int {
	count := drawing*s.share(s.batch*max(ld(n.inputs), s.goals)) + s.share(s.batch)*(16*n.outputs()+drawing)
	for _, l := range n.stages {
		units, inputs := l.out.Size(), l.in.Size()
		count += s.share(s.batch*units)*(fours(inputs)+1) + s.share(s.batch*inputs)*(fours(units)+1) + 2
	}
	return count + s.share(s.items)*(s.batch+1) + s.iterationsOfStep(n, r)
}

// iterationsOfStep is for going through all parameters, three times at most:
// clipping, the step, equalising. The last two of these, and the first, have
// sums of all invocations.
func (s fusedShape) iterationsOfStep(n *network, r rule) int {
	size, count := int(s.kernel.SizeX), 0
	for _, l := range n.stages {
		units, inputs := fours(l.out.Size()), fours(l.in.Size())
		count += 3 * (s.share(4*units*inputs+units) + 1) * (s.threads + 2)
		if r.equalise {
			count += 8 * size
		}
	}
	if r.clip {
		count += size
	}
	return count
}

// share is how many of some items an invocation has, at most.
func (s fusedShape) share(items int) int { return int(ceilDiv(uint32(items), s.kernel.SizeX)) }

func fours(n int) int { return int(ceilDiv(uint32(n), shaders.Quad)) }

func (s fusedShape) options(n *network, r rule, act int) shaders.Options {
	return shaders.Options{Act: act, Loss: n.loss, Optimiser: r.optimiser, Clip: r.clip, Equalise: r.equalise, Near: s.near}
}
