package scene

import (
	"math"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// title writes the lane's name and figures; what does not fit is left out,
// from the least important end.
func (s *Scene) title(b *laneBox, l *wire.Lane) {
	if b.form >= beside {
		s.words(b, l)
		return
	}
	th := s.Theme
	name := s.Text(s.Boldly(theme.Title, b.title.W, l.Label), b.title.X, b.title.Y, 0, theme.Title, true, th.Text)
	x := name.X + name.W + 12
	room := b.title.X + b.title.W - x
	y := b.title.Y + 3
	if l.Note != "" {
		ink := th.Muted
		if l.Diverged {
			ink = th.Alarm
		}
		s.Text(s.Shorten(l.Note, theme.Body, room), x, y, 0, theme.Body, false, ink)
		return
	}
	if texts := leftTexts(l); len(texts) > 0 && !b.phase.on {
		room -= s.leftLabel(b, texts, y, room, s.Measure(figures(l)[0]+" "+ageText(l), theme.Body, false))
	}
	if b.phase.on {
		s.ticker(l, b.phase, x, y, room)
		return
	}
	s.figures(l, x, y, room)
}

// figures writes as many of them as there is room for, and with them how old they
// are, without which none may stand.
func (s *Scene) figures(l *wire.Lane, x, y, room float32) {
	const gap = 12
	width := func(text string) float32 { return s.Measure(text, theme.Body, false) + gap }
	texts, age := figures(l), ageText(l)
	total := float32(-gap)
	if age != "" {
		total += width(age)
	}
	for n, text := range texts {
		if total += width(text); total > room {
			texts = texts[:n]
			break
		}
	}
	if len(texts) > 0 && age != "" {
		texts = append(texts, age)
	}
	for _, text := range texts {
		s.Text(text, x, y, 0, theme.Body, false, s.Theme.Muted)
		x += width(text)
	}
}

// ageText says which step a lane's loss and accuracies belong to, where the lane
// has been further since.
func ageText(l *wire.Lane) string {
	if !l.Outdated || math.IsNaN(l.ScoreStep) {
		return ""
	}
	return "(step " + format.Count(int(l.ScoreStep)) + ")"
}

// figures are what a title says, most important first.
func figures(l *wire.Lane) []string {
	if math.IsNaN(l.ScoreStep) {
		return []string{"loss on the minibatch " + format.Number(l.Loss), "accuracy unknown"}
	}
	texts := []string{"loss " + format.Number(l.Loss)}
	if !math.IsNaN(l.TrainAccuracy) { // there are classes, and it is known
		texts = append(texts, "accuracy "+format.Percent(l.TrainAccuracy))
	}
	if !math.IsNaN(l.TestAccuracy) {
		texts = append(texts, "on new data "+format.Percent(l.TestAccuracy))
	}
	return texts
}

// leftLabel writes the first of some texts at the right of a title that leaves
// the first of the figures its room, or else fits at all; it returns the room taken.
func (s *Scene) leftLabel(b *laneBox, texts []string, y, room, figure float32) float32 {
	for _, keep := range [...]float32{figure + 16, 0} {
		for _, text := range texts {
			if w := s.Measure(text, theme.Body, true); w <= room-keep {
				s.Text(text, b.title.X+b.title.W, y, 1, theme.Body, true, s.Theme.Text)
				return w + 16
			}
		}
	}
	return 0
}

// leftTexts say, in many words or few, what share of the last hidden layer's
// gradient reaches the first; nothing where there is no such share.
func leftTexts(l *wire.Lane) []string {
	switch {
	case len(l.Layers) < 3 || math.IsNaN(l.Left):
		return nil
	case l.Left == 0 && l.Layers[0].Underflow > 0:
		return []string{"none of the gradient reaches layer 1: underflow", "underflow at layer 1"}
	case l.Left == 0:
		return []string{"none of the gradient reaches layer 1: exactly 0", "exactly 0 at layer 1"}
	}
	texts := []string{format.OfTheGradient(l.Left) + format.Reaches}
	if l.Left < format.Grown { // “5 times reaches layer 1” says nothing
		texts = append(texts, format.Left(l.Left)+format.Reaches)
	}
	return append(texts, format.Left(l.Left)+" at layer 1")
}
