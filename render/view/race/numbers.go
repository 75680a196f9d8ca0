package race

import (
	"strings"

	"backflow/render/draw"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// over puts the sentence and the numbers of all runners at the top of a box, and returns the rest.
func (v *race) over(b draw.Box) draw.Box {
	r := &v.now
	y := b.Y
	for _, line := range v.lead(b.W, 2) {
		v.Text(line.text, b.X, y, 0, line.size, line.bold, line.ink)
		y += theme.LineHeight(line.size) + 1
	}
	y += 5
	if len(r.Runners) > 0 {
		v.cards(draw.BoxAt(b.X, y, b.W, cardHeight))
		y += cardHeight + theme.Gap
	}
	return draw.BoxAt(b.X, y, b.W, b.Y+b.H-y)
}

// line is a line of text.
type line struct {
	text string
	size float32
	bold bool
	ink  theme.Color
}

// lead is what is said before all numbers, each thing in so many lines of a width at most: the
// sentence, the factors, that it was recorded, and what is missing.
func (v *race) lead(width float32, most int) (lines []line) {
	r, th := &v.now, v.Theme
	for _, words := range v.wrapBold(sentence(r), theme.Title, width, most) {
		lines = append(lines, line{words, theme.Title, true, th.Text})
	}
	if f := factors(r); len(f) > 0 {
		lines = append(lines, line{v.Longest(theme.Body, width, f...), theme.Body, false, th.Muted})
	}
	if !r.Recorded.Empty() {
		for _, words := range v.Wrap(r.Recorded.String(), theme.Body, width, most) {
			lines = append(lines, line{words, theme.Body, false, th.Text})
		}
	}
	if a, b, two := pair(r); two && a.Steps > 0 && b.Steps > 0 && !r.Why.Empty() {
		for _, words := range v.Wrap(r.Why.String(), theme.Small, width, most) {
			lines = append(lines, line{words, theme.Small, false, th.Alarm})
		}
	}
	return lines
}

// wrapBold breaks the first of some texts that fits into so many lines of bold type; the last is
// cut if none does.
func (v *race) wrapBold(texts []string, size, width float32, most int) (lines []string) {
	bold := draw.Measure(func(text string, size float32, _ bool) float32 { return v.Measure(text, size, true) })
	for _, text := range texts {
		if lines = bold.Wrap(text, size, width, most+1); len(lines) <= most {
			return lines
		}
	}
	return bold.Wrap(texts[len(texts)-1], size, width, most)
}

// cardHeight is that of a runner's numbers: its name, its steps a second, what they are, and
// what it computes on.
var cardHeight = theme.LineHeight(theme.Body) + theme.LineHeight(draw.Large) + 2*theme.LineHeight(theme.Small) + 2

// cards draws the steps a second of all runners, and how many times one has the other's.
func (v *race) cards(b draw.Box) {
	r := &v.now
	n, first, ratio := len(r.Runners), (*wire.Runner)(nil), 0.0
	if first, ratio = faster(r); first != nil {
		n++
	}
	w := share(b.W, n, chartGap)
	for i := range r.Runners {
		v.card(draw.BoxAt(b.X+float32(i)*(w+chartGap), b.Y, w, b.H), i)
	}
	if first != nil {
		v.ratio(draw.BoxAt(b.X+float32(n-1)*(w+chartGap), b.Y, w, b.H), first, ratio)
	}
}

// card draws the numbers of one runner.
func (v *race) card(b draw.Box, i int) {
	r, th := &v.now.Runners[i], v.Theme
	body := theme.LineHeight(theme.Body)
	v.sample(b.X, b.Y+body/2, sampleW, i)
	v.Text(v.Boldly(theme.Body, b.W-sampleW-6, label(r)), b.X+sampleW+6, b.Y, 0, theme.Body, true, th.Text)
	y := v.large(b, b.Y+body, pace(r))
	v.Text(v.Longest(theme.Small, b.W, text.Say("race.stepsASecond"), text.Say("race.stepsASecondShort")), b.X, y, 0, theme.Small, false, th.Text)
	v.Text(v.Longest(theme.Small, b.W, adapter(r)...), b.X, y+theme.LineHeight(theme.Small), 0, theme.Small, false, th.Muted)
}

// ratio draws how many times as many steps the faster takes.
func (v *race) ratio(b draw.Box, first *wire.Runner, ratio float64) {
	y := v.large(b, b.Y+theme.LineHeight(theme.Body), "× "+times(ratio))
	words := text.Say("race.ratio", "name", label(first))
	for _, line := range v.Wrap(words, theme.Small, b.W, 2) {
		v.Text(line, b.X, y, 0, theme.Small, false, v.Theme.Text)
		y += theme.LineHeight(theme.Small)
	}
}

// large writes a number in the largest type that has room, and returns the height under it.
func (v *race) large(b draw.Box, y float32, number string) float32 {
	size, h := draw.Large, theme.LineHeight(draw.Large)
	for _, size = range [...]float32{draw.Large, theme.Title, theme.Body} {
		if v.Measure(number, size, true) <= b.W {
			break
		}
	}
	v.Text(v.Boldly(size, b.W, number), b.X, y+(h-theme.LineHeight(size))/2, 0, size, true, v.Theme.Text)
	return y + h
}

// pace is a runner's steps a second.
func pace(r *wire.Runner) string {
	if !(r.Rate > 0) {
		return "–"
	}
	return plainly(r.Rate)
}

// adapter says what a runner computes on, in many words or few; a program that stands in for a GPU
// is always called so.
func adapter(r *wire.Runner) []string {
	switch {
	case r.Software && strings.Contains(r.Adapter, "software"):
		return []string{r.Adapter, text.Say("race.softwareShort")}
	case r.Software:
		return []string{text.Say("race.software", "adapter", r.Adapter), text.Say("race.softwareShort")}
	}
	return []string{r.Adapter}
}

// beside puts words on the left of a low box, as many as have room, and returns the rest.
func (v *race) beside(b draw.Box) draw.Box {
	share := float32(0.32)
	if len(v.now.Runners) == 0 {
		share = 1
	}
	words := draw.BoxAt(b.X, b.Y, b.W*share, b.H)
	y, foot := b.Y, b.Y+b.H
	for _, l := range v.lines(words.W, b.H) {
		if y+theme.LineHeight(l.size) > foot {
			break
		}
		v.Text(l.text, b.X, y, 0, l.size, l.bold, l.ink)
		y += theme.LineHeight(l.size) + 1
	}
	left := words.W + theme.Gap + 4
	return draw.BoxAt(b.X+left, b.Y, b.W-left, b.H)
}

// lines are the words beside low charts: the sentence where it leaves room for the numbers, which
// alone stand where there is no more.
func (v *race) lines(width, height float32) (lines []line) {
	small := theme.LineHeight(theme.Small) + 1
	numbers := v.numberLines(width)
	if spare := int((height - float32(len(numbers))*small) / (theme.LineHeight(theme.Body) + 1)); spare > 0 {
		lines = append(lines, v.lowLead(width, min(spare, 4))...)
	}
	return append(lines, numbers...)
}

// lowLead is the sentence in few lines.
func (v *race) lowLead(width float32, most int) (lines []line) {
	for _, words := range v.wrapBold(sentence(&v.now), theme.Body, width, most) {
		lines = append(lines, line{words, theme.Body, true, v.Theme.Text})
	}
	return lines
}

// numberLines are a line or two for every runner, and what must be said of all.
func (v *race) numberLines(width float32) (lines []line) {
	r, th := &v.now, v.Theme
	if !r.Recorded.Empty() {
		lines = append(lines, line{v.Longest(theme.Small, width, r.Recorded.String(), r.Recorded.Short()), theme.Small, false, th.Text})
	}
	for i := range r.Runners {
		runner := &r.Runners[i]
		words := v.Longest(theme.Small, width, text.Say("race.paceShort", "name", label(runner), "rate", pace(runner)))
		lines = append(lines, line{words, theme.Small, false, th.Text})
	}
	if first, ratio := faster(r); first != nil {
		lines = append(lines, line{v.Longest(theme.Small, width, text.Say("race.fasterShort", "name", label(first), "ratio", times(ratio))), theme.Small, false, th.Text})
	}
	for i := range r.Runners {
		if runner := &r.Runners[i]; runner.Software {
			lines = append(lines, line{v.Longest(theme.Small, width, adapter(runner)...), theme.Small, false, th.Muted})
		}
	}
	return lines
}
