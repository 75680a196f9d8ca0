package probe

import (
	"math"
	"slices"

	"backflow/sim/backend/stats"
	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/num"
	"backflow/sim/reason"
	"backflow/sim/theory"
)

// quantiles are those that the band shows.
var quantiles = []struct {
	name string
	at   float64
}{{"p5", 0.05}, {"p25", 0.25}, {"p50", 0.5}, {"p75", 0.75}, {"p95", 0.95}}

// rests is what is left of δ's RMS in each hidden layer, network by network.
type rests struct {
	layers [][]float64
	zeros  int     // networks that pass on exactly 0
	silent float64 // sum over networks of the share of examples whose δ at layer 1 is exactly 0
}

// band draws networks that differ by their seed, and measures each on its own
// first minibatch, as training would begin.
func band(t *task) {
	hidden := t.layers - 1
	switch {
	case t.Draw == nil:
		t.refuse(reason.NoDraw)
		return
	case hidden < 2:
		t.refuse(reason.OneLayer)
		return
	}
	r := rests{layers: make([][]float64, hidden)}
	for i := range t.Samples {
		t.progress(i, t.Samples)
		seed := t.Seed + uint64(i)
		params, err := t.Draw(seed)
		if err != nil {
			panic(failed{err})
		}
		net := t.first(params, seed)
		r.add(deltas(net))
		r.silent += silentShare(net, t.Batch)
		t.showBand(r)
	}
}

// first is a network after a pass over its first minibatch, before the first step.
func (t *task) first(params [][]float32, seed uint64) *nn.Network {
	wide := make([][]float64, len(params))
	for i, p := range params {
		wide[i] = num.Float64s(p)
	}
	net := t.build(wide)
	indices := make([]int, t.Batch)
	data.NewMinibatches(t.Data.Train.Len(), seed).Batch(indices, 0)
	x, y := t.examples(indices)
	p := t.pass(t.Batch)
	p.Noise = nn.NewNoise(seed, 0)
	net.Forward(x, p)
	net.Backward(y)
	return net
}

// deltas are δ's RMS, layer by layer.
func deltas(net *nn.Network) (list []float64) {
	for _, o := range net.Observed {
		list = append(list, stats.RMS(o.Delta()))
	}
	return list
}

// silentShare is the share of a batch's examples whose δ at layer 1 is exactly 0.
func silentShare(net *nn.Network, batch int) float64 {
	delta, silent := net.Observed[0].Delta(), 0
	size := len(delta) / batch
	for i := range batch {
		if largest(row(delta, i, size)) == 0 {
			silent++
		}
	}
	return float64(silent) / float64(batch)
}

// add notes one network. One whose last hidden layer gets nothing passes nothing on.
func (r *rests) add(deltas []float64) {
	last := deltas[len(r.layers)-1]
	for i := range r.layers {
		left := 0.0
		if last != 0 {
			left = deltas[i] / last
		}
		r.layers[i] = append(r.layers[i], left)
	}
	if deltas[0] == 0 {
		r.zeros++
	}
}

func (t *task) showBand(r rests) {
	var columns []Column
	for _, q := range quantiles {
		columns = append(columns, Column{Name: q.name, Layers: r.each(func(xs []float64) float64 { return quantile(xs, q.at) })})
	}
	columns = append(columns, Column{Name: "rms", Layers: r.each(stats.RMS[float64]), Theory: t.left()})
	spread := Scalar{"spread", r.spread(), none(reason.NoTheory)}
	if t.Net != nil && t.Batch == 1 { // the formula is about one input
		spread.Theory = orNoTheory(t.Net.Spread())
	}
	networks := float64(len(r.layers[0]))
	zeros := Scalar{"zeros", number(float64(r.zeros) / networks), none(reason.NoTheory)}
	silent := Scalar{"silent", number(r.silent / networks), none(reason.NoTheory)}
	if t.Net != nil {
		silent.Theory = orNoTheory(theory.Predict(*t.Net).Dead)
	}
	t.show(columns, spread, zeros, silent)
}

// each makes a column of the hidden layers.
func (r rests) each(f func(xs []float64) float64) []Figure {
	list := make([]Figure, 0, len(r.layers)+1)
	for _, xs := range r.layers {
		list = append(list, number(f(xs)))
	}
	return append(list, none(reason.OutputLayer))
}

// spread is the standard deviation of ln of the square of what is left at layer
// 1, over the networks that pass something on.
func (r rests) spread() Figure {
	var logs []float64
	for _, x := range r.layers[0] {
		if x > 0 {
			logs = append(logs, 2*math.Log(x))
		}
	}
	switch {
	case len(r.layers[0]) < 2:
		return none(reason.NotYet)
	case len(logs) < 2:
		return none(reason.ExactZeros)
	}
	return number(deviation(logs))
}

// left is what the theory leaves of δ's RMS, its factors multiplied.
func (t *task) left() []Figure {
	if t.Net == nil {
		return nil
	}
	layers := t.Net.Layers()
	list := nones(t.layers, reason.NoTheory)
	product := 1.0
	for i := t.layers - 2; i >= 0 && len(layers) == t.layers; i-- {
		if i < t.layers-2 {
			product *= layers[i].Factor
		}
		list[i] = orNoTheory(product)
	}
	return list
}

// quantile interpolates between sorted values, as most programs do.
func quantile(xs []float64, at float64) float64 {
	sorted := slices.Sorted(slices.Values(xs))
	place := at * float64(len(sorted)-1)
	i := min(int(place), len(sorted)-2)
	if i < 0 {
		return sorted[0]
	}
	share := place - float64(i)
	return sorted[i]*(1-share) + sorted[i+1]*share
}

func deviation(xs []float64) float64 {
	var m moments
	for _, x := range xs {
		m.add([]float64{x})
	}
	return m.unit * math.Sqrt(m.squares/float64(m.n-1))
}
