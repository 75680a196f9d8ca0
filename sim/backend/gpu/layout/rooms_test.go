package layout

import (
	"slices"
	"testing"

	"backflow/sim/nn"
)

func layoutOf(t *testing.T, layers ...nn.LayerSpec) *Network {
	t.Helper()
	n, err := New(nn.Spec{Input: nn.Vector(4), Loss: nn.MSE, Layers: layers})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func residual(branch ...nn.LayerSpec) nn.LayerSpec {
	return nn.LayerSpec{Kind: nn.KindResidual, Scale: 1, Layers: branch}
}

var roomCases = map[string]struct {
	layers []nn.LayerSpec
	rooms  int
}{
	"chain":     {[]nn.LayerSpec{denseLayer(4), denseLayer(3), denseLayer(5), denseLayer(4)}, 2},
	"one layer": {[]nn.LayerSpec{denseLayer(4)}, 2},
	"branch":    {[]nn.LayerSpec{denseLayer(4), residual(denseLayer(3), denseLayer(4)), denseLayer(2)}, 3},
	"nested":    {[]nn.LayerSpec{residual(denseLayer(4), residual(denseLayer(4), denseLayer(4)), denseLayer(4)), denseLayer(1)}, 4},
	"empty":     {[]nn.LayerSpec{denseLayer(4), residual(), denseLayer(1)}, 2},
}

// No stage may write where something lies that is still to be read, and chains
// need no more than two rooms.
func TestRooms(t *testing.T) {
	for name, c := range roomCases {
		t.Run(name, func(t *testing.T) {
			n := layoutOf(t, c.layers...)
			of, count := n.rooms()
			if count != c.rooms {
				t.Errorf("%d rooms, want %d", count, c.rooms)
			}
			until := n.lastReaders()
			for i := range n.Stages {
				for slot := range i + 1 {
					if until[slot] >= i && of[slot] == of[i+1] {
						t.Errorf("stage %d writes over slot %d, which stage %d reads", i, slot, until[slot])
					}
				}
			}
		})
	}
}

// The way back passes each layer's values and weights once, branches within
// their ends, and ends where it began.
func TestWalkMeetsEverything(t *testing.T) {
	n := layoutOf(t, denseLayer(4), residual(denseLayer(4), nn.LayerSpec{Kind: nn.KindBatchNorm}, nn.LayerSpec{Kind: nn.KindAct, Act: "relu"}), denseLayer(2))
	want := []string{"values", "weights", "branch", "values", "across", "weights", "rejoin", "values", "weights"}
	layers := []uint32{2, 2, 2, 1, 1, 1, 1, 0, 0}
	list := n.Walk(2)
	if len(list) != 2*len(want) {
		t.Fatalf("%d instructions, want %d", len(list)/2, len(want))
	}
	for i, name := range want {
		if got := walkName(list[2*i]); got != name || list[2*i+1] != layers[i] {
			t.Errorf("instruction %d: %s of layer %d, want %s of layer %d", i, got, list[2*i+1], name, layers[i])
		}
	}
	if n.WalkLevels() != 1 {
		t.Errorf("%d levels, want 1", n.WalkLevels())
	}
}

func denseLayer(units int) nn.LayerSpec { return nn.LayerSpec{Kind: nn.KindDense, Units: units} }

// An activation joins the stage before it, unless that is read as it is, or noise comes in.
func TestActivationsJoinStages(t *testing.T) {
	tanh := ActNamed("tanh")
	for name, c := range map[string]struct {
		layers []nn.LayerSpec
		kinds  []nn.Kind
		acts   []int // codes
	}{
		"behind a dense layer": {[]nn.LayerSpec{denseLayer(3), act("tanh"), denseLayer(1)}, []nn.Kind{nn.KindDense, nn.KindDense}, []int{tanh, 0}},
		"behind a norm": {
			[]nn.LayerSpec{denseLayer(3), norm(nn.KindBatchNorm), act("tanh")},
			[]nn.Kind{nn.KindDense, nn.KindBatchNorm},
			[]int{0, tanh},
		},
		"the second of two": {
			[]nn.LayerSpec{denseLayer(3), act("tanh"), act("relu")},
			[]nn.Kind{nn.KindDense, nn.KindAct},
			[]int{tanh, ActNamed("relu")},
		},
		"at the start":        {[]nn.LayerSpec{act("tanh"), denseLayer(1)}, []nn.Kind{nn.KindAct, nn.KindDense}, []int{tanh, 0}},
		"with noise":          {[]nn.LayerSpec{denseLayer(3), act("noisy")}, []nn.Kind{nn.KindDense, nn.KindAct}, []int{0, ActNamed("noisy")}},
		"behind a flattening": {[]nn.LayerSpec{denseLayer(4), act("linear"), norm(nn.KindLayerNorm), {Kind: nn.KindFlatten}, act("tanh")}, []nn.Kind{nn.KindDense, nn.KindLayerNorm, nn.KindAct}, []int{0, 0, tanh}},
		"that a branch reads": {[]nn.LayerSpec{denseLayer(4), residual(act("tanh"), denseLayer(4)), denseLayer(1)}, []nn.Kind{nn.KindDense, nn.KindAct, nn.KindDense, nn.KindResidual, nn.KindDense}, []int{0, tanh, 0, 0, 0}},
	} {
		n := layoutOf(t, c.layers...)
		var kinds []nn.Kind
		var acts []int
		for _, s := range n.Stages {
			kinds, acts = append(kinds, s.Kind), append(acts, s.Act)
		}
		if !slices.Equal(kinds, c.kinds) || !slices.Equal(acts, c.acts) {
			t.Errorf("%s: stages %v with activations %d, want %v with %d", name, kinds, acts, c.kinds, c.acts)
		}
	}
}

// A sum reads the branch's end and, past it, what the branch begins with; an observed layer
// ends with its activation, and knows the pool that reads it.
func TestStagesReadTheirSlots(t *testing.T) {
	n := layoutOf(t, denseLayer(4), residual(denseLayer(3), act("relu"), denseLayer(4)), denseLayer(2))
	sum := n.Stages[3]
	if sum.Kind != nn.KindResidual || sum.From != 3 || sum.Skip != 1 || sum.Scale != 1 {
		t.Errorf("the sum is %+v; it reads slots 3 and 1", sum)
	}
	for i, s := range n.Stages {
		if s.From != i {
			t.Errorf("stage %d reads slot %d", i, s.From)
		}
	}
	if n.MostUnits() != 4 || n.widest() != 4 || n.SampleUnits(9) != 4 || n.SampleUnits(2) != 2 {
		t.Errorf("%d units at most, %d values; samples of %d and %d", n.MostUnits(), n.widest(), n.SampleUnits(9), n.SampleUnits(2))
	}
	images := several(t)["images"]
	if l := images.Layers[0]; l.Weights != 0 || l.end != 0 || l.pool != 2 {
		t.Errorf("the first conv layer is %+v; a pool of 2 reads it", l)
	}
	if l := images.Layers[1]; images.Stages[l.end].Kind != nn.KindBatchNorm || l.pool != 0 {
		t.Errorf("the second conv layer is %+v; its activation stands behind a BatchNorm", l)
	}
	if !images.BatchNorms() || n.BatchNorms() {
		t.Error("a BatchNorm is not told")
	}
}
