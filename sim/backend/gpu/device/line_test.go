package device

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestLineForgets(t *testing.T) {
	var l line
	if _, off := l.slope(); !math.IsInf(off, 1) {
		t.Errorf("without points the slope is known to %g", off)
	}
	for _, slope := range []float64{3, 7} {
		for i := range 200 {
			x := float64(1 + i%4)
			l.add(x, 100+slope*x)
		}
		if got, off := l.slope(); math.Abs(got-slope) > 0.01 || off > 0.05 {
			t.Errorf("slope %g ± %g, want %g", got, off, slope)
		}
	}
}

// What noise hides is known to be unknown.
func TestLineKnowsHowFarItIsOff(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	wrong, far := 0, 0
	for range 100 {
		var l line
		for i := range 30 {
			l.add(float64(1+i%3), 50+20*rng.NormFloat64()+0.5*float64(1+i%3))
		}
		slope, off := l.slope()
		if math.Abs(slope-0.5) > 2*off {
			wrong++
		}
		if off > 1 {
			far++
		}
	}
	if wrong > 20 || far < 90 {
		t.Errorf("%d of 100 slopes were further off than said; %d were said to be far off, want nearly all", wrong, far)
	}
}
