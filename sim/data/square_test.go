package data

import "testing"

// A prediction is asked for each snapshot and each column of the phase diagram: the
// products are taken once a set.
func TestMeanSquareIsTakenOnce(t *testing.T) {
	s := &Set{Train: Part{X: []float32{1, -2, 3, 0}}}
	if got := s.MeanSquare(); got != 3.5 {
		t.Errorf("mean square %g, want 3.5", got)
	}
	s.Train.X[0] = 100 // which nobody does
	if got := s.MeanSquare(); got != 3.5 {
		t.Errorf("the second answer is %g: it was computed anew", got)
	}
	s.Train = Part{X: []float32{2}}
	if got := s.MeanSquare(); got != 4 {
		t.Errorf("other inputs have the mean square %g, want 4", got)
	}
	if got := new(Set).MeanSquare(); got != 0 {
		t.Errorf("no inputs have the mean square %g, want 0", got)
	}
}
