package experiment

import (
	"slices"
	"strconv"
	"strings"

	"backflow/sim/backend/optim"
	"backflow/sim/nn"
	"backflow/sim/text"
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
	Name  string       `json:"name"`
	Label text.Message `json:"label"`
}

// Param is one row of the table that the query string, the controls, the
// validation and the embed attributes all come from. Adding a parameter is
// adding a row (and a field of Config).
type Param struct {
	Name    string       `json:"name"`
	Label   text.Message `json:"label"`
	Kind    Kind         `json:"kind"`
	Choices []Choice     `json:"choices,omitempty"`
	Min     float64      `json:"min"`
	Max     float64      `json:"max"`
	Log     bool         `json:"log,omitempty"` // a slider should be logarithmic
	Default string       `json:"default"`
	Group   text.Message `json:"group"` // heading of the control
	Doc     text.Message `json:"doc"`
	// Live parameters change a running lane without starting it anew.
	Live bool `json:"live,omitempty"`
	// Needs is what the parameter means nothing without: another's values.
	Needs map[string][]string `json:"needs,omitempty"`

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
		choice("data", "Data", "circle",
			func(c *Config) any { return &c.Data }, dataChoices...),
		choice("model", "Network", "mlp",
			func(c *Config) any { return &c.Model }, word("mlp"), word("cnn")),
		integer("depth", "Network", 1, 100, 10,
			func(c *Config) any { return &c.Depth }),
		integer("width", "Network", 1, 1024, 8,
			func(c *Config) any { return &c.Width }),
		choice("act", "Activation", "sigmoid",
			func(c *Config) any { return &c.Act }, activationChoices()...).helping("about", nn.AboutActivations()),
		float("slope", "Activation", 0, 1, 0.01,
			func(c *Config) any { return &c.Slope }).needing("act", slopedActivations()),
		choice("init", "Initialisation", "he",
			func(c *Config) any { return &c.Init }, initChoices()...),
		float("gain", "Initialisation", 0.01, 10, 1,
			func(c *Config) any { return &c.Gain }).log(),
		choice("norm", "More", "none",
			func(c *Config) any { return &c.Norm },
			word("none"), term("batch", "BatchNorm"), term("layer", "LayerNorm")),
		choice("skip", "More", "none",
			func(c *Config) any { return &c.Skip },
			word("none"), term("plain", "x + f(x)"), term("scaled", "x + f(x)/√L")),
		choice("opt", "More", "sgd",
			func(c *Config) any { return &c.Opt },
			term(string(optim.SGD), "SGD"), term(string(optim.Momentum), "Momentum"), term(string(optim.Nesterov), "Nesterov"),
			term(string(optim.RMSProp), "RMSProp"), term(string(optim.Adam), "Adam")),
		float("lr", "Training", 1e-6, 100, 0.01,
			func(c *Config) any { return &c.LR }).log().live(),
		freeText("layerlr", "Training", "none",
			parseLayerLR, func(c Config) string { return c.LayerLR }).live(),
		float("clip", "Training", 0, 1e6, 0,
			func(c *Config) any { return &c.Clip }).live(),
		float("decay", "Training", 0, 1, 0,
			func(c *Config) any { return &c.Decay }).live(),
		integer("batch", "Training", 1, 1024, 32,
			func(c *Config) any { return &c.Batch }),
		choice("pretrain", "More", PretrainNone,
			func(c *Config) any { return &c.Pretrain },
			word(PretrainNone), word(PretrainAutoencoder), word(PretrainRBM)),
		integer("seed", "Training", 0, 1<<31-1, 5,
			func(c *Config) any { return &c.Seed }),
		integer("pace", "Training", 1, MaxPace, 1,
			func(c *Config) any { return &c.Pace }).log(),
		freeText("vs", "Activation", "act:sigmoid,relu,leaky",
			parseVersus, func(c Config) string { return c.VS.String() }),
		choice("backend", "Backend", "auto",
			func(c *Config) any { return &c.Backend }, word("auto"), term("gpu", "GPU"), term("cpu", "CPU")),
		choice("view", "View", "network",
			func(c *Config) any { return &c.View }, viewChoices()...).live().helped("query.viewHelp"),
		choice("instrument", "View", "left",
			func(c *Config) any { return &c.Instrument }, instrumentChoices()...).live().needing("view", charts()).called("param.instrumentLabel").helped("instrument.help"),
		floatOr("speed", "Training", 0.004, 1e6, "100",
			func(c *Config) any { return &c.Speed }, word("max")).log().live().helped("query.speedHelp"),
	}
}

// MaxPace is the most steps that a lane may take in a round.
const MaxPace = 1000

// CustomData is the name of a table of the user's own as a data set. A query
// can only say that there was one.
const CustomData = "custom"

var dataChoices = []Choice{
	term("circle", "Circle"),
	term("xor", "XOR"),
	term("gauss", "Gauss"),
	term("spiral", "Spiral"),
	term("moons", "Moons"),
	term("digits", "Digits"),
	word(CustomData),
}

func activationChoices() []Choice {
	var cs []Choice
	for _, a := range nn.Activations {
		cs = append(cs, term(a.Name, a.Label))
	}
	return cs
}

func slopedActivations() []string {
	var names []string
	for _, a := range nn.Activations {
		if a.Sloped {
			names = append(names, a.Name)
		}
	}
	return names
}

func initChoices() []Choice {
	var cs []Choice
	for _, s := range nn.InitSchemes {
		cs = append(cs, term(s.Name, s.Label))
	}
	return cs
}

func choice(name, group, def string, at func(*Config) any, cs ...Choice) Param {
	p := row(name, group, KindChoice, def)
	p.at, p.Choices = at, p.worded(cs)
	return p
}

func integer(name, group string, lo, hi, def float64, at func(*Config) any) Param {
	p := row(name, group, KindInt, formatFloat(def))
	p.Min, p.Max, p.at = lo, hi, at
	return p
}

func float(name, group string, lo, hi, def float64, at func(*Config) any) Param {
	p := row(name, group, KindFloat, formatFloat(def))
	p.Min, p.Max, p.at = lo, hi, at
	return p
}

// floatOr is a float that may also be one word, which stands for 0.
func floatOr(name, group string, lo, hi float64, def string, at func(*Config) any, word Choice) Param {
	p := row(name, group, KindFloat, def)
	p.Min, p.Max, p.at, p.Choices = lo, hi, at, p.worded([]Choice{word})
	return p
}

func freeText(name, group, def string, parse func(*Config, string) error, show func(Config) string) Param {
	p := row(name, group, KindText, def)
	p.parse, p.text = parse, show
	return p
}

// row is a parameter with the words for it, whose ids its name makes.
func row(name, group string, kind Kind, def string) Param {
	p := Param{Name: name, Kind: kind, Default: def, Group: text.New((&Param{Name: group}).id("group", ""))}
	p.Label, p.Doc = text.New(p.id("", "Label")), text.New(p.id("", "Help"))
	return p
}

// id is that of some words about the parameter.
func (p *Param) id(before, after string) string {
	name := p.Name
	if before != "" {
		name = text.Capital(name)
	}
	return "param." + before + name + text.Capital(after)
}

// term is a word whose label is the same in every language, such as a proper name.
func term(name, label string) Choice { return Choice{name, text.Verbatim(label)} }

// word is one whose label is a word of the language.
func word(name string) Choice { return Choice{Name: name} }

func (p *Param) worded(cs []Choice) []Choice {
	worded := slices.Clone(cs)
	for i, c := range worded {
		if c.Label.Empty() {
			worded[i].Label = text.New(p.id("", c.Name))
		}
	}
	return worded
}

// helping gives the parameter's help its arguments.
func (p Param) helping(args ...any) Param {
	p.Doc = text.New(p.Doc.ID, args...)
	return p
}

// called and helped give the parameter words that do not come with the page's first script.
func (p Param) called(label string) Param { p.Label = text.New(label); return p }
func (p Param) helped(doc string) Param   { p.Doc = text.New(doc); return p }

func (p Param) log() Param  { p.Log = true; return p }
func (p Param) live() Param { p.Live = true; return p }
func (p Param) needing(other string, values []string) Param {
	p.Needs = map[string][]string{other: values}
	return p
}

func paramByName(name string) *Param {
	for i := range Params {
		if Params[i].Name == name {
			return &Params[i]
		}
	}
	return nil
}

// Range says in words what the parameter may be.
func (p *Param) Range() text.Message {
	words := make([]string, len(p.Choices))
	for i, c := range p.Choices {
		words[i] = c.Name
	}
	list, lo, hi := strings.Join(words, ", "), formatFloat(p.Min), formatFloat(p.Max)
	switch {
	case p.Kind == KindChoice:
		return text.New("query.rangeChoice", "list", list)
	case p.Kind == KindInt:
		return text.New("query.rangeInt", "min", lo, "max", hi)
	case p.Kind == KindFloat && list != "":
		return text.New("query.rangeFloatOr", "min", lo, "max", hi, "list", list)
	case p.Kind == KindFloat:
		return text.New("query.rangeFloat", "min", lo, "max", hi)
	}
	return p.Doc
}

// set parses a value into the parameter's field of c; c is unchanged on error.
func (p *Param) set(c *Config, value string) error {
	if p.Kind == KindText {
		return p.parse(c, value)
	}
	switch field := p.at(c).(type) {
	case *string:
		if !p.has(value) {
			return errRange
		}
		*field = value
	case *int:
		n, err := strconv.Atoi(value)
		if err != nil || float64(n) < p.Min || float64(n) > p.Max {
			return errRange
		}
		*field = n
	case *float64:
		if p.has(value) {
			*field = 0
			return nil
		}
		x, err := strconv.ParseFloat(value, 64)
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
func (p *Param) label(word string) text.Message {
	for _, c := range p.Choices {
		if c.Name == word {
			return c.Label
		}
	}
	return text.Verbatim(word)
}

// laneLabel says what sets a lane apart, in a viewer's words.
func (p *Param) laneLabel(value string) text.Message {
	switch {
	case p.Kind != KindChoice:
		return text.New("param.laneValue", "label", p.Label, "value", value)
	case value == "none":
		return text.New(p.id("no", ""))
	}
	return p.label(value)
}

// formatFloat writes whole numbers in full, others as short as they read back.
func formatFloat(x float64) string {
	if x == float64(int64(x)) && x > -1e15 && x < 1e15 {
		return strconv.FormatInt(int64(x), 10)
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
