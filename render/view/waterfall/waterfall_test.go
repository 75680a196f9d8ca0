package waterfall

import (
	"fmt"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/wire"
	"backflow/sim/wire/scale"
)

func snapshot(lanes ...float64) *wire.Snapshot {
	snap := viewtest.Sample(4, 8, lanes...)
	snap.View = wire.ViewWaterfall
	return snap
}

// The newest stands at the right, the output at the top; δ left, ∂C/∂W right.
func TestWaterfallPutsEveryLevelInItsPlace(t *testing.T) {
	snap := snapshot(0.1)
	trace := &snap.Lanes[0].Trace
	trace.Layer(2, 0, 5)[1] = scale.LevelZero      // δ of layer 1, the newest moment
	trace.Layer(0, 4, 5)[2] = scale.LevelUnderflow // ∂C/∂W of the output, the oldest
	s := laidOut(snap, 815, 400)
	if len(s.Rasters) != 2 {
		t.Fatalf("%d rasters, want 2", len(s.Rasters))
	}
	delta, dw := &s.Rasters[0], &s.Rasters[1]
	if delta.X >= dw.X || delta.Cols != 6 || delta.Rows != 5 {
		t.Errorf("δ: %d × %d at %v, ∂C/∂W at %v", delta.Cols, delta.Rows, delta.X, dw.X)
	}
	if got := delta.Values[5*4+5+4]; got != theme.CodeZero {
		t.Errorf("bottom right is %d, want an exact zero", got)
	}
	if got := dw.Values[0]; got != theme.CodeUnderflow {
		t.Errorf("top left is %d, want an underflow", got)
	}
	if top, bottom := delta.Values[0], delta.Values[4*6]; top <= bottom {
		t.Errorf("δ vanishes, yet the output's %d is no brighter than layer 1's %d", top, bottom)
	}
}

// Sizes below the axis are told apart from zeros: the axis grows for them.
func TestAxisHoldsTheWholeHistory(t *testing.T) {
	snap := snapshot(0.9)
	snap.Lanes[0].Trace.Layer(0, 0, 5)[0] = scale.LevelOf(1e-18, false)
	if s := laidOut(snap, 815, 400); s.Axis.Lo > -18 {
		t.Errorf("the axis ends at 10^%d", s.Axis.Lo)
	}
}

func TestEveryCellCanBePointedAt(t *testing.T) {
	s := laidOut(snapshot(0.1, 1), 815, 500)
	for lane := range s.Lanes {
		for _, c := range s.charts[lane] {
			for bin := range 3 {
				for layer := range 5 {
					x := c.X + (float32(bin)+0.5)*c.W/3
					y := c.Y + c.H - (float32(layer)+0.5)*c.H/5
					if got, want := s.At(x, y), (layout.Target{Part: cell, Lane: lane, Layer: layer, Bin: bin}); got != want {
						t.Errorf("%v, want %v", got, want)
					}
				}
			}
		}
	}
	for key, want := range map[string]layout.Target{
		"ArrowLeft": {Part: cell, Layer: 0, Bin: 1}, "ArrowRight": {Part: cell, Layer: 0, Bin: 2},
		"ArrowUp": {Part: cell, Layer: 1, Bin: 2}, "ArrowDown": {Part: cell, Lane: 1, Layer: 4, Bin: 2},
	} {
		if got := s.Move(layout.Target{Part: cell, Bin: 2}, key); got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	want := "Lane 0, steps 0–3\u202f999, layer 4, RMS δ 0.01, RMS ∂C/∂W 0.00631 … 0.00661"
	if got := s.Describe(layout.Target{Part: cell, Layer: 3}); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// In every box the charts stand in their lane, apart, and are large enough.
func TestChartsInSmallBoxes(t *testing.T) {
	for lanes := 1; lanes <= 4; lanes++ {
		for name, snap := range viewtest.Gridded(lanes) {
			for _, size := range viewtest.Boxes {
				s := laidOut(snap, size[0], size[1])
				for i := range s.Lanes {
					parts := map[string]draw.Box{"δ": s.charts[i][0].Box, "∂C/∂W": s.charts[i][1].Box}
					viewtest.CheckParts(t, s.Picture, &s.Lanes[i], parts, func(string) []string { return nil }, fmt.Sprint(name, size, i))
				}
			}
		}
	}
}
