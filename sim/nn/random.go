package nn

import "math/rand/v2"

// Use tells the random streams of one seed apart, so that drawing more of one
// kind of number never changes another.
type Use uint64

// The uses. Their values are part of what a seed means: never renumber.
const (
	UseWeights Use = 1 + iota
	UseBiases
	UseData
	UseNoise
	UsePretraining
)

// Stream returns the generator for one use of a seed; index tells apart the
// layers (or whatever is numbered) of that use.
func Stream(seed uint64, use Use, index int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(use)<<32|uint64(uint32(index))))
}
