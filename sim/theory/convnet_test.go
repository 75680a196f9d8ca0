package theory_test

import (
	"math"
	"os"
	"testing"

	"backflow/sim/nn"
	"backflow/sim/theory"
)

// cnn is the conv net of the query "model=cnn": 3×3, and a max pool of 2×2
// behind each third of its layers.
func cnn(act string, depth, channels int, in nn.Shape, norm nn.Kind, scale float64) nn.Spec {
	s := nn.Spec{Input: in, Loss: nn.MSE}
	third := (depth + 2) / 3
	for i := range depth {
		block := []nn.LayerSpec{{Kind: nn.KindConv, Units: channels, Kernel: 3, Stride: 1, Pad: 1}}
		if norm != "" {
			block = append(block, nn.LayerSpec{Kind: norm, Eps: 1e-5})
		}
		block = append(block, nn.LayerSpec{Kind: nn.KindAct, Act: act, Slope: 0.01})
		if scale != 0 && i > 0 {
			block = []nn.LayerSpec{{Kind: nn.KindResidual, Scale: scale, Layers: block}}
		}
		s.Layers = append(s.Layers, block...)
		if i+1 == third || i+1 == 2*third {
			s.Layers = append(s.Layers, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2})
		}
	}
	return append2(s, nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
}

func append2(s nn.Spec, layers ...nn.LayerSpec) nn.Spec {
	s.Layers = append(s.Layers, layers...)
	return s
}
var _ = math.Sqrt

func TestExplore(t *testing.T) {
	if os.Getenv("EXPLORE") == "" { t.Skip() }
	for _, c := range [][2]string{{"linear","xavier"},{"tanh","xavier"},{"sigmoid","xavier"},{"relu","he"},{"tanh","he"},{"gelu","he"}} {
		n, err := theory.NetOf(cnn(c[0], 20, 16, nn.Shape{1,28,28}, "", 0), nn.InitOptions{Scheme:c[1],Gain:1}, 1, 0.8)
		if err != nil { t.Fatal(err) }
		ls := n.Layers()
		t.Log(c)
		s := ""
		for _, l := range ls { s += " " + fm(l.Factor) }
		t.Log(s)
		s = ""
		for _, l := range ls { s += " " + fm(l.ActRMS) }
		t.Log(s)
	}
	for _, c := range []struct{k nn.Kind; sc float64}{{nn.KindBatchNorm,0},{"",1},{"",1/math.Sqrt(20)}} {
		n, err := theory.NetOf(cnn("relu", 20, 16, nn.Shape{1,28,28}, c.k, c.sc), nn.InitOptions{Scheme:"he",Gain:1}, 1, 0.8)
		if err != nil { t.Fatal(err) }
		ls := n.Layers()
		t.Log(c)
		s := ""
		for _, l := range ls { s += " " + fm(l.Factor) }
		t.Log(s)
		s = ""
		for _, l := range ls { s += " " + fm(l.ActRMS) }
		t.Log(s)
	}
}
