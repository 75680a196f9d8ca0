// Command backflow is the engine of the page on the command line: it trains
// the same networks from the same query strings, and shows its working.
//
//	backflow run QUERY        train, and print what every layer sees
//	backflow trace FILE.json  print every gradient of a network given in full
//	backflow theory QUERY     print what mean-field theory predicts
//	backflow picture QUERY    train, and write the picture as SVG
//	backflow figures          make README.md's table of pre-training anew
//	backflow params           print the table of parameters
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
	usage   string // arguments, as shown in help
	summary string
	run     func(args []string, stdout, stderr io.Writer) error
}

var commands []command

// init fills the table, which the commands' own help refers to.
func init() {
	commands = []command{
		{"run", "[flags] [QUERY]", "train, and print what every layer sees", runRun},
		{"trace", "[flags] FILE.json", "print every gradient of a network given in full", runTrace},
		{"theory", "[flags] [QUERY]", "print what mean-field theory predicts", runTheory},
		{"picture", "[flags] [QUERY]", "train, and write what the page would show as SVG", runPicture},
		{"figures", "[SHAPE…]", "make README.md's table of pre-training anew", runFigures},
		{"params", "[-json | -page]", "print the table of query parameters", runParams},
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
	return status(badInput("there is no command “%s”; the commands are %s", text.Echo(args[0]), commandNames()), stderr)
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
type inputError struct{ sentence string }

func (e *inputError) Error() string { return e.sentence }

func badInput(format string, args ...any) error {
	return &inputError{fmt.Sprintf(format, args...)}
}

func isHelp(arg string) bool {
	return arg == "-h" || arg == "--help" || arg == "-help" || arg == "help"
}

func help() string {
	var b strings.Builder
	b.WriteString("Backflow trains deep networks and shows why gradients vanish.\n\nUsage:\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  backflow %-25s %s\n", c.name+" "+c.usage, c.summary)
	}
	b.WriteString("\nA QUERY is the page's query string, such as 'act=relu&init=he&depth=30'; “backflow params” lists its parameters.\n" +
		"“backflow COMMAND -h” shows a command's flags.\n")
	return b.String()
}

func commandNames() string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}
