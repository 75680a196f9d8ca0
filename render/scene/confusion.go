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

// digitSlot is the width of the classes' names left of a picture.
const digitSlot = 14

// confusion draws the classes from top to bottom and what they were taken for
// from left to right, a row as strong as its shares. Both axes are named, and
// the counts stand in the cells where there is room.
func (s *Scene) confusion(lane *laneBox, b box, l *wire.Lane) {
	line := theme.LineHeight(theme.Small)
	n := len(l.Outputs)
	side := min((b.w-digitSlot)/float32(n), (b.h-2*line)/float32(n))
	if side <= 0 {
		return
	}
	grid := box{b.x + b.w - side*float32(n), b.y + 2*line, side * float32(n), side * float32(n)}
	lane.plot(plot{box: grid, part: Taken, cols: n, rows: n})
	values := s.codes(n * n)
	for i := range n {
		shares(values[i*n:(i+1)*n], l.Confusion[i*n:(i+1)*n])
	}
	s.Rasters = append(s.Rasters, Raster{X: grid.x, Y: grid.y, W: grid.w, H: grid.h, Cols: n, Rows: n, Values: values, Palette: s.view.Theme.Ink})
	s.confusionAxes(grid, n)
	for i, count := range l.Confusion {
		s.cellCount(grid, n, i, count, values[i])
	}
}

// confusionAxes names both axes and their classes, as many as fit.
func (s *Scene) confusionAxes(grid box, n int) {
	muted, line := s.view.Theme.Muted, theme.LineHeight(theme.Small)
	side, left := grid.h/float32(n), grid.x-digitSlot
	axes := s.longest(theme.Small, grid.x+grid.w-left, "rows: actual, columns: predicted", "↓ actual   → predicted", "↓actual →predicted", "↓act. →pred.")
	s.label(axes, left, grid.y-2*line, 0, theme.Small, false, muted)
	every := s.classesEvery(n, side)
	for i := 0; i < n; i += every {
		middle := (float32(i) + 0.5) * side
		s.label(strconv.Itoa(i), grid.x+middle, grid.y-line, 0.5, theme.Small, false, muted)
		s.label(strconv.Itoa(i), grid.x-5, grid.y+middle-line/2, 1, theme.Small, false, muted)
	}
}

// classesEvery is how many classes, a pitch apart, share one name.
func (s *Scene) classesEvery(n int, pitch float32) int {
	widest := s.view.Measure(strconv.Itoa(n-1), theme.Small, false)
	return max(1, int(math.Ceil(float64(max(theme.LineHeight(theme.Small), widest+3)/pitch))))
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

// cellCount writes the count of cell i of n × n, if it fits there.
func (s *Scene) cellCount(grid box, n, i int, count float32, code uint8) {
	text, side, line := strconv.Itoa(int(count)), grid.h/float32(n), theme.LineHeight(theme.Small)
	if count == 0 || side < line || s.view.Measure(text, theme.Small, false) > side-2 {
		return
	}
	c := s.view.Theme.Text
	if code > 120 {
		c = s.view.Theme.Background
	}
	x, y := grid.x+(float32(i%n)+0.5)*side, grid.y+(float32(i/n)+0.5)*side
	s.label(text, x, y-line/2, 0.5, theme.Small, false, c)
}
