package layout

import (
	"backflow/render/draw"
	"backflow/render/format"
)

// Pointer finds its way over a whole picture, from lane to lane.
type Pointer struct{ *Picture }

// At returns what lies at a point.
func (p Pointer) At(x, y float32) Target {
	for i := range p.Lanes {
		if t, ok := p.view.At(i, x, y); ok {
			return t
		}
	}
	return Target{}
}

// Move is the target in the direction of an arrow key ("ArrowLeft" …) from t,
// nothing for "Escape". From nothing it goes to where the view begins, in the first
// lane that has any layers.
func (p Pointer) Move(t Target, key string) Target {
	if p.view == nil || len(p.Snap.Lanes) == 0 || len(p.Lanes) != len(p.Snap.Lanes) || key == "Escape" {
		return Target{}
	}
	if p.Valid(t) {
		t = p.view.Move(t, key)
	} else {
		t = p.view.Start(p.firstLane())
	}
	if !p.Valid(t) {
		return Target{}
	}
	return t
}

// firstLane is the first lane that has layers, or the last.
func (p Pointer) firstLane() int {
	lane := 0
	for lane+1 < len(p.Lanes) && len(p.Snap.Lanes[lane].Layers) == 0 {
		lane++
	}
	return lane
}

// Describe says in a sentence what is known of a target, for those who do not
// look at the picture; "" of nothing.
func (p Pointer) Describe(t Target) string {
	if !p.Valid(t) {
		return ""
	}
	if p.row.Together {
		return format.List(p.view.Describe(t))
	}
	return format.List(append([]string{p.Snap.Lanes[t.Lane].Label.String()}, p.view.Describe(t)...))
}

// LaneAt is the label of the lane at a height, "" between lanes, where they are one picture and
// where there is none.
func (p Pointer) LaneAt(y float32) string {
	if p.row == nil || p.row.Together {
		return ""
	}
	for i := range p.Lanes {
		if b := &p.Lanes[i].All; y >= b.Y && y < b.Y+b.H {
			return p.Snap.Lanes[i].Label.String()
		}
	}
	return ""
}

// Plots answers for the plots of all lanes, as View asks.
type Plots struct{ *Picture }

// At is the cell of a plot at a point.
//
//go:noinline
func (p Plots) At(lane int, x, y float32) (Target, bool) {
	b := &p.Lanes[lane]
	for i := range b.Plots {
		if q := &b.Plots[i]; x >= q.X && x < q.X+q.W && y >= q.Y && y < q.Y+q.H {
			return b.target(lane, i, x, y), true
		}
	}
	return Target{}, false
}

// Has reports whether there still is a cell of a plot.
//
//go:noinline
func (p Plots) Has(t Target) bool {
	plots := p.Lanes[t.Lane].Plots
	if t.Unit >= len(plots) || t.Bin < 0 || t.Layer < 0 {
		return false
	}
	q := &plots[t.Unit]
	return q.Part == t.Part && t.Bin < q.Cols && t.Layer < q.Rows
}

// Enter is the cell of a lane that is met first on the way right (dx 1), left (−1),
// down (dy 1) or up (−1) from a box.
//
//go:noinline
func (p Plots) Enter(lane int, from draw.Box, dx, dy float32) (Target, bool) {
	best, least := -1, float32(0)
	b := &p.Lanes[lane]
	for i := range b.Plots {
		q := &b.Plots[i]
		x, y := clamp(from.X+from.W/2, q.X, q.X+q.W), clamp(from.Y+from.H/2, q.Y, q.Y+q.H)
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

// Cell is the box of a plot's cell.
//
//go:noinline
func (p Plots) Cell(t Target) draw.Box { return p.Lanes[t.Lane].Plots[t.Unit].Cell(t.Bin, t.Layer) }

// Move goes from cell to cell, on to the next plot, and where there is none to the
// next lane.
//
//go:noinline
func (p Plots) Move(t Target, key string) Target {
	if next, ok := p.MoveWithin(t, key); ok {
		return next
	}
	_, dy := Direction(key)
	if lane := t.Lane + dy; dy != 0 && lane >= 0 && lane < len(p.Lanes) {
		if next, ok := p.Enter(lane, p.Cell(t), 0, float32(dy)); ok {
			return next
		}
	}
	return t
}

// MoveWithin goes from cell to cell and on to the next plot of the same lane, if
// there is one.
//
//go:noinline
func (p Plots) MoveWithin(t Target, key string) (Target, bool) {
	dx, dy := Direction(key)
	next := t
	next.Bin, next.Layer = t.Bin+dx, t.Layer-dy
	if p.Has(next) {
		return next, true
	}
	next, ok := p.Enter(t.Lane, p.Cell(t), float32(dx), float32(dy))
	return next, ok && next.Unit != t.Unit
}

// Describe says what stands in a plot's cell.
//
//go:noinline
func (p Plots) Describe(t Target) []string {
	return p.Lanes[t.Lane].Plots[t.Unit].Tell(t.Bin, t.Layer)
}

// Mark frames a cell of a plot and writes its numbers beside it: within the plot
// where that has the room, else where the plot says.
//
//go:noinline
func (p Plots) Mark(t Target) {
	q := &p.Lanes[t.Lane].Plots[t.Unit]
	c, within := q.Cell(t.Bin, t.Layer), q.Within
	w, h := max(c.W, 5), max(c.H, 5)
	p.Frame(draw.BoxAt(c.X+(c.W-w)/2, c.Y+(c.H-h)/2, w, h), p.Theme.Text)
	p.Note(q.Tell(t.Bin, t.Layer), within, func(w, h float32) (float32, float32) {
		x := c.X + c.W + 8
		if x+w > within.X+within.W-1 {
			x = min(c.X-8, within.X+within.W-1) - w
		}
		return max(x, within.X+1), clamp(c.Y+(c.H-h)/2, within.Y+1, within.Y+within.H-h-1)
	})
}

// Direction is one step to the right and one down.
func Direction(key string) (dx, dy int) {
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

func clamp(x, lo, hi float32) float32 { return max(lo, min(x, hi)) }

func abs(x float32) float32 { return max(x, -x) }
