package main

import (
	"encoding/csv"
	"io"
	"strconv"

	"backflow/sim"
)

// laneColumns are the figures of a lane that every line of CSV repeats.
var laneColumns = []struct {
	name string // that of the JSON
	of   func(sim.LaneLine) sim.Number
}{
	{"loss", func(l sim.LaneLine) sim.Number { return l.Loss }},
	{"accuracy", func(l sim.LaneLine) sim.Number { return l.Accuracy }},
	{"testLoss", func(l sim.LaneLine) sim.Number { return l.TestLoss }},
	{"testAccuracy", func(l sim.LaneLine) sim.Number { return l.TestAcc }},
}

// writeCSV prints one line a layer, under a header. A figure that is not
// finite is an empty cell.
func writeCSV(w io.Writer, stats sim.Stats) error {
	out := csv.NewWriter(w)
	out.Write(csvHeader(func(header []string, name string) []string { return append(header, name) }))
	for _, lane := range stats.Lanes {
		for _, layer := range lane.Layers {
			out.Write(csvLine(lane, layer))
		}
	}
	out.Flush()
	return out.Error()
}

// csvHeader names the cells of a line; names adds those of one figure.
func csvHeader(names func(header []string, name string) []string) []string {
	header := []string{"lane", "backend", "step"}
	for _, c := range laneColumns {
		header = names(header, c.name)
	}
	header = append(header, "layer")
	for _, c := range columns {
		header = names(header, c.name)
	}
	return header
}

func csvLine(lane sim.LaneLine, layer sim.LayerLine) []string {
	line := []string{lane.Label, lane.Backend, strconv.Itoa(lane.Step)}
	for _, c := range laneColumns {
		line = append(line, exact(c.of(lane)))
	}
	line = append(line, layer.Name)
	for _, c := range columns {
		line = append(line, exact(c.of(layer)))
	}
	return line
}

// exact writes a figure with all its digits.
func exact(n sim.Number) string {
	if !sim.Finite(float64(n)) {
		return ""
	}
	return strconv.FormatFloat(float64(n), 'g', -1, 64)
}

// writeFiguresCSV prints the same with four cells a figure: q1, median, q3 and
// rms over the seeds.
func writeFiguresCSV(w io.Writer, c combined) error {
	out := csv.NewWriter(w)
	out.Write(csvHeader(appendNames))
	for _, lane := range c.lanes() {
		for _, layer := range lane.layers() {
			line := []string{lane.text("label"), lane.text("backend"), lane.text("step")}
			for _, k := range laneColumns {
				line = appendFigure(line, lane[k.name])
			}
			line = append(line, layer.text("name"))
			for _, k := range columns {
				line = appendFigure(line, layer[k.name])
			}
			out.Write(line)
		}
	}
	out.Flush()
	return out.Error()
}

func appendNames(header []string, name string) []string {
	return append(header, name+".q1", name+".median", name+".q3", name+".rms")
}

// appendFigure adds four cells; empty ones for a figure that no run has.
func appendFigure(line []string, value any) []string {
	f, ok := value.(figure)
	if !ok {
		return append(line, "", "", "", "")
	}
	return append(line, exact(f.Q1), exact(f.Median), exact(f.Q3), exact(f.RMS))
}
