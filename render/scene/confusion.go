package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// confuses reports whether a lane's confusion matrix is on show.
func (s *Scene) confuses(l *wire.Lane) bool {
	return s.view.Confused && len(l.Outputs) > 1 && len(l.Confusion) == len(l.Outputs)*len(l.Outputs)
}

// confusion draws the classes from top to bottom and what they were taken for
// from left to right, a row as bright as its shares. The counts stand in the
// cells where there is room.
func (s *Scene) confusion(b box, l *wire.Lane) {
	th, line := s.view.Theme, theme.LineHeight(theme.Small)
	n := len(l.Outputs)
	side := (b.w - 14) / float32(n)
	names := side >= line
	if !names {
		side = b.w / float32(n)
	}
	grid := box{b.x + b.w - side*float32(n), b.y, side * float32(n), side * float32(n)}
	values := s.codes(n * n)
	for i := range n {
		shares(values[i*n:(i+1)*n], l.Confusion[i*n:(i+1)*n])
	}
	s.Rasters = append(s.Rasters, Raster{X: grid.x, Y: grid.y, W: grid.w, H: grid.h, Cols: n, Rows: n, Values: values, Palette: th.Ink})
	for i := 0; i < n && names; i++ {
		middle := grid.y + (float32(i)+0.5)*side - line/2
		s.label(strconv.Itoa(i), grid.x-5, middle, 1, theme.Small, false, th.Muted)
		for j := range n {
			s.cellCount(grid.x+(float32(j)+0.5)*side, middle, side, l.Confusion[i*n+j], values[i*n+j])
		}
	}
}

// shares codes a row's counts by the root of their share, so that a few
// mistakes among many are seen.
func shares(codes []uint8, counts []float32) {
	total := float32(0)
	for _, count := range counts {
		total += count
	}
	for i, count := range counts {
		if total > 0 {
			codes[i] = uint8(255 * math.Sqrt(float64(count/total)))
		}
	}
}

func (s *Scene) cellCount(x, y, side, count float32, code uint8) {
	text := strconv.Itoa(int(count))
	if count == 0 || s.view.Measure(text, theme.Small, false) > side-2 {
		return
	}
	c := s.view.Theme.Text
	if code > 120 {
		c = s.view.Theme.Background
	}
	s.label(text, x, y, 0.5, theme.Small, false, c)
}
