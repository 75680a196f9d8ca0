package probe

import (
	"math"

	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/reason"
)

// chunk is how many pairs pass at once.
const chunk = 8

// sample draws n different examples of the training part, by the subject's seed.
func (t *task) sample(n int) []int {
	examples := t.Data.Train.Len()
	draw := data.NewMinibatches(examples, t.Seed)
	list := make([]int, min(n, examples))
	for i := range list {
		list[i] = int(draw.Index(0, uint32(i)))
	}
	return list
}

// inputCosines are the cosines of the inputs of pairs, which lie one behind the other.
// A pair one of which is 0 has none.
func (t *task) inputCosines(pairs []int) (cosines []float64) {
	size := t.Data.Shape.Size()
	for i := 0; i+1 < len(pairs); i += 2 {
		x, _ := t.examples(pairs[i : i+2])
		var o overlap
		o.add(row(x, 0, size), row(x, 1, size))
		if c, ok := o.cosine(); ok {
			cosines = append(cosines, c)
		}
	}
	return cosines
}

// mean is the mean of what there is.
func mean(list []float64) (a average) {
	for _, x := range list {
		a.add(x)
	}
	return a
}

// likeness compares the activations of pairs of examples, in evaluation.
func likeness(t *task) {
	pairs := t.sample(2 * t.Samples)
	pairs = pairs[:len(pairs)/2*2]
	net, why := t.frozen()
	if len(pairs) == 0 {
		why = reason.NoPairs
	}
	if why != reason.Measured {
		t.refuse(why)
		return
	}
	layers := make([]average, t.layers)
	for from := 0; from < len(pairs); from += 2 * chunk {
		t.progress(from, len(pairs))
		part := pairs[from:min(from+2*chunk, len(pairs))]
		x, _ := t.examples(part)
		net.Forward(x, t.pass(len(part)))
		for l, end := range ends(net) {
			compare(&layers[l], end, len(part))
		}
	}
	t.showLikeness(layers, t.inputCosines(pairs))
}

// compare adds the cosines of a node's outputs for pairs.
func compare(mean *average, n *nn.Node, batch int) {
	size := n.Shape.Size()
	for i := 0; i < batch; i += 2 {
		var o overlap
		o.add(row(n.Out, i, size), row(n.Out, i+1, size))
		mean.addCosine(&o)
	}
}

func (t *task) showLikeness(layers []average, inputs []float64) {
	column := Column{Name: "cosine", Layers: figures(layers, reason.ExactZeros)}
	in := Scalar{Name: "inputs", Figure: mean(inputs).figure(reason.ExactZeros), Theory: none(reason.NoTheory)}
	rest := Scalar{Name: "rest", Figure: none(reason.OneLayer), Theory: none(reason.NoTheory)}
	if t.layers > 1 {
		rest.Figure = column.Layers[t.layers-2]
	}
	xi := Scalar{Name: "xi", Figure: none(reason.TheoryOnly), Theory: none(reason.NoTheory)}
	if t.Net != nil {
		cosine, layers := t.Net.Rest()
		rest.Theory, xi.Theory = orNoTheory(cosine), depthScale(cosine, layers)
		if in.Why == reason.Measured {
			column.Theory = nones(t.layers, reason.NoTheory)
			for i, c := range t.Net.Likeness(inputs...) {
				column.Theory[i] = orNoTheory(c)
			}
		}
	}
	t.show([]Column{column}, in, rest, xi)
}

// depthScale is the figure of theory's ξ, in layers, or why it is infinite: cosine is where
// cosines come to rest (theory.Net.Rest).
func depthScale(cosine, xi float64) Figure {
	switch {
	case !math.IsInf(xi, 1):
		return orNoTheory(xi)
	case math.IsNaN(cosine):
		return none(reason.CosinesStay)
	}
	return none(reason.PowerLaw)
}

// orNoTheory is a figure of what theory says, which is NaN where it says nothing.
func orNoTheory(x float64) Figure {
	if f := number(x); f.Why == reason.Measured {
		return f
	}
	return none(reason.NoTheory)
}
