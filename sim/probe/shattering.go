package probe

import (
	"backflow/sim/nn"
	"backflow/sim/reason"
)

// candidates is among how many examples a neighbour is looked for.
const candidates = 512

// neighbours pairs examples with the nearest others that are not the same.
func (t *task) neighbours(n int) []int {
	list := t.sample(max(n, candidates))
	size := t.Data.Shape.Size()
	var pairs []int
	for _, i := range list[:min(n, len(list))] {
		t.check()
		best, nearest := -1, 0.0
		for _, j := range list {
			d := distance(t.Data.Train.X[i*size:(i+1)*size], t.Data.Train.X[j*size:(j+1)*size])
			if d > 0 && (best < 0 || d < nearest) {
				best, nearest = j, d
			}
		}
		if best >= 0 {
			pairs = append(pairs, i, best)
		}
	}
	return pairs
}

// distance is squared.
func distance(a, b []float32) float64 {
	sum := 0.0
	for i := range a {
		d := float64(a[i]) - float64(b[i])
		sum += d * d
	}
	return sum
}

// shattered gathers the overlaps of pairs: of ∂f/∂z in each layer, and of ∇ₓf.
type shattered struct {
	layers []average
	input  average
}

// shattering compares the outputs' gradients at neighbouring examples, in
// evaluation: all outputs together, as if the Jacobians were vectors.
func shattering(t *task) {
	why := reason.Measured
	var net *nn.Network
	if t.layers < 2 {
		why = reason.OneLayer
	} else if net, why = t.frozen(); why == reason.Measured && t.Data.Train.Len() < 2 {
		why = reason.NoPairs
	}
	var pairs []int
	if why == reason.Measured {
		if pairs = t.neighbours(t.Samples); len(pairs) == 0 {
			why = reason.NoPairs
		}
	}
	if why != reason.Measured {
		t.refuse(why)
		return
	}
	s := shattered{layers: make([]average, t.layers)}
	for from := 0; from < len(pairs); from += 2 * chunk {
		t.progress(from, len(pairs))
		s.gather(t, net, pairs[from:min(from+2*chunk, len(pairs))])
	}
	t.showShattering(s, t.inputCosines(pairs))
}

// gather takes some pairs through the network.
func (s *shattered) gather(t *task, net *nn.Network, pairs []int) {
	batch := len(pairs)
	x, _ := t.examples(pairs)
	net.Forward(x, t.pass(batch))
	overlaps := make([][]overlap, t.layers+1) // the last are those of ∇ₓf
	for l := range overlaps {
		overlaps[l] = make([]overlap, batch/2)
	}
	for k := range net.Outputs() {
		dOut := make([]float64, batch*net.Outputs())
		for i := range batch {
			dOut[i*net.Outputs()+k] = 1
		}
		dx := t.back(net.Nodes, dOut, batch)
		for l, o := range net.Observed {
			addPairs(overlaps[l], o.Delta())
		}
		addPairs(overlaps[t.layers], dx)
	}
	for i := range batch / 2 {
		for l := range s.layers {
			s.layers[l].addCosine(&overlaps[l][i])
		}
		s.input.addCosine(&overlaps[t.layers][i])
	}
}

// addPairs adds the rows of a batch, two by two.
func addPairs(overlaps []overlap, batch []float64) {
	size := len(batch) / (2 * len(overlaps))
	for i := range overlaps {
		overlaps[i].add(row(batch, 2*i, size), row(batch, 2*i+1, size))
	}
}

func (t *task) showShattering(s shattered, inputs []float64) {
	column := Column{Name: "correlation", Layers: figures(s.layers, reason.ExactZeros)}
	whole := Scalar{"gradient", s.input.figure(reason.ExactZeros), none(reason.NoTheory)}
	in := Scalar{"inputs", mean(inputs).figure(reason.ExactZeros), none(reason.NoTheory)}
	if t.Net != nil && in.Why == reason.Measured {
		column.Theory = nones(t.layers, reason.NoTheory)
		expected := t.Net.Shattering(inputs...)
		for i, c := range expected.Layers {
			column.Theory[i] = orNoTheory(c)
		}
		whole.Theory = orNoTheory(expected.Input)
	}
	t.show([]Column{column}, whole, in)
}
