package gpu

import (
	"backflow/shaders"
	"backflow/sim/backend/gpu/layout"
	"backflow/sim/nn"
)

// The three products of conv stage i. What they cut their results into is said in
// conv_blocked.wgsl and conv_tiled.wgsl.

func (t *traversal) convForward(s layout.Stage, i int) {
	k := t.matmul.Conv.Forward
	t.line(k, s.Options(), convInvocations(k, s.Out, t.rows), t.convUniform(s, i, s.Slope), t.m.params, t.acts, t.pre)
}

func (t *traversal) convBackward(s layout.Stage, i int, below layout.Stage) {
	k := t.matmul.Conv.Backward
	t.line(k, below.Options(), convInvocations(k, s.In, t.rows), t.convUniform(s, i, below.Slope), t.m.params, t.m.delta, t.pre)
}

func (t *traversal) convGradient(s layout.Stage, i int) {
	k, uniform := t.matmul.Conv.Gradient, t.convUniform(s, i, 0)
	count := layout.ConvSplits(t.matmul, s, t.rows) * convSquares(k, s.Out.C, s.FanIn())
	t.line(k, shaders.Options{}, count, uniform, t.m.delta, t.acts, t.m.convParts)
	t.line(shaders.ConvGradientSum, shaders.Options{}, s.ConvPart(), uniform, t.m.convParts, t.m.grads)
}

// convInvocations is how many compute images of the given shape.
func convInvocations(k shaders.Kernel, images nn.Shape, rows int) int {
	places := images.H * images.W
	if k.Side == 0 {
		return rows * convSquares(k, images.C, places)
	}
	return convSquares(k, images.C, rows*layout.RoundUp(places, shaders.Quad))
}

// convSquares is how many invocations compute so many rows and columns: one for
// 8×8 results, or a group for a square.
func convSquares(k shaders.Kernel, rows, columns int) int {
	side, each := 8, 1
	if k.Side > 0 {
		side, each = k.Side, int(k.SizeX)
	}
	return layout.CeilDiv(rows, side) * layout.CeilDiv(columns, side) * each
}

// convUniform is the uniform of conv.wgsl for stage i.
func (t *traversal) convUniform(s layout.Stage, i int, slope float64) []uint32 {
	return []uint32{
		uint32(t.rows), uint32(s.In.C), uint32(s.In.H), uint32(s.In.W), uint32(s.Out.C), uint32(s.Out.H), uint32(s.Out.W),
		uint32(s.Kernel), uint32(s.Stride), uint32(s.Pad),
		uint32(t.at[s.From]), uint32(layout.LD(s.In.Size())), uint32(t.at[i+1]), uint32(layout.LD(s.Out.Size())),
		uint32(s.Weights), uint32(layout.LD(s.FanIn())), uint32(s.Bias), layout.Bits(slope), uint32(layout.ConvSplits(t.matmul, s, t.rows)),
	}
}
