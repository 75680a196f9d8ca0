package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"backflow/sim/experiment"
)

// runParams prints the table of parameters. The build of the page reads its
// JSON, and makes the controls from it.
func runParams(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("params", "[-json]", "Prints the parameters of a query: name, range, default, meaning.", stdout)
	asJSON := fs.Bool("json", false, "print JSON")
	if _, err := fs.parse(args, 0, 0); err != nil {
		return err
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
		about := p.Range()
		if p.Kind != experiment.KindText { // whose range is its doc
			about = p.Doc + " It is " + about + "."
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
