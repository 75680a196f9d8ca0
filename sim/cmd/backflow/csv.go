package main

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"backflow/sim/num"
	"backflow/sim/session"
	"backflow/sim/session/pretrain"
)

// laneColumns are the figures of a lane that every line of CSV repeats: all but how
// fast it trains, which no second run repeats.
var laneColumns = []struct {
	name string // that of the JSON
	of   func(session.LaneLine) num.JSON
}{
	{"loss", func(l session.LaneLine) num.JSON { return l.Loss }},
	{"accuracy", func(l session.LaneLine) num.JSON { return l.Accuracy }},
	{"testLoss", func(l session.LaneLine) num.JSON { return l.TestLoss }},
	{"testAccuracy", func(l session.LaneLine) num.JSON { return l.TestAcc }},
	{"remaining", func(l session.LaneLine) num.JSON { return l.Remaining }},
	{"predicted", func(l session.LaneLine) num.JSON { return l.Predicted }},
	{"updateSpan", func(l session.LaneLine) num.JSON { return l.UpdateSpan }},
}

// reconstructionColumns are the figures of a layer's pre-training: the RMS error
// with which its input was reconstructed, at first and at last.
var reconstructionColumns = []struct {
	name, key string // key is the name in the JSON
	of        func(pretrain.Error) num.JSON
}{
	{"reconstructionBefore", "before", func(e pretrain.Error) num.JSON { return e.Before }},
	{"reconstructionAfter", "after", func(e pretrain.Error) num.JSON { return e.After }},
}

// writeCSV prints one line a layer, under a header. A figure that is not
// finite is an empty cell, and one of an instrument that was asked for says why there is none.
func writeCSV(w io.Writer, stats session.Stats, want []string) error {
	more, err := extraOf(stats, want)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write(append(csvHeader(func(header []string, name string) []string { return append(header, name) }), more.names...))
	for i, lane := range stats.Lanes {
		for j, layer := range lane.Layers {
			out.Write(append(csvLine(lane, layer), more.cells(i, j, 1)...))
		}
	}
	out.Flush()
	return out.Error()
}

// csvHeader names the cells of a line; names adds those of one figure.
func csvHeader(names func(header []string, name string) []string) []string {
	header := []string{"lane", "backend", "step", "scoreStep"}
	for _, c := range laneColumns {
		header = names(header, c.name)
	}
	header = append(header, "diverged", "layer")
	for _, c := range columns {
		header = names(header, c.name)
	}
	header = append(header, "pretraining", "pretrainingDone")
	for _, c := range reconstructionColumns {
		header = names(header, c.name)
	}
	return header
}

func csvLine(lane session.LaneLine, layer session.LayerLine) []string {
	line := []string{lane.Label.String(), lane.Backend, strconv.Itoa(lane.Step), scoreStep(lane)}
	for _, c := range laneColumns {
		line = append(line, exact(c.of(lane)))
	}
	line = append(line, strconv.FormatBool(lane.Diverged), layer.Name)
	for _, c := range columns {
		line = append(line, exact(c.of(layer)))
	}
	line = append(line, pretrainingCells(lane.Pretraining)...)
	e := reconstruction(lane.Pretraining, layer.Name)
	for _, c := range reconstructionColumns {
		line = append(line, exact(c.of(e)))
	}
	return line
}

// scoreStep is empty where there is no score.
func scoreStep(lane session.LaneLine) string {
	if lane.ScoreStep == nil {
		return ""
	}
	return strconv.Itoa(*lane.ScoreStep)
}

// pretrainingCells are empty for a lane without pre-training.
func pretrainingCells(p *pretrain.Line) []string {
	if p == nil {
		return []string{"", ""}
	}
	return []string{p.Method, strconv.FormatBool(p.Done)}
}

// reconstruction is the error of a layer's pre-training, not finite where there
// was none.
func reconstruction(p *pretrain.Line, layer string) pretrain.Error {
	if p != nil {
		for _, e := range p.Errors {
			if e.Name == layer {
				return e
			}
		}
	}
	return pretrain.Error{Before: num.JSON(math.NaN()), After: num.JSON(math.NaN())}
}

// exact writes a figure with all its digits.
func exact(n num.JSON) string {
	if !num.Finite(float64(n)) {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'g', -1, 64)
}

// writeFiguresCSV prints the same with four cells a figure: q1, median, q3 and
// rms over the seeds.
func writeFiguresCSV(w io.Writer, c combined, want []string) error {
	more := extraColumns(items(c.object["lanes"]), want)
	header := csvHeader(appendNames)
	for _, name := range more.names {
		header = appendNames(header, name)
	}
	out := csv.NewWriter(w)
	out.Write(header)
	for i, lane := range c.lanes() {
		for j, layer := range lane.layers() {
			line := []string{lane.text("label"), lane.text("backend"), lane.text("step"), lane.text("scoreStep")}
			for _, k := range laneColumns {
				line = appendFigure(line, lane[k.name])
			}
			line = append(line, lane.text("diverged"), layer.text("name"))
			for _, k := range columns {
				line = appendFigure(line, layer[k.name])
			}
			pretraining, _ := lane["pretraining"].(object)
			line = append(line, pretraining.text("method"), pretraining.text("done"))
			e := pretraining.reconstruction(layer.text("name"))
			for _, k := range reconstructionColumns {
				line = appendFigure(line, e[k.key])
			}
			out.Write(append(line, more.cells(i, j, len(figureNames))...))
		}
	}
	out.Flush()
	return out.Error()
}

func appendNames(header []string, name string) []string {
	for _, of := range figureNames {
		header = append(header, name+"."+of)
	}
	return header
}

// appendFigure adds four cells; empty ones for a figure that no run has.
func appendFigure(line []string, value any) []string {
	f, ok := value.(figure)
	if !ok {
		return append(line, "", "", "", "")
	}
	return append(line, exact(f.Q1), exact(f.Median), exact(f.Q3), exact(f.RMS))
}
