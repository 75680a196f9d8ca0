package nn

import (
	"math"
	"testing"
)

// The noise is part of what a seed means, and shaders repeat it.
func TestNoiseGolden(t *testing.T) {
	n := NewNoise(0x123456789abcdef0, 7)
	if got, want := n.Layer(3), uint32(0x9ce7b88); got != want {
		t.Errorf("key %#x, want %#x", got, want)
	}
}

// 10⁵ values: four standard errors of the mean are 0.013, of the variance
// 0.018, of a correlation 0.013.
const noiseSamples, noiseTolerance = 100_000, 0.018

func TestNoiseIsStandardNormal(t *testing.T) {
	key := NewNoise(1, 0).Layer(0)
	x := make([]float64, noiseSamples)
	beyond := 0
	for i := range x {
		x[i] = NoiseAt(key, i)
		if math.Abs(x[i]) > 1.959964 {
			beyond++
		}
	}
	mean, variance := moments(x)
	if math.Abs(mean) > noiseTolerance || math.Abs(variance-1) > noiseTolerance {
		t.Errorf("mean %v, variance %v", mean, variance)
	}
	if share := float64(beyond) / noiseSamples; math.Abs(share-0.05) > 0.003 {
		t.Errorf("%v of the values lie beyond 1.96, want 0.05", share)
	}
}

func TestNoiseDiffers(t *testing.T) {
	base := NewNoise(1, 5).Layer(2)
	for name, other := range map[string]uint32{
		"seed":      NewNoise(2, 5).Layer(2),
		"high seed": NewNoise(1+1<<32, 5).Layer(2),
		"step":      NewNoise(1, 6).Layer(2),
		"layer":     NewNoise(1, 5).Layer(3),
	} {
		product := 0.0
		for i := range noiseSamples {
			product += NoiseAt(base, i) * NoiseAt(other, i)
		}
		if c := product / noiseSamples; math.Abs(c) > noiseTolerance {
			t.Errorf("another %s: correlation %v", name, c)
		}
	}
}

// The noisy unit: max(0, u + N(0,1)) in training, max(0, u) else.
func TestNoisyActivation(t *testing.T) {
	row, _ := ActivationByName("noisy")
	l := &Act{Activation: row, Index: 2}
	x := []float64{-3, -0.5, 0, 0.5, 3}
	still := l.Forward(x, Pass{Batch: 1})
	noise := NewNoise(4, 9)
	moved := l.Forward(x, Pass{Batch: 1, Noise: noise})
	for i, u := range x {
		if want := math.Max(0, u); still[i] != want {
			t.Errorf("without noise φ(%v) = %v, want %v", u, still[i], want)
		}
		if want := math.Max(0, u+NoiseAt(noise.Layer(2), i)); moved[i] != want {
			t.Errorf("with noise φ(%v) = %v, want %v", u, moved[i], want)
		}
	}
}
