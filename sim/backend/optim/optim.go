// Package optim names the update rules and the constants that all backends share.
package optim

// Rule names an update rule.
type Rule string

// The rules, with the constants their papers use.
const (
	SGD      Rule = "sgd"
	Momentum Rule = "momentum" // v ← 0.9·v + g; W ← W − lr·v
	Nesterov Rule = "nesterov" // W ← W − lr·(g + 0.9·v), v as above
	RMSProp  Rule = "rmsprop"  // s ← 0.9·s + 0.1·g²; W ← W − lr·g/(√s + ε)
	Adam     Rule = "adam"     // β 0.9 and 0.999, bias-corrected (Kingma & Ba 2015)
)

// Moments is how many values a rule remembers of each parameter.
func (r Rule) Moments() int {
	switch r {
	case Momentum, Nesterov, RMSProp:
		return 1
	case Adam:
		return 2
	}
	return 0
}

// Constants of the rules.
const (
	MomentumBeta = 0.9
	RMSPropBeta  = 0.9
	AdamBeta1    = 0.9
	AdamBeta2    = 0.999
	Epsilon      = 1e-8
)
