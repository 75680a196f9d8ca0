package nn

// Noise is the N(0,1) noise of one training step. It is a function of (seed,
// step, layer, element) and has no state, so every backend adds the same
// numbers in whatever order it computes them. It needs 32-bit integers only:
//
//	key   = mix(mix(s0 ^ mix(s1 ^ φ)) ^ mix(step))      s0, s1: low, high half of the seed
//	bits  = mix(mix(key ^ mix(layer ^ φ)) ^ element)    φ = 0x9e3779b9
//	value = Φ⁻¹(((bits >> 9) + ½) / 2²³)
//
// layer counts the activation layers from the input, element is the value's
// place in the row-major (batch, …) input of that layer. The argument of Φ⁻¹
// is exact in float32; Φ⁻¹ is normalQuantile, good to about 10⁻⁷.
type Noise struct{ key uint32 }

const golden32 = 0x9e3779b9 // 2³² divided by the golden ratio

// NewNoise returns the noise of a step (counted from 0) of a seed.
func NewNoise(seed uint64, step int) *Noise {
	s := mix(uint32(seed) ^ mix(uint32(seed>>32)^golden32))
	return &Noise{mix(s ^ mix(uint32(step)))}
}

// Layer returns the key of a layer: a shader needs no more than this, mix, and
// the quantile.
func (n *Noise) Layer(layer int) uint32 { return mix(n.key ^ mix(uint32(layer)^golden32)) }

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

// mix is a 32-bit finaliser with full avalanche (Mueller's constants, as in
// the "lowbias32" search by Wellons 2018); data.Minibatches uses the same.
func mix(x uint32) uint32 {
	x ^= x >> 16
	x *= 0x7feb352d
	x ^= x >> 15
	x *= 0x846ca68b
	return x ^ x>>16
}

// ChanceAt returns the same value before Φ⁻¹: uniform between 0 and 1, and
// exact in float32.
func ChanceAt(layerKey uint32, element int) float64 {
	bits := mix(layerKey ^ uint32(element))
	return (float64(bits>>9) + 0.5) / (1 << 23)
}
