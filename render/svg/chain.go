package svg

import (
	"strings"

	"backflow/render/draw"
)

// point is a place in steps.
type point struct{ x, y int }

// segment is a line in steps.
type segment struct{ from, to point }

func segmentOf(s *draw.Shape) segment {
	at := func(x, y float32) point { return point{steps(x), steps(y)} }
	return segment{at(s.X, s.Y), at(s.X2, s.Y2)}
}

// chained is a path of lines, in which each goes on from the end of the one
// before where that can be: networks make long ways, which take half the text.
func chained(lines []segment) string {
	from := map[point][]int{}
	for i, l := range lines {
		from[l.from] = append(from[l.from], i)
	}
	drawn := make([]bool, len(lines))
	var path strings.Builder
	for i := range lines {
		if drawn[i] {
			continue
		}
		path.WriteString("M" + pair(lines[i].from))
		for next, ok := i, true; ok; next, ok = following(from, lines[next].to, drawn) {
			drawn[next] = true
			l := lines[next]
			path.WriteString("l" + pair(point{l.to.x - l.from.x, l.to.y - l.from.y}))
		}
	}
	return path.String()
}

// following finds a line that begins at a point and is not drawn yet.
func following(from map[point][]int, at point, drawn []bool) (next int, ok bool) {
	for _, i := range from[at] {
		if !drawn[i] {
			return i, true
		}
	}
	return 0, false
}

func pair(p point) string { return inSteps(p.x) + " " + inSteps(p.y) }
