package layout

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

// ConvSplits is how many parts the gradient of conv stage s is summed up in.
func ConvSplits(m shaders.Matmul, s Stage, rows int) int {
	side := m.Conv.Gradient.Side
	if side == 0 {
		return min(rows, mostExampleParts)
	}
	squares := CeilDiv(s.Out.C, side) * CeilDiv(s.FanIn(), side)
	terms := rows * s.Out.H * s.Out.W
	return max(1, min(smallInLarge*m.Enough/squares, terms/fewestTerms, mostParts))
}

// ConvPart is the length of one part of a conv stage's gradient.
func (s Stage) ConvPart() int { return s.Out.C * (LD(s.FanIn()) + 1) }

// ConvParts is the room that the parts of any stage's gradient need.
func (n *Network) ConvParts(m shaders.Matmul, rows int) int {
	most := 0
	for _, s := range n.Stages {
		if s.Kind == nn.KindConv {
			most = max(most, ConvSplits(m, s, rows)*s.ConvPart())
		}
	}
	return most
}

// NormGroups is the most groups that any normalisation has.
func (n *Network) NormGroups(rows int) int {
	most := 0
	for _, s := range n.Stages {
		switch s.Kind {
		case nn.KindBatchNorm:
			most = max(most, s.In.C)
		case nn.KindLayerNorm:
			most = max(most, rows)
		}
	}
	return most
}
