package theory_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"backflow/sim/nn"
)

// Glorot and Bengio 2010, section 4.2.1: the mean singular value of the Jacobian
// from one tanh layer's pre-activations to the next's is around 0.8 with their
// normalised initialisation and 0.5 with the standard one. The paper averages over
// data of its own; this is one network on Gaussian inputs.
func TestJacobiansOfGlorotAndBengio(t *testing.T) {
	const width, around = 100, 0.1
	for init, want := range map[string]float64{"xavier": 0.8, "standard": 0.5} {
		n := net("tanh", init)
		n.Gain, n.Depth, n.Width, n.Inputs = 1, 5, width, width
		s := spec(n)
		params, err := nn.Init(s, nn.InitOptions{Scheme: init, Gain: 1, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		network, err := nn.New(s, wide(params))
		if err != nil {
			t.Fatal(err)
		}
		network.Forward(normalBatch(width)[:width], nn.Pass{Batch: 1})
		last := n.Depth - 1 // of the hidden layers
		got := meanSingularValue(jacobian(network.Observed[last-1].Z(), network.Params[network.Observed[last].Weight]))
		if math.Abs(got-want) > around {
			t.Errorf("%s: mean singular value %.3f, want %.1f", init, got, want)
		}
	}
}

// jacobian is ∂z′/∂z = W·diag(φ′(z)) of a square tanh layer.
func jacobian(z, w []float64) *mat.Dense {
	tanh, _ := nn.ActivationByName("tanh")
	n := len(z)
	j := mat.NewDense(n, n, append([]float64(nil), w...))
	j.Apply(func(_, col int, v float64) float64 { return v * tanh.D(z[col], 0) }, j)
	return j
}

func meanSingularValue(m *mat.Dense) float64 {
	var svd mat.SVD
	svd.Factorize(m, mat.SVDNone)
	sum := 0.0
	values := svd.Values(nil)
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func wide(tensors [][]float32) [][]float64 {
	out := make([][]float64, len(tensors))
	for i, t := range tensors {
		for _, x := range t {
			out[i] = append(out[i], float64(x))
		}
	}
	return out
}
