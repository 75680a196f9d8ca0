package scene

import (
	"backflow/render/draw"
	"backflow/sim/wire"
)

// plot is a picture of a lane whose cells can be pointed at: columns from the
// left, rows from below.
type plot struct {
	draw.Box
	part       Part
	cols, rows int
	panel      int // of histograms: which quantity
}

// plot notes a picture that can be pointed at.
func (b *laneBox) plot(p plot) {
	if p.cols > 0 && p.rows > 0 && p.W > 0 && p.H > 0 {
		b.plots = append(b.plots, p)
	}
}

// cell is the box of a plot's cell.
func (p *plot) cell(col, row int) draw.Box {
	w, h := p.W/float32(p.cols), p.H/float32(p.rows)
	return draw.BoxAt(p.X+float32(col)*w, p.Y+p.H-float32(row+1)*h, w, h)
}

// at is the cell at a point, or the nearest to it.
func (p *plot) at(x, y float32) (col, row int) {
	col = int(float32(p.cols) * max(0, x-p.X) / p.W)
	row = int(float32(p.rows) * max(0, p.Y+p.H-y) / p.H)
	return min(col, p.cols-1), min(row, p.rows-1)
}

// target is the cell of a lane's plot at a point.
func (b *laneBox) target(lane, i int, x, y float32) Target {
	p := &b.plots[i]
	col, row := p.at(x, y)
	return Target{Part: p.part, Lane: lane, Layer: row, Unit: i, Bin: col}
}

func (b *laneBox) plotAt(lane int, x, y float32) (Target, bool) {
	for i := range b.plots {
		if p := &b.plots[i]; x >= p.X && x < p.X+p.W && y >= p.Y && y < p.Y+p.H {
			return b.target(lane, i, x, y), true
		}
	}
	return Target{}, false
}

func (b *laneBox) hasPlot(t Target) bool {
	if t.Unit >= len(b.plots) || t.Bin < 0 || t.Layer < 0 {
		return false
	}
	p := &b.plots[t.Unit]
	return p.part == t.Part && t.Bin < p.cols && t.Layer < p.rows
}

// enter is the cell that is met first on the way right (dx 1), left (−1), down
// (dy 1) or up (−1) from a box.
func (b *laneBox) enter(lane int, from draw.Box, dx, dy float32) (Target, bool) {
	best, least := -1, float32(0)
	for i := range b.plots {
		p := &b.plots[i]
		x, y := clamp(from.X+from.W/2, p.X, p.X+p.W), clamp(from.Y+from.H/2, p.Y, p.Y+p.H)
		ahead := dx*(x-from.X-from.W/2) + dy*(y-from.Y-from.H/2)
		aside := abs(dy*(x-from.X-from.W/2)) + abs(dx*(y-from.Y-from.H/2))
		if far := ahead + 4*aside; ahead > max(from.W*abs(dx), from.H*abs(dy))/2 && (best < 0 || far < least) {
			best, least = i, far
		}
	}
	if best < 0 {
		return Target{}, false
	}
	return b.target(lane, best, from.X+from.W/2, from.Y+from.H/2), true
}

func clamp(x, lo, hi float32) float32 { return max(lo, min(x, hi)) }

func abs(x float32) float32 { return max(x, -x) }

// moveCellOfPlot goes from cell to cell, on to the next plot, and where there is
// none to the network's output or to the next lane.
func (s *Scene) moveCellOfPlot(t Target, key string) Target {
	dx, dy := direction(key)
	b := &s.lanes[t.Lane]
	p := &b.plots[t.Unit]
	next := t
	next.Bin, next.Layer = t.Bin+dx, t.Layer-dy
	if b.hasPlot(next) {
		return next
	}
	cell := p.cell(t.Bin, t.Layer)
	if next, ok := b.enter(t.Lane, cell, float32(dx), float32(dy)); ok && next.Unit != t.Unit {
		return next
	}
	switch {
	case dx < 0 && s.snap.View == wire.ViewNetwork:
		return s.outOfPlots(t, cell.Y+cell.H/2)
	case dy != 0 && t.Lane+dy >= 0 && t.Lane+dy < len(s.lanes):
		if next, ok := s.lanes[t.Lane+dy].enter(t.Lane+dy, cell, 0, float32(dy)); ok {
			return next
		}
	}
	return t
}

// direction is one step to the right and one down.
func direction(key string) (dx, dy int) {
	switch key {
	case "ArrowLeft":
		return -1, 0
	case "ArrowRight":
		return 1, 0
	case "ArrowUp":
		return 0, -1
	case "ArrowDown":
		return 0, 1
	}
	return 0, 0
}
