// Package race is the view of one network that several backends train, each at its own
// speed for the same time: the CPU and the GPU.
package race

import (
	"slices"
	"strings"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
	"backflow/sim/wire"
)

// Row is the view's row in the table of views.
var Row = layout.Row{
	Name: wire.ViewRace, LeastLane: 300, Together: true,
	New: func(p *layout.Picture) layout.View {
		return &race{Charts: layout.Charts{Plots: layout.Plots{Picture: p}}}
	},
}

// race is one picture of all runners: their charts, and over or beside them their numbers.
type race struct {
	layout.Charts
	now wire.Race // that of the newest Draw
}

// What can be pointed at.
const (
	lossAtStep    layout.Part = "loss-at-step"
	lossAtSecond  layout.Part = "loss-at-second"
	gradientsAt   layout.Part = "gradients"
	differencesAt layout.Part = "differences"
	paceAt        layout.Part = "pace"
)

// Start is where the first chart begins.
func (v *race) Start(lane int) layout.Target {
	if len(v.Lanes) == 0 || len(v.Lanes[0].Plots) == 0 {
		return layout.Target{}
	}
	return layout.Target{Part: v.Lanes[0].Plots[0].Part}
}

// take takes the race of the snapshot. A runner whose backend is not there runs nothing, and is on
// another: it is named as its lane is, which says what it was to race on.
func (v *race) take() {
	v.now = v.Whole.Race
	v.now.Runners = slices.Clone(v.now.Runners)
	if len(v.Whole.Lanes) != len(v.now.Runners) {
		return
	}
	for i := range v.now.Runners {
		r := &v.now.Runners[i]
		if i > 0 && r.Steps == 0 && r.Name == v.now.Runners[0].Name {
			r.Name, r.Adapter = strings.ToLower(v.Whole.Lanes[i].Label.String()), ""
		}
	}
}

// Draw puts the sentence and the numbers over the charts, or beside them on a low stage.
func (v *race) Draw() {
	v.take()
	rows := v.LegendRows()
	v.DrawLegend(rows)
	v.Share(v.Bottom(rows))
	b := v.Lanes[0].All
	if v.Low {
		b = v.beside(b)
	} else {
		b = v.over(b)
	}
	if len(v.now.Runners) > 0 {
		v.charts(b)
	}
}

// charts draws as many charts as there is room for.
func (v *race) charts(b draw.Box) {
	draws := [...]func(*race, draw.Box){
		steps: (*race).lossBySteps, seconds: (*race).lossBySeconds, gradients: (*race).gradients, differences: (*race).differences, sweep: (*race).sweep,
	}
	for _, part := range arrange(b) {
		draws[part.what](v, part.Box)
	}
}

// The charts.
const (
	steps = iota
	seconds
	gradients
	differences
	sweep
)

// placed is a chart and its box.
type placed struct {
	what int
	draw.Box
}

// forms are the ways to divide a box: the charts of each row, and what each takes at least.
// The first that fits is taken.
var forms = [...]struct {
	rows [][]int
	w, h float32
}{
	{[][]int{{steps, seconds}, {gradients, differences, sweep}}, 190, 100},
	{[][]int{{steps}, {seconds}, {gradients, differences}, {sweep}}, 150, 100},
	{[][]int{{steps}, {seconds}, {differences, sweep}}, 150, 80},
	{[][]int{{steps, seconds}, {differences, sweep}}, 165, 80},
	{[][]int{{steps, seconds, differences, sweep}}, 165, lowH},
	{[][]int{{steps, seconds}, {differences, sweep}}, lowW, 100},
	{[][]int{{steps, seconds, differences}}, 165, lowH},
	{[][]int{{steps, seconds}}, 140, lowH},
	{[][]int{{steps}, {seconds}}, lowW, 2 * lowH},
	{[][]int{{steps, seconds}}, lowW, lowH},
	{[][]int{{seconds}}, lowW / 2, lowH / 2},
}

// lowW and lowH are the least room of a chart that keeps its labels.
const lowW, lowH = 84, 28

// chartGap is between two charts beside each other.
const chartGap = 14

// arrange divides a box among charts.
func arrange(b draw.Box) (parts []placed) {
	for _, f := range forms {
		h := share(b.H, len(f.rows), theme.Gap)
		if h < f.h || share(b.W, widest(f.rows), chartGap) < f.w {
			continue
		}
		for i, row := range f.rows {
			w := share(b.W, len(row), chartGap)
			for k, what := range row {
				parts = append(parts, placed{what, draw.BoxAt(b.X+float32(k)*(w+chartGap), b.Y+float32(i)*(h+theme.Gap), w, h)})
			}
		}
		return parts
	}
	return nil
}

// widest is the most charts in a row.
func widest(rows [][]int) (most int) {
	for _, row := range rows {
		most = max(most, len(row))
	}
	return most
}

// share is the length of each of n parts with gaps between them.
func share(all float32, n int, gap float32) float32 { return (all - gap*float32(n-1)) / float32(n) }
