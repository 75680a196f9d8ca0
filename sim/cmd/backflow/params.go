package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"backflow/sim/experiment"
	"backflow/sim/session/race"
	"backflow/sim/text"
)

// runParams prints the table of parameters. The build of the page takes its module, and
// the page makes the controls from that.
func runParams(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("params", text.Say("cli.usageParams"), text.Say("cli.paramsAbout"), stdout)
	asJSON := fs.Bool("json", false, text.Say("cli.flagJSON"))
	asModule := fs.Bool("page", false, text.Say("cli.flagModule"))
	if _, err := fs.parse(args, 0, 0); err != nil {
		return err
	}
	switch {
	case *asModule:
		return writeModule(stdout)
	case *asJSON:
		return writeJSON(stdout, experiment.Params)
	}
	return writeParams(stdout)
}

// pageParam is a parameter without what the page does not read. Its fields stand before
// those of the same names in Param.
type pageParam struct {
	experiment.Param
	Doc   *text.Message `json:"doc,omitempty"`
	Group string        `json:"group,omitempty"`
	Live  bool          `json:"live,omitempty"`

	Choices []experiment.Choice `json:"choices,omitempty"`
	Needs   map[string][]string `json:"needs,omitempty"`
	Min     *float64            `json:"min,omitempty"`
	Max     *float64            `json:"max,omitempty"`
}

// undescribed are the parameters whose controls the page explains itself.
var undescribed = []string{"vs", "view", "instrument", "speed"}

// late are those whose controls come with another script, which knows their words.
var late = []string{"instrument"}

// writeModule writes the table for the page's JavaScript, with ids for words.
func writeModule(w io.Writer) error {
	rows := make([]pageParam, len(experiment.Params))
	for i := range experiment.Params {
		rows[i].Param = experiment.Params[i]
		if !slices.Contains(late, rows[i].Name) {
			rows[i].Choices, rows[i].Needs = rows[i].Param.Choices, rows[i].Param.Needs
		}
		if p := &rows[i].Param; p.Min < p.Max {
			rows[i].Min, rows[i].Max = &p.Min, &p.Max
		}
		if !slices.Contains(undescribed, rows[i].Name) {
			rows[i].Doc = &rows[i].Param.Doc
		}
	}
	defer text.Use(text.Use(nil)) // the page says ids itself
	if err := writeConst(w, "params", rows); err != nil {
		return err
	}
	if err := writeConst(w, "views", pageViews()); err != nil {
		return err
	}
	return writeConst(w, "raceSetups", race.Setups)
}

// pageView is what the page has to know of a view, beside its name.
type pageView struct {
	Chart     bool `json:"chart,omitempty"`
	Confusion bool `json:"confusion,omitempty"`
	Race      bool `json:"race,omitempty"`
}

func pageViews() map[string]pageView {
	views := map[string]pageView{}
	for _, v := range experiment.Views {
		views[v.Name] = pageView{v.Chart, v.Confusion, v.Race}
	}
	return views
}

// writeConst writes a line of a module.
func writeConst(w io.Writer, name string, v any) error {
	table, err := json.Marshal(v)
	if err == nil {
		_, err = fmt.Fprintf(w, "export const %s = %s;\n", name, table)
	}
	return err
}

func writeParams(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i := range experiment.Params {
		p := &experiment.Params[i]
		about := p.Doc
		if p.Kind != experiment.KindText { // whose range is its doc
			about = text.New("cli.parameter", "help", p.Doc, "range", p.Range())
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\n", p.Name, p.Default, about)
	}
	return tw.Flush()
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
