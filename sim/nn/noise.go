package nn

// Noise is the N(0,1) noise of one training step. It is a function of (seed,
// step, layer, element) and has no state, so every backend adds the same
// numbers in whatever order it computes them. It needs 32-bit integers only:
//
//	key   = Mix(Mix(s0 ^ Mix(s1 ^ φ)) ^ Mix(step))      s0, s1: low, high half of the seed
//	bits  = Mix(Mix(key ^ Mix(layer ^ φ)) ^ element)    φ = 0x9e3779b9
//	value = Φ⁻¹(((bits >> 9) + ½) / 2²³)
//
// layer counts the activation layers from the input, element is the value's
// place in the row-major (batch, …) input of that layer. The argument of Φ⁻¹
// is exact in float32; Φ⁻¹ is normalQuantile, good to about 10⁻⁷.
type Noise struct{ key uint32 }

const golden32 = 0x9e3779b9 // 2³² divided by the golden ratio

// NewNoise returns the noise of a step (counted from 0) of a seed.
func NewNoise(seed uint64, step int) *Noise {
	return &Noise{Mix(MixSeed(seed) ^ Mix(uint32(step)))}
}

// Layer returns the key of a layer: a shader needs no more than this, Mix, and
// the quantile.
func (n *Noise) Layer(layer int) uint32 { return Mix(n.key ^ MixLayer(layer)) }

// MixLayer is the layer's part of that key, which is the same in every step.
func MixLayer(layer int) uint32 { return Mix(uint32(layer) ^ golden32) }

// NoiseAt returns one value of a layer's noise.
func NoiseAt(layerKey uint32, element int) float64 {
	return normalQuantile(ChanceAt(layerKey, element))
}

// added returns x plus a layer's noise.
func (n *Noise) added(x []float64, layer int) []float64 {
	key := n.Layer(layer)
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = v + NoiseAt(key, i)
	}
	return z
}

// MixSeed brings both halves of a seed into 32 bits.
func MixSeed(seed uint64) uint32 { return Mix(uint32(seed) ^ Mix(uint32(seed>>32)^golden32)) }

// Mix is a 32-bit finaliser with full avalanche (Mueller's constants, as in
// the "lowbias32" search by Wellons 2018), for numbers that are a function of
// their place and need 32-bit integers only, as shaders have them.
func Mix(x uint32) uint32 {
	x ^= x >> 16
	x *= 0x7feb352d
	x ^= x >> 15
	x *= 0x846ca68b
	return x ^ x>>16
}

// ChanceAt returns the same value before Φ⁻¹: uniform between 0 and 1, and
// exact in float32.
func ChanceAt(layerKey uint32, element int) float64 {
	bits := Mix(layerKey ^ uint32(element))
	return (float64(bits>>9) + 0.5) / (1 << 23)
}
