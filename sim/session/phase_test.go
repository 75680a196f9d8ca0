package session

import (
	"math"
	"slices"
	"testing"
	"testing/synctest"

	"backflow/sim/data"
	"backflow/sim/data/mnist"
	"backflow/sim/experiment"
	"backflow/sim/theory"
	"backflow/sim/wire/scale"
)

func oneLane(t *testing.T, query string) (experiment.LaneConfig, *data.Set) {
	t.Helper()
	cfg, problems := experiment.ParseQuery(query)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	set, err := data.Generate(cfg.Data, uint64(cfg.Seed))
	if err != nil {
		t.Fatal(err)
	}
	return cfg.Lanes()[0], set
}

// At a lane's own variance and depth the diagram says what the dashed line of
// the gauges says.
func TestPhaseDiagramAgreesWithTheLanes(t *testing.T) {
	for _, query := range []string{"act=sigmoid&depth=10", "act=relu&depth=30&init=he", "act=tanh&depth=5&gain=1.5"} {
		c, set := oneLane(t, query)
		net := c.Net(set)
		want := 0.0
		factors, _ := c.Predict(set)
		for _, f := range factors[:c.Depth-1] {
			want += math.Log10(f)
		}
		column := phaseColumn(net, c.Pools, net.Weights().WeightVar)
		// The first layer differs: the diagram's has the same σ_w² as the others.
		if got, ok := column[c.Depth-1].Exp(); !ok || math.Abs(got-want) > 0.25 {
			t.Errorf("%s: 10^%v in the diagram, 10^%v in the gauges", query, got, want)
		}
		if exp, _ := column[0].Exp(); exp != 0 {
			t.Errorf("%s: of one layer 10^%v is left", query, exp)
		}
	}
}

// ReLU's factor is √(σ_w²/2) whatever the depth: the critical line is at 2.
func TestPhaseDiagramOfReLU(t *testing.T) {
	c, set := oneLane(t, "act=relu&width=64")
	for weightVar, factor := range map[float64]float64{1: math.Sqrt(0.5), 2: 1, 8: 2} {
		column := phaseColumn(c.Net(set), c.Pools, weightVar)
		for _, d := range []int{2, 40, 100} {
			if got, _ := column[d-1].Exp(); math.Abs(got-float64(d-1)*math.Log10(factor)) > 0.01*float64(d) {
				t.Errorf("σ_w² %v, %d layers: 10^%v", weightVar, d, got)
			}
		}
	}
}

// Each depth of scaled skip connections has its own scale, also between the
// depths that are computed.
func TestPhaseDiagramOfScaledSkipConnections(t *testing.T) {
	for _, act := range []string{"relu", "tanh"} {
		c, set := oneLane(t, "skip=scaled&act="+act)
		net := c.Net(set)
		column := phaseColumn(net, c.Pools, 1.7)
		for depth := 1; depth <= phaseDepths; depth++ {
			weightVar := 1.7
			net.Depth, net.WeightVar = depth, &weightVar
			want := 0.0
			for _, layer := range net.Layers()[:depth-1] {
				want += math.Log10(layer.Factor)
			}
			if got, ok := column[depth-1].Exp(); !ok || math.Abs(got-want) > 0.06 {
				t.Errorf("%s, %d layers: 10^%v, want 10^%v", act, depth, got, want)
			}
		}
	}
}

// A snapshot computes a part; more come until it is whole, and only in this
// view.
func TestPhaseDiagramFillsUp(t *testing.T) { synctest.Test(t, testPhaseDiagramFillsUp) }

func testPhaseDiagramFillsUp(t *testing.T) {
	b := newBench(t, "view=phase&vs=none&act=relu", fake{}, fake{})
	b.SetRunning(false)
	looks := 0
	for ; b.Unfinished(); looks++ {
		if looks > 10_000 {
			t.Fatal("it never ends")
		}
		b.Snapshot(1)
	}
	p := b.Snapshot(1).Lanes[0].Phase
	if looks == 0 || len(p.Levels) != p.Columns*p.Depths || p.Depth != 10 || p.Left <= 0 {
		t.Errorf("after %d looks: %d of %d × %d levels", looks, len(p.Levels), p.Columns, p.Depths)
	}
	b.apply(t, "view=network&vs=none&act=relu")
	if p := b.Snapshot(2).Lanes[0].Phase; b.Unfinished() || len(p.Levels) != 0 {
		t.Error("the network view carries a phase diagram")
	}
}

// No depth of a conv net's diagram is unknown: the depths that are computed are exact, those
// between them a tenth of a decade off at most, wherever they have their pools.
func TestPhaseDiagramOfConvNets(t *testing.T) {
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"act=sigmoid", "act=relu", "act=tanh", "act=relu&skip=scaled", "act=relu&skip=plain&norm=batch"} {
		for _, weightVar := range []float64{0.7, 2, 20} {
			c, _ := oneLane(t, query+"&vs=none")
			c.Model, c.Width = "cnn", 4
			column := phaseColumn(c.Net(digits), c.Pools, weightVar)
			if len(column) != experiment.MaxConvDepth {
				t.Fatalf("%s: the diagram has %d depths", query, len(column))
			}
			for d := 1; d <= len(column); d++ {
				want, tolerance := exactly(c, digits, weightVar, d), 0.1
				if slices.Contains(convDepths[:], d) {
					tolerance = 0.006 // of a level
				}
				if got, known := column[d-1].Exp(); !known || math.Abs(got-want) > tolerance {
					t.Errorf("%s, σ_w² %v, %d layers: 10^%v (known: %v), want 10^%v", query, weightVar, d, got, known, want)
				}
			}
		}
	}
}

// exactly is what theory expects of a conv net of one depth.
func exactly(c experiment.LaneConfig, set *data.Set, weightVar float64, depth int) float64 {
	c.Depth = depth
	n := c.Net(set)
	n.WeightVar = &weightVar
	exp := 0.0
	for _, y := range n.Layers()[:depth-1] {
		exp += math.Log10(y.Factor)
	}
	return exp
}

// The depth of the lane itself changes nothing: each depth has its own pools.
func TestPhaseDiagramOfConvNetsOfAnyDepth(t *testing.T) {
	digits, err := mnist.Digits()
	if err != nil {
		t.Fatal(err)
	}
	var before []scale.Level
	for _, depth := range []int{1, 4, 10, 30} {
		c, _ := oneLane(t, "vs=none")
		c.Model, c.Depth, c.Width = "cnn", depth, 4
		column := phaseColumn(c.Net(digits), c.Pools, 2)
		if before != nil && !slices.Equal(before, column) {
			t.Errorf("the diagram at depth %d is another", depth)
		}
		before = column
	}
}

// phaseColumn is a whole column, at some variance.
func phaseColumn(n theory.Net, pools func(depth int) []int, weightVar float64) []scale.Level {
	var p diagrams
	for len(p.levels) == 0 {
		p.fillAt(n, pools, weightVar)
	}
	return p.levels
}
