package experiment

import (
	"errors"
	"strconv"
	"strings"

	"backflow/sim/experiment/percent"
	"backflow/sim/text"
)

// errRange is what Param.set returns; ParseQuery turns it into a sentence.
var errRange = errors.New("experiment: out of range")

// Problem with one parameter of a query.
type QueryProblem struct {
	Param string `json:"param"`
	Value string `json:"value"`
	Used  string `json:"used"` // the value used in its place, empty if none
	// Message says to a viewer what is wrong, the allowed range, and, as a sentence,
	// what is used instead; as a clause it does not.
	Message text.Message `json:"message"`
}

// mostProblems is how many problems of a query are told one by one.
const mostProblems = 8

// ParseQuery reads a query string, with or without its leading "?". It always
// returns a usable Config: whatever is unknown, unparsable or out of range is
// left at its default and named in the list of problems. Of more problems than
// anyone reads the last one says how many there are. What trackers have added to
// a link is ignored without a word.
func ParseQuery(query string) (Config, []QueryProblem) {
	c := Default()
	given := map[string]bool{}
	var problems []QueryProblem
	more := 0
	for pair := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		problem := c.take(pair, given)
		switch {
		case problem == nil:
		case len(problems) < mostProblems:
			problems = append(problems, problem())
		default:
			more++
		}
	}
	// An activation asked for by name means that one, not the comparison that
	// an empty query shows.
	if given["act"] && !given["vs"] {
		c.VS = Versus{}
	}
	if ViewByName(c.View).Race && (!given["vs"] || c.VS.Param == "") {
		c.raceBackends()
	}
	problems = append(problems, c.reconcile()...)
	if more > 0 {
		problems = append(problems, QueryProblem{Message: text.New("query.more", "count", more)})
	}
	return c, problems
}

// take sets the parameter of one name=value, and notes its name. Otherwise it
// returns what says why not: of a great many problems few are put into words.
func (c *Config) take(pair string, given map[string]bool) (problem func() QueryProblem) {
	if pair == "" {
		return nil
	}
	name, value, problem := splitPair(pair)
	if problem != nil {
		return problem
	}
	if tracks(name) {
		return nil
	}
	if p := paramByName(name); given[name] {
		used := p.get(*c)
		return func() QueryProblem {
			return QueryProblem{
				name, text.Echo(value), used,
				text.New("query.twice", "name", name, "used", text.Echo(used)),
			}
		}
	}
	given[name] = true
	return c.apply(name, value)
}

// splitPair decodes name=value and checks that the name is a parameter's.
func splitPair(pair string) (name, value string, problem func() QueryProblem) {
	rawName, rawValue, _ := strings.Cut(pair, "=")
	name, ok1 := percent.Decode(rawName)
	value, ok2 := percent.Decode(rawValue)
	if !ok1 || !ok2 {
		return name, value, func() QueryProblem {
			return QueryProblem{
				Param: text.Echo(rawName), Value: text.Echo(rawValue),
				Message: text.New("query.malformed", "pair", text.Echo(pair)),
			}
		}
	}
	if paramByName(name) == nil && !tracks(name) {
		return name, value, func() QueryProblem {
			return QueryProblem{
				Param: text.Echo(name), Value: text.Echo(value),
				Message: text.New("query.unknown", "name", text.Echo(name), "names", paramNames()),
			}
		}
	}
	return name, strings.TrimSpace(value), nil
}

func paramNames() string {
	names := make([]string, len(Params))
	for i, p := range Params {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// apply sets one parameter, or returns what says why it does not.
func (c *Config) apply(name, value string) func() QueryProblem {
	p := paramByName(name)
	err := p.set(c, value)
	if err == nil {
		return nil
	}
	used := p.get(*c)
	return func() QueryProblem {
		why := err
		if errors.Is(err, errRange) {
			why = text.New("query.isRange", "range", p.Range())
		}
		return QueryProblem{
			name, text.Echo(value), used,
			text.New("query.cannotBe", "name", name, "value", text.Echo(value), "why", why, "used", text.Echo(used)),
		}
	}
}

// MaxConvDepth bounds the conv layers of a cnn.
const MaxConvDepth = 30

// reconcile mends combinations of parameters that make no sense together,
// lane by lane, since vs may vary any of them.
func (c *Config) reconcile() []QueryProblem {
	var problems []QueryProblem
	mend := func(param, used string, why text.Message) {
		p := paramByName(param)
		problems = append(problems, QueryProblem{param, text.Echo(p.get(*c)), used, text.New("query.mended", "why", why, "used", used)})
		p.set(c, used)
		if c.VS.Param == param {
			c.VS = Versus{}
		}
	}
	if ViewByName(c.View).Race && c.VS.Param != "backend" {
		compared := c.VS.String()
		used := c.raceBackends()
		problems = append(problems, QueryProblem{"vs", text.Echo(compared), used, text.New("query.mended", "why", text.New("query.raceCompares"), "used", used)})
	}
	if c.any(func(l Config) bool { return l.Model == "cnn" }) && c.Data != "digits" {
		mend("model", "mlp", text.New("query.imagesNeeded", "data", c.Data))
	}
	if c.any(func(l Config) bool { return l.Model == "cnn" && l.Depth > MaxConvDepth }) {
		mend("depth", strconv.Itoa(MaxConvDepth), text.New("query.convDepth", "most", MaxConvDepth))
	}
	if why := c.notPretrainable(); !why.Empty() {
		mend("pretrain", PretrainNone, why)
	}
	if why := c.notFactored(); !why.Empty() {
		mend("layerlr", "none", why)
	}
	if p := paramByName(c.VS.Param); p != nil {
		p.set(c, c.VS.Values[0]) // its own value says nothing, and must not differ
	}
	return problems
}

// notPretrainable says why a lane cannot be pre-trained as it asks to be, if
// one cannot.
func (c Config) notPretrainable() text.Message {
	for _, l := range c.Lanes() {
		switch {
		case l.Pretrain == PretrainNone:
		case l.Model != "mlp":
			return text.New("query.pretrainModel", "pretrain", l.Pretrain, "model", l.Model)
		case l.Norm != "none":
			return text.New("query.pretrainNorm", "pretrain", l.Pretrain, "norm", l.Norm)
		case l.Skip != "none":
			return text.New("query.pretrainSkip", "pretrain", l.Pretrain, "skip", l.Skip)
		case l.Pretrain == PretrainRBM && l.Act != "sigmoid":
			return text.New("query.pretrainAct", "pretrain", l.Pretrain, "act", l.Act)
		}
	}
	return text.Message{}
}

// notFactored says why a lane's list of learning rates does not fit its layers, if one
// does not.
func (c Config) notFactored() text.Message {
	for _, l := range c.Lanes() {
		if factors := l.LayerFactors(); factors != nil && len(factors) != l.Depth+1 {
			return text.New("query.factors", "factors", len(factors), "layers", l.Depth+1)
		}
	}
	return text.Message{}
}

// any reports whether is holds for a lane.
func (c Config) any(is func(Config) bool) bool {
	for _, lane := range c.Lanes() {
		if is(lane.Config) {
			return true
		}
	}
	return false
}

// Query is the shortest query string that ParseQuery turns into c: parameters
// in the order of Params, defaults left out.
func (c Config) Query() string {
	var pairs []string
	for i := range Params {
		p := &Params[i]
		value := p.get(c)
		if p.Name == "vs" && c.VS.Param == "" || p.Name == c.VS.Param {
			continue // act says it, or vs does
		}
		single := p.Name == "act" && c.VS.Param == ""
		if value != p.Default || single {
			pairs = append(pairs, p.Name+"="+percent.Encode(value))
		}
	}
	return strings.Join(pairs, "&")
}

// Values returns the text form of every parameter, by name.
func (c Config) Values() map[string]string {
	values := make(map[string]string, len(Params))
	for i := range Params {
		values[Params[i].Name] = Params[i].get(c)
	}
	return values
}

// mostFactors is one for each layer of the deepest network.
const mostFactors = 101

func parseLayerLR(c *Config, value string) error {
	if value != "none" && value != "equalise" {
		if n := strings.Count(value, ",") + 1; n > mostFactors {
			return text.New("query.factorsMost", "factors", n, "layers", mostFactors)
		}
		for f := range strings.SplitSeq(value, ",") {
			x, err := strconv.ParseFloat(f, 64)
			if err != nil || !(x >= 0 && x <= 1e6) {
				return text.New("query.factorsForm")
			}
		}
	}
	c.LayerLR = value
	return nil
}

// LayerFactors returns the list of LayerLR, nil where it is a word.
func (c Config) LayerFactors() []float64 {
	if c.LayerLR == "none" || c.LayerLR == "equalise" {
		return nil
	}
	var fs []float64
	for _, f := range strings.Split(c.LayerLR, ",") {
		x, _ := strconv.ParseFloat(f, 64) // checked by parseLayerLR
		fs = append(fs, x)
	}
	return fs
}
