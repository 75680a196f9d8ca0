package scene

import (
	"math"
	"strconv"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// pictures draws what the lane has learnt, right of its network: a decision
// boundary over the points or the ten outputs for a digit, and the loss curve.
func (s *Scene) pictures(b *laneBox, l *wire.Lane) {
	if b.side.W < 40 {
		return
	}
	side := min(b.side.W, b.side.H*0.66)
	if b.form != gauged {
		side = min(b.side.W, b.side.H)
	}
	square := draw.BoxAt(b.side.X+b.side.W-side, b.side.Y, side, side)
	switch {
	case len(l.Field) > 0 && len(l.Field) == l.FieldSide*l.FieldSide:
		s.boundary(b, square, l)
	case s.confuses(l):
		square = draw.BoxAt(b.side.X, b.side.Y, b.side.W, min(b.side.H, b.side.W-digitSlot+2*theme.LineHeight(theme.Small)))
		s.confusion(b, square, l)
	case len(s.snap.Points) > 0 && b.form != gauged:
		s.points2D(square)
	case len(s.snap.Points) > 0:
		s.unevaluated(square)
	case len(l.Outputs) > 1:
		s.outputs(square, l)
		b.plot(plot{Box: square, part: Class, cols: 1, rows: len(l.Outputs)})
	}
	if b.form != gauged {
		return
	}
	top := max(square.Y+square.H+theme.Gap, b.gauge.Y) // beside the gauges
	rest := draw.BoxAt(square.X, top, square.W, b.gauge.Y+b.gauge.H-top)
	if rest.H >= 24 {
		s.lossCurve(b, rest, l)
	}
}

// maxPoints bounds the points drawn over one boundary: more would hide it.
const maxPoints = 170

func (s *Scene) boundary(lane *laneBox, b draw.Box, l *wire.Lane) {
	lane.plot(plot{Box: b, part: Spot, cols: l.FieldSide, rows: l.FieldSide})
	s.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: l.FieldSide, Rows: l.FieldSide, Values: l.Field,
		Palette: s.Theme.Decision, Smooth: true,
	})
	s.points2D(b)
}

// unevaluated is what stands in place of a boundary until there is one: a large
// network may never have the time for it.
func (s *Scene) unevaluated(b draw.Box) {
	line := theme.LineHeight(theme.Small)
	s.Box(b, s.Theme.Panel)
	text := s.Longest(theme.Small, b.W-8, "boundary: not evaluated yet", "not evaluated yet", "no boundary")
	s.Text(text, b.X+b.W/2, b.Y+b.H-line-2, 0.5, theme.Small, false, s.Theme.Muted)
	s.points2D(draw.BoxAt(b.X+(line+2)/2, b.Y, b.W-line-2, b.H-line-2))
}

// points2D draws examples of two features.
func (s *Scene) points2D(b draw.Box) {
	th := s.Theme
	r := max(1, b.W/100)
	every := len(s.snap.Points)/maxPoints | 1 // odd: classes may alternate
	for i := 0; i < len(s.snap.Points); i += every {
		p := s.snap.Points[i]
		x, y, ok := inside(b, p, s.snap.Extent)
		if !ok {
			continue
		}
		fill := th.Signed.At(float32(p.Class))
		if p.Test {
			fill = fill.Fade(0.7)
		}
		s.Over(draw.Shape{Kind: draw.Bead, X: x, Y: y, R: r + 0.7, Color: fill})
	}
}

func inside(b draw.Box, p wire.Point, extent float32) (x, y float32, ok bool) {
	u, v := 0.5+p.X/(2*extent), 0.5-p.Y/(2*extent)
	return b.X + u*b.W, b.Y + v*b.H, u >= 0 && u <= 1 && v >= 0 && v <= 1
}

// picture draws the shown example.
func (s *Scene) picture(b draw.Box, l *wire.Lane) {
	rows := len(l.Input) / l.InputW
	values := s.Bytes(len(l.Input))
	for i, x := range l.Input {
		values[i] = uint8(max(0, min(255, 255*x)))
	}
	s.Raster(draw.Raster{
		X: b.X, Y: b.Y, W: b.W, H: b.H, Cols: l.InputW, Rows: rows, Values: values,
		Palette: s.Theme.Ink, Smooth: true,
	})
}

// outputs draws the probabilities of the classes as bars; a dot marks the true
// one.
func (s *Scene) outputs(b draw.Box, l *wire.Lane) {
	th := s.Theme
	n := len(l.Outputs)
	pitch := b.H / float32(n)
	every, first, line := s.classesEvery(n, pitch), 0, theme.LineHeight(theme.Small)
	if s.low { // names stay within the lane
		first = every / 2
	}
	const left = digitSlot + 2
	for i, p := range l.Outputs {
		y := b.Y + float32(i)*pitch
		s.Box(draw.BoxAt(b.X+left, y+pitch*0.2, b.W-left, pitch*0.6), th.Panel)
		s.Box(draw.BoxAt(b.X+left, y+pitch*0.2, (b.W-left)*p, pitch*0.6), th.Positive)
		top := y + (pitch-line)/2
		if i%every == first && (!s.low || top >= b.Y-1 && top+line <= b.Y+b.H+1) {
			s.Text(strconv.Itoa(i), b.X+left-5, top, 1, theme.Small, false, th.Muted)
		}
		if float32(i) == l.Target {
			s.Over(draw.Shape{Kind: draw.Disc, X: b.X + b.W - 3, Y: y + pitch/2, R: 2.5, Color: th.Theory})
		}
	}
}

// lossCurve draws the loss over the run. All lanes share its axis, from 0 to
// lossTop; what lies above is cut off there.
func (s *Scene) lossCurve(lane *laneBox, b draw.Box, l *wire.Lane) {
	th := s.Theme
	caption := "loss over time, 0 … " + format.Number(float64(s.lossTop))
	if s.lossTop == 0 || !s.Fits(caption, theme.Small, b.W) {
		caption = "loss"
	}
	s.Text(caption, b.X+b.W, b.Y+b.H+3, 1, theme.Small, false, th.Muted)
	s.Box(b, th.Panel)
	losses := l.Trace.Loss
	if s.lossTop == 0 || len(losses) < 2 {
		return
	}
	lane.plot(plot{Box: b, part: Moments, cols: len(l.Trace.Steps), rows: 1})
	step := b.W / float32(len(losses)-1)
	every := max(1, int(lossPiece/step)) // at most so many pieces as can be told apart
	last := float32(math.NaN())
	for i := 0; i < len(losses); i += every {
		y := b.Y + b.H*(1-min(1, peak(losses[i:min(i+every, len(losses))])/s.lossTop))
		if y == y && last == last { // neither is NaN
			x := b.X + step*float32(i)
			s.Line(x-step*float32(every), last, x, y, 1.5, th.Text)
		}
		last = y
	}
}

// lossPiece is the length of a piece of the loss curve.
const lossPiece = 2

// peak is the largest of some losses, so that no spike is passed over.
func peak(losses []float32) float32 {
	top := losses[0]
	for _, loss := range losses[1:] {
		top = max(top, loss)
	}
	return top
}

// lossTop is a little more than the largest loss that a lane started with.
func lossTop(snap *wire.Snapshot) float32 {
	top := float32(0)
	for i := range snap.Lanes {
		for _, loss := range snap.Lanes[i].Trace.Loss {
			if loss == loss && loss < math.MaxFloat32 {
				top = max(top, loss)
				break
			}
		}
	}
	return 1.1 * top
}
