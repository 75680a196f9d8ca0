package viewtest

import (
	"fmt"

	"backflow/sim/text"
	"backflow/sim/wire"
	"backflow/sim/wire/reading"
)

// Screens are the windows of the issue, and the stage in them on phones,
// tablets and desktops.
var Screens = [][2]float32{{390, 844}, {820, 1180}, {1440, 900}, {2560, 1440}, {390, 545}, {820, 682}, {815, 732}, {320, 480}}

// Boxes are the stages that small frames and low windows leave: an embed of 280×200
// with its controls, phones on their side, a desktop at 200 % zoom, a column of a
// blog, up to a whole window.
var Boxes = [][2]float32{
	{280, 60},
	{280, 80},
	{280, 110},
	{280, 160},
	{280, 200},
	{280, 310},
	{280, 400},
	{320, 130},
	{390, 180},
	{390, 300},
	{480, 200},
	{560, 120},
	{700, 160},
	{700, 250},
	{720, 70},
	{720, 110},
	{720, 200},
	{720, 330},
	{768, 280},
	{844, 110},
	{844, 200},
	{844, 300},
	{1024, 300},
	{1024, 400},
	{1440, 110},
	{1440, 700},
}

// Gridded are networks that want different things of a box.
func Gridded(lanes int) map[string]*wire.Snapshot {
	factors := []float64{0.2, 1.2, 1, 0.7}[:lanes]
	snaps := map[string]*wire.Snapshot{
		"10×8": Sample(10, 8, factors...), "1×8": Sample(1, 8, factors...), "30×64": Sample(30, 64, factors...), "100×8": Sample(100, 8, factors...),
		"100×1": Sample(100, 1, factors...), "no lane yet": Sample(3, 8, factors...), "long": Sample(10, 8, factors...), "conv": Sample(4, 8, factors...),
		"digits": Sample(3, 8, factors...), "stopped": Sample(10, 8, factors...),
	}
	for name, instrument := range map[string]string{"30×64": "band", "digits": "dead", "conv": "likeness", "long": "update", "100×8": "split", "1×8": "left"} {
		for i := range snaps[name].Lanes {
			l := &snaps[name].Lanes[i]
			l.Chart = Chart(instrument, len(l.Layers), factors[i])
		}
	}
	for name, race := range map[string]string{"no lane yet": "none", "1×8": "begins", "stopped": "alone", "digits": "software", "100×1": "running", "long": "recorded", "conv": "odd"} {
		snaps[name].Race = Races(len(snaps[name].Lanes[0].Layers))[race]
	}
	for i := range lanes {
		snaps["no lane yet"].Lanes[i].Chart = reading.Chart{}
		snaps["stopped"].Lanes[i].Chart = Chartless("likeness")
		snaps["conv"].Lanes[i].Chart.Share = 0.4
		snaps["no lane yet"].Lanes[i].Layers = nil
		snaps["long"].Lanes[i].Label = text.Verbatim(fmt.Sprintf("learning rate 0.0000%d, orthogonal", i))
		snaps["long"].Lanes[i].ScoreStep, snaps["long"].Lanes[i].Outdated = 1234567, true
		snaps["stopped"].Lanes[i].Note, snaps["stopped"].Lanes[i].Diverged = text.Verbatim("Diverged at step 12: layer 2 is the first that is not a number."), true
		for j := range 3 {
			Convolve(&snaps["conv"].Lanes[i].Layers[j])
		}
		d := &snaps["digits"].Lanes[i]
		d.Field, d.FieldSide, d.Outputs, d.Input, d.InputW = nil, 0, make([]float32, 10), make([]float32, 64), 8
	}
	snaps["digits"].Points = nil
	return snaps
}
