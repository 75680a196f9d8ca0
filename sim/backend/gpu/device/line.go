package device

import "math"

// line is a line of best fit, y = a + slope·x, through points of which the newer
// ones count for more.
type line struct{ n, x, y, xx, xy, yy float64 }

// fading is what a point counts for when there is one more.
const fading = 0.95

func (l *line) add(x, y float64) {
	for _, sum := range []struct {
		of   *float64
		term float64
	}{{&l.n, 1}, {&l.x, x}, {&l.y, y}, {&l.xx, x * x}, {&l.xy, x * y}, {&l.yy, y * y}} {
		*sum.of = fading**sum.of + sum.term
	}
}

// slope returns the slope and its standard error, which is infinite where the
// points leave it open.
func (l *line) slope() (slope, off float64) {
	xx, xy, yy := l.xx-l.x*l.x/l.n, l.xy-l.x*l.y/l.n, l.yy-l.y*l.y/l.n
	if l.n <= 2 || !(xx > 1e-9*l.xx) {
		return 0, math.Inf(1)
	}
	slope = xy / xx
	return slope, math.Sqrt(max(yy-slope*xy, 0) / (l.n - 2) / xx)
}
