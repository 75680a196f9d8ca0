package layout

import "backflow/render/draw"

// Plot is a picture of a lane whose cells can be pointed at: columns from the
// left, rows from below.
type Plot struct {
	draw.Box
	Part       Part
	Cols, Rows int
	// Within is where the numbers of a cell may be written.
	Within draw.Box
	// Tell says in a few lines what stands in a cell.
	Tell func(col, row int) []string
}

// Add notes a picture that can be pointed at.
func (b *Lane) Add(p Plot) {
	if p.Cols > 0 && p.Rows > 0 && p.W > 0 && p.H > 0 {
		b.Plots = append(b.Plots, p)
	}
}

// Cell is the box of a plot's cell.
func (p *Plot) Cell(col, row int) draw.Box {
	w, h := p.W/float32(p.Cols), p.H/float32(p.Rows)
	return draw.Box{X: p.X + float32(col)*w, Y: p.Y + p.H - float32(row+1)*h, W: w, H: h}
}

// at is the cell at a point, or the nearest to it.
func (p *Plot) at(x, y float32) (col, row int) {
	col = int(float32(p.Cols) * max(0, x-p.X) / p.W)
	row = int(float32(p.Rows) * max(0, p.Y+p.H-y) / p.H)
	return min(col, p.Cols-1), min(row, p.Rows-1)
}

// target is the cell of a lane's plot at a point.
func (b *Lane) target(lane, i int, x, y float32) Target {
	p := &b.Plots[i]
	col, row := p.at(x, y)
	return Target{Part: p.Part, Lane: lane, Layer: row, Unit: i, Bin: col}
}

// OnScale is the part of a straight line, 0 … 1 along it, that lies on a scale: t0 and t1
// are where its ends lie, 0 at the scale's foot and 1 at its top. It reports false where
// none of it does.
func OnScale(t0, t1 float32) (from, to float32, ok bool) {
	from, to = 0, 1
	for _, end := range [...]float32{0, 1} {
		if (t0 < end) == (t1 < end) {
			continue
		}
		cut := (end - t0) / (t1 - t0)
		if (end == 0) == (t1 > t0) { // comes in
			from = max(from, cut)
		} else {
			to = min(to, cut)
		}
	}
	middle := t0 + (t1-t0)*(from+to)/2
	return from, to, !(middle < 0 || middle > 1)
}
