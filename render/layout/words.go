package layout

import (
	"math"
	"slices"
	"strings"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// words writes a low lane's name beside it and under that, line by line, what else
// there is room for.
func (h heading) words() {
	t, size, small := h.lane.Title, h.nameSize(h.lane.Title.H), theme.Small
	y := t.Y
	if h.lane.Form == inline {
		y += (t.H - theme.LineHeight(size)) / 2
	}
	h.Text(h.Boldly(size, t.W, h.names()...), t.X, y, 0, size, true, h.Theme.Text)
	if h.lane.Form == inline {
		y = t.Y + (t.H-theme.LineHeight(small))/2
		if lines := h.wordLines(h.lane.Tail.W, 1); len(lines) > 0 {
			h.Text(lines[0].text, h.lane.Tail.X+h.lane.Tail.W, y, 1, small, lines[0].bold, lines[0].ink)
		}
		return
	}
	y += theme.LineHeight(size)
	line := theme.LineHeight(small)
	if t.H >= 48 {
		y, line = y+2, line+2
	}
	room := int(math.Floor(float64((t.Y + t.H - y + line - theme.LineHeight(small)) / line)))
	for _, w := range h.wordLines(t.W, room) {
		h.Text(w.text, t.X, y, 0, small, w.bold, w.ink)
		y += line
	}
}

// names are a lane's name and, if all lanes begin with the same words, what is left of
// it without the first of them, and without more: lanes must be told apart.
func (h heading) names() []string {
	label := h.l.Label.String()
	names, words := []string{label}, strings.Fields(label)
	for n := 1; n < len(words) && h.begin(words[:n]); n++ {
		names = append(names, strings.Join(words[n:], " "))
	}
	return names
}

// begin reports whether more than one lane is there and all begin with some words.
func (h heading) begin(words []string) bool {
	for i := range h.Snap.Lanes {
		other := strings.Fields(h.Snap.Lanes[i].Label.String())
		if len(other) <= len(words) || !slices.Equal(other[:len(words)], words) {
			return false
		}
	}
	return len(h.Snap.Lanes) > 1
}

// word is a line beside a low lane.
type word struct {
	text string
	bold bool
	ink  theme.Color
}

// wordLines is what is said of a lane in so many lines of a width: what has gone
// wrong, what slow motion shows, or what is left of the gradient, and then figures.
func (h heading) wordLines(width float32, room int) (lines []word) {
	if room < 1 {
		return nil
	}
	th := h.Theme
	var texts []string
	switch {
	case !h.l.Note.Empty():
		ink := th.Muted
		if h.l.Diverged {
			ink = th.Alarm
		}
		for _, line := range h.note(width, room) {
			lines = append(lines, word{line, false, ink})
		}
		return lines
	case h.lane.Slow:
		if texts = h.lane.Hop; len(texts) > room {
			texts = texts[len(texts)-room:]
		}
	case h.row.Words != nil:
		texts = h.row.Words(h.l)
	default:
		if left := leftTexts(h.l); len(left) > 0 {
			lines = append(lines, word{h.Boldly(theme.Small, width, left[len(left)-1], shortLeft(h.l), format.Left(h.l.Left)), true, th.Text})
		}
		texts = figureLines(h.numbers(), ageText(h.l), room-len(lines))
	}
	for _, line := range texts[:min(len(texts), room-len(lines))] {
		lines = append(lines, word{h.Shorten(line, theme.Small, width), false, th.Muted})
	}
	return lines
}

// note is a lane's note in so many lines of a width: in few words where these end in the
// last line and more would have no room.
func (h heading) note(width float32, room int) []string {
	whole, short := h.l.Note.String(), h.l.Note.Short()
	lines := h.Wrap(whole, theme.Small, width, room)
	if few := h.Wrap(short, theme.Small, width, room); !complete(lines, whole) && len(few) == room && complete(few, short) {
		return few
	}
	return lines
}

// complete reports whether lines hold all of a text.
func complete(lines []string, text string) bool {
	return strings.Join(lines, " ") == strings.Join(strings.Fields(text), " ")
}

// shortLeft says in the fewest words what share of the gradient reaches layer 1.
func shortLeft(l *wire.Lane) string {
	switch {
	case l.Left == 0 && l.Layers[0].Underflow > 0:
		return text.Say("picture.underflow")
	case l.Left == 0:
		return text.Say("picture.exactlyZero")
	case l.Left > 1:
		return format.Left(l.Left)
	}
	return text.Say("picture.left", "share", format.Left(l.Left))
}

// figureLines are as many of a lane's figures as there is room for, and how old they
// are.
func figureLines(texts []string, age string, room int) []string {
	if age == "" {
		return texts
	}
	if room < 2 {
		return nil
	}
	return append(texts[:min(len(texts), room-1)], age)
}
