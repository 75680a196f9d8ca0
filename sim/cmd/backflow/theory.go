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

const theoryAbout = `Prints what mean-field theory predicts for the networks of QUERY at initialisation: by what
factor √χ the RMS of δ shrinks (below 1) or grows (above 1) from a layer to the one below,
q* and the depth scale ξ deep inside, and every layer by itself. σ_w² = n·Var(W).

In JSON null stands for what is infinite (ξ on the critical line, q* of a network that
explodes) or not predicted. Several lanes become {"lanes": […]}.`

// theoryOptions are the flags of theory.
type theoryOptions struct {
	asJSON, critical   bool
	weightVar, biasVar *float64
	table              string
}

func runTheory(args []string, stdout, stderr io.Writer) error {
	var o theoryOptions
	fs := newFlags("theory", "[flags] [QUERY]", theoryAbout, stdout)
	fs.BoolVar(&o.asJSON, "json", false, "print JSON")
	fs.BoolVar(&o.critical, "critical", false, "also solve for the σ_w² at which χ = 1")
	fs.StringVar(&o.table, "data", "", "take the inputs from a CSV `file`")
	variance(fs.FlagSet, &o.weightVar, "weight-var", "σ_w² of every layer, whatever init says")
	variance(fs.FlagSet, &o.biasVar, "bias-var", "σ_b² of every layer, whatever init says")
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

// variance is a flag that may be left out.
func variance(fs *flag.FlagSet, to **float64, name, usage string) {
	fs.Func(name, usage, func(text string) error {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !(x >= 0 && x <= 1e9) {
			return fmt.Errorf("it is a number from 0 to 1e+09")
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
	fmt.Fprintf(w, "%s: σ_w² = %s, σ_b² = %s\n", l.Label, short(l.WeightVar), short(l.BiasVar))
	fmt.Fprintf(w, "√χ = %s a layer (χ = %s), q* = %s, ξ = %s, trainable to about 6ξ = %s layers\n",
		short(l.Factor), short(l.Chi), orInfinite(l.QStar), orInfinite(l.Xi), orInfinite(l.MaxDepth))
	if l.CriticalWeightVar != nil {
		fmt.Fprintf(w, "critical σ_w² = %s\n", short(*l.CriticalWeightVar))
	}
	switch {
	case num.Finite(float64(l.DeadProbability)):
		fmt.Fprintf(w, "one given input is dead by the last hidden layer with probability %s; the whole network, every input, less often\n", short(l.DeadProbability))
	case l.canDie:
		fmt.Fprintln(w, "whether an input dies is not predicted for conv nets, nor with normalisation or skip connections")
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "layer\tq\tactRMS\tfactor\t")
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
