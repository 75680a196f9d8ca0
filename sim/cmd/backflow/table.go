package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/session/pretrain"
	"backflow/sim/text"
)

// column is one figure of a layer.
type column struct {
	name string // that of the JSON
	of   func(session.LayerLine) num.JSON
}

// columns are the figures in the order of tables and of CSV.
var columns = []column{
	{"actMean", func(l session.LayerLine) num.JSON { return l.ActMean }},
	{"actRMS", func(l session.LayerLine) num.JSON { return l.ActRMS }},
	{"deltaRMS", func(l session.LayerLine) num.JSON { return l.DeltaRMS }},
	{"dwRMS", func(l session.LayerLine) num.JSON { return l.DWRMS }},
	{"wRMS", func(l session.LayerLine) num.JSON { return l.WRMS }},
	{"updateRatio", func(l session.LayerLine) num.JSON { return l.UpdateRatio }},
	{"lost", func(l session.LayerLine) num.JSON { return l.Lost }},
	{"saturated", func(l session.LayerLine) num.JSON { return l.Saturated }},
	{"dead", func(l session.LayerLine) num.JSON { return l.Dead }},
	{"zeros", func(l session.LayerLine) num.JSON { return l.Zeros }},
	{"underflow", func(l session.LayerLine) num.JSON { return l.Underflow }},
	{"factor", func(l session.LayerLine) num.JSON { return l.Factor }},
	{"slopeRMS", func(l session.LayerLine) num.JSON { return l.SlopeRMS }},
	{"rest", func(l session.LayerLine) num.JSON { return l.Rest }},
	{"theory", func(l session.LayerLine) num.JSON { return l.Theory }},
}

// writeTables prints one table a lane. note says what the figures are, if not
// simply those of one run.
func writeTables(w io.Writer, stats session.Stats, note string) error {
	for i, lane := range stats.Lanes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := writeTable(w, lane, note); err != nil {
			return err
		}
	}
	return nil
}

func writeTable(w io.Writer, lane session.LaneLine, note string) error {
	fmt.Fprintln(w, title(lane, note))
	if !lane.Note.Empty() {
		fmt.Fprintln(w, lane.Note.String())
	}
	if lane.Pretraining != nil {
		fmt.Fprintln(w, pretrained(*lane.Pretraining))
	}
	recon := reconstructions(lane)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, text.Say("cli.layer"), "\t")
	for _, c := range columns {
		fmt.Fprint(tw, c.name, "\t")
	}
	fmt.Fprintln(tw, recon[""])
	for _, l := range lane.Layers {
		fmt.Fprint(tw, l.Name, "\t")
		for _, c := range columns {
			fmt.Fprint(tw, short(c.of(l)), "\t")
		}
		fmt.Fprintln(tw, recon[l.Name])
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	return writeInstruments(w, lane)
}

// title is a lane's first line.
func title(lane session.LaneLine, note string) string {
	parts := []string{text.Say("cli.step", "step", strconv.Itoa(lane.Step))}
	parts = append(parts, scores(lane)...)
	if num.Finite(float64(lane.UpdateSpan)) {
		parts = append(parts, text.Say("cli.updateSpan", "times", short(lane.UpdateSpan)))
	}
	parts = append(parts, text.Say("cli.onBackend", "backend", strings.TrimSpace(lane.Backend+" "+lane.Adapter)))
	if note != "" {
		parts = append(parts, note)
	}
	return text.Say("cli.lane", "lane", lane.Label.String(), "why", strings.Join(parts, ", "))
}

// scores are loss and accuracies, with the step that they belong to where that is
// another than the lane's.
func scores(lane session.LaneLine) []string {
	if lane.ScoreStep == nil {
		return []string{text.Say("cli.lossOfMinibatch", "loss", short(lane.Loss)), text.Say("cli.accuraciesUnknown")}
	}
	test := text.Say("cli.testAccuracy", "share", short(lane.TestAcc))
	if *lane.ScoreStep != lane.Step {
		test = text.Say("cli.testAccuracyOfStep", "share", short(lane.TestAcc), "step", strconv.Itoa(*lane.ScoreStep))
	}
	return []string{text.Say("cli.loss", "loss", short(lane.Loss)), text.Say("cli.trainAccuracy", "share", short(lane.Accuracy)), test}
}

// pretrained tells of a lane's pre-training.
func pretrained(p pretrain.Line) string {
	return text.New("cli.pretrained", "method", p.Method, "count", p.Minibatches).String()
}

// reconstructions are the cells that a pre-trained lane's table has more, by
// layer, and their header, which is that of no layer.
func reconstructions(lane session.LaneLine) map[string]string {
	if lane.Pretraining == nil {
		return nil
	}
	cells := map[string]string{"": text.Say("cli.reconstruction") + "\t"}
	for _, e := range lane.Pretraining.Errors {
		cells[e.Name] = short(e.Before) + " → " + short(e.After) + "\t"
	}
	return cells
}

// short writes a figure with four digits, a dash where there is none.
func short(n num.JSON) string {
	if !num.Finite(float64(n)) {
		return "–"
	}
	return fmt.Sprintf("%.4g", float64(n))
}
