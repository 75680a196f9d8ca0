package sim

// Optimiser names an update rule.
type Optimiser string

// The optimisers, with the constants their papers use.
const (
	SGD      Optimiser = "sgd"
	Momentum Optimiser = "momentum" // v ← 0.9·v + g; W ← W − lr·v
	Nesterov Optimiser = "nesterov" // W ← W − lr·(g + 0.9·v), v as above
	RMSProp  Optimiser = "rmsprop"  // s ← 0.9·s + 0.1·g²; W ← W − lr·g/(√s + ε)
	Adam     Optimiser = "adam"     // β 0.9 and 0.999, bias-corrected (Kingma & Ba 2015)
)

// Moments is how many values an optimiser remembers of each parameter.
func (o Optimiser) Moments() int {
	switch o {
	case Momentum, Nesterov, RMSProp:
		return 1
	case Adam:
		return 2
	}
	return 0
}

// Constants of the optimisers.
const (
	MomentumBeta = 0.9
	RMSPropBeta  = 0.9
	AdamBeta1    = 0.9
	AdamBeta2    = 0.999
	Epsilon      = 1e-8
)
