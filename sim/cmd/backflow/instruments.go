package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/probe"
	"backflow/sim/reason"
	"backflow/sim/session"
	"backflow/sim/session/instruments"
	"backflow/sim/text"
)

// parseWant reads -want: names of instruments, or all that are computed when they are
// asked for.
func parseWant(list string) ([]string, error) {
	var names, computed, wanted []string
	for _, i := range experiment.Instruments {
		names = append(names, i.Name)
		if i.Probe {
			computed = append(computed, i.Name)
		}
	}
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		switch {
		case name == "all":
			wanted = append(wanted, computed...)
		case slices.Contains(names, name):
			wanted = append(wanted, name)
		default:
			return nil, badInput(text.New("cli.wantIs", "name", text.Echo(name), "names", strings.Join(names, ", ")))
		}
	}
	slices.Sort(wanted)
	return slices.Compact(wanted), nil
}

// takeInstruments computes what -want asks for, as long as nobody interrupts.
func takeInstruments(ctx context.Context, s *session.Session, want []string, p *progress) (session.Stats, error) {
	ask, err := s.Ask(want)
	if err != nil {
		return session.Stats{}, err
	}
	for !s.Whole(ask) && ctx.Err() == nil {
		if !s.Measure(workBudget) {
			s.Stats() // what is owed is looks
		}
		p.tellInstruments(s.Measured(ask))
	}
	p.measured = s.Whole(ask)
	if p.seed > 1 && !p.measured {
		return session.Stats{}, errInterrupted
	}
	return s.Stats(), nil
}

// extra are the columns that instruments add to CSV.
type extra struct {
	names []string
	lanes []map[string][]any // of each lane by name: a value a layer, or one for all
}

// extraColumns finds the columns of instruments in the JSON of lanes: an object each, as
// encoding/json decodes it or as combine makes it.
func extraColumns(lanes []any, want []string) extra {
	e := extra{lanes: make([]map[string][]any, len(lanes))}
	for i := range lanes {
		e.lanes[i] = map[string][]any{}
	}
	for _, instrument := range want {
		for i, lane := range lanes {
			line := fields(fields(fields(lane)["instruments"])[instrument])
			for _, c := range items(line["columns"]) {
				name := instrument + "_" + fmt.Sprint(fields(c)["name"])
				e.add(i, name, items(fields(c)["layers"]))
				e.add(i, name+"_theory", items(fields(c)["theory"]))
			}
			for _, w := range items(line["whole"]) {
				name := instrument + "_whole_" + fmt.Sprint(fields(w)["name"])
				value, theory := fields(w)["value"], fields(w)["theory"]
				e.add(i, name, []any{value})
				if theory != any(reason.NoTheory.String()) || value == any(reason.TheoryOnly.String()) {
					e.add(i, name+"_theory", []any{theory})
				}
			}
		}
	}
	return e
}

// add adds a column of one lane. One without values is none.
func (e *extra) add(lane int, name string, values []any) {
	if len(values) == 0 {
		return
	}
	if !slices.Contains(e.names, name) {
		e.names = append(e.names, name)
	}
	e.lanes[lane][name] = values
}

// cells are those of a layer, so many for each column.
func (e *extra) cells(lane, layer, cellsEach int) (cells []string) {
	for _, name := range e.names {
		values := e.lanes[lane][name]
		var value any
		if len(values) > 0 {
			value = values[min(layer, len(values)-1)]
		}
		switch v := value.(type) {
		case figure:
			cells = appendFigure(cells, v)
		case float64:
			cells = append(cells, exact(num.JSON(v)))
		case string:
			cells = append(cells, slices.Repeat([]string{v}, cellsEach)...)
		default:
			cells = append(cells, make([]string, cellsEach)...)
		}
	}
	return cells
}

// fields are those of a JSON object; none of anything else.
func fields(v any) map[string]any {
	switch v := v.(type) {
	case object:
		return v
	case map[string]any:
		return v
	}
	return nil
}

func items(v any) []any {
	list, _ := v.([]any)
	return list
}

// decoded is a value as JSON has it.
func decoded(v any) (any, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(b, &out)
}

// extraOf are the columns of a single run.
func extraOf(stats session.Stats, want []string) (extra, error) {
	run, err := decoded(stats)
	return extraColumns(items(fields(run)["lanes"]), want), err
}

// writeInstruments prints a table for each instrument of a lane.
func writeInstruments(w io.Writer, lane session.LaneLine) error {
	for _, name := range slices.Sorted(maps.Keys(lane.Instruments)) {
		line := lane.Instruments[name]
		fmt.Fprintf(w, "\n%s (%s)\n", text.Say("instrument."+name), name)
		if err := writeInstrument(w, lane, line); err != nil {
			return err
		}
		for _, whole := range line.Whole {
			fmt.Fprintf(w, "%s: %s\n", whole.Name, told(whole))
		}
		if !line.Why.Empty() {
			fmt.Fprintln(w, line.Why)
		}
		for _, why := range slices.Sorted(maps.Keys(line.Reasons)) {
			if why != reason.NoTheory {
				fmt.Fprintf(w, "%s: %s\n", why, line.Reasons[why])
			}
		}
	}
	return nil
}

func writeInstrument(w io.Writer, lane session.LaneLine, line instruments.Line) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, text.Say("cli.layer"), "\t")
	for _, c := range line.Columns {
		fmt.Fprint(tw, c.Name, "\t")
		if c.Theory != nil {
			fmt.Fprint(tw, "theory", "\t")
		}
	}
	fmt.Fprintln(tw)
	for i, layer := range lane.Layers {
		fmt.Fprint(tw, layer.Name, "\t")
		for _, c := range line.Columns {
			fmt.Fprint(tw, said(c.Layers[i]), "\t")
			if c.Theory != nil {
				fmt.Fprint(tw, said(c.Theory[i]), "\t")
			}
		}
		fmt.Fprintln(tw)
	}
	return tw.Flush()
}

// said is a figure with four digits, or the word that says why there is none.
func said(f probe.Figure) string {
	switch f.Why {
	case reason.Measured:
		return short(num.JSON(f.Value))
	case reason.NoTheory:
		return short(num.JSON(f.Value)) // a dash
	}
	return f.Why.String()
}

// told is a figure of the whole network, and what theory expects where it does.
func told(w instruments.WholeLine) string {
	switch {
	case w.Value.Why == reason.TheoryOnly && w.Theory.Why != reason.Measured:
		return w.Theory.Why.String()
	case w.Theory.Why != reason.Measured:
		return said(w.Value)
	}
	return said(w.Value) + " (theory " + said(w.Theory) + ")"
}
