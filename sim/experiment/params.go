package experiment

import (
	"fmt"
	"strconv"
	"strings"

	"backflow/sim/backend/optim"
	"backflow/sim/nn"
	"backflow/sim/wire"
)

// Kind is the kind of a parameter's value.
type Kind string

// The kinds of parameter.
const (
	KindChoice Kind = "choice" // one word of Choices
	KindInt    Kind = "int"    // whole number, Min … Max
	KindFloat  Kind = "float"  // decimal number, Min … Max, or one word of Choices
	KindText   Kind = "text"   // its own grammar, see Doc
)

// Choice is one word that a parameter may take.
type Choice struct {
	Name  string `json:"name"`
	Label string `json:"label"`
}

// Param is one row of the table that the query string, the controls, the
// validation and the embed attributes all come from. Adding a parameter is
// adding a row (and a field of Config).
type Param struct {
	Name    string   `json:"name"`
	Label   string   `json:"label"`
	Kind    Kind     `json:"kind"`
	Choices []Choice `json:"choices,omitempty"`
	Min     float64  `json:"min"`
	Max     float64  `json:"max"`
	Log     bool     `json:"log,omitempty"` // a slider should be logarithmic
	Default string   `json:"default"`
	Group   string   `json:"group"` // heading of the control
	Doc     string   `json:"doc"`
	// Live parameters change a running lane without starting it anew.
	Live bool `json:"live,omitempty"`

	at    func(*Config) any           // pointer to the field
	parse func(*Config, string) error // KindText only
	text  func(Config) string         // KindText only
}

// Params is the table, in the order of the query string. Nobody changes it.
// (It is filled in init because the grammar of vs refers to the table.)
var Params []Param

func init() { Params = paramTable() }

func paramTable() []Param {
	return []Param{
		choice("data", "Data set", "Data", "circle", "What the networks learn.",
			func(c *Config) any { return &c.Data }, dataChoices...),
		choice("model", "Model", "Network", "mlp", "Fully connected, or convolutional (digits only).",
			func(c *Config) any { return &c.Model }, Choice{"mlp", "Dense"}, Choice{"cnn", "Conv"}),
		integer("depth", "Hidden layers", "Network", 1, 100, 10, "Number of hidden layers.",
			func(c *Config) any { return &c.Depth }),
		integer("width", "Width", "Network", 1, 1024, 8, "Units a hidden layer, or channels of a conv layer.",
			func(c *Config) any { return &c.Width }),
		choice("act", "Activation", "Activation", "sigmoid", "The nonlinearity of every hidden layer. Noisy ReLU is max(0, z + N(0, 1)) in training (a variance of 1, where Nair and Hinton 2010 have sigmoid(z)), and ReLU in evaluation.",
			func(c *Config) any { return &c.Act }, activationChoices()...),
		float("slope", "Slope", "Activation", 0, 1, 0.01, "Slope of leaky ReLU below zero.",
			func(c *Config) any { return &c.Slope }),
		choice("init", "Initialisation", "Initialisation", "he", "How weights are drawn.",
			func(c *Config) any { return &c.Init }, initChoices()...),
		float("gain", "Gain", "Initialisation", 0.01, 10, 1, "Factor on every initial weight.",
			func(c *Config) any { return &c.Gain }).log(),
		choice("norm", "Normalisation", "More", "none", "Normalisation before every activation. BatchNorm trains on the minibatch's own statistics, and evaluates with those of the first 1024 training examples (no running averages).",
			func(c *Config) any { return &c.Norm },
			Choice{"none", "none"}, Choice{"batch", "BatchNorm"}, Choice{"layer", "LayerNorm"}),
		choice("skip", "Skip connections", "More", "none", "x + f(x) around every hidden layer, plain or with f scaled by 1/√depth.",
			func(c *Config) any { return &c.Skip },
			Choice{"none", "none"}, Choice{"plain", "x + f(x)"}, Choice{"scaled", "x + f(x)/√L"}),
		choice("opt", "Optimiser", "More", "sgd", "The update rule.",
			func(c *Config) any { return &c.Opt },
			Choice{string(optim.SGD), "SGD"}, Choice{string(optim.Momentum), "Momentum"}, Choice{string(optim.Nesterov), "Nesterov"},
			Choice{string(optim.RMSProp), "RMSProp"}, Choice{string(optim.Adam), "Adam"}),
		float("lr", "Learning rate", "Training", 1e-6, 100, 0.01, "Step size.",
			func(c *Config) any { return &c.LR }).log().live(),
		freeText("layerlr", "Layer learning rates", "Training", "none",
			"none, equalise (every layer's update/weight ratio as the last layer's), or one factor a layer, separated by commas, input side first.",
			parseLayerLR, func(c Config) string { return c.LayerLR }).live(),
		float("clip", "Gradient clipping", "Training", 0, 1e6, 0, "Bound of the global norm of the gradient, weight decay included; 0 for none.",
			func(c *Config) any { return &c.Clip }).live(),
		float("decay", "Weight decay", "Training", 0, 1, 0, "L2 penalty on weights: decay·W joins their gradient, before it is clipped.",
			func(c *Config) any { return &c.Decay }).live(),
		integer("batch", "Minibatch", "Training", 1, 1024, 32, "Examples a step.",
			func(c *Config) any { return &c.Batch }),
		choice("pretrain", "Pre-training", "More", PretrainNone,
			"Unsupervised training of one hidden layer after the other, before the first step: as auto-encoders, or as restricted Boltzmann machines (sigmoid only).",
			func(c *Config) any { return &c.Pretrain },
			Choice{PretrainNone, "none"}, Choice{PretrainAutoencoder, "Auto-encoders"}, Choice{PretrainRBM, "RBMs"}),
		integer("seed", "Seed", "Training", 0, 1<<31-1, 5, "Seed of weights, data and minibatches.",
			func(c *Config) any { return &c.Seed }),
		freeText("vs", "Compare", "Activation", "act:sigmoid,relu,leaky",
			"param:value,value…: up to 4 lanes that differ in one parameter; none for a single lane.",
			parseVersus, func(c Config) string { return c.VS.String() }),
		choice("backend", "Backend", "Backend", "auto", "What computes: the faster of both, WebGPU, or the CPU.",
			func(c *Config) any { return &c.Backend }, Choice{"auto", "Auto"}, Choice{"gpu", "GPU"}, Choice{"cpu", "CPU"}),
		choice("view", "View", "View", "network", "What the stage shows.",
			func(c *Config) any { return &c.View }, viewChoices...).live(),
		floatOr("speed", "Speed", "Training", 0.004, 1e6, "100", "Steps a second, or max.",
			func(c *Config) any { return &c.Speed }, Choice{"max", "max"}).log().live(),
	}
}

// CustomData is the name of a table of the user's own as a data set. A query
// can only say that there was one.
const CustomData = "custom"

var viewChoices = []Choice{
	{wire.ViewNetwork, "Network"},
	{wire.ViewWaterfall, "Waterfall"},
	{wire.ViewHistograms, "Histograms"},
	{wire.ViewPhase, "Phase"},
}

var dataChoices = []Choice{
	{"circle", "Circle"},
	{"xor", "XOR"},
	{"gauss", "Gauss"},
	{"spiral", "Spiral"},
	{"moons", "Moons"},
	{"digits", "Digits"},
	{CustomData, "Your CSV"},
}

func activationChoices() []Choice {
	var cs []Choice
	for _, a := range nn.Activations {
		cs = append(cs, Choice{a.Name, a.Label})
	}
	return cs
}

func initChoices() []Choice {
	var cs []Choice
	for _, s := range nn.InitSchemes {
		cs = append(cs, Choice{s.Name, s.Label})
	}
	return cs
}

func choice(name, label, group, def, doc string, at func(*Config) any, cs ...Choice) Param {
	return Param{Name: name, Label: label, Kind: KindChoice, Choices: cs, Default: def, Group: group, Doc: doc, at: at}
}

func integer(name, label, group string, lo, hi, def float64, doc string, at func(*Config) any) Param {
	return Param{Name: name, Label: label, Kind: KindInt, Min: lo, Max: hi, Default: formatFloat(def), Group: group, Doc: doc, at: at}
}

func float(name, label, group string, lo, hi, def float64, doc string, at func(*Config) any) Param {
	return Param{Name: name, Label: label, Kind: KindFloat, Min: lo, Max: hi, Default: formatFloat(def), Group: group, Doc: doc, at: at}
}

// floatOr is a float that may also be one word, which stands for 0.
func floatOr(name, label, group string, lo, hi float64, def, doc string, at func(*Config) any, word Choice) Param {
	return Param{
		Name: name, Label: label, Kind: KindFloat, Choices: []Choice{word}, Min: lo, Max: hi,
		Default: def, Group: group, Doc: doc, at: at,
	}
}

func freeText(name, label, group, def, doc string, parse func(*Config, string) error, show func(Config) string) Param {
	return Param{Name: name, Label: label, Kind: KindText, Default: def, Group: group, Doc: doc, parse: parse, text: show}
}

func (p Param) log() Param  { p.Log = true; return p }
func (p Param) live() Param { p.Live = true; return p }

func paramByName(name string) *Param {
	for i := range Params {
		if Params[i].Name == name {
			return &Params[i]
		}
	}
	return nil
}

// Range says in words what the parameter may be.
func (p *Param) Range() string {
	words := make([]string, len(p.Choices))
	for i, c := range p.Choices {
		words[i] = c.Name
	}
	list := strings.Join(words, ", ")
	switch p.Kind {
	case KindChoice:
		return "one of " + list
	case KindInt:
		return fmt.Sprintf("a whole number from %s to %s", formatFloat(p.Min), formatFloat(p.Max))
	case KindFloat:
		r := fmt.Sprintf("a number from %s to %s", formatFloat(p.Min), formatFloat(p.Max))
		if list != "" {
			r += ", or " + list
		}
		return r
	}
	return p.Doc
}

// set parses text into the parameter's field of c; c is unchanged on error.
func (p *Param) set(c *Config, text string) error {
	if p.Kind == KindText {
		return p.parse(c, text)
	}
	switch field := p.at(c).(type) {
	case *string:
		if !p.has(text) {
			return errRange
		}
		*field = text
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil || float64(n) < p.Min || float64(n) > p.Max {
			return errRange
		}
		*field = n
	case *float64:
		if p.has(text) {
			*field = 0
			return nil
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !(x >= p.Min && x <= p.Max) { // the negation catches NaN
			return errRange
		}
		*field = x
	}
	return nil
}

// get returns the field's text form, the inverse of set.
func (p *Param) get(c Config) string {
	if p.Kind == KindText {
		return p.text(c)
	}
	switch field := p.at(&c).(type) {
	case *string:
		return *field
	case *int:
		return strconv.Itoa(*field)
	case *float64:
		if *field == 0 && len(p.Choices) > 0 {
			return p.Choices[0].Name
		}
		return formatFloat(*field)
	}
	panic("experiment: field of " + p.Name + " has no text form")
}

func (p *Param) has(word string) bool {
	for _, c := range p.Choices {
		if c.Name == word {
			return true
		}
	}
	return false
}

// label returns the label of one of the parameter's words.
func (p *Param) label(word string) string {
	for _, c := range p.Choices {
		if c.Name == word {
			return c.Label
		}
	}
	return word
}

// laneLabel says what sets a lane apart, in a viewer's words.
func (p *Param) laneLabel(text string) string {
	switch {
	case p.Kind != KindChoice:
		return p.Label + " " + text
	case text == "none":
		return "No " + strings.ToLower(p.Label)
	}
	return p.label(text)
}

// formatFloat writes whole numbers in full, others as short as they read back.
func formatFloat(x float64) string {
	if x == float64(int64(x)) && x > -1e15 && x < 1e15 {
		return strconv.FormatInt(int64(x), 10)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
