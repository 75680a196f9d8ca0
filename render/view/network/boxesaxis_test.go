package network

import (
	"math"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// checkAxis asks for gauges whose larger values stand higher, in numbers, bars and
// theory alike.
func checkAxis(t *testing.T, s *screen, b *lane, l *wire.Lane, what string) {
	t.Helper()
	if b.height(1) > b.height(0)-layout.LeastGauge+0.5 {
		t.Errorf("%s: the axis goes from %v to %v", what, b.height(0), b.height(1))
	}
	last := float32(-1)
	for _, label := range s.Labels { // from the largest decade to the smallest
		power := label.Text == theme.Power(s.Axis.Hi) || strings.HasPrefix(label.Text, "10⁻")
		if power && label.Align == 1 && label.Y > b.gauge.Y-10 && label.Y < b.gauge.Y+b.gauge.H {
			if label.Y <= last {
				t.Errorf("%s: %s stands at %v, no lower than what is larger", what, label.Text, label.Y)
			}
			last = label.Y
		}
	}
	checkBars(t, s, b, l, what)
	checkTheory(t, s, b, l, what)
}

// checkBars asks for each bar to be as high as its layer's δ.
func checkBars(t *testing.T, s *screen, b *lane, l *wire.Lane, what string) {
	t.Helper()
	for i := b.hop.Reached; i < len(l.Layers); i++ {
		want, place := s.Axis.At(l.Layers[i].DeltaRMS)
		if place != theme.OnAxis || want < 0.02 {
			continue
		}
		found := false
		for _, r := range s.Back {
			if r.Kind == draw.Rect && near(r.X+r.X2/2, b.column[i+1]) && near(r.Y+r.Y2, b.height(0)) && near(r.Y2, want*b.gauge.H) {
				found = true
			}
		}
		if !found {
			t.Errorf("%s: no bar of layer %d that is %v of the axis high", what, i+1, want)
			return
		}
	}
}

func near(a, b float32) bool { return math.Abs(float64(a-b)) < 0.1 }

// checkTheory asks for the dashes to fall to the left where theory says that the
// gradient does, and to rise where it grows.
func checkTheory(t *testing.T, s *screen, b *lane, l *wire.Lane, what string) {
	t.Helper()
	factor := l.Layers[0].Theory
	for _, d := range s.Front {
		if d.Kind != draw.Line || d.Color != s.Theme.Theory || d.Y < b.gauge.Y-1 || d.Y > b.height(0)+1 || d.X < b.gauge.X {
			continue
		}
		if d.X2 > d.X {
			continue // of the legend
		}
		if falls := d.Y2 - d.Y; factor < 0.99 && falls <= 0 || factor > 1.01 && falls >= 0 {
			t.Errorf("%s: a gradient by × %v goes down by %v to the left", what, factor, falls)
			return
		}
	}
}
