package probe

import (
	"math"

	"backflow/sim/data"
	"backflow/sim/nn"
	"backflow/sim/reason"
)

// moments follow the mean of vectors and tr Cov, one vector after another
// (Welford 1962), in a unit of the first one's size.
type moments struct {
	n       int
	mean    []float64
	squares float64 // Σ‖g − mean‖²
	unit    float64
}

func (m *moments) add(g []float64) {
	if m.mean == nil {
		m.mean = make([]float64, len(g))
	}
	if m.unit == 0 {
		m.unit = largest(g)
	}
	m.n++
	if m.unit == 0 {
		return // 0 so far, and so is the mean
	}
	for i, v := range g {
		v /= m.unit
		d := v - m.mean[i]
		m.mean[i] += d / float64(m.n)
		m.squares += d * (v - m.mean[i])
	}
}

// ratio is ‖E g‖/√tr Cov(g). The square of the mean of n vectors exceeds ‖E g‖²
// by tr Cov/n, which is taken off.
func (m *moments) ratio() Figure {
	if m.n < 2 {
		return none(reason.NotYet)
	}
	covariance := m.squares / float64(m.n-1)
	square := 0.0
	for _, v := range m.mean {
		square += v * v
	}
	signal := square - covariance/float64(m.n)
	switch {
	case math.IsNaN(square + covariance):
		return none(reason.NotFinite)
	case square == 0 && covariance == 0:
		return none(reason.ExactZeros)
	case covariance == 0:
		return none(reason.OneBatch)
	case signal <= 0:
		return none(reason.BelowNoise)
	}
	return number(math.Sqrt(signal / covariance))
}

// signalToNoise takes the minibatches that training would take next, with its
// noise, and leaves the parameters where they are.
func signalToNoise(t *task) {
	examples := t.Data.Train.Len()
	if t.Batch%examples == 0 || t.Samples < 2 {
		t.refuse(reason.OneBatch)
		return
	}
	net := t.network()
	draw := data.NewMinibatches(examples, t.Seed)
	layers := make([]moments, t.layers)
	indices := make([]int, t.Batch)
	for i := range t.Samples {
		t.progress(i, t.Samples)
		step := t.State.Step + i
		draw.Batch(indices, step)
		x, y := t.examples(indices)
		p := t.pass(t.Batch)
		p.Noise = nn.NewNoise(t.Seed, step)
		net.Forward(x, p)
		net.Backward(y)
		for l, o := range net.Observed {
			layers[l].add(net.DParams[o.Weight])
		}
		showRatios(t, layers)
	}
}

func showRatios(t *task, layers []moments) {
	column := Column{Name: "snr"}
	for i := range layers {
		column.Layers = append(column.Layers, layers[i].ratio())
	}
	t.show([]Column{column})
}
