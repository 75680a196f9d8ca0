package layout

import (
	"backflow/shaders"
	"backflow/sim/backend"
	"backflow/sim/nn"
)

// Outside of training a network needs no backward pass, and a slot no room once
// its last reader has run. rooms gives each slot a room that is free: two for a
// plain chain, more where residual connections keep x waiting.
func (n *Network) rooms() (of []int, count int) {
	until := n.lastReaders()
	of = make([]int, len(n.Stages)+1)
	var free []int
	count = 1 // slot 0 in room 0
	for i := range n.Stages {
		if len(free) == 0 {
			free = append(free, count)
			count++
		}
		of[i+1], free = free[0], free[1:]
		for slot := range i + 1 {
			if until[slot] == i {
				free = append(free, of[slot])
			}
		}
	}
	return of, count
}

// lastReaders says, for each slot, which stage is the last to read it.
func (n *Network) lastReaders() []int {
	last := make([]int, len(n.Stages)+1)
	for i := range last {
		last[i] = i - 1 // one that nobody reads is free at once
	}
	last[0] = 0
	for i, s := range n.Stages {
		last[s.From] = i
		if s.Kind == nn.KindResidual {
			last[s.Skip] = i
		}
	}
	last[len(n.Stages)] = len(n.Stages)
	return last
}

// EvalRows is how many examples go through the network at a time where it is
// not a minibatch: enough to keep a GPU busy, few enough to be quick on a
// software adapter and small in memory. A BatchNorm takes its statistics over
// many at once.
func (n *Network) EvalRows(examples int) int {
	const most, floats = 1024, 1 << 20
	rows := min(max(floats/LD(n.widest()), 16), most)
	if n.BatchNorms() {
		rows = max(rows, min(backend.PopulationExamples, examples))
	}
	return rows
}

// evalRoom is the length of one room of the evaluation buffers.
func (n *Network) evalRoom(rows int) int { return RoundUp(rows*LD(n.widest()), shaders.Align) }

// EvalSlots returns where each slot lies in the evaluation buffers, and how
// long those are.
func (n *Network) EvalSlots(rows int) (at []int, floats int) {
	of, count := n.rooms()
	at = make([]int, len(of))
	for slot, room := range of {
		at[slot] = room * n.evalRoom(rows)
	}
	return at, count * n.evalRoom(rows)
}
