package sim

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// errRange is what Param.set returns; ParseQuery turns it into a sentence.
var errRange = errors.New("out of range")

// Problem with one parameter of a query.
type QueryProblem struct {
	Param string `json:"param"`
	Value string `json:"value"`
	Used  string `json:"used"` // the value used in its place, empty if none
	// Message is a whole sentence for a viewer: what is wrong, the allowed
	// range, and what is used instead.
	Message string `json:"message"`
}

// ParseQuery reads a query string, with or without its leading "?". It always
// returns a usable Config: whatever is unknown, unparsable or out of range is
// left at its default and named in the list of problems.
func ParseQuery(query string) (Config, []QueryProblem) {
	c := Default()
	var problems []QueryProblem
	given := map[string]bool{}
	for _, pair := range strings.Split(strings.TrimPrefix(query, "?"), "&") {
		if pair == "" {
			continue
		}
		name, value, problem := splitPair(pair)
		switch {
		case problem != nil:
			problems = append(problems, *problem)
		case given[name]:
			problems = append(problems, QueryProblem{
				name, value, paramByName(name).get(c),
				fmt.Sprintf("%s is given twice; the first value, %s, is used.", name, paramByName(name).get(c)),
			})
		default:
			given[name] = true
			if p := c.apply(name, value); p != nil {
				problems = append(problems, *p)
			}
		}
	}
	// An activation asked for by name means that one, not the comparison that
	// an empty query shows.
	if given["act"] && !given["vs"] {
		c.VS = Versus{}
	}
	return c, append(problems, c.reconcile()...)
}

// splitPair decodes name=value and checks that the name is a parameter's.
func splitPair(pair string) (name, value string, problem *QueryProblem) {
	rawName, rawValue, _ := strings.Cut(pair, "=")
	name, err1 := url.QueryUnescape(rawName)
	value, err2 := url.QueryUnescape(rawValue)
	if err1 != nil || err2 != nil {
		return "", "", &QueryProblem{
			Param: clip(rawName), Value: clip(rawValue),
			Message: fmt.Sprintf("“%s” is not a well-formed query; it is ignored.", clip(pair)),
		}
	}
	if paramByName(name) == nil {
		return "", "", &QueryProblem{
			Param: clip(name), Value: clip(value),
			Message: fmt.Sprintf("There is no parameter “%s”; it is ignored. The parameters are %s.", clip(name), paramNames()),
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

// apply sets one parameter, or says why it does not.
func (c *Config) apply(name, value string) *QueryProblem {
	p := paramByName(name)
	err := p.set(c, value)
	if err == nil {
		return nil
	}
	used := p.get(*c)
	if !errors.Is(err, errRange) {
		return &QueryProblem{
			name, clip(value), used,
			fmt.Sprintf("%s cannot be “%s”: %v; %s is used.", name, clip(value), err, used),
		}
	}
	return &QueryProblem{
		name, clip(value), used,
		fmt.Sprintf("%s cannot be “%s”: it is %s; %s is used.", name, clip(value), p.Range(), used),
	}
}

// maxConvDepth bounds the conv layers of a cnn.
const maxConvDepth = 30

// reconcile mends combinations of parameters that make no sense together,
// lane by lane, since vs may vary any of them.
func (c *Config) reconcile() []QueryProblem {
	var problems []QueryProblem
	mend := func(param, used, message string) {
		p := paramByName(param)
		problems = append(problems, QueryProblem{param, p.get(*c), used, message + "; " + used + " is used."})
		p.set(c, used)
		if c.VS.Param == param {
			c.VS = Versus{}
		}
	}
	if c.any(func(l Config) bool { return l.Model == "cnn" }) && c.Data != "digits" {
		mend("model", "mlp", "model=cnn does not go with data="+c.Data+": convolutions need images, which data=digits has")
	}
	if c.any(func(l Config) bool { return l.Model == "cnn" && l.Depth > maxConvDepth }) {
		mend("depth", strconv.Itoa(maxConvDepth), fmt.Sprintf("depth is a whole number from 1 to %d for model=cnn", maxConvDepth))
	}
	if why := c.notPretrainable(); why != "" {
		mend("pretrain", PretrainNone, why)
	}
	factors := c.LayerFactors()
	if factors != nil && c.any(func(l Config) bool { return len(factors) != l.Depth+1 }) {
		mend("layerlr", "none", fmt.Sprintf(
			"layerlr has %d factors, but there are %d layers: each hidden layer and the output", len(factors), c.Depth+1))
	}
	if p := paramByName(c.VS.Param); p != nil {
		p.set(c, c.VS.Values[0]) // its own value says nothing, and must not differ
	}
	return problems
}

// notPretrainable says why a lane cannot be pre-trained as it asks to be, if
// one cannot.
func (c Config) notPretrainable() string {
	for _, l := range c.Lanes() {
		pretrain := "pretrain=" + l.Pretrain + " does not go with "
		switch {
		case l.Pretrain == PretrainNone:
		case l.Model != "mlp":
			return pretrain + "model=" + l.Model + ": only dense layers are pre-trained"
		case l.Norm != "none":
			return pretrain + "norm=" + l.Norm + ": only layers without normalisation are pre-trained"
		case l.Skip != "none":
			return pretrain + "skip=" + l.Skip + ": only layers without skip connections are pre-trained"
		case l.Pretrain == PretrainRBM && l.Act != "sigmoid":
			return pretrain + "act=" + l.Act + ": the hidden units of an RBM are sigmoid"
		}
	}
	return ""
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

// clip shortens foreign text for a message.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
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
			pairs = append(pairs, p.Name+"="+escape(value))
		}
	}
	return strings.Join(pairs, "&")
}

// escape leaves the separators of vs and layerlr readable.
func escape(value string) string {
	return strings.NewReplacer("%3A", ":", "%2C", ",").Replace(url.QueryEscape(value))
}

// Values returns the text form of every parameter, by name.
func (c Config) Values() map[string]string {
	values := make(map[string]string, len(Params))
	for i := range Params {
		values[Params[i].Name] = Params[i].get(c)
	}
	return values
}

func parseLayerLR(c *Config, text string) error {
	if text != "none" && text != "equalise" {
		for _, f := range strings.Split(text, ",") {
			x, err := strconv.ParseFloat(f, 64)
			if err != nil || !(x >= 0 && x <= 1e6) {
				return fmt.Errorf("it is none, equalise, or numbers from 0 to 1e+06 separated by commas")
			}
		}
	}
	c.LayerLR = text
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

// notCompared are parameters that cannot differ between lanes: they belong to
// the page or to all lanes together.
var notCompared = map[string]bool{"vs": true, "view": true, "speed": true, "data": true, "layerlr": true}

func parseVersus(c *Config, text string) error {
	if text == "none" {
		c.VS = Versus{}
		return nil
	}
	name, list, ok := strings.Cut(text, ":")
	p := paramByName(name)
	if !ok || p == nil || notCompared[name] {
		return errors.New("it is param:value,value with the name of a parameter that may differ between lanes")
	}
	vs := Versus{Param: name}
	seen := map[string]bool{}
	for _, value := range strings.Split(list, ",") {
		var scratch Config
		if err := p.set(&scratch, value); err != nil {
			return fmt.Errorf("%s is %s", name, p.Range())
		}
		value = p.get(scratch)
		if seen[value] {
			return fmt.Errorf("%s is named twice", value)
		}
		seen[value] = true
		vs.Values = append(vs.Values, value)
	}
	if len(vs.Values) > MaxLanes {
		return fmt.Errorf("at most %d lanes fit", MaxLanes)
	}
	c.VS = vs
	return nil
}
