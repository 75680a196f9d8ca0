package trace

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"backflow/sim/nn"
)

// author writes random files.
type author struct {
	r     *rand.Rand
	shape nn.Shape
}

// randomFile is a network of random layers over random inputs: all types, all
// activations, all losses, sizes that nothing divides.
func randomFile(r *rand.Rand) string {
	a := author{r, nn.Shape{C: 1 + r.IntN(3), H: 3 + r.IntN(5), W: 3 + r.IntN(5)}}
	batch := 1 + r.IntN(4)
	x := a.array(batch, a.shape.C, a.shape.H, a.shape.W)
	if r.IntN(2) == 0 {
		a.shape = nn.Vector(1 + r.IntN(6))
		x = a.array(batch, a.shape.C)
	}
	layers := a.layers(2+r.IntN(6), 2)
	layers = append(layers, a.flatten(), a.dense(1+r.IntN(4)))
	loss := []string{"mse", "bce", "softmax-ce"}[r.IntN(3)]
	y := a.array(batch, a.shape.C)
	if loss == "softmax-ce" && r.IntN(2) == 0 { // else weights of the classes
		y = a.whole(a.shape.C, batch)
	}
	return fmt.Sprintf(`{"layers":[%s],"loss":%q,"x":%s,"y":%s}`, strings.Join(layers, ",\n"), loss, x, y)
}

// array writes random numbers in the given extents.
func (a *author) array(dims ...int) string { return a.numbers(0, 0.7, dims...) }

// numbers are normal ones with all the digits of a float64.
func (a *author) numbers(mean, deviation float64, dims ...int) string {
	return nested(func() string { return fmt.Sprint(mean + deviation*a.r.NormFloat64()) }, dims)
}

func nested(number func() string, dims []int) string {
	if len(dims) == 0 {
		return number()
	}
	parts := make([]string, dims[0])
	for i := range parts {
		parts[i] = nested(number, dims[1:])
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// layers writes n layers; residuals may nest as deep as given.
func (a *author) layers(n, nesting int) []string {
	var list []string
	for range n {
		list = append(list, a.layer(nesting))
	}
	return list
}

func (a *author) layer(nesting int) string {
	image := a.image()
	switch k := a.r.IntN(8); {
	case k == 0 && a.shape.Size() > 1:
		return a.norm("layernorm")
	case k == 1:
		return a.norm("batchnorm")
	case k == 2 && nesting > 0:
		return a.residual(nesting)
	case k <= 4 && image:
		return a.conv(1+a.r.IntN(3), 1+a.r.IntN(min(3, a.shape.H, a.shape.W)), a.r.IntN(2) == 0)
	case k == 5 && image && min(a.shape.H, a.shape.W) > 3:
		return a.pool()
	case k <= 4:
		return a.dense(1 + a.r.IntN(6))
	}
	return a.activation()
}

func (a *author) activation() string {
	name := nn.Activations[a.r.IntN(len(nn.Activations))].Name
	return fmt.Sprintf(`{"type":"act","name":%q,"slope":0.2}`, name)
}

func (a *author) pool() string {
	a.shape.H, a.shape.W = a.shape.H/2, a.shape.W/2
	return fmt.Sprintf(`{"type":%q,"size":2}`, []string{"maxpool", "avgpool"}[a.r.IntN(2)])
}

func (a *author) dense(units int) string {
	if a.shape.H != 1 || a.shape.W != 1 {
		return a.conv(units, 1, false)
	}
	in := a.shape.C
	a.shape = nn.Vector(units)
	return fmt.Sprintf(`{"type":"dense","W":%s,"b":%s}`, a.array(units, in), a.array(units))
}

// conv has a kernel of up to k × k; wide pads and strides more than usual.
func (a *author) conv(units, k int, wide bool) string {
	in, stride, pad := a.shape.C, 1, 0
	kh, kw := k, 1+a.r.IntN(k)
	if wide {
		stride, pad = 1+a.r.IntN(3), a.r.IntN(k+2)
	}
	a.shape = nn.Shape{C: units, H: (a.shape.H+2*pad-kh)/stride + 1, W: (a.shape.W+2*pad-kw)/stride + 1}
	return fmt.Sprintf(`{"type":"conv","W":%s,"b":%s,"stride":%d,"pad":%d}`, a.array(units, in, kh, kw), a.array(units), stride, pad)
}

// norm has an ε that keeps a batch of one example from dividing by next to
// nothing.
func (a *author) norm(kind string) string {
	dims := []int{a.shape.C}
	if kind == "layernorm" {
		dims = []int{a.shape.C, a.shape.H, a.shape.W}
	}
	return fmt.Sprintf(`{"type":%q,"gamma":%s,"beta":%s,"eps":0.01}`, kind, a.array(dims...), a.array(dims...))
}

// residual keeps the shape: activations, normalisations and layers of the
// same width within.
func (a *author) residual(nesting int) string {
	shape := a.shape
	parts := []string{a.norm("batchnorm"), a.dense(shape.C)}
	if a.r.IntN(2) == 0 {
		parts = append(parts, a.innermost(nesting-1))
	}
	parts = append(parts, `{"type":"act","name":"tanh"}`)
	a.shape = shape
	return fmt.Sprintf(`{"type":"residual","scale":%.3f,"layers":[%s]}`, a.r.Float64()+0.2, strings.Join(parts, ","))
}

func (a *author) innermost(nesting int) string {
	if nesting > 0 {
		return a.residual(nesting)
	}
	return `{"type":"residual","layers":[]}`
}
