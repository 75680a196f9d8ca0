package theory

import "math"

// Range of σ_w² in which CriticalWeightVar searches, and the steps that it
// takes, evenly in log σ_w².
const (
	leastWeightVar = 1e-3
	mostWeightVar  = 1e7
	criticalSteps  = 400
)

// CriticalWeightVar is the smallest σ_w² at which χ passes 1 (that of GELU and
// SiLU jumps past it) for biases of variance biasVar: the edge between
// vanishing and exploding gradients. It is NaN where there is none from 0.001
// to 10⁷. start is the variance of the first layer's
// pre-activations per unit of σ_w², that is the inputs' mean square.
func (a Activation) CriticalWeightVar(biasVar, start float64) float64 {
	if below, above, ok := a.piecewise(); ok {
		return 2 / (below*below + above*above)
	}
	excess := func(logVar float64) float64 { return a.chiAtFixedPoint(math.Exp(logVar), biasVar, start) - 1 }
	lo := math.Log(leastWeightVar)
	step := (math.Log(mostWeightVar) - lo) / criticalSteps
	for range criticalSteps {
		if excess(lo+step) >= 0 {
			return math.Exp(bisect(excess, lo, lo+step))
		}
		lo += step
	}
	return math.NaN()
}

func (a Activation) chiAtFixedPoint(weightVar, biasVar, start float64) float64 {
	w := Weights{weightVar, biasVar}
	q := a.FixedPoint(w, weightVar*start+biasVar)
	if math.IsInf(q, 1) {
		q = mostVariance
	}
	return a.Chi(w, q)
}
