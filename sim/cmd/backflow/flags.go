package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"backflow/sim/text"
)

// flags is a flag set with its help. Package flag would print the help at every
// mistake; here that is left to one sentence, and the help to -h.
type flags struct {
	*flag.FlagSet
	usage, about string
	stdout       io.Writer // help goes here: asking for it is no error
}

func newFlags(name, usage, about string, stdout io.Writer) *flags {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	return &flags{fs, usage, about, stdout}
}

// help prints how the command is used.
func (f *flags) help() {
	fmt.Fprintln(f.stdout, text.Say("cli.usage", "name", f.Name(), "arguments", f.usage, "about", f.about))
	f.SetOutput(f.stdout)
	f.PrintDefaults()
}

// parse reads flags before, between and after the arguments, and returns the
// arguments. There must be from least to most of those.
func (f *flags) parse(args []string, least, most int) ([]string, error) {
	var rest []string
	for {
		if err := f.Parse(args); err != nil {
			return nil, f.problem(err)
		}
		if f.NArg() == 0 {
			break
		}
		rest = append(rest, f.Arg(0))
		args = f.Args()[1:]
	}
	if len(rest) < least || len(rest) > most {
		return nil, badInput(text.New("cli.argumentCount", "name", f.Name(), "arguments", count(least, most), "count", len(rest)))
	}
	return rest, nil
}

func (f *flags) problem(err error) error {
	if err == flag.ErrHelp {
		f.help()
		return err
	}
	return badInput(text.New("cli.flagWrong", "name", f.Name(), "why", strings.ReplaceAll(err.Error(), "\n", " ")))
}

func count(least, most int) text.Message {
	switch {
	case most == 0:
		return text.New("cli.noArguments")
	case least == most && most == 1:
		return text.New("cli.oneArgument")
	}
	return text.New("cli.someArguments", "least", least, "most", most)
}
