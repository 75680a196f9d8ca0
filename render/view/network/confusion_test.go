package network

import (
	"fmt"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/viewtest"
)

// Rows are the classes, columns what they were taken for; counts are written
// where they fit and never over each other.
func TestConfusionMatrix(t *testing.T) {
	for _, size := range viewtest.Screens {
		s := New()
		s.Layout(viewtest.TenClasses(), layout.Options{W: size[0], H: size[1], Theme: theme.Dark, Measure: viewtest.Measure, Confused: true})
		viewtest.CheckLabels(t, s.Picture, fmt.Sprint(size))
		if len(s.Rasters) != 1 {
			t.Fatalf("%v: %d rasters", size, len(s.Rasters))
		}
		r := &s.Rasters[0]
		if r.Cols != 10 || r.Values[0] < 230 || r.Values[1] < 70 || r.Values[1] > 90 || r.Values[2] != 0 {
			t.Errorf("%v: the first row is %v", size, r.Values[:10])
		}
	}
	s := New()
	s.Layout(viewtest.TenClasses(), layout.Options{W: 2560, H: 1440, Theme: theme.Dark, Measure: viewtest.Measure, Confused: true})
	if !viewtest.HasLabel(&s.List, "90") || !viewtest.HasLabel(&s.List, "10") {
		t.Error("no counts although there is room")
	}
	if !viewtest.HasLabel(&s.List, "rows: actual, columns: predicted") {
		t.Error("nothing says which way it reads")
	}
	checkClassNames(t, s)
	s.Layout(viewtest.TenClasses(), layout.Options{W: 2560, H: 1440, Theme: theme.Dark, Measure: viewtest.Measure})
	if viewtest.HasLabel(&s.List, "90") {
		t.Error("a confusion matrix that nobody asked for")
	}
}

// checkClassNames asks for the name of every class at its row and its column.
func checkClassNames(t *testing.T, s *screen) {
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
