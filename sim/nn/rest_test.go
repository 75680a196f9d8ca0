package nn

import "testing"

// A pass rests at each example of a layer with weights, forward and back: no slice of one
// is longer than that.
func TestPassesRestAtEveryExample(t *testing.T) {
	const batch = 5
	for _, weighted := range []LayerSpec{{Kind: KindDense, Units: 3}, {Kind: KindConv, Units: 3, Kernel: 3, Stride: 1, Pad: 1}} {
		spec := Spec{Input: Shape{C: 1, H: 2, W: 2}, Loss: MSE, Layers: []LayerSpec{weighted, {Kind: KindFlatten}, {Kind: KindDense, Units: 1}}}
		if weighted.Kind == KindDense {
			spec.Layers = append([]LayerSpec{{Kind: KindFlatten}}, spec.Layers[0], spec.Layers[2])
		}
		params, err := Init(spec, InitOptions{Scheme: "he", Gain: 1})
		if err != nil {
			t.Fatal(err)
		}
		wide := make([][]float64, len(params))
		for i, p := range params {
			for _, x := range p {
				wide[i] = append(wide[i], float64(x))
			}
		}
		net, err := New(spec, wide)
		if err != nil {
			t.Fatal(err)
		}
		rests := 0
		net.Forward(make([]float64, batch*4), Pass{Batch: batch, Rest: func() { rests++ }})
		if most := len(spec.Layers) + 2*batch; rests != most {
			t.Errorf("%v: %d rests forward, want %d", weighted.Kind, rests, most)
		}
		rests = 0
		net.Backward(make([]float64, batch))
		if most := len(spec.Layers) + 2*batch; rests != most {
			t.Errorf("%v: %d rests back, want %d", weighted.Kind, rests, most)
		}
	}
}
