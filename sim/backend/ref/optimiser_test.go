package ref

import (
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/backend/optim"
	"backflow/sim/backend/stats"
	"backflow/sim/nn"
)

// tolerance: sums of a few float64 products.
const tolerance = 1e-12

// scalar is an optimiser of one weight.
func scalar() optimiser {
	return optimiser{tensors: []nn.TensorSpec{{Role: nn.RoleWeight, Dims: []int{1}}}}
}

// run takes steps on one weight w whose gradient is grad(w), and returns where
// w stands after each.
func run(h backend.Hyper, steps int, w float64, grad func(w float64) float64) []float64 {
	o := scalar()
	var path []float64
	for step := range steps {
		changes, moments := o.plan(h, step, [][]float64{{w}}, [][]float64{{grad(w)}})
		w += changes[0][0]
		o.moments = moments
		path = append(path, w)
	}
	return path
}

func constant(g float64) func(float64) float64 { return func(float64) float64 { return g } }

// Three steps from 1 with gradients 2, worked out from the papers' formulas.
func TestRulesByHand(t *testing.T) {
	const lr, eps = 0.1, 1e-8
	s1, s2 := 0.1*4.0, 0.9*0.4+0.1*4.0 // RMSProp's means of g²
	for _, c := range []struct {
		rule optim.Rule
		want [2]float64
	}{
		{optim.SGD, [2]float64{0.8, 0.6}},
		{optim.Momentum, [2]float64{0.8, 0.8 - 0.1*3.8}},               // v = 2, 3.8
		{optim.Nesterov, [2]float64{1 - 0.1*3.8, 0.62 - 0.1*(2+3.42)}}, // g + 0.9·v
		{optim.RMSProp, [2]float64{1 - lr*2/(math.Sqrt(s1)+eps), 1 - lr*2/(math.Sqrt(s1)+eps) - lr*2/(math.Sqrt(s2)+eps)}},
		{optim.Adam, [2]float64{1 - lr*2/(2+eps), 1 - 2*lr*2/(2+eps)}}, // m̂ = 2, v̂ = 4 while g stays
	} {
		path := run(backend.Hyper{Optimiser: c.rule, LR: lr}, 2, 1, constant(2))
		for i, want := range c.want {
			if math.Abs(path[i]-want) > tolerance {
				t.Errorf("%s, step %d: w = %.15f, want %.15f", c.rule, i+1, path[i], want)
			}
		}
	}
}

// Adam's bias corrections, with gradients that change: m and v are weighted
// means of all gradients so far.
func TestAdamAveragesItsGradients(t *testing.T) {
	grads := []float64{1, -3, 0.5, 2}
	i := -1
	path := run(backend.Hyper{Optimiser: optim.Adam, LR: 1}, len(grads), 0, func(float64) float64 { i++; return grads[i] })
	w := 0.0
	for n := range grads {
		var m, v, m1, v1 float64
		for k := range n + 1 {
			a, b := math.Pow(0.9, float64(n-k)), math.Pow(0.999, float64(n-k))
			m, m1 = m+a*grads[k], m1+a
			v, v1 = v+b*grads[k]*grads[k], v1+b
		}
		w -= m / m1 / (math.Sqrt(v/v1) + 1e-8)
		if math.Abs(path[n]-w) > tolerance {
			t.Errorf("step %d: w = %.15f, want %.15f", n+1, path[n], w)
		}
	}
}

func TestEveryRuleFindsAMinimum(t *testing.T) {
	for _, rule := range []optim.Rule{optim.SGD, optim.Momentum, optim.Nesterov, optim.RMSProp, optim.Adam} {
		path := run(backend.Hyper{Optimiser: rule, LR: 0.01}, 3000, 5, func(w float64) float64 { return 2 * (w - 3) })
		if w := path[len(path)-1]; math.Abs(w-3) > 0.02 { // RMSProp ends up within its rate
			t.Errorf("%s ends at %v, the minimum is at 3", rule, w)
		}
	}
}

// twoLayers has a weight and a bias in each of two layers.
func twoLayers() (o optimiser, params, grads [][]float64) {
	for layer := range 2 {
		o.tensors = append(o.tensors,
			nn.TensorSpec{Role: nn.RoleWeight, Layer: layer, Dims: []int{2}},
			nn.TensorSpec{Role: nn.RoleBias, Layer: layer, Dims: []int{1}})
	}
	return o, [][]float64{{1, -2}, {3}, {4, 5}, {-6}}, [][]float64{{0.3, 0.1}, {0.2}, {-0.5, 0.7}, {0.4}}
}

func TestDecayIsForWeights(t *testing.T) {
	o, params, grads := twoLayers()
	changes, _ := o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 1, Decay: 0.01}, 0, params, grads)
	wantAll(t, changes, [][]float64{{-0.31, -0.08}, {-0.2}, {0.46, -0.75}, {-0.4}})
}

func TestClipBoundsTheGlobalNorm(t *testing.T) {
	o, params, grads := twoLayers()
	free, _ := o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 1}, 0, params, grads)
	norm := 0.0
	for _, g := range grads {
		for _, x := range g {
			norm += x * x
		}
	}
	norm = math.Sqrt(norm)
	for _, clip := range []float64{0.5, 2} {
		k := math.Min(1, clip/norm)
		want := clone(free)
		for i := range want {
			scale(k, want[i])
		}
		changes, _ := o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 1, Clip: clip}, 0, params, grads)
		wantAll(t, changes, want)
	}
}

func TestLayerRates(t *testing.T) {
	o, params, grads := twoLayers()
	changes, _ := o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 2, LayerLR: []float64{0.5, 0}}, 0, params, grads)
	wantAll(t, changes, [][]float64{{-0.3, -0.1}, {-0.2}, {0, 0}, {0}})
}

func TestEqualise(t *testing.T) {
	o, params, grads := twoLayers()
	changes, _ := o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 1, Equalise: true}, 0, params, grads)
	ratio := func(i int) float64 { return stats.RMS(changes[i]) / stats.RMS(params[i]) }
	if math.Abs(ratio(0)-ratio(2)) > tolerance {
		t.Errorf("ratios %v and %v", ratio(0), ratio(2))
	}
	if got, want := changes[1][0]/changes[0][0], grads[1][0]/grads[0][0]; math.Abs(got-want) > tolerance {
		t.Errorf("the bias is not scaled as its layer's weights: %v, want %v", got, want)
	}
	if changes[3][0] != -0.4 {
		t.Errorf("the last layer's rate changed: %v", changes[3][0])
	}

	grads[0] = []float64{0, 0} // no ratio: the bias goes on at its own rate
	changes, _ = o.plan(backend.Hyper{Optimiser: optim.SGD, LR: 1, Equalise: true}, 0, params, grads)
	wantAll(t, changes, [][]float64{{0, 0}, {-0.2}, {0.5, -0.7}, {-0.4}})
}

// An observation plans the next step and must not take it.
func TestPlanChangesNothing(t *testing.T) {
	o, params, grads := twoLayers()
	h := backend.Hyper{Optimiser: optim.Adam, LR: 1, Decay: 0.1, Clip: 0.1, Equalise: true}
	_, o.moments = o.plan(h, 0, params, grads)
	before := [][][]float64{clone(params), clone(grads), clone(o.moments)}
	o.plan(h, 1, params, grads)
	for i, after := range [][][]float64{params, grads, o.moments} {
		wantAll(t, after, before[i])
	}
}

func wantAll(t *testing.T, got, want [][]float64) {
	t.Helper()
	for i := range want {
		for j, w := range want[i] {
			if math.Abs(got[i][j]-w) > tolerance {
				t.Errorf("tensor %d, value %d: %v, want %v", i, j, got[i][j], w)
			}
		}
	}
}
