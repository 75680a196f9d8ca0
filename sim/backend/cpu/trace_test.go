package cpu

import (
	"math"
	"testing"

	"backflow/sim/backend"
	"backflow/sim/nn"
)

// One linear layer by hand: out = W·x + b, C = mean (out−y)².
func TestTraceByHand(t *testing.T) {
	spec := nn.Spec{Input: nn.Vector(2), Layers: []nn.LayerSpec{{Kind: nn.KindDense, Units: 2}}, Loss: nn.MSE}
	params := [][]float32{{1, 2, 3, 4}, {0.5, -0.5}}
	got, err := RunTrace(spec, params, []float32{1, -1}, []float32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	// out = (−0.5, −1.5), error = (−0.5, −2.5), C = (0.25 + 6.25)/2, δ = error
	l := got.Layers[0]
	checks := []struct {
		name      string
		got, want []float32
	}{
		{"loss", []float32{float32(got.Loss)}, []float32{3.25}},
		{"output", got.Output, []float32{-0.5, -1.5}},
		{"delta", l.Delta, []float32{-0.5, -2.5}},
		{"dW", l.Gradients[0], []float32{-0.5, 0.5, -2.5, 2.5}},
		{"db", l.Gradients[1], []float32{-0.5, -2.5}},
		{"dx", l.DX, []float32{-0.5 - 7.5, -1 - 10}},
	}
	for _, c := range checks {
		for i := range c.want {
			if math.Abs(float64(c.got[i]-c.want[i])) > 1e-6 {
				t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
				break
			}
		}
	}
}

// A trace over the examples of a minibatch has the gradients of that
// minibatch, in the canonical order, residual branches included.
func TestTraceAgreesWithTraining(t *testing.T) {
	for name, p := range allocationProblems() {
		b := started(t, p)
		o, err := b.Observe(backend.Want{Gradients: true}, sgd)
		if err != nil {
			t.Fatal(err)
		}
		tr, err := RunTrace(p.Spec, p.State.Params, b.x, b.y)
		if err != nil {
			t.Fatal(err)
		}
		if tr.Loss != o.Loss {
			t.Errorf("%s: loss %g, want %g", name, tr.Loss, o.Loss)
		}
		gradients := allGradients(tr.Layers)
		if len(gradients) != len(o.Gradients) {
			t.Fatalf("%s: %d gradients, want %d", name, len(gradients), len(o.Gradients))
		}
		for i, g := range o.Gradients {
			sameBits(t, name, gradients[i], g)
		}
		if len(tr.Layers[0].DX) != len(b.x) {
			t.Errorf("%s: %d values of ∂C/∂x, want %d", name, len(tr.Layers[0].DX), len(b.x))
		}
	}
}

func allGradients(layers []LayerTrace[float32]) [][]float32 {
	var list [][]float32
	for _, l := range layers {
		list = append(list, l.Gradients...)
		list = append(list, allGradients(l.Layers)...)
	}
	return list
}

func TestTraceRefuses(t *testing.T) {
	spec := nn.Spec{Input: nn.Vector(2), Layers: []nn.LayerSpec{{Kind: nn.KindDense, Units: 2}}, Loss: nn.MSE}
	params := [][]float32{{1, 2, 3, 4}, {0, 0}}
	for name, run := range map[string]func() (*Trace[float32], error){
		"odd x":    func() (*Trace[float32], error) { return RunTrace(spec, params, []float32{1, 2, 3}, []float32{1, 2}) },
		"no x":     func() (*Trace[float32], error) { return RunTrace(spec, params, nil, nil) },
		"few y":    func() (*Trace[float32], error) { return RunTrace(spec, params, []float32{1, 2}, []float32{1}) },
		"few W":    func() (*Trace[float32], error) { return RunTrace(spec, params[:1], []float32{1, 2}, []float32{1, 2}) },
		"no input": func() (*Trace[float32], error) { return RunTrace(nn.Spec{}, nil, []float32{1}, []float32{1}) },
	} {
		if _, err := run(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
