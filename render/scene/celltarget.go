package scene

// cellAt is the moment and layer of a lane's waterfall at a point.
func (s *Scene) cellAt(lane int, x, y float32) (Target, bool) {
	l := &s.snap.Lanes[lane]
	for _, c := range s.lanes[lane].charts {
		if bin, layer, ok := c.cellAt(x, y, len(l.Trace.Steps), len(l.Layers)); ok {
			return Target{Part: Cell, Lane: lane, Layer: layer, Bin: bin}, true
		}
	}
	return Target{}, false
}

// hasCell reports whether there still is a cell of a waterfall.
func (s *Scene) hasCell(t Target) bool {
	l := &s.snap.Lanes[t.Lane]
	return s.lanes[t.Lane].charts[0].W > 0 && t.Bin >= 0 && t.Bin < len(l.Trace.Steps) &&
		t.Layer >= 0 && t.Layer < len(l.Layers) && len(l.Trace.Levels) > 0
}

// moveCell goes from cell to cell of the waterfall, and on to the next lane.
func (s *Scene) moveCell(t Target, key string) Target {
	l := &s.snap.Lanes[t.Lane]
	dx, dy := direction(key)
	t.Bin, t.Layer = max(t.Bin+dx, 0), t.Layer-dy
	switch {
	case t.Layer < 0 && t.Lane+1 < len(s.lanes):
		t.Lane++
		t.Layer = len(s.snap.Lanes[t.Lane].Layers) - 1
	case t.Layer >= len(l.Layers) && t.Lane > 0:
		t.Lane, t.Layer = t.Lane-1, 0
	}
	t.Layer = max(0, min(t.Layer, len(s.snap.Lanes[t.Lane].Layers)-1))
	t.Bin = min(t.Bin, len(s.snap.Lanes[t.Lane].Trace.Steps)-1)
	return t
}
