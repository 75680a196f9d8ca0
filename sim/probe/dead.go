package probe

import (
	"math"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/reason"
	"backflow/sim/theory"
)

// tally counts what the units of one observed layer do.
type tally struct {
	alive     []bool // a is not 0 for each example so far
	off       []int  // pairs of example and pixel on the off side, unit by unit
	saturated int
	pairs     int
	silent    int // examples whose δ is exactly 0
	examples  int
	finite    bool
}

// deadExamples is how many examples pass at once.
const deadExamples = 64

// deadUnits goes through the training set, or the first Samples of it, in evaluation.
func deadUnits(t *task) {
	net, why := t.frozen()
	if why != reason.Measured {
		t.refuse(why)
		return
	}
	tallies := make([]tally, t.layers)
	for i, o := range net.Observed {
		tallies[i] = tally{alive: make([]bool, o.Units), off: make([]int, o.Units), finite: true}
	}
	n := min(t.Samples, t.Data.Train.Len())
	for from := 0; from < n; from += deadExamples {
		t.progress(from, n)
		indices := upTo(n)[from:min(from+deadExamples, n)]
		x, y := t.examples(indices)
		net.Forward(x, t.pass(len(indices)))
		net.Backward(y)
		for i, o := range net.Observed {
			tallies[i].add(o, len(indices))
			t.check()
		}
		t.showDead(net, tallies)
	}
}

// add counts one batch.
func (c *tally) add(o nn.ObservedNode, batch int) {
	z, a, delta := o.Z(), o.A(), o.Delta()
	limit := stats.SaturationLimit(o.Act)
	pixels := o.Out.H * o.Out.W
	for i := range z {
		unit := i / pixels % o.Units
		c.alive[unit] = c.alive[unit] || a[i] != 0
		if o.Act.Rectifies && z[i] <= 0 {
			c.off[unit]++
		}
		if math.Abs(o.Act.D(z[i], o.Slope)) < limit {
			c.saturated++
		}
	}
	size := len(delta) / batch
	for i := range batch {
		most := largest(row(delta, i, size))
		if most == 0 {
			c.silent++
		}
		c.finite = c.finite && !math.IsNaN(most) && !math.IsInf(most, 0)
	}
	c.pairs += len(z)
	c.examples += batch
}

// shares are those of dead units, of pairs of a living unit with an example
// that is off, and of saturated pairs.
func (c *tally) shares(o nn.ObservedNode) (dead, off, saturated Figure) {
	if o.ActOf == nil {
		return none(reason.OutputLayer), none(reason.OutputLayer), none(reason.OutputLayer)
	}
	units, pairs := 0, 0
	for u, alive := range c.alive {
		if alive {
			pairs += c.off[u]
		} else {
			units++
		}
	}
	off = number(float64(pairs) / float64(c.pairs))
	if !o.Act.Rectifies {
		off = none(reason.NotRectifying)
	}
	return number(float64(units) / float64(len(c.alive))), off, number(float64(c.saturated) / float64(c.pairs))
}

func (t *task) showDead(net *nn.Network, tallies []tally) {
	columns := []Column{{Name: "dead"}, {Name: "off"}, {Name: "saturated"}, {Name: "silent"}}
	for i := range tallies {
		c := &tallies[i]
		dead, off, saturated := c.shares(net.Observed[i])
		silent := number(float64(c.silent) / float64(c.examples))
		if !c.finite {
			dead, off, saturated, silent = none(reason.NotFinite), none(reason.NotFinite), none(reason.NotFinite), none(reason.NotFinite)
		}
		for j, f := range []Figure{dead, off, saturated, silent} {
			columns[j].Layers = append(columns[j].Layers, f)
		}
	}
	whole := Scalar{"silent", columns[3].Layers[0], none(reason.NoTheory)}
	if t.Net != nil && t.State.Step == 0 { // the formula is about random weights
		whole.Theory = orNoTheory(theory.Predict(*t.Net).Dead)
	}
	t.show(columns, whole)
}
