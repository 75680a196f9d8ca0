package instruments

import (
	"math"

	"backflow/render/layout"
	"backflow/sim/wire/reading"
)

// theory draws what is expected of a column, dashed as it is everywhere.
func (c chart) theory(s *reading.Series) {
	for i := range s.Theory[:min(len(s.Theory), len(c.l.Layers))] {
		here, ok := c.expected(s, i)
		if !ok {
			continue
		}
		if before, joined := c.expected(s, i-1); joined {
			c.piece(c.column(i-1), c.column(i), before, here)
			continue
		}
		if _, joined := c.expected(s, i+1); !joined { // it stands alone
			half := c.W / float32(len(c.l.Layers)) * 0.35
			c.piece(c.column(i)-half, c.column(i)+half, here, here)
		}
	}
}

// expected is where theory expects a layer, perhaps off the scale.
func (c chart) expected(s *reading.Series, layer int) (t float32, ok bool) {
	if layer < 0 || layer >= len(s.Theory) || layer >= len(c.l.Layers) {
		return 0, false
	}
	x := s.Theory[layer]
	switch c.scale.kind {
	case reading.Magnitude:
		x = float64(c.scale.axis.Position(math.Log10(math.Abs(x))))
	case reading.Signed:
		x = (x + 1) / 2
	}
	return float32(x), !math.IsNaN(x) && math.Abs(x) < 1e6
}

// piece draws the part of one piece that lies on the scale.
func (c chart) piece(x0, x1, t0, t1 float32) {
	if from, to, ok := layout.OnScale(t0, t1); ok {
		c.Dashes(x0+(x1-x0)*from, c.height(t0+(t1-t0)*from), x0+(x1-x0)*to, c.height(t0+(t1-t0)*to), c.Theme.Theory)
	}
}
