package layout

import (
	"math"
	"strings"

	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// heading is what stands over a lane, or beside it.
type heading struct {
	*Picture
	lane *Lane
	l    *wire.Lane
}

// DrawTitle writes a lane's name and figures; what does not fit is left out,
// from the least important end.
func (p *Picture) DrawTitle(lane int) { heading{p, &p.Lanes[lane], &p.Snap.Lanes[lane]}.title() }

func (h heading) title() {
	if h.lane.Form >= Beside {
		h.words()
		return
	}
	th := h.Theme
	name := h.Text(h.Boldly(theme.Title, h.lane.Title.W, h.l.Label.String()), h.lane.Title.X, h.lane.Title.Y, 0, theme.Title, true, th.Text)
	x := name.X + name.W + 12
	room := h.lane.Title.X + h.lane.Title.W - x
	y := h.lane.Title.Y + 3
	if !h.l.Note.Empty() {
		ink := th.Muted
		if h.l.Diverged {
			ink = th.Alarm
		}
		h.Text(h.Longest(theme.Body, room, h.l.Note.String(), h.l.Note.Short()), x, y, 0, theme.Body, false, ink)
		return
	}
	if h.lane.Slow {
		h.ticker(x, y, room)
		return
	}
	if texts := leftTexts(h.l); len(texts) > 0 {
		room -= h.leftLabel(texts, y, room, h.Measure(figures(h.l)[0]+" "+ageText(h.l), theme.Body, false))
	}
	figures, age := h.numbers(func(figure, age string) bool { return h.width(figure)+h.width(age)-figureGap <= room })
	h.figures(figures, age, x, y, room)
}

// figureGap is between two figures of a title.
const figureGap = 12

// width is that of a figure and the gap behind it.
func (h heading) width(figure string) float32 {
	return h.Measure(figure, theme.Body, false) + figureGap
}

// figures writes as many of them as there is room for, and with them how old they
// are, without which none may stand.
func (h heading) figures(texts []string, age string, x, y, room float32) {
	total := float32(-figureGap)
	if age != "" {
		total += h.width(age)
	}
	for n, figure := range texts {
		if total += h.width(figure); total > room {
			texts = texts[:n]
			break
		}
	}
	if len(texts) > 0 && age != "" {
		texts = append(texts, age)
	}
	for _, figure := range texts {
		h.Text(figure, x, y, 0, theme.Body, false, h.Theme.Muted)
		x += h.width(figure)
	}
}

// ageText says which step a lane's loss and accuracies belong to, where the lane
// has been further since.
func ageText(l *wire.Lane) string {
	if !l.Outdated || math.IsNaN(l.ScoreStep) {
		return ""
	}
	return text.Say("picture.ofStep", "step", format.Count(int(l.ScoreStep)))
}

// numbers are the lane's figures, and how old they are. Among lanes at different steps its
// own comes first, unless the age says one; where not even a figure and its age fit, it
// stands alone.
func (h heading) numbers(fits func(figure, age string) bool) (texts []string, age string) {
	texts, age = figures(h.l), ageText(h.l)
	if h.l.Diverged || !atOwnSteps(h.Snap.Lanes) {
		return texts, age
	}
	step := text.Say("picture.step", "step", format.Count(int(h.l.Step)))
	switch {
	case age == "":
		texts = append([]string{step}, texts...)
	case !fits(texts[0], age):
		return []string{step}, ""
	}
	return texts, age
}

// atOwnSteps reports whether lanes that go on are at different steps, as those are that
// differ in pace.
func atOwnSteps(lanes []wire.Lane) bool {
	first := -1
	for i := range lanes {
		switch l := &lanes[i]; {
		case l.Diverged:
		case first < 0:
			first = int(l.Step)
		case first != int(l.Step):
			return true
		}
	}
	return false
}

// figures are what a title says, most important first.
func figures(l *wire.Lane) []string {
	if math.IsNaN(l.ScoreStep) {
		return []string{text.Say("picture.lossOfMinibatch", "loss", format.Number(l.Loss)), text.Say("picture.accuracyPending")}
	}
	texts := []string{text.Say("picture.lossIs", "loss", format.Number(l.Loss))}
	if !math.IsNaN(l.TrainAccuracy) { // there are classes, and it is known
		texts = append(texts, text.Say("picture.accuracy", "share", format.Percent(l.TrainAccuracy)))
	}
	if !math.IsNaN(l.TestAccuracy) {
		texts = append(texts, text.Say("picture.accuracyOnNew", "share", format.Percent(l.TestAccuracy)))
	}
	return texts
}

// leftLabel writes the first of some texts at the right of a title that leaves
// the first of the figures its room, or else fits at all; it returns the room taken.
func (h heading) leftLabel(texts []string, y, room, figure float32) float32 {
	for _, keep := range [...]float32{figure + 16, 0} {
		for _, words := range texts {
			if w := h.Measure(words, theme.Body, true); w <= room-keep {
				h.Text(words, h.lane.Title.X+h.lane.Title.W, y, 1, theme.Body, true, h.Theme.Text)
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
		return []string{text.Say("picture.noneUnderflow"), text.Say("picture.underflowAt")}
	case l.Left == 0:
		return []string{text.Say("picture.noneExactly"), text.Say("picture.exactlyAt")}
	}
	texts, left := []string{format.Reaches(l.Left)}, format.Left(l.Left)
	if l.Left < format.Grown { // “5 times reaches layer 1” says nothing
		texts = append(texts, text.Say("picture.reaches", "share", left))
	}
	return append(texts, text.Say("picture.leftAt", "share", left))
}

// ticker writes the numbers of a hop beside a lane's name; what does not fit is
// left out from the front, where it only repeats what the eye sees.
func (h heading) ticker(x, y, room float32) {
	for lines := h.lane.Hop; len(lines) > 0; lines = lines[1:] {
		numbers := strings.Join(lines, "  ")
		if h.Measure(numbers, theme.Body, false) <= room {
			h.Text(numbers, x, y, 0, theme.Body, false, h.Theme.Text)
			return
		}
	}
}
