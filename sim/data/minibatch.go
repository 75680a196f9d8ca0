package data

import (
	"math/bits"

	"backflow/sim/nn"
)

// Minibatches draws training examples: a fresh random order each epoch, each
// example exactly once an epoch. It is counter-based, without state, and uses
// 32-bit integers only, so that a shader draws the very same examples
// (shaders/gather.wgsl repeats Index).
//
// Steps take Batch examples each from one endless stream of epochs; a batch
// may span the end of an epoch. That keeps every batch full and every epoch
// complete whether or not Batch divides the number of examples.
type Minibatches struct {
	n    uint32
	half uint32 // bits in one half of the permutation's domain
	seed uint32
}

// NewMinibatches draws from n examples, 1 ≤ n < 2³⁰.
func NewMinibatches(n int, seed uint64) Minibatches {
	width := bits.Len32(uint32(n - 1))
	return Minibatches{
		n:    uint32(n),
		half: uint32(max(1, (width+1)/2)),
		seed: nn.MixSeed(seed),
	}
}

// Key returns what a shader needs: n, half and the mixed seed.
func (m Minibatches) Key() (n, half, seed uint32) { return m.n, m.half, m.seed }

// Position splits the i-th example of a step into its epoch and its place in
// that epoch.
func (m Minibatches) Position(step, batch, i int) (epoch, place uint32) {
	p := uint64(step)*uint64(batch) + uint64(i)
	return uint32(p / uint64(m.n)), uint32(p % uint64(m.n))
}

// Index returns which example stands at a place of an epoch. For a fixed epoch
// it is a permutation of 0 … n−1: a four-round Feistel network over the next
// even power of two, walked until it lands below n.
func (m Minibatches) Index(epoch, place uint32) uint32 {
	key := nn.Mix(m.seed ^ nn.Mix(epoch))
	x := place
	for {
		x = m.feistel(x, key)
		if x < m.n {
			return x
		}
	}
}

func (m Minibatches) feistel(x, key uint32) uint32 {
	mask := uint32(1)<<m.half - 1
	left, right := x>>m.half, x&mask
	for round := uint32(0); round < 4; round++ {
		left, right = right, left^(nn.Mix(right^key+round*0x9e3779b9)&mask)
	}
	return left<<m.half | right
}

// Batch fills dst with the indices of a step's examples.
func (m Minibatches) Batch(dst []int, step int) {
	for i := range dst {
		epoch, place := m.Position(step, len(dst), i)
		dst[i] = int(m.Index(epoch, place))
	}
}
