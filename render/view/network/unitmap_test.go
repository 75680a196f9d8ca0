package network

import (
	"testing"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire/scale"
)

// A hundred layers: every unit shown is a cell, activations above, |δ| below.
func TestUnitsOfCrowdedNetworks(t *testing.T) {
	snap := viewtest.Sample(100, 64, 1)
	y := &snap.Lanes[0].Layers[40]
	y.Act[3], y.Delta[3] = -9, 0
	s := laidOut(snap, 815, 732)
	var maps []draw.Raster
	for _, r := range s.Rasters {
		if r.Cols == 101 {
			maps = append(maps, r)
		}
	}
	if len(maps) != 2 || maps[0].Y+maps[0].H > maps[1].Y {
		t.Fatalf("%d maps, want one above another", len(maps))
	}
	at := 3*101 + 40
	if act, delta := maps[0].Values[at], maps[1].Values[at]; act != 0 || delta != theme.CodeZero {
		t.Errorf("unit 4 of layer 41: codes %d and %d", act, delta)
	}
	if act, delta := maps[0].Values[at+1], maps[1].Values[at+1]; act != scale.MapAct(0, 1) || delta < theme.CodeLow {
		t.Errorf("its neighbour: codes %d and %d", act, delta)
	}
	b := &s.lanes[0]
	if target := s.At(b.column[41], b.Body.Y+b.Body.H/2); target.Part != gaugePart || target.Layer != 40 {
		t.Errorf("pointing at layer 41 finds %+v", target)
	}
}

// Where a boundary was never evaluated, the data stands there and a word of it.
func TestBoundaryThatIsNotThereYet(t *testing.T) {
	for _, size := range viewtest.Screens {
		snap := viewtest.Sample(30, 40, 0.5, 1)
		for i := range snap.Lanes {
			snap.Lanes[i].Field, snap.Lanes[i].FieldSide = nil, 0
		}
		s := laidOut(snap, size[0], size[1])
		viewtest.CheckLabels(t, s.Picture, "without a boundary")
		points := 0
		for _, shape := range s.Front {
			if shape.Kind == draw.Bead {
				points++
			}
		}
		if s.lanes[0].Side.W >= 40 && points != len(snap.Lanes)*len(snap.Points) {
			t.Errorf("%v: %d points", size, points)
		}
	}
}
