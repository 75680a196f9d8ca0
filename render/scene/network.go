package scene

import (
	"math"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// maxEdges bounds the edges of all lanes together; above it only the edges
// between the first units of each layer are drawn.
const maxEdges = 2000

// edges draws the weights between the units shown: colour for the sign,
// thickness and strength for the size relative to the layer's RMS.
func (s *Scene) edges(b *laneBox, l *wire.Lane) {
	most := s.edgeUnits(b, l)
	for i := range l.Layers {
		y := &l.Layers[i]
		from, to := b.rows[i], b.rows[i+1]
		if i == 0 && l.InputW > 0 {
			continue // a picture stands in the input column
		}
		for row := range min(len(to), most) {
			for col := range min(len(from), y.SampleIn, most) {
				s.edge(b, i, from[col], to[row], y.W[row*y.SampleIn+col], float32(y.WRMS))
			}
		}
	}
}

// edgeUnits is how many units of a column may have edges, for maxEdges in all.
func (s *Scene) edgeUnits(b *laneBox, l *wire.Lane) int {
	total := 0
	for i := range l.Layers {
		total += len(b.rows[i]) * len(b.rows[i+1])
	}
	budget := maxEdges / len(s.snap.Lanes)
	if total <= budget {
		return math.MaxInt
	}
	return max(1, int(math.Sqrt(float64(budget)/float64(len(l.Layers)))))
}

func (s *Scene) edge(b *laneBox, i int, y0, y1, w, rms float32) {
	strength := float32(0)
	if rms > 0 {
		strength = min(1, float32(math.Abs(float64(w)))/(2.5*rms))
	}
	color := s.view.Theme.Positive
	if w < 0 {
		color = s.view.Theme.Negative
	}
	s.line(b.column[i], y0, b.column[i+1], y1, 0.5+1.1*strength, color.Fade(0.06+0.34*strength*strength))
}

// neurons draws the units over everything else.
func (s *Scene) neurons(b *laneBox, l *wire.Lane) {
	th := s.view.Theme
	if l.InputW > 0 {
		s.inputPicture(b, l)
	}
	for k, y := range b.rows[0] {
		s.neuron(b, b.column[0], y, l.Input[k], 1, 0)
	}
	for i := range l.Layers {
		layer := &l.Layers[i]
		scale := float32(max(1, layer.ActRMS*1.5))
		for k, y := range b.rows[i+1] {
			var flags uint8
			if k < len(layer.Flags) {
				flags = layer.Flags[k]
			}
			s.neuron(b, b.column[i+1], y, layer.Act[k], scale, flags)
		}
		if hidden := layer.Units - len(b.rows[i+1]); hidden > 0 && b.radius > 3 && len(b.rows[i+1]) > 0 {
			last := b.rows[i+1][len(b.rows[i+1])-1]
			for d := range 3 { // an ellipsis: more units than fit
				s.front(Shape{Kind: Disc, X: b.column[i+1] + float32(d-1)*3, Y: min(last+b.radius+3, b.net.y+b.net.h), R: 0.8, Color: th.Muted})
			}
		}
	}
}

// neuron is a disc with a rim; its fill is the activation. A dead unit is
// crossed, a saturated one framed.
func (s *Scene) neuron(b *laneBox, x, y, act, scale float32, flags uint8) {
	th := s.view.Theme
	r := b.radius
	s.front(Shape{Kind: Disc, X: x, Y: y, R: r + 1, Color: th.Background})
	s.front(Shape{Kind: Disc, X: x, Y: y, R: r, Color: th.Signed.At(0.5 + 0.5*max(-1, min(1, act/scale)))})
	switch {
	case flags&wire.UnitDead != 0:
		d := r * 0.75
		s.frontLine(x-d, y-d, x+d, y+d, th.Measured)
		s.frontLine(x-d, y+d, x+d, y-d, th.Measured)
	case flags&wire.UnitSaturated != 0:
		s.frame(x-r-1, y-r-1, 2*r+2, th.Measured.Fade(0.5))
	}
}

func (s *Scene) frontLine(x, y, x2, y2 float32, c theme.Color) {
	s.front(Shape{Kind: Line, X: x, Y: y, X2: x2, Y2: y2, R: 1.2, Color: c})
}

// frame is the outline of a square.
func (s *Scene) frame(x, y, side float32, c theme.Color) {
	s.frontLine(x, y, x+side, y, c)
	s.frontLine(x, y+side, x+side, y+side, c)
	s.frontLine(x, y, x, y+side, c)
	s.frontLine(x+side, y, x+side, y+side, c)
}

// inputPicture puts the shown example into the input column.
func (s *Scene) inputPicture(b *laneBox, l *wire.Lane) {
	side := min((b.column[1]-b.column[0])*0.9, b.net.h*0.6, 64)
	if side < 8 {
		return
	}
	s.picture(box{b.column[0] - side/2, b.net.y + (b.net.h-side)/2, side, side}, l)
	for _, y := range b.rows[1] {
		s.line(b.column[0]+side/2, b.net.y+b.net.h/2, b.column[1], y, 0.6, s.view.Theme.Muted.Fade(0.3))
	}
}
