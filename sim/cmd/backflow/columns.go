package main

import (
	"encoding/json"
	"fmt"
	"io"

	"backflow/sim/experiment"
	"backflow/sim/text"
)

// runColumns says what the columns and the instruments are. The build of the page takes its
// module, which names them for the dialog that says it there.
func runColumns(args []string, stdout, stderr io.Writer) error {
	fs := newFlags("columns", text.Say("cli.usageColumns"), text.Say("cli.columnsAbout"), stdout)
	asModule := fs.Bool("page", false, text.Say("cli.flagModule"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	if *asModule {
		return writeDefinitions(stdout)
	}
	all := experiment.Definitions()
	if name := argument(args); name != "" {
		if all = experiment.Defined(name); len(all) == 0 {
			return badInput(text.New("cli.noColumn", "name", text.Echo(name), "names", definedNames()))
		}
	}
	for i, d := range all {
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		writeDefinition(stdout, d)
	}
	return nil
}

func writeDefinition(w io.Writer, d experiment.Definition) {
	heading := "cli.columnHeading"
	if d.Instrument {
		heading = "cli.instrumentHeading"
	}
	fmt.Fprintln(w, text.Say(heading, "name", d.Name, "label", d.Label.String()))
	fmt.Fprintf(w, "  %s\n", d.About)
	if len(d.Of) > 1 {
		fmt.Fprintf(w, "  %s\n", text.New("instrument.columns", "list", listed(d.Of)))
	}
	fmt.Fprintf(w, "  %s\n", text.Say("column.source", "source", d.Source.String()))
}

func listed(words []text.Message) string {
	list := words[0].String()
	for _, next := range words[1:] {
		list = text.Say("picture.list", "list", list, "next", next.String())
	}
	return list
}

func definedNames() string {
	var names []text.Message
	for _, d := range experiment.Definitions() {
		if !d.Instrument || len(experiment.Defined(d.Name)) == 1 {
			names = append(names, text.Verbatim(d.Name))
		}
	}
	return listed(names)
}

// writeDefinitions writes the names for the page's JavaScript, which finds the words by
// them.
func writeDefinitions(w io.Writer) error {
	var columns, instruments []string
	for _, d := range experiment.Definitions() {
		if d.Instrument {
			instruments = append(instruments, d.Name)
		} else {
			columns = append(columns, d.Name)
		}
	}
	tables, err := json.Marshal([][]string{columns, instruments})
	if err == nil {
		_, err = fmt.Fprintf(w, "export const [%s] = %s;\n", "columns, instruments", tables)
	}
	return err
}
