package trace

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"backflow/sim/nn"
)

// architectureFile is a network as people build them: blocks of a weighted
// layer on He's weights, perhaps a normalisation, an activation, perhaps a
// skip connection around it all or a pool behind; images first, then vectors.
func architectureFile(r *rand.Rand) string {
	a := author{r, nn.Vector(2 + r.IntN(6))}
	batch := 2 + r.IntN(7)
	if r.IntN(2) == 0 {
		a.shape = nn.Shape{C: 1 + r.IntN(3), H: 4 + r.IntN(4), W: 4 + r.IntN(4)}
	}
	x := a.array(outputDims(batch, a.shape)...)
	var layers []string
	if a.image() {
		layers = append(a.blocks(1+r.IntN(3)), a.flatten())
	}
	layers = append(layers, a.blocks(1+r.IntN(3))...)
	layers = append(layers, a.weighted(1+r.IntN(4), 1))
	loss, y := a.labels(batch)
	return fmt.Sprintf(`{"layers":[%s],"loss":%q,"x":%s,"y":%s}`, strings.Join(layers, ",\n"), loss, x, y)
}

func (a *author) image() bool { return a.shape.H > 1 || a.shape.W > 1 }

func (a *author) flatten() string {
	a.shape = nn.Vector(a.shape.Size())
	return `{"type":"flatten"}`
}

func (a *author) blocks(n int) []string {
	var layers []string
	for range n {
		layers = append(layers, a.block())
		if a.image() && a.r.IntN(3) == 0 && min(a.shape.H, a.shape.W) > 3 {
			layers = append(layers, a.pool())
		}
	}
	return layers
}

// block is one block; with a skip connection it keeps the number of channels.
func (a *author) block() string {
	units, skip := 2+a.r.IntN(7), a.r.IntN(3) == 0
	if skip {
		units = a.shape.C
	}
	block := []string{a.weighted(units, 3)}
	if norm := a.r.IntN(3); norm == 0 {
		block = append(block, a.usualNorm("batchnorm"))
	} else if norm == 1 && a.shape.Size() > 2 {
		block = append(block, a.usualNorm("layernorm"))
	}
	block = append(block, a.activation())
	layers := strings.Join(block, ",")
	if skip {
		return fmt.Sprintf(`{"type":"residual","scale":%.3f,"layers":[%s]}`, a.r.Float64()+0.2, layers)
	}
	return layers
}

// weighted is a dense layer, or on images a padded convolution, with He's
// variance of 2/fan-in.
func (a *author) weighted(units, kernel int) string {
	in := a.shape.C
	a.shape.C = units
	if !a.image() {
		return fmt.Sprintf(`{"type":"dense","W":%s,"b":%s}`, a.numbers(0, math.Sqrt(2/float64(in)), units, in), a.numbers(0, 0.1, units))
	}
	deviation := math.Sqrt(2 / float64(in*kernel*kernel))
	return fmt.Sprintf(`{"type":"conv","W":%s,"b":%s,"pad":%d}`, a.numbers(0, deviation, units, in, kernel, kernel), a.numbers(0, 0.1, units), kernel/2)
}

// usualNorm has the usual ε of 10⁻⁵.
func (a *author) usualNorm(kind string) string {
	dims := []int{a.shape.C}
	if kind == "layernorm" {
		dims = []int{a.shape.C, a.shape.H, a.shape.W}
	}
	return fmt.Sprintf(`{"type":%q,"gamma":%s,"beta":%s}`, kind, a.numbers(1, 0.2, dims...), a.numbers(0, 0.1, dims...))
}

// labels are targets that the loss is meant for.
func (a *author) labels(batch int) (loss, y string) {
	outputs := a.shape.C
	switch a.r.IntN(3) {
	case 0:
		return "mse", a.array(batch, outputs)
	case 1:
		return "bce", a.whole(2, batch, outputs)
	}
	return "softmax-ce", a.whole(outputs, batch)
}

// whole writes random whole numbers below n in the given extents.
func (a *author) whole(n int, dims ...int) string {
	return nested(func() string { return fmt.Sprint(a.r.IntN(n)) }, dims)
}
