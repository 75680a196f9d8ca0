package race

import (
	"math"
	"sort"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// style tells a runner's marks from those of the others, by dash and shape as well as by
// colour. The first is the widest: where curves coincide it shows on both sides of the others.
type style struct {
	ink   func(*theme.Theme) theme.Color
	mark  func(c *draw.Canvas, x, y, r float32, ink theme.Color)
	thick float32
	dash  float32 // and the gap after it is as long; 0 for a whole line
}

var styles = [...]style{
	{func(t *theme.Theme) theme.Color { return t.Negative }, (*draw.Canvas).Disc, 4, 0},
	{func(t *theme.Theme) theme.Color { return t.Positive }, (*draw.Canvas).Square, 1.8, 5},
	{func(t *theme.Theme) theme.Color { return t.Theory }, hollow, 1.8, 2},
	{func(t *theme.Theme) theme.Color { return t.Measured }, (*draw.Canvas).Square, 1.8, 9},
}

// hollow is a diamond.
func hollow(c *draw.Canvas, x, y, r float32, ink theme.Color) {
	c.Diamond(x, y, r+0.5, ink, c.Theme.Panel)
}

func styleOf(runner int) style { return styles[runner%len(styles)] }

// columns are the places of a curve that can be pointed at.
const columns = 48

// place of a mark on the level scale of a chart of the loss.
type place func(m *wire.Mark) float64

func atStep(m *wire.Mark) float64   { return float64(m.Step) }
func atSecond(m *wire.Mark) float64 { return float64(m.Seconds) }

// lossBySteps has a logarithmic scale of steps + 1: what one has come to is seen beside ten thousand
// times as many steps of the other, and the beginning as well.
func (v *race) lossBySteps(b draw.Box) {
	most := v.farthest(func(r *wire.Runner) float64 { return float64(r.Steps) }, atStep)
	axis := theme.Axis{Lo: 0, Hi: max(1, int(math.Ceil(math.Log10(math.Max(most, 1)))))}
	end := math.Log10(1 + math.Pow(10, float64(axis.Hi)))
	on := func(step float64) float32 { return float32(math.Log10(1+max(step, 0)) / end) }
	h := heading{[]string{text.Say("race.bySteps"), text.Say("race.byStepsShort")}, coincidence(&v.now)}
	v.losses(b, h, stepTicks(axis.Hi, on), course{
		lossAtStep, atStep, on,
		func(t float64) float64 { return math.Pow(10, t*end) - 1 },
		func(step float64) string { return text.Say("picture.step", "step", format.Count(int(step))) },
	})
}

// stepTicks are at 0 and at the powers of ten.
func stepTicks(decades int, on func(float64) float32) []tick {
	ticks := []tick{{0, "0"}}
	for exp := range decades + 1 {
		ticks = append(ticks, tick{on(math.Pow(10, float64(exp))), theme.Power(exp)})
	}
	return ticks
}

func (v *race) lossBySeconds(b draw.Box) {
	top, ticks := linear(v.farthest(func(r *wire.Runner) float64 { return r.Seconds }, atSecond), plainly)
	h := heading{[]string{text.Say("race.bySeconds"), text.Say("race.bySecondsShort")}, distances(&v.now)}
	v.losses(b, h, ticks, course{
		lossAtSecond, atSecond,
		func(second float64) float32 { return float32(second / top) },
		func(t float64) float64 { return t * top },
		func(second float64) string { return text.Say("race.afterSeconds", "seconds", format.Number(second)) },
	})
}

// course is the level scale of a chart of the loss.
type course struct {
	part  layout.Part
	at    place
	on    func(x float64) float32 // where a place lies on it, 0 … 1
	of    func(t float64) float64 // the place that lies there
	where func(x float64) string  // names a place
}

// farthest is as far as any runner has come.
func (v *race) farthest(whole func(*wire.Runner) float64, at place) float64 {
	most := 0.0
	for i := range v.now.Runners {
		r := &v.now.Runners[i]
		if x := whole(r); x < 1e30 {
			most = math.Max(most, x)
		}
		for k := range r.Loss {
			if x := at(&r.Loss[k]); x < 1e30 {
				most = math.Max(most, x)
			}
		}
	}
	return most
}

// losses draws the curves of all runners.
func (v *race) losses(b draw.Box, h heading, x []tick, to course) {
	highest, y := linear(v.lossTop(), format.Number)
	c, drawn := v.frame(b, h, x, y), false
	for i := range v.now.Runners {
		r := &v.now.Runners[i]
		drawn = c.curve(len(r.Loss), styleOf(i), func(k int) (float32, float32, bool) {
			x, loss := to.on(to.at(&r.Loss[k])), float64(r.Loss[k].Loss)/highest
			return c.across(x), c.height(float32(loss)), x >= 0 && x <= 1.0001 && !math.IsNaN(loss)
		}) || drawn
	}
	if !drawn {
		c.hint(text.Say("race.noLoss"))
		return
	}
	c.add(to.part, columns, func(col int) []string {
		return append([]string{to.where(to.of((float64(col) + 0.5) / columns))}, c.lossesNear(col, to)...)
	})
}

// lossTop is a little more than the largest loss that a runner began with: what lies above
// is cut off there.
func (v *race) lossTop() (top float64) {
	for i := range v.now.Runners {
		for _, m := range v.now.Runners[i].Loss {
			if loss := float64(m.Loss); loss > 0 && loss < math.MaxFloat32 {
				top = math.Max(top, 1.05*loss)
				break
			}
		}
	}
	return top
}

// curve draws a line through n places, and a mark at the last; it reports whether there
// was any.
func (c chart) curve(n int, st style, at func(k int) (x, y float32, ok bool)) bool {
	ink, p := st.ink(c.Theme), pen{dash: st.dash}
	x0, y0, joined, drawn := float32(0), float32(0), false, false
	for k := range n {
		x, y, ok := at(k)
		if ok && joined {
			p.to(x0, y0, x, y, func(x0, y0, x1, y1 float32) { c.Line(x0, y0, x1, y1, st.thick, ink) })
		}
		if ok {
			x0, y0, drawn = x, y, true
		}
		joined = ok
	}
	if drawn {
		st.mark(&c.Canvas, max(c.X+4, min(x0, c.X+c.W-4)), y0, min(4, c.H/6), ink)
	}
	return drawn
}

// pen draws lines whose dashes go on from one piece to the next.
type pen struct{ dash, done float32 }

func (p *pen) to(x0, y0, x1, y1 float32, line func(x0, y0, x1, y1 float32)) {
	length := float32(math.Hypot(float64(x1-x0), float64(y1-y0)))
	if p.dash == 0 || length == 0 {
		line(x0, y0, x1, y1)
		return
	}
	for at := float32(0); at < length; {
		left := p.dash - p.done
		on := left > 0
		if !on {
			left += p.dash
		}
		next := min(length, at+left)
		if on {
			line(x0+(x1-x0)*at/length, y0+(y1-y0)*at/length, x0+(x1-x0)*next/length, y0+(y1-y0)*next/length)
		}
		if p.done += next - at; p.done >= 2*p.dash-0.001 {
			p.done = 0
		}
		at = max(next, at+0.01)
	}
}

// lossesNear are the losses of all runners at the last of their marks before the end of a column.
func (c chart) lossesNear(col int, to course) (lines []string) {
	from, end := to.of((float64(col)-1)/columns), to.of((float64(col)+1)/columns)
	for i := range c.now.Runners {
		r := &c.now.Runners[i]
		n := sort.Search(len(r.Loss), func(k int) bool { return to.at(&r.Loss[k]) > end })
		if n == 0 || n == len(r.Loss) && to.at(&r.Loss[n-1]) < from {
			lines = append(lines, text.Say("race.notThere", "name", label(r)))
			continue
		}
		m := &r.Loss[n-1]
		lines = append(lines, text.Say("race.lossThere", "name", label(r), "loss", format.Number(float64(m.Loss)),
			"step", format.Count(int(m.Step)), "seconds", format.Number(float64(m.Seconds))))
	}
	return lines
}
