package network

import (
	"math"
	"strconv"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// confuses reports whether a lane's confusion matrix is on show.
func (n *network) confuses(l *wire.Lane) bool {
	return n.Options.Confused && len(l.Outputs) > 1 && len(l.Confusion) == len(l.Outputs)*len(l.Outputs)
}

// digitSlot is the width of the classes' names left of a picture.
const digitSlot = 14

// confusion draws the classes from top to bottom and what they were taken for
// from left to right, a row as strong as its shares. Both axes are named, and
// the counts stand in the cells where there is room.
func (d pictures) confusion(b draw.Box) {
	line := theme.LineHeight(theme.Small)
	n := len(d.l.Outputs)
	side := min((b.W-digitSlot)/float32(n), (b.H-2*line)/float32(n))
	if side <= 0 {
		return
	}
	grid := draw.BoxAt(b.X+b.W-side*float32(n), b.Y+2*line, side*float32(n), side*float32(n))
	d.add(grid, taken, n, n, func(col, row int) []string { return describeTaken(d.l, n-1-row, col) })
	values := d.Bytes(n * n)
	for i := range n {
		shares(values[i*n:(i+1)*n], d.l.Confusion[i*n:(i+1)*n])
	}
	d.Raster(draw.Raster{X: grid.X, Y: grid.Y, W: grid.W, H: grid.H, Cols: n, Rows: n, Values: values, Palette: d.Theme.Ink})
	d.confusionAxes(grid, n)
	for i, count := range d.l.Confusion {
		d.cellCount(grid, n, i, count, values[i])
	}
}

// confusionAxes names both axes and their classes, as many as fit.
func (d pictures) confusionAxes(grid draw.Box, n int) {
	muted, line := d.Theme.Muted, theme.LineHeight(theme.Small)
	side, left := grid.H/float32(n), grid.X-digitSlot
	axes := d.Longest(theme.Small, grid.X+grid.W-left, text.Say("picture.confusionAxes"),
		text.Say("picture.confusionAxesShort"), text.Say("picture.confusionAxesShorter"), text.Say("picture.confusionAxesShortest"))
	d.Text(axes, left, grid.Y-2*line, 0, theme.Small, false, muted)
	every := d.classesEvery(n, side)
	for i := 0; i < n; i += every {
		middle := (float32(i) + 0.5) * side
		d.Text(strconv.Itoa(i), grid.X+middle, grid.Y-line, 0.5, theme.Small, false, muted)
		d.Text(strconv.Itoa(i), grid.X-5, grid.Y+middle-line/2, 1, theme.Small, false, muted)
	}
}

// classesEvery is how many classes, a pitch apart, share one name.
func (d pictures) classesEvery(n int, pitch float32) int {
	widest := d.Measure(strconv.Itoa(n-1), theme.Small, false)
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
func (d pictures) cellCount(grid draw.Box, n, i int, count float32, code uint8) {
	number, side, line := strconv.Itoa(int(count)), grid.H/float32(n), theme.LineHeight(theme.Small)
	if count == 0 || side < line || d.Measure(number, theme.Small, false) > side-2 {
		return
	}
	c := d.Theme.Text
	if code > 120 {
		c = d.Theme.Background
	}
	x, y := grid.X+(float32(i%n)+0.5)*side, grid.Y+(float32(i/n)+0.5)*side
	d.Text(number, x, y-line/2, 0.5, theme.Small, false, c)
}
