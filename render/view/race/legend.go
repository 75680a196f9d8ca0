package race

import (
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/sim/text"
)

// Legend explains the lines of the runners and what else is marked, and says which step the
// gradients are of.
func (v *race) Legend() (marks, lasting []layout.Item) {
	r := &v.now
	for i := range r.Runners {
		marks = append(marks, layout.NewItem(label(&r.Runners[i]), sampleW, func(x, y float32) { v.sample(x, y, sampleW, i) }))
	}
	if len(r.Difference) > 0 {
		marks = append(marks, layout.NewItem(text.Say("race.differenceMark"), 10, func(x, y float32) { hollow(&v.Canvas, x+5, y, 3.5, v.Theme.Measured) }))
	}
	if _, ok := widthAt(&r.Sweep, r.Sweep.Crossover); ok {
		marks = append(marks, layout.NewItem(text.Say("race.crossoverMark"), 20, func(x, y float32) { v.Dashes(x, y, x+20, y, v.Theme.Theory) }))
	}
	return marks, []layout.Item{layout.NewItem(v.when(), 0, nil)}
}

// when says which step the gradients are of, or how far the race is.
func (v *race) when() string {
	r := &v.now
	if len(r.Difference) > 0 && !v.Narrow() {
		return text.Say("race.comparedAt", "step", format.Count(int(r.Step)))
	}
	step := r.Step
	for i := range r.Runners {
		step = max(step, r.Runners[i].Steps)
	}
	return text.Say("picture.step", "step", format.Count(int(step)))
}

// sampleW is the length of a piece of a runner's line.
const sampleW = 26

// sample draws a piece of a runner's line with its mark.
func (v *race) sample(x, y, w float32, runner int) {
	st := styleOf(runner)
	ink, p := st.ink(v.Theme), pen{dash: st.dash}
	p.to(x, y, x+w, y, func(x0, y0, x1, y1 float32) { v.Line(x0, y0, x1, y1, st.thick, ink) })
	st.mark(&v.Canvas, x+w/2, y, 3.5, ink)
}
