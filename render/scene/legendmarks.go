package scene

import (
	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/wire"
)

func (s *Scene) legendRamp(x, y float32) {
	th := s.Theme
	low := s.Text(theme.Power(s.axis.Lo), x, y-theme.LineHeight(theme.Small)/2, 0, theme.Small, false, th.Muted)
	x += low.W + 4
	const steps = 20
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		s.Under(draw.Shape{
			Kind: draw.Rect, X: x + s.rampWidth()*from, Y: y - 4, X2: s.rampWidth() / steps, Y2: 8,
			Color: th.Magnitude.At(from), Far: th.Magnitude.At(to), Graded: true,
		})
	}
	for exp := s.axis.Lo; exp <= s.axis.Hi; exp += (s.axis.Hi - s.axis.Lo) / 5 {
		at := x + s.rampWidth()*s.axis.Position(float64(exp))
		s.Line(at, y+4, at, y+7, 1, th.Muted)
	}
}

func (s *Scene) legendUnknown(x, y float32) {
	b := draw.BoxAt(x, y-6, 20, 12)
	s.Box(b, s.Theme.NoTheory)
	s.Hatch(b)
}

func (s *Scene) legendPhase(x, y float32) {
	const steps = 20
	vanishes, _ := s.phaseEnds()
	low := s.Text(vanishes, x, y-theme.LineHeight(theme.Small)/2, 0, theme.Small, false, s.Theme.Muted)
	x += low.W + 4
	for i := range steps {
		from, to := float32(i)/steps, float32(i+1)/steps
		s.Under(draw.Shape{
			Kind: draw.Rect, X: x + s.rampWidth()*from, Y: y - 4, X2: s.rampWidth() / steps, Y2: 8,
			Color: s.Theme.Change.At(from), Far: s.Theme.Change.At(to), Graded: true,
		})
	}
}

func (s *Scene) legendBar(x, y float32) {
	s.Box(draw.BoxAt(x+1, y-5, 8, 10), s.Theme.Magnitude.At(0.7))
	s.Box(draw.BoxAt(x+1, y-5.5, 8, 1.5), s.Theme.Measured)
}

func (s *Scene) legendDiamond(x, y float32) {
	s.Diamond(x+5, y, 4.5, s.Theme.Measured, s.Theme.Background)
}

func (s *Scene) legendTheory(x, y float32) { s.Dashes(x, y, x+20, y, s.Theme.Theory) }

func (s *Scene) legendSigned(x, y float32) {
	s.Disc(x+5, y, 5, s.Theme.Signed.At(0))
	s.Disc(x+17, y, 5, s.Theme.Signed.At(1))
}

func (s *Scene) legendDead(x, y float32) { s.legendUnit(x, y, wire.UnitDead) }

func (s *Scene) legendOff(x, y float32) { s.legendUnit(x, y, wire.UnitOff) }

func (s *Scene) legendSaturated(x, y float32) { s.legendUnit(x, y, wire.UnitSaturated) }

func (s *Scene) legendUnit(x, y float32, flags uint8) {
	b := laneBox{radius: 4.5}
	s.neuron(&b, x+6, y, 0.7, s.Theme.Magnitude.At(0.7), flags)
}
