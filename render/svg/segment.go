package svg

import "backflow/render/draw"

// point is a place in steps.
type point struct{ x, y int }

// segment is a line in steps.
type segment struct{ from, to point }

func segmentOf(s *draw.Shape) segment {
	at := func(x, y float32) point { return point{steps(x), steps(y)} }
	return segment{at(s.X, s.Y), at(s.X2, s.Y2)}
}

// String is the line as the data of a path.
func (l segment) String() string {
	return "M" + pair(l.from) + "l" + pair(point{l.to.x - l.from.x, l.to.y - l.from.y})
}

func pair(p point) string { return inSteps(p.x) + " " + inSteps(p.y) }
