package session

import (
	"math"
	"slices"
	"time"

	"backflow/sim/theory"
	"backflow/sim/wire"
)

// The phase diagram of a lane's kind of network: how much of the gradient
// theory expects at layer 1, over the variance of the weights and the depth.
const (
	phaseLow     = -1.0 // log10 σ_w² of the first column
	phaseHigh    = 2.0  // and of the last
	phaseColumns = 60
	phaseDepths  = 100
)

// phaseBudget is how long one look, or one round of training, may compute at
// diagrams: they fill up while one watches.
const phaseBudget = 6 * time.Millisecond

// fillPhases computes some more columns of the lanes' diagrams, if that is what
// is looked at.
func (s *Session) fillPhases() {
	for start := time.Now(); time.Since(start) < phaseBudget; {
		l := s.emptiest()
		if l == nil {
			return
		}
		column := len(l.phase) / phaseDepths
		exp := phaseLow + (phaseHigh-phaseLow)*(float64(column)+0.5)/phaseColumns
		l.phase = append(l.phase, phaseColumn(l.Net(s.set), l.Pools, math.Pow(10, exp))...)
	}
}

// emptiest is the lane whose diagram lacks the most; nil if none does, or none
// is looked at.
func (s *Session) emptiest() *lane {
	if !s.view().Phase || len(s.lanes) == 0 {
		return nil
	}
	least := s.lanes[0]
	for _, l := range s.lanes {
		if len(l.phase) < len(least.phase) {
			least = l
		}
	}
	if len(least.phase) == phaseColumns*phaseDepths {
		return nil
	}
	return least
}

// Unfinished reports whether another snapshot would show more although nothing
// has been trained: a phase diagram or an instrument that is being computed.
func (s *Session) Unfinished() bool {
	return s.emptiest() != nil || s.desk.Unfinished(s.measured())
}

// phaseColumn is the chain product of theory's factors from the last hidden
// layer to the first, in networks of 1 to phaseDepths layers with the given
// σ_w². pools are the layers that a pool follows in a network of some depth: of
// what is left behind one, theory says nothing.
func phaseColumn(n theory.Net, pools func(depth int) []int, weightVar float64) []wire.Level {
	n.WeightVar, n.Pooled = &weightVar, nil
	levels := make([]wire.Level, phaseDepths)
	for i, exp := range leftByDepth(n) {
		levels[i] = wire.LevelOfExp(exp)
		if crossed(pools(i+1), i+1) {
			levels[i] = wire.LevelUnknown
		}
	}
	return levels
}

// crossed reports whether a gradient passes a pool on its way from the last
// hidden layer, of depth, to the first.
func crossed(pools []int, depth int) bool {
	return slices.ContainsFunc(pools, func(layer int) bool { return layer < depth })
}

// leftByDepth is log10 of what is left of the gradient at layer 1, in networks of
// 1 to phaseDepths layers.
func leftByDepth(n theory.Net) []float64 {
	if n.Skip == "scaled" {
		return leftByScale(n)
	}
	return leftIn(n, phaseDepths)
}

// leftIn is log10 of what the first d hidden layers of a network of some depth
// leave of the gradient, for each d below the depth.
func leftIn(n theory.Net, depth int) []float64 {
	n.Depth = depth
	exps, exp := make([]float64, depth), 0.0
	for i, layer := range n.Layers()[:depth] {
		exps[i] = exp
		exp += math.Log10(layer.Factor)
	}
	return exps
}

// scaledDepths are the depths that are computed where each has another scale:
// what is left changes little between two of them.
var scaledDepths = [...]int{1, 2, 3, 5, 8, 14, 25, 50, phaseDepths}

// leftByScale is leftByDepth for layers scaled by 1/√depth, which differ from
// one depth to the next: straight lines over log(depth) between scaledDepths.
func leftByScale(n theory.Net) []float64 {
	exps := make([]float64, phaseDepths)
	before, exp := 1, 0.0
	for _, depth := range scaledDepths {
		next := leftIn(n, depth)[depth-1]
		for d := before; d <= depth; d++ {
			t := 1.0
			if d < depth {
				t = math.Log(float64(d)/float64(before)) / math.Log(float64(depth)/float64(before))
			}
			exps[d-1] = exp + t*(next-exp)
		}
		before, exp = depth, next
	}
	return exps
}

// diagram is the lane's phase diagram as far as it is computed.
func (l *lane) diagram(net theory.Net) wire.Phase {
	return wire.Phase{
		Lo: phaseLow, Hi: phaseHigh, Columns: phaseColumns, Depths: phaseDepths, Levels: l.phase,
		WeightVar: net.Weights().WeightVar, Depth: l.Depth, Left: l.predicted(),
	}
}
