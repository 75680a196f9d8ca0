package scene

import (
	"math"
	"strconv"

	"backflow/render/theme"
	"backflow/sim/wire"
)

// pictures draws what the lane has learnt, right of its network: a decision
// boundary over the points or the ten outputs for a digit, and the loss curve.
func (s *Scene) pictures(b *laneBox, l *wire.Lane) {
	if b.side.w < 40 {
		return
	}
	side := min(b.side.w, b.side.h*0.66)
	if b.form != gauged {
		side = min(b.side.w, b.side.h)
	}
	square := box{b.side.x + b.side.w - side, b.side.y, side, side}
	switch {
	case len(l.Field) > 0 && len(l.Field) == l.FieldSide*l.FieldSide:
		s.boundary(b, square, l)
	case s.confuses(l):
		square = box{b.side.x, b.side.y, b.side.w, min(b.side.h, b.side.w-digitSlot+2*theme.LineHeight(theme.Small))}
		s.confusion(b, square, l)
	case len(s.snap.Points) > 0 && b.form != gauged:
		s.points2D(square)
	case len(s.snap.Points) > 0:
		s.unevaluated(square)
	case len(l.Outputs) > 1:
		s.outputs(square, l)
		b.plot(plot{box: square, part: Class, cols: 1, rows: len(l.Outputs)})
	}
	if b.form != gauged {
		return
	}
	top := max(square.y+square.h+theme.Gap, b.gauge.y) // beside the gauges
	rest := box{square.x, top, square.w, b.gauge.y + b.gauge.h - top}
	if rest.h >= 24 {
		s.lossCurve(b, rest, l)
	}
}

// maxPoints bounds the points drawn over one boundary: more would hide it.
const maxPoints = 170

func (s *Scene) boundary(lane *laneBox, b box, l *wire.Lane) {
	lane.plot(plot{box: b, part: Spot, cols: l.FieldSide, rows: l.FieldSide})
	s.Rasters = append(s.Rasters, Raster{
		X: b.x, Y: b.y, W: b.w, H: b.h, Cols: l.FieldSide, Rows: l.FieldSide, Values: l.Field,
		Palette: s.view.Theme.Decision, Smooth: true,
	})
	s.points2D(b)
}

// unevaluated is what stands in place of a boundary until there is one: a large
// network may never have the time for it.
func (s *Scene) unevaluated(b box) {
	line := theme.LineHeight(theme.Small)
	s.rect(b, s.view.Theme.Panel)
	text := s.longest(theme.Small, b.w-8, "boundary: not evaluated yet", "not evaluated yet", "no boundary")
	s.label(text, b.x+b.w/2, b.y+b.h-line-2, 0.5, theme.Small, false, s.view.Theme.Muted)
	s.points2D(box{b.x + (line+2)/2, b.y, b.w - line - 2, b.h - line - 2})
}

// points2D draws examples of two features.
func (s *Scene) points2D(b box) {
	th := s.view.Theme
	r := max(1, b.w/100)
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
		s.front(Shape{Kind: Bead, X: x, Y: y, R: r + 0.7, Color: fill})
	}
}

func inside(b box, p wire.Point, extent float32) (x, y float32, ok bool) {
	u, v := 0.5+p.X/(2*extent), 0.5-p.Y/(2*extent)
	return b.x + u*b.w, b.y + v*b.h, u >= 0 && u <= 1 && v >= 0 && v <= 1
}

// picture draws the shown example.
func (s *Scene) picture(b box, l *wire.Lane) {
	rows := len(l.Input) / l.InputW
	values := s.codes(len(l.Input))
	for i, x := range l.Input {
		values[i] = uint8(max(0, min(255, 255*x)))
	}
	s.Rasters = append(s.Rasters, Raster{
		X: b.x, Y: b.y, W: b.w, H: b.h, Cols: l.InputW, Rows: rows, Values: values,
		Palette: s.view.Theme.Ink, Smooth: true,
	})
}

// outputs draws the probabilities of the classes as bars; a dot marks the true
// one.
func (s *Scene) outputs(b box, l *wire.Lane) {
	th := s.view.Theme
	n := len(l.Outputs)
	pitch := b.h / float32(n)
	every, first, line := s.classesEvery(n, pitch), 0, theme.LineHeight(theme.Small)
	if s.low { // names stay within the lane
		first = every / 2
	}
	const left = digitSlot + 2
	for i, p := range l.Outputs {
		y := b.y + float32(i)*pitch
		s.rect(box{b.x + left, y + pitch*0.2, b.w - left, pitch * 0.6}, th.Panel)
		s.rect(box{b.x + left, y + pitch*0.2, (b.w - left) * p, pitch * 0.6}, th.Positive)
		top := y + (pitch-line)/2
		if i%every == first && (!s.low || top >= b.y-1 && top+line <= b.y+b.h+1) {
			s.label(strconv.Itoa(i), b.x+left-5, top, 1, theme.Small, false, th.Muted)
		}
		if float32(i) == l.Target {
			s.front(Shape{Kind: Disc, X: b.x + b.w - 3, Y: y + pitch/2, R: 2.5, Color: th.Theory})
		}
	}
}

// lossCurve draws the loss over the run. All lanes share its axis, from 0 to
// lossTop; what lies above is cut off there.
func (s *Scene) lossCurve(lane *laneBox, b box, l *wire.Lane) {
	th := s.view.Theme
	caption := "loss over time, 0 … " + Number(float64(s.lossTop))
	if s.lossTop == 0 || !s.fits(caption, theme.Small, b.w) {
		caption = "loss"
	}
	s.label(caption, b.x+b.w, b.y+b.h+3, 1, theme.Small, false, th.Muted)
	s.rect(b, th.Panel)
	losses := l.Trace.Loss
	if s.lossTop == 0 || len(losses) < 2 {
		return
	}
	lane.plot(plot{box: b, part: Moments, cols: len(l.Trace.Steps), rows: 1})
	step := b.w / float32(len(losses)-1)
	every := max(1, int(lossPiece/step)) // at most so many pieces as can be told apart
	last := float32(math.NaN())
	for i := 0; i < len(losses); i += every {
		y := b.y + b.h*(1-min(1, peak(losses[i:min(i+every, len(losses))])/s.lossTop))
		if y == y && last == last { // neither is NaN
			x := b.x + step*float32(i)
			s.line(x-step*float32(every), last, x, y, 1.5, th.Text)
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
