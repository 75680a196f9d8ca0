package scene

import (
	"math"
	"strconv"

	"backflow/render/draw"
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
func (s *Scene) confusion(lane *laneBox, b draw.Box, l *wire.Lane) {
	line := theme.LineHeight(theme.Small)
	n := len(l.Outputs)
	side := min((b.W-digitSlot)/float32(n), (b.H-2*line)/float32(n))
	if side <= 0 {
		return
	}
	grid := draw.BoxAt(b.X+b.W-side*float32(n), b.Y+2*line, side*float32(n), side*float32(n))
	lane.plot(plot{Box: grid, part: Taken, cols: n, rows: n})
	values := s.Bytes(n * n)
	for i := range n {
		shares(values[i*n:(i+1)*n], l.Confusion[i*n:(i+1)*n])
	}
	s.Raster(draw.Raster{X: grid.X, Y: grid.Y, W: grid.W, H: grid.H, Cols: n, Rows: n, Values: values, Palette: s.Theme.Ink})
	s.confusionAxes(grid, n)
	for i, count := range l.Confusion {
		s.cellCount(grid, n, i, count, values[i])
	}
}

// confusionAxes names both axes and their classes, as many as fit.
func (s *Scene) confusionAxes(grid draw.Box, n int) {
	muted, line := s.Theme.Muted, theme.LineHeight(theme.Small)
	side, left := grid.H/float32(n), grid.X-digitSlot
	axes := s.Longest(theme.Small, grid.X+grid.W-left, "rows: actual, columns: predicted", "↓ actual   → predicted", "↓actual →predicted", "↓act. →pred.")
	s.Text(axes, left, grid.Y-2*line, 0, theme.Small, false, muted)
	every := s.classesEvery(n, side)
	for i := 0; i < n; i += every {
		middle := (float32(i) + 0.5) * side
		s.Text(strconv.Itoa(i), grid.X+middle, grid.Y-line, 0.5, theme.Small, false, muted)
		s.Text(strconv.Itoa(i), grid.X-5, grid.Y+middle-line/2, 1, theme.Small, false, muted)
	}
}

// classesEvery is how many classes, a pitch apart, share one name.
func (s *Scene) classesEvery(n int, pitch float32) int {
	widest := s.Measure(strconv.Itoa(n-1), theme.Small, false)
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
func (s *Scene) cellCount(grid draw.Box, n, i int, count float32, code uint8) {
	text, side, line := strconv.Itoa(int(count)), grid.H/float32(n), theme.LineHeight(theme.Small)
	if count == 0 || side < line || s.Measure(text, theme.Small, false) > side-2 {
		return
	}
	c := s.Theme.Text
	if code > 120 {
		c = s.Theme.Background
	}
	x, y := grid.X+(float32(i%n)+0.5)*side, grid.Y+(float32(i/n)+0.5)*side
	s.Text(text, x, y-line/2, 0.5, theme.Small, false, c)
}
