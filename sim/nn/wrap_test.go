package nn

import "testing"

func TestWrapByHand(t *testing.T) {
	w := Wrap{In: Shape{C: 1, H: 2, W: 2}, Out: Shape{C: 1, H: 4, W: 4}, Pad: 1}
	wantValues(t, "output", w.Forward([]float64{1, 2, 3, 4}, Pass{Batch: 1}), []float64{
		4, 3, 4, 3,
		2, 1, 2, 1,
		4, 3, 4, 3,
		2, 1, 2, 1,
	})
	wantValues(t, "∂C/∂x", w.Backward([]float64{
		1, 0, 0, 5,
		0, 2, 0, 0,
		0, 0, 3, 0,
		0, 0, 0, 4,
	}, Pass{Batch: 1}), []float64{6, 0, 5, 4})
}

func TestWrapNeedsAnImage(t *testing.T) {
	for _, pad := range []int{-1, 4} {
		s := Spec{Input: Shape{C: 1, H: 3, W: 5}, Layers: []LayerSpec{{Kind: KindWrap, Pad: pad}}}
		if _, err := s.Output(); err == nil {
			t.Errorf("pad %d: no error", pad)
		}
	}
}
