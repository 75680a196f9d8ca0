package simd

import "math"

// Groups says where the values lie that are normalised together: Count groups,
// Apart values from the beginning of one to that of the next. A group is Runs runs
// of Run values side by side, Step values apart.
type Groups struct {
	Count, Apart    int
	Runs, Step, Run int
}

func (g Groups) words() [5]uint32 {
	return [5]uint32{uint32(g.Count), uint32(4 * g.Apart), uint32(g.Runs), uint32(4 * g.Step), uint32(g.Run)}
}

// Moments stores mean and 1/√(variance + eps) of each group.
func (p *Program) Moments(mean, invStd []float64, x []float32, g Groups, eps float64) {
	s, bits := g.words(), math.Float64bits(eps)
	p.emit(
		opMoments, p.double(mean), p.double(invStd), p.at(x), s[0], s[1], s[2], s[3], s[4],
		uint32(bits), uint32(bits>>32),
	)
}

// Scales is how the values of groups are normalised: by x̂ = (x − mean)·invStd and
// y = γ·x̂ + β, where γ and β are one value a group, or if Shared one for each
// value of a run.
type Scales struct {
	Mean, InvStd []float64
	Gamma, Beta  []float32
	Shared       bool
}

// Normalise is y = γ·x̂ + β.
func (p *Program) Normalise(y, x []float32, g Groups, k Scales) {
	s := g.words()
	p.emit(
		opNormalise, p.at(y), p.at(x), p.double(k.Mean), p.double(k.InvStd), p.at(k.Gamma), p.at(k.Beta),
		s[0], s[1], s[2], s[3], s[4], flag(k.Shared),
	)
}

// NormaliseBack is the way from dy back to dx, through mean and variance, too.
// It stores of each group the sums over g and g·x̂, where g is dy, or γ·dy if γ is
// Shared.
func (p *Program) NormaliseBack(dx, dy, x []float32, sumG, sumGX []float64, g Groups, k Scales) {
	s := g.words()
	p.emit(
		opNormaliseBack, p.at(dx), p.at(dy), p.at(x), p.double(k.Mean), p.double(k.InvStd), p.at(k.Gamma),
		p.double(sumG), p.double(sumGX), s[0], s[1], s[2], s[3], s[4], flag(k.Shared),
	)
}

// SumShared stores the gradients of Shared γ and β over groups that are rows:
// Σ dy·x̂ and Σ dy.
func (p *Program) SumShared(dGamma, dBeta, dy, x []float32, k Scales) {
	p.emit(
		opSumShared, p.at(dGamma), p.at(dBeta), p.at(dy), p.at(x), p.double(k.Mean), p.double(k.InvStd),
		uint32(len(k.Mean)), uint32(len(dGamma)),
	)
}
