package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"backflow/sim/experiment"
	"backflow/sim/text"
)

// runParams prints the table of parameters. The build of the page reads its
// JSON, and makes the controls from it.
func runParams(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("params", "[-json [-ids]]", "Prints the parameters of a query: name, range, default, meaning.", stdout)
	asJSON := fs.Bool("json", false, "print JSON")
	ids := fs.Bool("ids", false, "print ids of words in place of words, with -json")
	if _, err := fs.parse(args, 0, 0); err != nil {
		return err
	}
	if *ids {
		defer text.Use(text.Use(nil))
	}
	if *asJSON {
		return writeJSON(stdout, experiment.Params)
	}
	return writeParams(stdout)
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
