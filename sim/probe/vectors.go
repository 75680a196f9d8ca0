package probe

import (
	"math"

	"backflow/sim/nn"
	"backflow/sim/reason"
)

// back takes ∂C/∂output through nodes to their input, and leaves every
// node's gradients in it.
func (t *task) back(nodes []*nn.Node, dOut []float64, batch int) []float64 {
	for i := len(nodes) - 1; i >= 0; i-- {
		t.check()
		n := nodes[i]
		n.DOut = dOut
		n.DIn = n.Layer.Backward(dOut, t.pass(batch))
		dOut = n.DIn
	}
	return dOut
}

// ends are the nodes at whose outputs the observed layers end: their activation,
// or the sum of the skip connection around it.
func ends(net *nn.Network) []*nn.Node {
	list := make([]*nn.Node, len(net.Observed))
	for i, o := range net.Observed {
		list[i] = o.Node
		if o.ActOf != nil {
			list[i] = o.ActOf
		}
	}
	for _, n := range net.Nodes {
		if len(n.Branch) == 0 {
			continue
		}
		for i := range list {
			if contains(n.Branch, list[i]) && (i+1 == len(list) || !contains(n.Branch, list[i+1])) {
				list[i] = n
			}
		}
	}
	return list
}

func contains(nodes []*nn.Node, wanted *nn.Node) bool {
	for _, n := range nodes {
		if n == wanted || contains(n.Branch, wanted) {
			return true
		}
	}
	return false
}

// row is row i of a matrix with n columns.
func row(m []float64, i, n int) []float64 { return m[i*n : (i+1)*n] }

func largest(x []float64) float64 {
	most := 0.0
	for _, v := range x {
		most = math.Max(most, math.Abs(v))
	}
	return most
}

// overlap gathers ⟨a, b⟩, ‖a‖² and ‖b‖² over pieces of two vectors. They are
// measured in a unit of the first piece's size, so that squares of gradients of
// 10⁻²⁰⁰ are not lost.
type overlap struct{ ab, aa, bb, unit float64 }

func (o *overlap) add(a, b []float64) {
	if o.unit == 0 {
		o.unit = math.Max(largest(a), largest(b))
	}
	if o.unit == 0 {
		return
	}
	for i := range a {
		x, y := a[i]/o.unit, b[i]/o.unit
		o.ab += x * y
		o.aa += x * x
		o.bb += y * y
	}
}

// cosine is false where one of the vectors is 0. Rounding does not carry it beyond ±1.
func (o *overlap) cosine() (float64, bool) {
	if o.aa == 0 || o.bb == 0 {
		return 0, false
	}
	return math.Max(-1, math.Min(1, o.ab/math.Sqrt(o.aa)/math.Sqrt(o.bb))), true
}

// average is a mean over what there is.
type average struct {
	sum float64
	n   int
}

func (a *average) add(x float64) { a.sum, a.n = a.sum+x, a.n+1 }

// addCosine leaves out what has none.
func (a *average) addCosine(o *overlap) {
	if c, ok := o.cosine(); ok {
		a.add(c)
	}
}

// figure is the mean, or why there is none.
func (a average) figure(why reason.Reason) Figure {
	if a.n == 0 {
		return none(why)
	}
	return number(a.sum / float64(a.n))
}

// figures are the means of a list.
func figures(list []average, why reason.Reason) []Figure {
	out := make([]Figure, len(list))
	for i, a := range list {
		out[i] = a.figure(why)
	}
	return out
}
