package theory

import "math"

// table finds an activation's averages over N(0, q) between those that it has
// integrated, since each pixel of an image has a q of its own.
type table struct {
	a     Activation
	known map[int]averages // by their place
}

func newTable(a Activation) *table { return &table{a, map[int]averages{}} }

// tableSteps are how many integrals it takes while q grows by e. Cubic
// interpolation between them is good to about 10⁻⁵.
const tableSteps = 8

func (t *table) at(q float64) averages {
	_, _, closed := t.a.piecewise()
	if closed || !(q > smallest && q < mostVariance) {
		return averages{q, t.a.Square(q), t.a.Mean(q), t.a.SlopeSquare(q)}
	}
	place := tableSteps * math.Log(q)
	i := int(math.Floor(place))
	out := averages{q: q}
	for j, share := range cubic(place - math.Floor(place)) {
		node := t.node(i + j - 1)
		out.square += share * node.square
		out.mean += share * node.mean
		out.slope += share * node.slope
	}
	return out
}

// over is at for each pixel of a plane.
func (t *table) over(q plane) (square, mean, slope plane) {
	square, mean, slope = flat(q.rows, q.cols, 0), flat(q.rows, q.cols, 0), flat(q.rows, q.cols, 0)
	var m averages
	for i, v := range q.at {
		if i == 0 || v != m.q { // inside the image all are the same
			m = t.at(v)
		}
		square.at[i], mean.at[i], slope.at[i] = m.square, m.mean, m.slope
	}
	return square, mean, slope
}

// node is the average at a place of the table.
func (t *table) node(i int) averages {
	m, ok := t.known[i]
	if !ok {
		q := math.Exp(float64(i) / tableSteps)
		m = averages{q, t.a.Square(q), t.a.Mean(q), t.a.SlopeSquare(q)}
		t.known[i] = m
	}
	return m
}

// cubic are the shares of the nodes at −1, 0, 1 and 2 in the value at x.
func cubic(x float64) [4]float64 {
	return [4]float64{
		-x * (x - 1) * (x - 2) / 6,
		(x + 1) * (x - 1) * (x - 2) / 2,
		-(x + 1) * x * (x - 2) / 2,
		(x + 1) * x * (x - 1) / 6,
	}
}
