package scene

import (
	"fmt"
	"testing"

	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/render/view"
	"backflow/render/viewtest"
	"backflow/sim/wire"
)

// viewed is a picture by a row of the table of views.
func viewed(row *layout.Row, w, h float32, at layout.Target) *Scene {
	snap := viewtest.Sample(4, 8, 0.2, 1)
	snap.View = row.Name
	s := New()
	s.Layout(snap, layout.Options{W: w, H: h, Theme: theme.Dark, Measure: viewtest.Measure, Pointed: at})
	return s
}

// Whatever is a row of the table draws every lane, explains its marks, and answers
// the pointer, the arrow keys and those who hear it. TestSmallBoxes asks the rest.
func TestEveryView(t *testing.T) {
	for i := range view.Table {
		row := &view.Table[i]
		t.Run(row.Name, func(t *testing.T) {
			if view.Find(row.Name) != i {
				t.Fatalf("there is a view %q twice", row.Name)
			}
			s := viewed(row, 815, 600, layout.Target{})
			viewtest.CheckLabels(t, s.picture, row.Name)
			checkOwnPicture(t, s, i)
			if marks, _ := s.view.Legend(); len(marks) < 2 {
				t.Errorf("%d marks are explained", len(marks))
			}
			checkMotion(t, s, row)
			checkPointer(t, s, row)
		})
	}
}

// checkOwnPicture asks for a picture that no other view makes of the same snapshot.
func checkOwnPicture(t *testing.T, s *Scene, i int) {
	t.Helper()
	for j := range view.Table {
		if other := viewed(&view.Table[j], 815, 600, layout.Target{}); j != i && write(other) == write(s) {
			t.Errorf("it looks like %s", view.Table[j].Name)
		}
	}
}

// checkMotion asks for motion where the row says so, and nowhere else.
func checkMotion(t *testing.T, s *Scene, row *layout.Row) {
	t.Helper()
	s.Animate(0.4)
	if moves := len(s.Moving) > 0; moves != row.Moves || Moves(&wire.Snapshot{View: row.Name}) != moves {
		t.Errorf("%d shapes move", len(s.Moving))
	}
}

// checkPointer asks for every lane to be reached by arrow keys and by a pointer, and
// for words and a mark for all that is reached.
func checkPointer(t *testing.T, s *Scene, row *layout.Row) {
	t.Helper()
	keys, pointer := map[int]bool{}, map[int]bool{}
	for at := range reached(s) {
		keys[at.Lane] = true
		if s.Describe(at) == "" {
			t.Errorf("nothing is said of %v", at)
		}
	}
	for i := range 60 * 60 {
		if at := s.At(815*float32(i%60)/60, 600*float32(i/60)/60); at.Part != layout.None {
			pointer[at.Lane] = true
		}
	}
	if len(keys) != len(s.picture.Lanes) || len(pointer) != len(s.picture.Lanes) {
		t.Errorf("keys reach lanes %v, a pointer %v", keys, pointer)
	}
	start := s.Move(layout.Target{}, "ArrowLeft")
	marked := viewed(row, 815, 600, start)
	viewtest.CheckLabels(t, marked.picture, fmt.Sprint(row.Name, start))
	if len(marked.Front) <= len(s.Front) || !viewtest.HasLabel(marked.List, marked.view.Describe(start)[0]) {
		t.Errorf("%v is not marked", start)
	}
}

// reached is all that arrow keys lead to.
func reached(s *Scene) map[layout.Target]bool {
	seen := map[layout.Target]bool{}
	for todo := []layout.Target{s.Move(layout.Target{}, "ArrowUp")}; len(todo) > 0; todo = todo[1:] {
		at := todo[0]
		if seen[at] || at.Part == layout.None {
			continue
		}
		seen[at] = true
		for _, key := range []string{"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"} {
			todo = append(todo, s.Move(at, key))
		}
	}
	return seen
}

// A snapshot that names no view shows the first.
func TestUnknownViewIsTheFirst(t *testing.T) {
	first, unknown := viewed(&view.Table[0], 815, 600, layout.Target{}), viewed(&layout.Row{Name: "nowhere"}, 815, 600, layout.Target{})
	if write(first) != write(unknown) {
		t.Error("an unknown view is another picture")
	}
}
