// Command backflow is the engine of the page on the command line: it trains
// the same networks from the same query strings, and shows its working.
//
//	backflow run QUERY        train, and print what every layer sees
//	backflow trace FILE.json  print every gradient of a network given in full
//	backflow theory QUERY     print what mean-field theory predicts
//	backflow picture QUERY    train, and write the picture as SVG
//	backflow inspect QUERY    train, and explain one derivative
//	backflow race QUERY       race the CPU against the GPU
//	backflow lesson           list the lessons, print one, or test their numbers
//	backflow figures          make README.md's table of pre-training anew
//	backflow params           print the table of parameters
//	backflow columns [NAME]   say what the columns and the instruments are
//
// It exits with status 0 when all went well, 1 when the work failed, and 2,
// with one sentence on standard error, when the input was bad.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"backflow/sim/text"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// command is one subcommand. Its run parses its own arguments.
type command struct {
	name    string
	usage   string // id of its arguments, as shown in help
	summary string // id of what it does
	run     func(args []string, stdout, stderr io.Writer) error
}

var commands []command

// init fills the table, which the commands' own help refers to.
func init() {
	commands = []command{
		{"run", "cli.usageQuery", "cli.runSummary", runRun},
		{"trace", "cli.usageFile", "cli.traceSummary", runTrace},
		{"theory", "cli.usageQuery", "cli.theorySummary", runTheory},
		{"picture", "cli.usageQuery", "cli.pictureSummary", runPicture},
		{"inspect", "cli.usageQuery", "cli.inspectSummary", runInspect},
		{"race", "cli.usageQuery", "cli.raceSummary", runRace},
		{"lesson", "cli.usageLesson", "cli.lessonSummary", runLesson},
		{"figures", "cli.usageShapes", "cli.figuresSummary", runFigures},
		{"params", "cli.usageParams", "cli.paramsSummary", runParams},
		{"columns", "cli.usageColumns", "cli.columnsSummary", runColumns},
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main without the process: it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, help())
		return exitUsage
	}
	if isHelp(args[0]) {
		fmt.Fprint(stdout, help())
		return exitOK
	}
	for _, c := range commands {
		if c.name == args[0] {
			return status(c.run(args[1:], stdout, stderr), stderr)
		}
	}
	return status(badInput(text.New("cli.noCommand", "name", text.Echo(args[0]), "names", commandNames())), stderr)
}

// status turns a command's error into one sentence and an exit status.
func status(err error, stderr io.Writer) int {
	var bad *inputError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &bad):
		fmt.Fprintf(stderr, "backflow: %s\n", text.Visible(err.Error()))
		return exitUsage
	}
	fmt.Fprintf(stderr, "backflow: %s\n", text.Visible(err.Error()))
	return exitFailed
}

// inputError is the user's to mend, and ends with status 2.
type inputError struct{ error }

func badInput(why error) error { return &inputError{why} }

func isHelp(arg string) bool {
	return arg == "-h" || arg == "--help" || arg == "-help" || arg == "help"
}

func help() string {
	lines := make([]string, len(commands))
	for i, c := range commands {
		lines[i] = fmt.Sprintf("  backflow %-25s %s", c.name+" "+text.Say(c.usage), text.Say(c.summary))
	}
	return text.Say("cli.help", "commands", strings.Join(lines, "\n")) + "\n"
}

func commandNames() string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}
