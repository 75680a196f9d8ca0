package probe

import (
	"math"

	"backflow/sim/backend"
	"backflow/sim/nn"
	"backflow/sim/reason"
)

// frozen builds the network in evaluation: each BatchNorm becomes part of the
// weights in front of it, by the statistics of the first
// backend.PopulationExamples examples, so that examples do not mix and every
// derivative is one example's own. Networks without BatchNorm stay as they are.
func (t *task) frozen() (*nn.Network, reason.Reason) {
	fold, why := foldable(t.Spec.Layers)
	if why != reason.Measured || !fold {
		return t.network(), why
	}
	n := min(backend.PopulationExamples, t.Data.Train.Len())
	whole := t.network()
	x, _ := t.examples(upTo(n))
	whole.Forward(x, t.pass(n))
	f := folder{}
	f.fold(whole.Nodes)
	spec := t.Spec
	spec.Layers = without(t.Spec.Layers)
	net, err := nn.New(spec, f.params)
	if err != nil {
		panic(failed{err})
	}
	return net, reason.Measured
}

// foldable tells whether there is a BatchNorm at all, and reason.MixedBatch where one
// does not follow weights.
func foldable(layers []nn.LayerSpec) (any bool, why reason.Reason) {
	for i, l := range layers {
		inner, why := foldable(l.Layers)
		if why != reason.Measured {
			return true, why
		}
		any = any || inner
		if l.Kind == nn.KindBatchNorm {
			any = true
			if i == 0 || !layers[i-1].Kind.Weighted() {
				return true, reason.MixedBatch
			}
		}
	}
	return any, reason.Measured
}

// without leaves the BatchNorms out.
func without(layers []nn.LayerSpec) []nn.LayerSpec {
	var rest []nn.LayerSpec
	for _, l := range layers {
		if l.Kind == nn.KindBatchNorm {
			continue
		}
		if len(l.Layers) > 0 {
			l.Layers = without(l.Layers)
		}
		rest = append(rest, l)
	}
	return rest
}

// folder collects the parameters of the network without BatchNorm.
type folder struct{ params [][]float64 }

func (f *folder) fold(nodes []*nn.Node) {
	for _, n := range nodes {
		switch l := n.Layer.(type) {
		case *nn.Dense:
			f.add(l.W, l.B)
		case *nn.Conv:
			f.add(l.W, l.B)
		case *nn.LayerNorm:
			f.add(l.Gamma, l.Beta)
		case *nn.BatchNorm:
			f.into(n, l)
		case *nn.Residual:
			f.fold(n.Branch)
		}
	}
}

// add copies two tensors.
func (f *folder) add(a, b []float64) {
	f.params = append(f.params, append([]float64(nil), a...), append([]float64(nil), b...))
}

// into makes the newest weights W·γ/σ and the biases (b − μ)·γ/σ + β.
func (f *folder) into(n *nn.Node, l *nn.BatchNorm) {
	w, b := f.params[len(f.params)-2], f.params[len(f.params)-1]
	fan := len(w) / len(b)
	for c := range b {
		mean, variance := channelMoments(n.In, c, l.Channels, l.Pixels)
		k := l.Gamma[c] / math.Sqrt(variance+l.Eps)
		for i := c * fan; i < (c+1)*fan; i++ {
			w[i] *= k
		}
		b[c] = (b[c]-mean)*k + l.Beta[c]
	}
}

// channelMoments are mean and variance of one channel of a batch.
func channelMoments(x []float64, channel, channels, pixels int) (mean, variance float64) {
	each := func(f func(v float64)) {
		for from := channel * pixels; from < len(x); from += channels * pixels {
			for _, v := range x[from : from+pixels] {
				f(v)
			}
		}
	}
	count := float64(len(x) / channels)
	each(func(v float64) { mean += v / count })
	each(func(v float64) { variance += (v - mean) * (v - mean) / count })
	return mean, variance
}
