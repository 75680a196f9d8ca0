package cpu

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// activate computes a = φ(z) and d = φ'(z) of equally long slices, both at once
// because they share the costly part. At a kink d is that of the left side. The
// formulas are those of the row of nn.Activations by that name; a NaN in z comes
// out in a. The noise of the noisy one is in z already.
func activate[T stats.Real](name string, z, a, d []T, slope T) {
	switch name {
	case "sigmoid":
		sigmoid(z, a, d)
	case "tanh":
		tanh(z, a, d)
	case "relu", "noisy":
		relu(z, a, d)
	case "leaky":
		leaky(z, a, d, slope)
	case "elu":
		elu(z, a, d)
	case "selu":
		selu(z, a, d)
	case "gelu":
		gelu(z, a, d)
	case "silu":
		silu(z, a, d)
	case "softplus":
		softplus(z, a, d)
	case "softsign":
		softsign(z, a, d)
	case "linear":
		linear(z, a, d)
	default:
		panic("cpu: no activation " + name) // newNetwork knows none but the table's
	}
}

func sigmoid[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		s, p := expParts[T](-math.Abs(float64(u)))
		e := s + float64(s*p)
		q := 1 / (1 + e)
		d[i] = T(e * q * q)
		if u < 0 {
			q *= e
		}
		a[i] = T(q)
		if e < 0x1p-120 { // seldom; else neither is small
			a[i], d[i] = flushed(a[i]), flushed(d[i])
		}
	}
}

// tanh is −m/(2+m) with m = e^(−2|u|) − 1, and its derivative sech²: neither
// cancels, near 0 or far out.
func tanh[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		s, p := expParts[T](-2 * math.Abs(float64(u)))
		sp := float64(s * p)
		e, m := s+sp, sp+(s-1)
		q := 1 / (2 + m)
		t := -m * q
		if u < 0 {
			t = -t
		}
		a[i] = flushed(T(t))
		d[i] = flushed(T(4 * e * q * q))
	}
}

func relu[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u <= 0 {
			a[i], d[i] = 0, 0
		} else {
			a[i], d[i] = u, 1
		}
	}
}

func leaky[T stats.Real](z, a, d []T, slope T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u <= 0 {
			a[i], d[i] = flushed(slope*u), slope
		} else {
			a[i], d[i] = u, 1
		}
	}
}

func elu[T stats.Real](z, a, d []T) { exponentialUnit(z, a, d, 1, 1) }

// SELU's constants, from Klambauer et al. 2017.
const (
	seluAlpha  = 1.6732632423543772848170429916717
	seluLambda = 1.0507009873554804934193349852946
)

func selu[T stats.Real](z, a, d []T) { exponentialUnit(z, a, d, seluLambda, seluAlpha) }

// exponentialUnit is λ·u above zero and λ·α·(eᵘ−1) below.
func exponentialUnit[T stats.Real](z, a, d []T, lambda, alpha float64) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		if u > 0 {
			a[i], d[i] = flushed(T(lambda*float64(u))), T(lambda)
			continue
		}
		s, p := expParts[T](float64(u))
		sp := float64(s * p)
		a[i] = flushed(T(lambda * alpha * (sp + (s - 1))))
		d[i] = flushed(T(lambda * alpha * (s + sp)))
	}
}

func gelu[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		cdf, density := normal[T](u)
		a[i] = flushed(T(u * cdf))
		d[i] = flushed(T(cdf + float64(u*density)))
	}
}

func silu[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		e := expNeg[T](-math.Abs(u))
		upper := 1 / (1 + e) // σ(|u|)
		lower := e * upper   // σ(−|u|)
		if u < 0 {
			upper, lower = lower, upper
		}
		a[i] = flushed(T(u * upper))
		d[i] = flushed(T(upper * (1 + float64(u*lower))))
	}
}

func softplus[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		e := expNeg[T](-math.Abs(u))
		q := 1 / (1 + e)
		if u < 0 {
			a[i], d[i] = flushed(T(log1p[T](e))), flushed(T(e*q))
		} else {
			a[i], d[i] = T(u+log1p[T](e)), T(q)
		}
	}
}

func softsign[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		q := 1 / (1 + math.Abs(float64(u)))
		a[i], d[i] = flushed(T(float64(u)*q)), flushed(T(q*q))
	}
}

func linear[T stats.Real](z, a, d []T) {
	copy(a, z)
	for i := range d {
		d[i] = 1
	}
}

// act is an activation layer.
type act[T stats.Real] struct {
	name  string
	slope T
	noisy bool
	index int // among all activation layers, tells their noise apart
	z     []T // what φ is applied to: the input, or noisy a copy with noise
	a, d  []T
	dx    []T

	// Of the noisy activation only.
	x, noise []T
	source   *nn.Noise
	addNoise func() // disturb, made once
}

func newAct[T stats.Real](l nn.LayerSpec, size, batch, index int) *act[T] {
	row, _ := nn.ActivationByName(l.Act)
	n := size * batch
	y := &act[T]{
		name: l.Act, slope: T(l.Slope), noisy: row.Noisy, index: index,
		a: make([]T, n), d: make([]T, n), dx: make([]T, n),
	}
	if y.noisy {
		y.noise, y.addNoise = make([]T, n), y.disturb
	}
	return y
}

func (y *act[T]) forward(x []T, p pass[T]) []T {
	y.z = x
	if y.noisy && p.noise != nil {
		y.x, y.z, y.source = x, y.noise[:len(x)], p.noise
		p.do(y.addNoise)
	}
	y.a = y.a[:len(x)]
	p.activate(y.name, y.z, y.a, y.d[:len(x)], y.slope)
	return y.a
}

func (y *act[T]) disturb() {
	key := y.source.Layer(y.index)
	for i, u := range y.x {
		y.z[i] = T(float64(u) + nn.NoiseAt(key, i))
	}
}

func (y *act[T]) backward(dy []T, p pass[T]) []T {
	y.dx = y.dx[:len(dy)]
	p.times(y.dx, dy, y.d[:len(dy)])
	return y.dx
}
