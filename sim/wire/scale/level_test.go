package scale

import (
	"math"
	"testing"
)

// Levels must sort as the sizes do, whatever is special about them: what thins
// a trace out only compares.
func TestLevelsSortAsSizesDo(t *testing.T) {
	last := LevelOf(0, true)
	if LevelOf(0, false) >= last {
		t.Error("an exact zero is not below an underflow")
	}
	for _, x := range []float64{1e-300, 1e-45, 1e-10, 0.99, 1, 1.01, 1e30} {
		level := LevelOf(x, false)
		if level <= last {
			t.Errorf("%g is not above the size before it", x)
		}
		last = level
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if LevelOf(x, false) != LevelUnknown {
			t.Errorf("%g has a level", x)
		}
	}
}

func TestLevelsKeepThreeDigits(t *testing.T) {
	for _, x := range []float64{1e-40, 3.3e-7, 0.236, 1, 812} {
		exp, ok := LevelOf(-x, false).Exp()
		if got := math.Pow(10, exp); !ok || math.Abs(got/x-1) > 0.003 {
			t.Errorf("%g came back as %g", x, got)
		}
	}
	for _, l := range []Level{LevelZero, LevelUnderflow, LevelUnknown} {
		if _, ok := l.Exp(); ok {
			t.Errorf("level %d has a power of ten", l)
		}
	}
	if exp, ok := LevelOf(1e-300, false).Exp(); !ok || exp > -65 {
		t.Errorf("1e-300 became 10^%v", exp)
	}
}

func TestMapCodes(t *testing.T) {
	if _, ok := MapExp(MapSize(0)); ok {
		t.Error("zero has a power of ten")
	}
	for _, x := range []float32{1e-40, 1e-9, 0.5, 100} {
		exp, ok := MapExp(MapSize(-x))
		if !ok || math.Abs(exp-math.Log10(float64(x))) > 0.126 {
			t.Errorf("%g came back as 10^%v", x, exp)
		}
	}
	for a, want := range map[float32]uint8{-2: 0, 0: 127, 1: 255, 9: 255} {
		if got := MapAct(a, 1); got != want {
			t.Errorf("activation %v is coded as %d, want %d", a, got, want)
		}
	}
	if MapAct(1, 0) != 128 {
		t.Error("without a scale an activation is neither sign")
	}
}
