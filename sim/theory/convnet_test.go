package theory_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"backflow/sim/backend/stats"
	"backflow/sim/nn"
	"backflow/sim/theory"
)

// convNet is that of the query "model=cnn": 3×3 kernels, and a max pool of 2×2
// behind each third of its layers.
type convNet struct {
	act, init       string
	depth, channels int
	in              nn.Shape
	norm            nn.Kind // "" for none
	scale           float64 // of skip connections, 0 for none
}

func (c convNet) spec() nn.Spec {
	s := nn.Spec{Input: c.in, Loss: nn.MSE}
	third := (c.depth + 2) / 3
	for i := range c.depth {
		block := []nn.LayerSpec{{Kind: nn.KindConv, Units: c.channels, Kernel: 3, Stride: 1, Pad: 1}}
		if c.norm != "" {
			block = append(block, nn.LayerSpec{Kind: c.norm, Eps: 1e-5})
		}
		block = append(block, nn.LayerSpec{Kind: nn.KindAct, Act: c.act, Slope: 0.01})
		if c.scale != 0 && i > 0 {
			block = []nn.LayerSpec{{Kind: nn.KindResidual, Scale: c.scale, Layers: block}}
		}
		s.Layers = append(s.Layers, block...)
		if i+1 == third || i+1 == 2*third {
			s.Layers = append(s.Layers, nn.LayerSpec{Kind: nn.KindMaxPool, Size: 2})
		}
	}
	s.Layers = append(s.Layers, nn.LayerSpec{Kind: nn.KindFlatten}, nn.LayerSpec{Kind: nn.KindDense, Units: 10})
	return s
}

func (c convNet) net(t *testing.T, neighbours float64) theory.Net {
	t.Helper()
	n, err := theory.NetOf(c.spec(), nn.InitOptions{Scheme: c.init, Gain: 1}, 1, neighbours)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var digits = nn.Shape{C: 1, H: 28, W: 28}

// The design's figures for 20×16 on digits: hops 15 to 19, of 3×3 on 7×7, and
// those through the two pools, as they were measured.
func TestConvAndPoolHops(t *testing.T) {
	const tolerance = 0.05
	for _, c := range []struct {
		act   string
		hops  []float64 // 15 to 19; nil for what the table does not say
		pools [2]float64
	}{
		{"linear", []float64{0.951, 0.939, 0.932, 0.930, 0.900}, [2]float64{0.493, 0.474}},
		{"tanh", nil, [2]float64{0.478, 0.464}},
		{"sigmoid", nil, [2]float64{0.116, 0.112}},
	} {
		layers := convNet{c.act, "xavier", 20, 16, digits, "", 0}.net(t, 0.8).Layers()
		for i, want := range c.hops {
			within(t, fmt.Sprintf("%s, hop %d", c.act, 15+i), layers[14+i].Factor, want, tolerance)
		}
		within(t, c.act+", first pool", layers[6].Factor, c.pools[0], tolerance)
		within(t, c.act+", second pool", layers[13].Factor, c.pools[1], tolerance)
	}
	layers := convNet{"linear", "xavier", 20, 16, digits, "", 0}.net(t, 0).Layers()
	for i, want := range []float64{0.945, 0.942, 0.937, 0.930, 0.905} {
		within(t, fmt.Sprintf("the formula, hop %d", 15+i), layers[14+i].Factor, want, 0.0006)
	}
}

// 3×3 on 12×12, 16 channels, ReLU, He, 20 layers: the design's 0.45, or 0.961 a
// layer, of which finite width takes 0.83 where there are no edges.
func TestZeroPaddingOf12x12(t *testing.T) {
	c := convNet{"relu", "he", 60, 16, nn.Shape{C: 16, H: 12, W: 12}, "", 0}
	n := c.net(t, 0)
	n.Pooled, n.Depth = nil, 21
	left := 1.0
	for _, l := range n.Layers()[:20] {
		left *= l.Factor
	}
	within(t, "a layer", math.Pow(left, 1./20), math.Pow(0.45/0.83, 1./20), 0.01)
}

// No conv net that a query can ask for is without a prediction.
func TestEveryConvNetIsPredicted(t *testing.T) {
	image := nn.Shape{C: 1, H: 10, W: 9}
	for i, row := range nn.Activations {
		for j, norm := range []nn.Kind{"", nn.KindBatchNorm, nn.KindLayerNorm} {
			for k, scale := range []float64{0, 1, 0.3} {
				scheme := []string{"he", "lsuv", "zero"}[(i+j+2*k)%3]
				if (i+j+k)%4 > 0 && !long {
					continue
				}
				n := convNet{row.Name, scheme, 4, 4, image, norm, scale}.net(t, 0.7)
				for l, layer := range n.Layers() {
					if math.IsNaN(layer.Q) || math.IsNaN(layer.ActRMS) || l < 4 && math.IsNaN(layer.Factor) && scheme != "zero" {
						t.Errorf("%s, %s, norm %q, scale %g, layer %d: %+v", row.Name, scheme, norm, scale, l+1, layer)
					}
				}
			}
		}
	}
}

// long asks for the long variant of a Monte Carlo: BACKFLOW_LONG=1 takes a minute
// where a test takes a second, and allows half the error.
var long = os.Getenv("BACKFLOW_LONG") != ""

// The theory against the float64 reference, over seeds: N(0,1) images, a
// gradient of its own from each of 10 outputs. What a tolerance allows is the error of
// so few seeds, and what the theory leaves out: that BatchNorm's batch is finite,
// and that the pool behind the first skip connection chooses among the
// activations of the layer in front of it.
func TestConvNetsAgainstTheReference(t *testing.T) {
	image := nn.Shape{C: 24, H: 12, W: 12}
	for i, c := range []struct {
		net       convNet
		batch     int
		tolerance float64 // of the root of the mean square over seeds, of each hop
	}{
		{convNet{"linear", "xavier", 6, 24, image, "", 0}, 2, 0.05},
		{convNet{"relu", "he", 6, 24, image, "", 0}, 2, 0.08},
		{convNet{"tanh", "he", 6, 24, image, "", 0}, 2, 0.05},
		{convNet{"sigmoid", "xavier", 6, 24, image, "", 0}, 2, 0.05},
		{convNet{"gelu", "he", 6, 24, image, "", 0}, 2, 0.08},
		{convNet{"relu", "he", 6, 24, image, nn.KindLayerNorm, 0}, 2, 0.08},
		{convNet{"relu", "he", 6, 24, image, nn.KindBatchNorm, 0}, 8, 0.1},
		{convNet{"relu", "he", 6, 24, image, "", 1}, 2, 0.16},
	} {
		seeds := 12
		switch {
		case long:
			seeds = 100
		case testing.Short() && i > 1:
			continue
		case c.batch > 2:
			seeds = 3
			c.tolerance += 0.05
		default:
			c.tolerance += 0.05
		}
		layers := c.net.net(t, 0).Layers()
		squares := make([]float64, len(layers))
		for seed := range uint64(seeds) {
			for i, delta := range c.net.deltas(t, seed, c.batch) {
				squares[i] += delta * delta
			}
		}
		for i := range squares[:6] {
			what := fmt.Sprintf("%+v, hop %d", c.net, i+1)
			within(t, what, math.Sqrt(squares[i]/squares[i+1]), layers[i].Factor, c.tolerance)
		}
	}
}

// deltas are the RMS of δ, layer by layer, of one network on the reference.
func (c convNet) deltas(t *testing.T, seed uint64, batch int) []float64 {
	t.Helper()
	s := c.spec()
	params, err := nn.Init(s, nn.InitOptions{Scheme: c.init, Gain: 1, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	network, err := nn.New(s, wide(params))
	if err != nil {
		t.Fatal(err)
	}
	r := nn.Stream(seed, nn.UseData, 0)
	x := make([]float64, batch*s.Input.Size())
	for i := range x {
		x[i] = r.NormFloat64()
	}
	y := append([]float64(nil), network.Forward(x, nn.Pass{Batch: batch})...)
	for i := range y {
		y[i] += r.NormFloat64()
	}
	network.Backward(y)
	var list []float64
	for _, o := range network.Observed {
		list = append(list, stats.RMS(o.Delta()))
	}
	return list
}

func BenchmarkConvLayers(b *testing.B) {
	for _, c := range []convNet{
		{"relu", "he", 20, 16, digits, "", 0},
		{"tanh", "he", 20, 16, digits, "", 0},
		{"relu", "he", 20, 16, digits, "", 1},
	} {
		b.Run(fmt.Sprintf("%s %g", c.act, c.scale), func(b *testing.B) {
			n, err := theory.NetOf(c.spec(), nn.InitOptions{Scheme: c.init, Gain: 1}, 1, 0.8)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				n.Layers()
			}
		})
	}
}
