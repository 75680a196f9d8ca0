package scene

import (
	"fmt"
	"testing"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// tenClasses is a snapshot of digits with a confusion matrix.
func tenClasses() *wire.Snapshot {
	snap := sample(2, 4, 1)
	l := &snap.Lanes[0]
	l.Field, l.FieldSide = nil, 0
	l.Outputs, l.Confusion = make([]float32, 10), make([]float32, 100)
	for i := range 10 {
		l.Confusion[11*i] = 90
		l.Confusion[10*i+(i+1)%10] = 10
	}
	return snap
}

// Rows are the classes, columns what they were taken for; counts are written
// where they fit and never over each other.
func TestConfusionMatrix(t *testing.T) {
	for _, size := range screens {
		s := New()
		s.Layout(tenClasses(), View{W: size[0], H: size[1], Theme: theme.Dark, Measure: measure, Confused: true})
		checkLabels(t, s, fmt.Sprint(size))
		if len(s.Rasters) != 1 {
			t.Fatalf("%v: %d rasters", size, len(s.Rasters))
		}
		r := &s.Rasters[0]
		if r.Cols != 10 || r.Values[0] < 230 || r.Values[1] < 70 || r.Values[1] > 90 || r.Values[2] != 0 {
			t.Errorf("%v: the first row is %v", size, r.Values[:10])
		}
	}
	s := New()
	s.Layout(tenClasses(), View{W: 2560, H: 1440, Theme: theme.Dark, Measure: measure, Confused: true})
	if !hasLabel(s, "90") || !hasLabel(s, "10") {
		t.Error("no counts although there is room")
	}
	if !hasLabel(s, "rows: actual, columns: predicted") {
		t.Error("nothing says which way it reads")
	}
	checkClassNames(t, s)
	s.Layout(tenClasses(), View{W: 2560, H: 1440, Theme: theme.Dark, Measure: measure})
	if hasLabel(s, "90") {
		t.Error("a confusion matrix that nobody asked for")
	}
}

// checkClassNames asks for the name of every class at its row and its column.
func checkClassNames(t *testing.T, s *Scene) {
	t.Helper()
	grid := s.Rasters[0]
	for class := range 10 {
		middle := (float32(class) + 0.5) * grid.W / 10
		row, column := false, false
		for _, l := range s.Labels {
			if l.Text != fmt.Sprint(class) {
				continue
			}
			y := l.Y + theme.LineHeight(l.Size)/2 - grid.Y - middle
			x := l.X + l.W/2 - grid.X - middle
			row = row || l.X < grid.X && max(y, -y) < 1
			column = column || l.Y < grid.Y && max(x, -x) < 1
		}
		if !row || !column {
			t.Errorf("class %d: its row is named: %v, its column: %v", class, row, column)
		}
	}
}
