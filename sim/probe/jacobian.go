package probe

import (
	"math"

	"backflow/sim/nn"
	"backflow/sim/reason"
)

// Limits of the Jacobians that are written out: finding all singular values of the
// largest takes some seconds.
const (
	mostRank   = 256     // the smaller side of a Jacobian
	mostValues = 1 << 20 // its size
)

// Power iteration goes on until the value changes by less than powerTolerance,
// and for mostRounds at most.
const (
	mostRounds     = 40
	powerTolerance = 1e-5
)

// spectrum is a layer's at one example.
type spectrum struct{ largest, median, smallest, rms Figure }

// jacobians shows the spectra of ∂a/∂x, in evaluation; of several examples the
// geometric mean.
func jacobians(t *task) {
	net, why := t.frozen()
	if why != reason.Measured {
		t.refuse(why)
		return
	}
	examples := t.sample(t.Samples)
	var all [][]spectrum
	for i, example := range examples {
		x, _ := t.examples([]int{example})
		net.Forward(x, t.pass(1))
		all = append(all, t.spectra(net, i, len(examples)))
		t.showSpectra(all)
	}
}

func same(f Figure) spectrum { return spectrum{f, f, f, f} }

// spectra walks through the network once for all layers as long as the Jacobian
// can be written out, and iterates where it cannot.
func (t *task) spectra(net *nn.Network, example, examples int) []spectrum {
	list := make([]spectrum, t.layers)
	inputs := net.Spec.Input.Size()
	written := identity(inputs) // Jᵀ so far: a row for each feature
	from := 0
	for l, to := range places(net) {
		t.progress(example*t.layers+l, examples*t.layers)
		if written != nil && small(net.Nodes[from:to+1], inputs) {
			written = t.push(net.Nodes[from:to+1], written, inputs)
			from = to + 1
		} else {
			written = nil
		}
		if written != nil && min(inputs, len(written)/inputs) <= mostRank {
			list[l] = t.factorise(written, inputs)
		} else {
			list[l] = t.iterate(net.Nodes[:to+1], inputs)
		}
	}
	return list
}

// places are those, among the network's nodes, at which the observed layers end.
func places(net *nn.Network) []int {
	list := make([]int, len(net.Observed))
	for i, end := range ends(net) {
		for j, n := range net.Nodes {
			if n == end || contains(n.Branch, end) {
				list[i] = j
			}
		}
	}
	return list
}

// small reports whether a Jacobian may be written out all along some nodes.
func small(nodes []*nn.Node, inputs int) bool {
	for _, n := range nodes {
		if n.Shape.Size()*inputs > mostValues {
			return false
		}
	}
	return true
}

func identity(n int) []float64 {
	if n*n > mostValues {
		return nil
	}
	m := make([]float64, n*n)
	for i := range n {
		m[i*n+i] = 1
	}
	return m
}

// factorise finds all singular values of a matrix of so many rows.
func (t *task) factorise(m []float64, rows int) spectrum {
	unit := largest(m)
	switch {
	case math.IsNaN(unit) || math.IsInf(unit, 0) || !finite(m):
		return same(none(reason.NotFinite))
	case unit == 0:
		return same(none(reason.ExactZeros))
	}
	scaled := make([]float64, len(m))
	for i, v := range m {
		scaled[i] = v / unit
	}
	return spectrumOf(t.singularValues(scaled, rows, len(m)/rows), unit, float64(max(rows, len(m)/rows)))
}

// spectrumOf reads values in falling order, in some unit. Those that are smaller
// than what a matrix of that size rounds off beside the largest are not known.
func spectrumOf(values []float64, unit, size float64) spectrum {
	least := values[0] * size * 0x1p-52
	known := func(v float64) Figure {
		if v <= least {
			return none(reason.BelowRounding)
		}
		return number(v * unit)
	}
	n := len(values)
	middle := (values[(n-1)/2] + values[n/2]) / 2
	square := 0.0
	for _, v := range values {
		square += v * v
	}
	return spectrum{known(values[0]), known(middle), known(values[n-1]), number(unit * math.Sqrt(square/float64(n)))}
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// iterate finds the largest singular value by power iteration on JᵀJ.
func (t *task) iterate(nodes []*nn.Node, inputs int) spectrum {
	s := same(none(reason.TooLarge))
	v := make([]float64, inputs)
	r := nn.Stream(t.Seed, nn.UseNoise, 0)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	scaleTo1(v)
	before := 0.0
	for range mostRounds {
		u := t.push(nodes, v, 1)
		length := scaleTo1(u)
		if length == 0 || math.IsNaN(length) || math.IsInf(length, 0) {
			s.largest = number(length)
			if length == 0 {
				s.largest = none(reason.ExactZeros)
			}
			return s
		}
		v = t.back(nodes, u, 1)
		value := scaleTo1(v) // ‖Jᵀu‖ ≥ ‖Jv‖, and nearer
		s.largest = number(value)
		if math.Abs(value-before) <= powerTolerance*value {
			break
		}
		before = value
	}
	return s
}

// scaleTo1 makes x a unit vector, and returns its length.
func scaleTo1(x []float64) float64 {
	unit := largest(x)
	if unit == 0 || math.IsNaN(unit) || math.IsInf(unit, 0) {
		return unit
	}
	square := 0.0
	for _, v := range x {
		square += v / unit * (v / unit)
	}
	length := unit * math.Sqrt(square)
	for i := range x {
		x[i] = x[i] / unit / math.Sqrt(square)
	}
	return length
}

// showSpectra shows the geometric mean over examples, of those that have a number.
func (t *task) showSpectra(all [][]spectrum) {
	columns := []Column{{Name: "largest"}, {Name: "median"}, {Name: "smallest"}, {Name: "rms"}}
	for l := range t.layers {
		var parts [4][]Figure
		for _, s := range all {
			for j, f := range []Figure{s[l].largest, s[l].median, s[l].smallest, s[l].rms} {
				parts[j] = append(parts[j], f)
			}
		}
		for j := range columns {
			columns[j].Layers = append(columns[j].Layers, geometric(parts[j]))
		}
	}
	if t.Net != nil {
		columns[3].Theory = nones(t.layers, reason.NoTheory)
		for i, x := range t.Net.JacobianRMS() {
			columns[3].Theory[i] = orNoTheory(x)
		}
	}
	t.show(columns)
}

// geometric is the geometric mean, or the first reason why there is none.
func geometric(list []Figure) Figure {
	sum := 0.0
	for _, f := range list {
		if f.Why != reason.Measured {
			return f
		}
		sum += math.Log(f.Value)
	}
	return number(math.Exp(sum / float64(len(list))))
}
