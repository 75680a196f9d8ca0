package gpu

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// A conv layer's gradient is summed up in parts, since it has few numbers with
// many terms each: enough parts to keep a GPU busy, few enough to cost little to
// add.
const (
	mostExampleParts = 16  // where an invocation adds up whole examples
	mostParts        = 64  // where a group adds up some of all terms
	fewestTerms      = 128 // of such a part
	smallInLarge     = 4   // small squares for one of the large ones that Matmul.Enough counts
)

// convSplits is how many parts the gradient of conv stage s is summed up in.
func convSplits(m shaders.Matmul, s stage, rows int) int {
	side := m.Conv.Gradient.Side
	if side == 0 {
		return min(rows, mostExampleParts)
	}
	squares := ceilDiv(s.out.C, side) * ceilDiv(s.fanIn(), side)
	terms := rows * s.out.H * s.out.W
	return max(1, min(smallInLarge*m.Enough/squares, terms/fewestTerms, mostParts))
}

// convPart is the length of one part of a conv stage's gradient.
func (s stage) convPart() int { return s.out.C * (ld(s.fanIn()) + 1) }

// convParts is the room that the parts of any stage's gradient need.
func (n *network) convParts(m shaders.Matmul, rows int) int {
	most := 0
	for _, s := range n.stages {
		if s.kind == nn.KindConv {
			most = max(most, convSplits(m, s, rows)*s.convPart())
		}
	}
	return most
}

// normGroups is the most groups that any normalisation has.
func (n *network) normGroups(rows int) int {
	most := 0
	for _, s := range n.stages {
		switch s.kind {
		case nn.KindBatchNorm:
			most = max(most, s.in.C)
		case nn.KindLayerNorm:
			most = max(most, rows)
		}
	}
	return most
}
