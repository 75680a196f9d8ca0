package scene

import (
	"math"
	"slices"
	"strings"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// words writes a low lane's name beside it and under that, line by line, what else
// there is room for.
func (s *Scene) words(b *laneBox, l *wire.Lane) {
	t, size, small := b.title, s.nameSize(b.title.H), theme.Small
	y := t.Y
	if b.form == inline {
		y += (t.H - theme.LineHeight(size)) / 2
	}
	s.Text(s.Boldly(size, t.W, s.names(l)...), t.X, y, 0, size, true, s.Theme.Text)
	if b.form == inline {
		y = t.Y + (t.H-theme.LineHeight(small))/2
		if lines := s.wordLines(b, l, b.tail.W, 1); len(lines) > 0 {
			s.Text(lines[0].text, b.tail.X+b.tail.W, y, 1, small, lines[0].bold, lines[0].ink)
		}
		return
	}
	y += theme.LineHeight(size)
	line := theme.LineHeight(small)
	if t.H >= 48 {
		y, line = y+2, line+2
	}
	room := int(math.Floor(float64((t.Y + t.H - y + line - theme.LineHeight(small)) / line)))
	for _, w := range s.wordLines(b, l, t.W, room) {
		s.Text(w.text, t.X, y, 0, small, w.bold, w.ink)
		y += line
	}
}

// names are a lane's name and, if all lanes begin with the same words, what is left of
// it without the first of them, and without more: lanes must be told apart.
func (s *Scene) names(l *wire.Lane) []string {
	names, words := []string{l.Label}, strings.Fields(l.Label)
	for n := 1; n < len(words) && s.begin(words[:n]); n++ {
		names = append(names, strings.Join(words[n:], " "))
	}
	return names
}

// begin reports whether more than one lane is there and all begin with some words.
func (s *Scene) begin(words []string) bool {
	for i := range s.snap.Lanes {
		other := strings.Fields(s.snap.Lanes[i].Label)
		if len(other) <= len(words) || !slices.Equal(other[:len(words)], words) {
			return false
		}
	}
	return len(s.snap.Lanes) > 1
}

// word is a line beside a low lane.
type word struct {
	text string
	bold bool
	ink  theme.Color
}

// wordLines is what is said of a lane in so many lines of a width: what has gone
// wrong, what slow motion shows, or what is left of the gradient, and then figures.
func (s *Scene) wordLines(b *laneBox, l *wire.Lane, width float32, room int) (lines []word) {
	if room < 1 {
		return nil
	}
	th := s.Theme
	var texts []string
	switch {
	case l.Note != "":
		ink := th.Muted
		if l.Diverged {
			ink = th.Alarm
		}
		for _, text := range s.Wrap(l.Note, theme.Small, width, room) {
			lines = append(lines, word{text, false, ink})
		}
		return lines
	case b.phase.on:
		if texts = momentLines(l, b.phase); len(texts) > room {
			texts = texts[len(texts)-room:]
		}
	case s.snap.View == wire.ViewPhase:
		texts = phaseWords(l)
	default:
		if left := leftTexts(l); len(left) > 0 {
			lines = append(lines, word{s.Boldly(theme.Small, width, left[len(left)-1], shortLeft(l), format.Left(l.Left)), true, th.Text})
		}
		texts = figureLines(l, room-len(lines))
	}
	for _, text := range texts[:min(len(texts), room-len(lines))] {
		lines = append(lines, word{s.Shorten(text, theme.Small, width), false, th.Muted})
	}
	return lines
}

// shortLeft says in the fewest words what share of the gradient reaches layer 1.
func shortLeft(l *wire.Lane) string {
	switch {
	case l.Left == 0 && l.Layers[0].Underflow > 0:
		return "underflow"
	case l.Left == 0:
		return "exactly 0"
	case l.Left > 1:
		return format.Left(l.Left)
	}
	return format.Left(l.Left) + " left"
}

// figureLines are as many of a lane's figures as there is room for, and how old they
// are.
func figureLines(l *wire.Lane, room int) []string {
	texts, age := figures(l), ageText(l)
	if age == "" {
		return texts
	}
	if room < 2 {
		return nil
	}
	return append(texts[:min(len(texts), room-1)], age)
}

// phaseWords compare theory and measurement in two lines.
func phaseWords(l *wire.Lane) []string {
	texts := []string{"theory " + format.Left(l.Phase.Left)}
	if math.IsNaN(l.Phase.Left) {
		texts[0] = "no prediction"
	}
	if !math.IsNaN(l.Left) {
		texts = append(texts, "now "+format.Left(l.Left))
	}
	return texts
}
