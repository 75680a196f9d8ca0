package view

import (
	"reflect"
	"slices"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
	"backflow/sim/experiment"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// What can be drawn is what a session fills snapshots for, in the same order.
func TestTableIsTheSessions(t *testing.T) {
	var drawn, filled []string
	for i := range Table {
		drawn = append(drawn, Table[i].Name)
	}
	for i := range experiment.Views {
		filled = append(filled, experiment.Views[i].Name)
	}
	if !slices.Equal(drawn, filled) {
		t.Errorf("views %q are drawn, snapshots are filled for %q", drawn, filled)
	}
}

// parts are those that only some views draw, and how a snapshot looks without them.
var parts = map[string]struct {
	wanted func(*experiment.View) bool
	strip  func(*wire.Snapshot)
}{
	"units":      {func(v *experiment.View) bool { return v.Units }, ofLanes(stripUnits)},
	"levels":     {func(v *experiment.View) bool { return v.Levels }, ofLanes(func(l *wire.Lane) { l.Trace.Levels = nil })},
	"histograms": {func(v *experiment.View) bool { return v.Histograms }, ofLanes(stripHistograms)},
	"phase":      {func(v *experiment.View) bool { return v.Phase }, ofLanes(func(l *wire.Lane) { l.Phase = wire.Phase{} })},
	"chart":      {func(v *experiment.View) bool { return v.Chart }, ofLanes(func(l *wire.Lane) { l.Chart = reading.Chart{} })},
	"race":       {func(v *experiment.View) bool { return v.Race }, func(s *wire.Snapshot) { s.Race = wire.Race{} }},
}

// ofLanes does something to every lane of a snapshot.
func ofLanes(strip func(*wire.Lane)) func(*wire.Snapshot) {
	return func(s *wire.Snapshot) {
		for i := range s.Lanes {
			strip(&s.Lanes[i])
		}
	}
}

func stripUnits(l *wire.Lane) {
	for i := range l.Layers {
		y := &l.Layers[i]
		y.Act, y.Delta, y.Flags, y.SampleIn, y.W, y.DW = nil, nil, nil, 0, nil, nil
		y.MapW, y.MapH, y.ActMaps, y.DeltaMaps = 0, 0, nil, nil
	}
}

func stripHistograms(l *wire.Lane) {
	for i := range l.Layers {
		l.Layers[i].ActHist, l.Layers[i].DeltaHist, l.Layers[i].DWHist = wire.Histogram{}, wire.Histogram{}, wire.Histogram{}
	}
}

// A view draws the parts that its row asks for, and no other part.
func TestViewsDrawWhatTheirRowsAskFor(t *testing.T) {
	for i := range Table {
		whole := drawnBy(&Table[i], func(*wire.Snapshot) {})
		for name, part := range parts {
			same := reflect.DeepEqual(whole, drawnBy(&Table[i], part.strip))
			if wanted := part.wanted(experiment.ViewByName(Table[i].Name)); wanted == same {
				t.Errorf("%s: its row asks for %s: %t; the picture is the same without them: %t", Table[i].Name, name, wanted, same)
			}
		}
	}
}

// drawnBy is the picture of a sample without some parts.
func drawnBy(row *layout.Row, strip func(*wire.Snapshot)) draw.List {
	snap := viewtest.Sample(4, 8, 0.2, 1)
	snap.View = row.Name
	strip(snap)
	p := layout.New()
	p.Layout(snap, layout.Options{W: 900, H: 700, Theme: theme.Dark, Measure: viewtest.Measure}, row, row.New(p))
	return p.List
}
