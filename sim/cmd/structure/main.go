// Command structure measures how this repository is built up.
//
//	go run ./sim/cmd/structure          prints figures of each package
//	go run ./sim/cmd/structure picture  prints which package imports which, as ARCHITECTURE.md shows it
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "structure:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	switch {
	case len(args) == 0:
		packages, err := list(".", everything)
		if err != nil {
			return err
		}
		figures, err := measure(packages)
		if err != nil {
			return err
		}
		return write(out, figures)
	case len(args) == 1 && args[0] == "picture":
		text, err := picture(".")
		if err != nil {
			return err
		}
		_, err = io.WriteString(out, text)
		return err
	}
	return fmt.Errorf("unknown arguments %q; there is only “picture”", args)
}
