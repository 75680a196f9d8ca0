package gpu

import (
	"backflow/shaders"
	"backflow/sim/nn"
)

// The three products of conv stage i. What they cut their results into is said in
// conv_blocked.wgsl and conv_tiled.wgsl.

func (t *traversal) convForward(s stage, i int) {
	k := t.matmul.Conv.Forward
	t.line(k, s.options(), convInvocations(k, s.out, t.rows), t.convUniform(s, i, s.slope), t.m.params, t.acts, t.pre)
}

func (t *traversal) convBackward(s stage, i int, below stage) {
	k := t.matmul.Conv.Backward
	t.line(k, below.options(), convInvocations(k, s.in, t.rows), t.convUniform(s, i, below.slope), t.m.params, t.m.delta, t.pre)
}

func (t *traversal) convGradient(s stage, i int) {
	k, uniform := t.matmul.Conv.Gradient, t.convUniform(s, i, 0)
	count := convSplits(t.matmul, s, t.rows) * convSquares(k, s.out.C, s.fanIn())
	t.line(k, shaders.Options{}, count, uniform, t.m.delta, t.acts, t.m.convParts)
	t.line(shaders.ConvGradientSum, shaders.Options{}, s.convPart(), uniform, t.m.convParts, t.m.grads)
}

// convInvocations is how many compute images of the given shape.
func convInvocations(k shaders.Kernel, images nn.Shape, rows int) int {
	places := images.H * images.W
	if k.Side == 0 {
		return rows * convSquares(k, images.C, places)
	}
	return convSquares(k, images.C, rows*roundUp(places, shaders.Quad))
}

// convSquares is how many invocations compute so many rows and columns: one for
// 8×8 results, or a group for a square.
func convSquares(k shaders.Kernel, rows, columns int) int {
	side, each := 8, 1
	if k.Side > 0 {
		side, each = k.Side, int(k.SizeX)
	}
	return ceilDiv(rows, side) * ceilDiv(columns, side) * each
}

// convUniform is the uniform of conv.wgsl for stage i.
func (t *traversal) convUniform(s stage, i int, slope float64) []uint32 {
	return []uint32{
		uint32(t.rows), uint32(s.in.C), uint32(s.in.H), uint32(s.in.W), uint32(s.out.C), uint32(s.out.H), uint32(s.out.W),
		uint32(s.kernel), uint32(s.stride), uint32(s.pad),
		uint32(t.at[s.from]), uint32(ld(s.in.Size())), uint32(t.at[i+1]), uint32(ld(s.out.Size())),
		uint32(s.weights), uint32(ld(s.fanIn())), uint32(s.bias), bitsOf(slope), uint32(convSplits(t.matmul, s, t.rows)),
	}
}
