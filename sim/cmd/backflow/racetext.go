package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"text/tabwriter"

	"backflow/sim/text"
	"backflow/sim/wire"
)

// writeRace prints a race: speeds, losses at the same step and at the same second, how far the
// gradients differ, and where the GPU overtakes.
func writeRace(w io.Writer, r wire.Race) error {
	if !r.Why.Empty() {
		fmt.Fprintln(w, r.Why)
	}
	step, second := sameStep(r), sameSecond(r)
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	head := text.Say("cli.raceHead", "step", strconv.Itoa(int(step)), "second", threeDigits(second))
	fmt.Fprintf(tw, "\t%s\n", strings.ReplaceAll(head, "|", "\t"))
	for i := range r.Runners {
		x := &r.Runners[i]
		fmt.Fprintf(tw, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", x.Name, threeDigits(x.Rate), x.Steps, threeDigits(x.Seconds),
			threeDigits(lossAtStep(x, step)), threeDigits(lossAtSecond(x, second)), adapterOf(x))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if len(r.Difference) > 0 {
		writeDifferences(w, r)
	}
	return writeSweep(w, r)
}

func writeDifferences(w io.Writer, r wire.Race) {
	fmt.Fprintln(w, text.Say("cli.raceGradients", "step", strconv.Itoa(int(r.Step))))
	for i, gap := range r.Difference {
		fmt.Fprintf(w, "  %d  %s", i+1, threeDigits(gap))
		for j := range r.Runners {
			fmt.Fprintf(w, "  %s %.4g", r.Runners[j].Name, r.Runners[j].Delta[i])
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, text.Say("cli.raceBuys"))
}

// writeSweep prints the rates by width.
func writeSweep(w io.Writer, r wire.Race) error {
	s := &r.Sweep
	if len(s.Widths) == 0 {
		return nil
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(tw, text.Say("cli.raceWidth"))
	for i := range r.Runners {
		fmt.Fprint(tw, "\t", r.Runners[i].Name)
	}
	fmt.Fprintln(tw, "\t")
	for k, width := range s.Widths {
		fmt.Fprint(tw, width)
		for _, rates := range s.Rates {
			fmt.Fprint(tw, "\t", threeDigits(rates[k]))
		}
		fmt.Fprintln(tw, "\t")
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	said := text.New("cli.raceCrosses", "width", threeDigits(s.Crossover))
	if math.IsNaN(s.Crossover) {
		said = text.New("cli.raceNoCrossing")
	}
	_, err := fmt.Fprintln(w, said)
	return err
}

// sameStep is the newest step whose loss is known of all that took any.
func sameStep(r wire.Race) uint32 {
	step := uint32(math.MaxUint32)
	for i := range r.Runners {
		if n := len(r.Runners[i].Loss); n > 0 {
			step = min(step, r.Runners[i].Loss[n-1].Step)
		}
	}
	return step
}

// sameSecond is as many seconds as each of those has had.
func sameSecond(r wire.Race) float64 {
	seconds := math.Inf(1)
	for i := range r.Runners {
		if len(r.Runners[i].Loss) > 0 {
			seconds = min(seconds, r.Runners[i].Seconds)
		}
	}
	return seconds
}

func lossAtStep(x *wire.Runner, step uint32) float64 {
	return newest(x, func(m wire.Mark) bool { return m.Step <= step })
}

func lossAtSecond(x *wire.Runner, second float64) float64 {
	return newest(x, func(m wire.Mark) bool { return float64(m.Seconds) <= second })
}

// newest is the loss of the last mark that a test takes; NaN if there is none.
func newest(x *wire.Runner, takes func(wire.Mark) bool) float64 {
	loss := math.NaN()
	for _, m := range x.Loss {
		if takes(m) {
			loss = float64(m.Loss)
		}
	}
	return loss
}

// threeDigits has three digits, and a dash where nothing is known.
func threeDigits(x float64) string {
	switch {
	case math.IsNaN(x):
		return "–"
	case math.Abs(x) >= 1000:
		return strconv.FormatFloat(x, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// adapterOf names what a runner computes on.
func adapterOf(x *wire.Runner) string {
	if x.Software {
		return text.Say("cli.softwareAdapter", "name", x.Adapter)
	}
	return x.Adapter
}

// machine names this one: its processor, and the GPU of a race.
func machine(r wire.Race) string {
	name := text.Say("cli.machine", "cpu", processor(), "cores", strconv.Itoa(runtime.NumCPU()))
	for i := range r.Runners {
		if x := &r.Runners[i]; x.Name == "gpu" {
			name += "; " + adapterOf(x)
		}
	}
	return name
}

// processor is the model of this machine's, or its kind where the system does not say.
func processor() string {
	list, _ := os.ReadFile("/proc/cpuinfo") // only Linux has it
	for line := range strings.Lines(string(list)) {
		if name, model, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(model)
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}

// commit is set by the linker: -ldflags "-X main.commit=…".
var commit string

// version is that of the program: the commit it was built from, if it was told one.
func version() string {
	if commit != "" {
		return commit
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return runtime.Version()
	}
	return info.Main.Version
}
