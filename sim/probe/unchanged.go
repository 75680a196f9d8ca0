package probe

import (
	"fmt"
	"math"

	"backflow/sim/reason"
)

// restAfter is how many weights are compared between two rests.
const restAfter = 1 << 16

// unchangedWeights compares the weights' bits with those of the first draw. What
// came between, be it pre-training or training, is all the same to it.
func unchangedWeights(t *task) {
	if t.Draw == nil {
		t.refuse(reason.NoDraw)
		return
	}
	drawn := t.firstDraw()
	net := t.network()
	column := Column{Name: "unchanged", Layers: nones(t.layers, reason.NotYet)}
	same, all := 0, 0
	for l, o := range net.Observed {
		t.progress(l, t.layers)
		before, now := drawn[o.Weight], t.State.Params[o.Weight]
		kept := t.sameBits(before, now)
		same, all = same+kept, all+len(now)
		column.Layers[l] = number(float64(kept) / float64(len(now)))
	}
	t.show([]Column{column}, Scalar{"unchanged", number(float64(same) / float64(all)), none(reason.NoTheory)})
}

// firstDraw draws the parameters that the network began with.
func (t *task) firstDraw() [][]float32 {
	drawn, err := t.Draw(t.Seed)
	if err != nil {
		panic(failed{err})
	}
	if len(drawn) != len(t.State.Params) {
		panic(failed{fmt.Errorf("%d tensors were drawn for a network that has %d", len(drawn), len(t.State.Params))})
	}
	for i, d := range drawn {
		if len(d) != len(t.State.Params[i]) {
			panic(failed{fmt.Errorf("tensor %d was drawn with %d values, the network has %d", i+1, len(d), len(t.State.Params[i]))})
		}
	}
	return drawn
}

// sameBits counts the values that are equal bit by bit.
func (t *task) sameBits(a, b []float32) (same int) {
	for i, x := range a {
		if i%restAfter == 0 {
			t.check()
		}
		if math.Float32bits(x) == math.Float32bits(b[i]) {
			same++
		}
	}
	return same
}
