package layout

import (
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
