package nn_test

import (
	"fmt"

	"backflow/sim/nn"
)

// Three sigmoid units in a row, each with weight 1, show the whole point: what
// reaches the first is the product of the factors on the way, and a factor
// φ′ of a sigmoid is at most a quarter.
func Example() {
	unit := nn.LayerSpec{Kind: nn.KindDense, Units: 1}
	sigmoid := nn.LayerSpec{Kind: nn.KindAct, Act: "sigmoid"}
	spec := nn.Spec{
		Input:  nn.Vector(1),
		Layers: []nn.LayerSpec{unit, sigmoid, unit, sigmoid, unit, sigmoid},
		Loss:   nn.MSE,
	}
	w, b := []float64{1}, []float64{-0.5} // a bias that puts every z near 0
	net, err := nn.New(spec, [][]float64{w, {0}, w, b, w, b})
	if err != nil {
		fmt.Println(err)
		return
	}

	net.Forward([]float64{0}, nn.Pass{Batch: 1})
	loss := net.Backward([]float64{1})

	fmt.Printf("loss %.4f\n", loss)
	for _, layer := range net.Observed {
		fmt.Printf("layer %s: z %.1f, a %.1f, δ %.5f\n", layer.Name, layer.Z()[0], layer.A()[0], layer.Delta()[0])
	}
	// Output:
	// loss 0.2500
	// layer 1: z 0.0, a 0.5, δ -0.01562
	// layer 2: z 0.0, a 0.5, δ -0.06250
	// layer out: z 0.0, a 0.5, δ -0.25000
}

// The same seed gives the same first parameters, on every platform.
func ExampleInit() {
	spec := nn.Spec{Input: nn.Vector(2), Layers: []nn.LayerSpec{{Kind: nn.KindDense, Units: 2}}, Loss: nn.BCE}
	params, err := nn.Init(spec, nn.InitOptions{Scheme: "xavier", Gain: 1, Seed: 1})
	fmt.Println(params, err)
	// Output:
	// [[0.41097027 0.79140586 -0.28579843 -0.13069925] [0 0]] <nil>
}
