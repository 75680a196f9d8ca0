package session

import (
	"math"
	"time"

	"backflow/sim/experiment"
	"backflow/sim/theory"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
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

// fillPhases computes some more of the lanes' diagrams, if that is what is looked at.
func (s *Session) fillPhases() {
	for start := time.Now(); time.Since(start) < phaseBudget; {
		l := s.emptiest()
		if l == nil {
			return
		}
		l.diagrams.fill(l.Net(s.set), l.Pools)
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
		if l.columns() < least.columns() {
			least = l
		}
	}
	if least.columns() == phaseColumns {
		return nil
	}
	return least
}

// Unfinished reports whether another snapshot would show more although nothing
// has been trained: a phase diagram, an instrument or a sweep that is under way.
func (s *Session) Unfinished() bool {
	return s.emptiest() != nil || s.Sweeping() || s.measures() && s.scheduler.Unfinished(s.measured())
}

// diagrams is a phase diagram as far as it is computed.
type diagrams struct {
	levels  []scale.Level // column by column, of the depths from 1 on
	anchors []float64     // of the next column, in a conv net: what is left at the first of convDepths
}

// mostDepth is the depth that a diagram ends at: conv nets have no more layers.
func mostDepth(conv bool) int {
	if conv {
		return experiment.MaxConvDepth
	}
	return phaseDepths
}

// columns counts the columns that are computed.
func (l *lane) columns() int { return len(l.diagrams.levels) / mostDepth(l.Model == "cnn") }

// fill computes the next column, or of a conv net's, which takes long, the next depth.
func (p *diagrams) fill(n theory.Net, pools func(depth int) []int) {
	column := len(p.levels) / mostDepth(n.Kernel > 1)
	exp := phaseLow + (phaseHigh-phaseLow)*(float64(column)+0.5)/phaseColumns
	p.fillAt(n, pools, math.Pow(10, exp))
}

// fillAt is fill at a variance of the weights. pools are the layers that a pool follows
// in a conv net of some depth.
func (p *diagrams) fillAt(n theory.Net, pools func(depth int) []int, weightVar float64) {
	if n.WeightVar = &weightVar; n.Kernel == 1 {
		p.levels = append(p.levels, phaseLevels(leftByDepth(n))...)
		return
	}
	p.anchors = append(p.anchors, leftInConv(n, pools, convDepths[len(p.anchors)]))
	if len(p.anchors) == len(convDepths) {
		p.levels = append(p.levels, phaseLevels(between(convDepths[:], p.anchors, n.Skip == "scaled"))...)
		p.anchors = p.anchors[:0]
	}
}

func phaseLevels(exps []float64) []scale.Level {
	levels := make([]scale.Level, len(exps))
	for i, exp := range exps {
		levels[i] = scale.LevelOfExp(exp)
	}
	return levels
}

// convDepths are the depths of conv nets that are computed. Each depth has its pools
// elsewhere: in the first eight that decides how many the gradient passes, behind
// them its way through each size of image grows by equal steps.
var convDepths = [...]int{1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 22, experiment.MaxConvDepth}

// leftInConv is log10 of what is left at layer 1 of a conv net of some depth, behind
// the pools that such a net has.
func leftInConv(n theory.Net, pools func(depth int) []int, depth int) float64 {
	n.Pooled = pools(depth)
	return leftIn(n, depth)[depth-1]
}

// leftByDepth is log10 of what is left of the gradient at layer 1, in dense networks of
// 1 to phaseDepths layers.
func leftByDepth(n theory.Net) []float64 {
	if n.Skip != "scaled" {
		return leftIn(n, phaseDepths)
	}
	var exps []float64
	for _, depth := range scaledDepths {
		exps = append(exps, leftIn(n, depth)[depth-1])
	}
	return between(scaledDepths[:], exps, true)
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

// between gives each depth from 1 on a value on the straight lines between those of
// the depths given, over log(depth) where layers are scaled by 1/√depth.
func between(depths []int, exps []float64, scaled bool) []float64 {
	at := func(depth int) float64 { return float64(depth) }
	if scaled {
		at = func(depth int) float64 { return math.Log(float64(depth)) }
	}
	all := []float64{exps[0]}
	for i, depth := range depths[1:] {
		from, step := at(depths[i]), at(depth)-at(depths[i])
		for d := depths[i] + 1; d < depth; d++ {
			all = append(all, exps[i]+(at(d)-from)/step*(exps[i+1]-exps[i]))
		}
		all = append(all, exps[i+1])
	}
	return all
}

// diagram is the lane's phase diagram as far as it is computed.
func (l *lane) diagram(net theory.Net) wire.Phase {
	return wire.Phase{
		Lo: phaseLow, Hi: phaseHigh, Columns: phaseColumns, Depths: mostDepth(net.Kernel > 1), Levels: l.diagrams.levels,
		WeightVar: net.Weights().WeightVar, Depth: l.Depth, Left: l.predicted(),
	}
}
