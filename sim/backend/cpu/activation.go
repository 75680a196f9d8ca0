package cpu

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// One function an activation of nn.Functions, with its name: a = φ(z) and d = φ'(z).
// activate, which is generated, calls them.

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

// mish is u·tanh(softplus(u)): tanh(softplus(u)) is part/whole and its derivative
// 4·rise·(1+e)/whole², in e = e^(−|u|).
func mish[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, v := range z {
		u := float64(v)
		e := expNeg[T](-math.Abs(u))
		square := float64(e * e)
		part, rise := 1+2*e, square
		whole := part + 2*square
		if u < 0 {
			part, rise = 2*e+square, e
			whole = part + 2
		}
		q := 1 / whole
		through := float64(part * q)
		a[i] = flushed(T(u * through))
		d[i] = flushed(T(through + float64(u*(4*rise*(1+e)*q*q))))
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

func hardsigmoid[T stats.Real](z, a, d []T) {
	a, d = a[:len(z)], d[:len(z)]
	for i, u := range z {
		a[i], d[i] = (u+3)/6, 1./6
		if u <= -3 {
			a[i], d[i] = 0, 0
		}
		if u > 3 {
			a[i], d[i] = 1, 0
		}
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
