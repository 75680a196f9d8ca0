package network

import (
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
)

// Up to about 2 000 weights stand for themselves; above, matrices do.
func TestLevelOfDetail(t *testing.T) {
	for _, c := range []struct {
		depth, width int
		lanes        []float64
		pictures     int // a lane, of matrices or units
	}{
		{10, 8, []float64{1, 1, 1}, 0},
		{1, 12, []float64{1}, 0},
		{30, 12, []float64{1, 1, 1}, 2 * 31},
		{100, 1024, []float64{1}, 2},
	} {
		snap := viewtest.Sample(c.depth, c.width, c.lanes...)
		viewtest.Weigh(snap)
		s := laidOut(snap, 1440, 900)
		edges := 0
		for i := range s.lanes {
			edges += len(s.lanes[i].drawn)
		}
		pictures := len(s.Rasters) - len(c.lanes) // but for the decision boundaries
		if (edges == 0) != (c.pictures > 0) || pictures != c.pictures*len(c.lanes) {
			t.Errorf("%d lanes of %d × %d: %d edges, %d matrices or maps", len(c.lanes), c.depth, c.width, edges, pictures)
		}
		if edges > layout.MaxEdges {
			t.Errorf("%d edges", edges)
		}
	}
}

// The upper matrix is the weights by sign, the lower the gradients' sizes.
func TestMatricesHoldTheNumbers(t *testing.T) {
	snap := viewtest.Sample(30, 12, 1, 1, 1)
	y := &snap.Lanes[0].Layers[1]
	y.W[0], y.W[1], y.DW[0], y.DW[1] = 9, -9, 1e-10, 1
	s := laidOut(snap, 1440, 900)
	var w, dw *draw.Raster
	for i := range s.Rasters {
		if r := &s.Rasters[i]; r.Palette == theme.Dark.SignedCodes && r.Values[0] == 255 {
			w, dw = r, &s.Rasters[i+1]
		}
	}
	if w == nil || w.Values[1] != 0 || w.Cols != 12 || w.Rows != 12 {
		t.Fatalf("weights: %+v", w)
	}
	if dw.Y <= w.Y || dw.Values[1] != theme.CodeHigh || dw.Values[0] != theme.CodeLow || dw.Values[2] != theme.CodeZero {
		t.Errorf("gradients: at %v under %v, %v", dw.Y, w.Y, dw.Values[:3])
	}
}

// A tile stands for its layer.
func TestTilesCanBePointedAt(t *testing.T) {
	s := laidOut(viewtest.Sample(30, 12, 1, 1, 1), 1440, 900)
	b := &s.lanes[1]
	x := (b.column[3] + b.column[4]) / 2
	if got, want := s.At(x-1, b.Body.Y+1), (layout.Target{Part: gaugePart, Lane: 1, Layer: 3}); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// A large stage shows larger maps, which still leave each other free.
func TestFeatureMapsGrowWithTheStage(t *testing.T) {
	snap := viewtest.Sample(2, 4, 1)
	viewtest.Convolve(&snap.Lanes[0].Layers[0])
	small := laidOut(snap, 815, 500).lanes[0].thumb
	large := &laidOut(snap, 2000, 1300).lanes[0]
	if large.thumb < 1.3*small {
		t.Errorf("maps of %v on a stage of 1300, of %v on one of 500", large.thumb, small)
	}
	if apart := large.rows[1][1] - large.rows[1][0]; apart < large.thumb+3 {
		t.Errorf("maps of %v stand %v apart", large.thumb, apart)
	}
}

func TestFeatureMapsStandBesideTheirGradients(t *testing.T) {
	snap := viewtest.Sample(2, 4, 1)
	viewtest.Convolve(&snap.Lanes[0].Layers[0])
	s := laidOut(snap, 815, 500)
	b := &s.lanes[0]
	if n := len(b.rows[1]); n != 2 {
		t.Fatalf("%d channels shown, want 2", n)
	}
	var maps []draw.Raster
	for _, r := range s.Rasters {
		if r.Cols == 2 && r.Rows == 2 && !r.Smooth {
			maps = append(maps, r)
		}
	}
	if len(maps) != 4 {
		t.Fatalf("%d maps, want 4", len(maps))
	}
	act, delta := maps[0], maps[1]
	if act.X >= delta.X || act.Y != delta.Y || act.W != delta.W || act.Values[3] != 255 {
		t.Errorf("activation %+v, gradient %+v", act, delta)
	}
	want := []uint8{theme.CodeZero, theme.CodeHigh, s.Axis.Code(-5), theme.CodeLow}
	for i, code := range want {
		if delta.Values[i] != code {
			t.Errorf("gradient %d has code %d, want %d", i, delta.Values[i], code)
		}
	}
	if got := s.At(b.column[1], b.rows[1][1]); got != (layout.Target{Part: unitPart, Unit: 1}) {
		t.Errorf("on the second channel lies %v", got)
	}
}
