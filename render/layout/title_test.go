package layout

import (
	"testing"

	"backflow/sim/wire"
)

func TestNothingLeftSaysWhy(t *testing.T) {
	l := wire.Lane{Left: 0.25, Layers: make([]wire.Layer, 4)}
	if got := leftTexts(&l)[0]; got != "25 % of the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 1.7e-6
	if got := leftTexts(&l)[0]; got != "1/590\u202f000 of the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 3
	if got := leftTexts(&l)[0]; got != "3 times the gradient reaches layer 1" {
		t.Errorf("%q", got)
	}
	l.Left = 0
	if got := leftTexts(&l)[0]; got != "none of the gradient reaches layer 1: exactly 0" {
		t.Errorf("zero: %q", got)
	}
	l.Layers[0].Underflow = 0.5
	if got := leftTexts(&l)[0]; got != "none of the gradient reaches layer 1: underflow" {
		t.Errorf("underflow: %q", got)
	}
}
