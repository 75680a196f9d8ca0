package cpu

import (
	"math"

	"backflow/sim/nn"
)

// activation computes a = φ(z) and d = φ'(z) of equally long slices, both at
// once because they share the costly part. At a kink d is that of the left
// side. The formulas are those of nn.Activations; a NaN in z comes out in a.
type activation func(z, a, d []float32, slope float32)

// activationOf returns the kernel of a row of nn.Activations, nil for a name
// that has none. The noise of the noisy one is in z already.
func activationOf(name string) activation {
	switch name {
	case "sigmoid":
		return sigmoid
	case "tanh":
		return tanh
	case "relu", "noisy":
		return relu
	case "leaky":
		return leaky
	case "elu":
		return elu
	case "selu":
		return selu
	case "gelu":
		return gelu
	case "silu":
		return silu
	case "softplus":
		return softplus
	case "softsign":
		return softsign
	case "linear":
		return linear
	}
	return nil
}

func sigmoid(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		s, p := expParts(-math.Abs(float64(u)))
		e := s + float64(s*p)
		q := 1 / (1 + e)
		d[i] = float32(e * q * q)
		if u < 0 {
			q *= e
		}
		a[i] = float32(q)
	}
}

// tanh is −m/(2+m) with m = e^(−2|u|) − 1, and its derivative sech²: neither
// cancels, near 0 or far out.
func tanh(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		s, p := expParts(-2 * math.Abs(float64(u)))
		sp := float64(s * p)
		e, m := s+sp, sp+(s-1)
		q := 1 / (2 + m)
		t := -m * q
		if u < 0 {
			t = -t
		}
		a[i] = float32(t)
		d[i] = float32(4 * e * q * q)
	}
}

func relu(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u <= 0 {
			a[i], d[i] = 0, 0
		} else {
			a[i], d[i] = u, 1
		}
	}
}

func leaky(z, a, d []float32, slope float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u <= 0 {
			a[i], d[i] = slope*u, slope
		} else {
			a[i], d[i] = u, 1
		}
	}
}

func elu(z, a, d []float32, _ float32) { exponentialUnit(z, a, d, 1, 1) }

// SELU's constants, from Klambauer et al. 2017.
const (
	seluAlpha  = 1.6732632423543772848170429916717
	seluLambda = 1.0507009873554804934193349852946
)

func selu(z, a, d []float32, _ float32) { exponentialUnit(z, a, d, seluLambda, seluAlpha) }

// exponentialUnit is λ·u above zero and λ·α·(eᵘ−1) below.
func exponentialUnit(z, a, d []float32, lambda, alpha float64) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u > 0 {
			a[i], d[i] = float32(lambda*float64(u)), float32(lambda)
			continue
		}
		s, p := expParts(float64(u))
		sp := float64(s * p)
		a[i] = float32(lambda * alpha * (sp + (s - 1)))
		d[i] = float32(lambda * alpha * (s + sp))
	}
}

func gelu(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		cdf, density := normal(u)
		a[i] = float32(u * cdf)
		d[i] = float32(cdf + float64(u*density))
	}
}

func silu(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		e := expNeg(-math.Abs(u))
		upper := 1 / (1 + e) // σ(|u|)
		lower := e * upper   // σ(−|u|)
		if u < 0 {
			upper, lower = lower, upper
		}
		a[i] = float32(u * upper)
		d[i] = float32(upper * (1 + float64(u*lower)))
	}
}

func softplus(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		e := expNeg(-math.Abs(u))
		q := 1 / (1 + e)
		if u < 0 {
			a[i], d[i] = float32(log1p(e)), float32(e*q)
		} else {
			a[i], d[i] = float32(u+log1p(e)), float32(q)
		}
	}
}

func softsign(z, a, d []float32, _ float32) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		q := 1 / (1 + math.Abs(float64(u)))
		a[i], d[i] = float32(float64(u)*q), float32(q*q)
	}
}

func linear(z, a, d []float32, _ float32) {
	copy(a, z)
	for i := range d {
		d[i] = 1
	}
}

// act is an activation layer.
type act struct {
	name  string
	slope float32
	noisy bool
	index int       // among all activation layers, tells their noise apart
	z     []float32 // what φ is applied to: the input, or noisy a copy with noise
	a, d  []float32
	dx    []float32

	// Of the noisy activation only.
	x, noise []float32
	source   *nn.Noise
	addNoise func() // disturb, made once
}

func newAct(l nn.LayerSpec, size, batch, index int) *act {
	row, _ := nn.ActivationByName(l.Act)
	n := size * batch
	y := &act{
		name: l.Act, slope: float32(l.Slope), noisy: row.Noisy, index: index,
		a: make([]float32, n), d: make([]float32, n), dx: make([]float32, n),
	}
	if y.noisy {
		y.noise, y.addNoise = make([]float32, n), y.disturb
	}
	return y
}

func (y *act) forward(x []float32, p pass) []float32 {
	y.z = x
	if y.noisy && p.noise != nil {
		y.x, y.z, y.source = x, y.noise[:len(x)], p.noise
		p.do(y.addNoise)
	}
	y.a = y.a[:len(x)]
	p.activate(y.name, y.z, y.a, y.d[:len(x)], y.slope)
	return y.a
}

func (y *act) disturb() {
	key := y.source.Layer(y.index)
	for i, u := range y.x {
		y.z[i] = float32(float64(u) + nn.NoiseAt(key, i))
	}
}

func (y *act) backward(dy []float32, p pass) []float32 {
	y.dx = y.dx[:len(dy)]
	p.times(y.dx, dy, y.d[:len(dy)])
	return y.dx
}
