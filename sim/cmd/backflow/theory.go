package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"

	"backflow/sim/experiment"
	"backflow/sim/num"
	"backflow/sim/text"
	"backflow/sim/theory"
)

// theoryOptions are the flags of theory.
type theoryOptions struct {
	asJSON, critical   bool
	weightVar, biasVar *float64
	table              string
}

func runTheory(args []string, stdout, stderr io.Writer) error {
	var o theoryOptions
	fs := newFlags("theory", text.Say("cli.usageQuery"), text.Say("cli.theoryAbout", "json", `{"lanes": […]}`), stdout)
	fs.BoolVar(&o.asJSON, "json", false, text.Say("cli.flagJSON"))
	fs.BoolVar(&o.critical, "critical", false, text.Say("cli.flagCritical"))
	fs.StringVar(&o.table, "data", "", text.Say("cli.flagInputs"))
	variance(fs.FlagSet, &o.weightVar, "weight-var", text.Say("cli.flagVariance", "symbol", "σ_w²"))
	variance(fs.FlagSet, &o.biasVar, "bias-var", text.Say("cli.flagVariance", "symbol", "σ_b²"))
	args, err := fs.parse(args, 0, 1)
	if err != nil {
		return err
	}
	cfg, err := parseQuery(argument(args))
	if err != nil {
		return err
	}
	if err := useTable(&cfg, o.table); err != nil {
		return err
	}
	lanes, err := o.predict(cfg, stderr)
	if err != nil {
		return err
	}
	return o.print(stdout, lanes)
}

const mostVariance = 1e9

// variance is a flag that may be left out.
func variance(fs *flag.FlagSet, to **float64, name, usage string) {
	fs.Func(name, usage, func(said string) error {
		x, err := strconv.ParseFloat(said, 64)
		if err != nil || !(x >= 0 && x <= mostVariance) {
			return text.New("cli.numberFrom", "least", 0, "most", fmt.Sprint(mostVariance))
		}
		*to = &x
		return nil
	})
}

// theoryLine is the JSON of one lane.
type theoryLine struct {
	Label             string   `json:"label"`
	Factor            num.JSON `json:"factor"`
	Chi               num.JSON `json:"chi"`
	QStar             num.JSON `json:"qstar"`
	Xi                num.JSON `json:"xi"`
	MaxDepth          num.JSON `json:"maxDepth"`
	WeightVar         num.JSON `json:"weightVar"`
	BiasVar           num.JSON `json:"biasVar"`
	DeadProbability   num.JSON `json:"deadProbability"` // of one given input
	canDie            bool
	CriticalWeightVar *num.JSON     `json:"criticalWeightVar,omitempty"`
	Layers            []theoryLayer `json:"layers"`
}

// theoryLayer is the JSON of one layer.
type theoryLayer struct {
	Name   string   `json:"name"`
	Q      num.JSON `json:"q"`
	ActRMS num.JSON `json:"actRMS"`
	Factor num.JSON `json:"factor"`
}

// predict tells on stderr how a table was read.
func (o theoryOptions) predict(cfg experiment.Config, stderr io.Writer) ([]theoryLine, error) {
	var lines []theoryLine
	for i, lane := range cfg.Lanes() {
		set, err := loadData(o.table, lane.Data, uint64(lane.Seed))
		if err != nil {
			return nil, err
		}
		if i == 0 && !set.Reading.Empty() {
			fmt.Fprintln(stderr, text.New("data.tableRead", "name", o.table, "reading", set.Reading).String())
		}
		net := lane.Net(set)
		net.WeightVar, net.BiasVar = o.weightVar, o.biasVar
		line := newTheoryLine(lane.Label.String(), theory.Predict(net), lane.Spec(set).LayerNames())
		if o.critical {
			line.CriticalWeightVar = critical(net)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func newTheoryLine(label string, p theory.Prediction, names []string) theoryLine {
	line := theoryLine{
		Label: label, Factor: num.JSON(p.Factor), Chi: num.JSON(p.Chi), QStar: num.JSON(p.QStar),
		Xi: num.JSON(p.Xi), MaxDepth: num.JSON(p.MaxDepth),
		WeightVar: num.JSON(p.WeightVar), BiasVar: num.JSON(p.BiasVar), DeadProbability: num.JSON(p.Dead), canDie: p.CanDie,
	}
	for i, l := range p.Layers {
		line.Layers = append(line.Layers, theoryLayer{names[i], num.JSON(l.Q), num.JSON(l.ActRMS), num.JSON(l.Factor)})
	}
	return line
}

// critical is the σ_w² of the edge of chaos; NaN where normalisation or skip
// connections leave none.
func critical(n theory.Net) *num.JSON {
	c := num.JSON(math.NaN())
	if n.Norm == "none" && n.Skip == "none" {
		c = num.JSON(n.Activation().CriticalWeightVar(n.Weights().BiasVar, n.InputSquare))
	}
	return &c
}

func (o theoryOptions) print(w io.Writer, lanes []theoryLine) error {
	switch {
	case o.asJSON && len(lanes) == 1:
		return writeJSON(w, lanes[0])
	case o.asJSON:
		return writeJSON(w, map[string]any{"lanes": lanes})
	}
	for i, l := range lanes {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := l.write(w); err != nil {
			return err
		}
	}
	return nil
}

func (l theoryLine) write(w io.Writer) error {
	fmt.Fprintln(w, text.Say("cli.variances", "lane", l.Label, "weightVar", short(l.WeightVar), "biasVar", short(l.BiasVar)))
	fmt.Fprintln(w, text.Say("cli.factors", "factor", short(l.Factor), "chi", short(l.Chi),
		"qStar", orInfinite(l.QStar), "xi", orInfinite(l.Xi), "layers", orInfinite(l.MaxDepth)))
	if l.CriticalWeightVar != nil {
		fmt.Fprintln(w, text.Say("cli.critical", "weightVar", short(*l.CriticalWeightVar)))
	}
	switch {
	case num.Finite(float64(l.DeadProbability)):
		fmt.Fprintln(w, text.Say("cli.dead", "probability", short(l.DeadProbability)))
	case l.canDie:
		fmt.Fprintln(w, text.Say("cli.deadUnknown"))
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(tw, "%s\tq\tactRMS\tfactor\t\n", text.Say("cli.layer"))
	for _, y := range l.Layers {
		fmt.Fprintf(tw, "%s\t%s\t%s\t%s\t\n", y.Name, short(y.Q), short(y.ActRMS), short(y.Factor))
	}
	return tw.Flush()
}

// orInfinite is short with a sign for infinity.
func orInfinite(n num.JSON) string {
	if math.IsInf(float64(n), 1) {
		return "∞"
	}
	return short(n)
}
