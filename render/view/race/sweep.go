package race

import (
	"math"

	"backflow/render/draw"
	"backflow/render/format"
	"backflow/render/theme"
	"backflow/sim/text"
	"backflow/sim/wire"
)

// sweep draws the steps a second of all runners against the width of the network.
func (v *race) sweep(b draw.Box) {
	s := &v.now.Sweep
	axis := paceAxis(s)
	h := heading{[]string{text.Say("race.byWidth"), text.Say("race.byWidthShort")}, crossing(&v.now)}
	c := v.frame(b, h, widthTicks(s), decades(axis, 6))
	c.progress(s)
	if !measured(s) {
		c.hint(sweepHint(s))
		return
	}
	c.crossover(s)
	for i, rates := range s.Rates {
		at := func(k int) (x, y float32, ok bool) {
			t, place := axis.At(rates[k])
			return c.across(widthColumn(s, k)), c.height(t), place == theme.OnAxis && rates[k] > 0
		}
		c.curve(len(rates), styleOf(i), at)
		for k := range rates {
			if x, y, ok := at(k); ok {
				styleOf(i).mark(&c.Canvas, x, y, min(3.5, c.H/6), styleOf(i).ink(c.Theme))
			}
		}
	}
	c.add(paceAt, len(s.Widths), v.tellWidth)
}

// measured reports whether a sweep has any number.
func measured(s *wire.Sweep) bool {
	for _, rates := range s.Rates {
		for _, rate := range rates {
			if rate > 0 && rate < math.Inf(1) {
				return true
			}
		}
	}
	return false
}

// sweepHint says how to start a sweep, or that it is under way.
func sweepHint(s *wire.Sweep) string {
	if len(s.Widths) > 0 {
		return text.Say("race.sweepRuns", "share", format.Percent(s.Share))
	}
	return text.Say("race.sweepHow", "button", text.Say("race.sweep"))
}

// paceAxis holds the rates of a sweep: whole decades, two at least.
func paceAxis(s *wire.Sweep) theme.Axis {
	least, most := math.Inf(1), math.Inf(-1)
	for _, rates := range s.Rates {
		for _, rate := range rates {
			if exp := math.Log10(rate); exp > -30 && exp < 30 {
				least, most = min(least, exp), max(most, exp)
			}
		}
	}
	if !(least <= most) {
		return theme.Axis{Lo: 0, Hi: 4}
	}
	lo, hi := int(math.Floor(least)), int(math.Ceil(most))
	return theme.Axis{Lo: lo, Hi: max(hi, lo+2)}
}

// widthColumn is where a width lies: widths that grow by one factor lie on a logarithmic scale.
func widthColumn(s *wire.Sweep, k int) float32 {
	return (float32(k) + 0.5) / float32(len(s.Widths))
}

func widthTicks(s *wire.Sweep) (ticks []tick) {
	for k, width := range s.Widths {
		ticks = append(ticks, tick{widthColumn(s, k), format.Count(int(width))})
	}
	return ticks
}

// crossover marks the width at which the GPU overtakes the CPU.
func (c chart) crossover(s *wire.Sweep) {
	if t, ok := widthAt(s, s.Crossover); ok {
		x := c.across(t)
		c.Dashes(x, c.Y, x, c.Y+c.H, c.Theme.Theory)
	}
}

// widthAt is where any width between those of a sweep lies on its scale.
func widthAt(s *wire.Sweep, width float64) (t float32, ok bool) {
	for k := 1; k < len(s.Widths); k++ {
		a, b := float64(s.Widths[k-1]), float64(s.Widths[k])
		if !(a > 0 && width >= a && width <= b && b > a) {
			continue
		}
		way := math.Log(width/a) / math.Log(b/a)
		return widthColumn(s, k-1) + float32(way)/float32(len(s.Widths)), true
	}
	return 0, false
}

// progress draws how much of a sweep is done, while it is not all.
func (c chart) progress(s *wire.Sweep) {
	if s.Share > 0 && s.Share < 1 {
		c.Canvas.Box(draw.BoxAt(c.X, c.Y+c.H-3, c.W*float32(s.Share), 3), c.Theme.Muted)
	}
}

// crossing says what came out of a sweep, or how far it is.
func crossing(r *wire.Race) []string {
	s := &r.Sweep
	switch {
	case !measured(s):
		return nil
	case s.Share < 1:
		return []string{text.Say("race.sweepRuns", "share", format.Percent(s.Share)), format.Percent(s.Share)}
	case s.Crossover > 0 && s.Crossover < 1e9:
		width := plainly(math.Round(s.Crossover))
		return []string{text.Say("race.overtakes", "width", width), text.Say("race.overtakesShort", "width", width)}
	}
	if winner := alwaysFirst(r); winner >= 0 {
		first := label(&r.Runners[winner])
		return []string{text.Say("race.everywhere", "name", first), text.Say("race.everywhereShort", "name", first)}
	}
	return nil
}

// alwaysFirst is the runner that takes most steps at every width where all were measured;
// −1 if none is.
func alwaysFirst(r *wire.Race) int {
	winner := -1
	for k := range r.Sweep.Widths {
		best := -1
		for i, rates := range r.Sweep.Rates {
			if k >= len(rates) || math.IsNaN(rates[k]) {
				best = -1
				break
			}
			if best < 0 || rates[k] > r.Sweep.Rates[best][k] {
				best = i
			}
		}
		if best < 0 {
			continue
		}
		if winner >= 0 && winner != best {
			return -1
		}
		winner = best
	}
	if winner >= len(r.Runners) || len(r.Sweep.Rates) < 2 {
		return -1
	}
	return winner
}

// tellWidth says the steps a second of all runners at a width.
func (v *race) tellWidth(k int) []string {
	s := &v.now.Sweep
	lines := []string{text.Say("race.width", "width", format.Count(int(s.Widths[k])))}
	for i, rates := range s.Rates {
		if i >= len(v.now.Runners) {
			break
		}
		name := label(&v.now.Runners[i])
		if rate := rates[k]; rate > 0 {
			lines = append(lines, text.Say("race.paceThere", "name", name, "rate", plainly(rate)))
		} else {
			lines = append(lines, text.Say("race.paceUnknown", "name", name))
		}
	}
	if s.Machine != "" {
		lines = append(lines, s.Machine)
	}
	return lines
}
