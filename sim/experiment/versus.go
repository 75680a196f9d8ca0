package experiment

import (
	"errors"
	"strings"

	"backflow/sim/text"
)

// Versus puts lanes beside each other that differ in one parameter only. The
// zero value means a single lane.
type Versus struct {
	Param  string
	Values []string
}

// MaxLanes is the most lanes that fit on the stage.
const MaxLanes = 4

// The separators of values: of such as hold no comma, and of any.
const (
	comma     = ","
	semicolon = ";"
)

// String is the text form, param:value,value; where a value holds a comma, as a list
// does, it is param:value;value.
func (v Versus) String() string {
	if v.Param == "" {
		return "none"
	}
	list := strings.Join(v.Values, comma)
	if strings.Count(list, comma) == len(v.Values)-1 {
		return v.Param + ":" + list
	}
	list = strings.Join(v.Values, semicolon)
	if len(v.Values) == 1 {
		list += semicolon // or it would read as several
	}
	return v.Param + ":" + list
}

// notCompared are parameters that cannot differ between lanes: they belong to
// the page or to all lanes together.
var notCompared = map[string]bool{"vs": true, "view": true, "instrument": true, "speed": true, "data": true}

// raceBackends compares backends, on the network of the first lane, and returns that as vs has it:
// a race is one of backends.
func (c *Config) raceBackends() string {
	if p := paramByName(c.VS.Param); p != nil {
		p.set(c, c.VS.Values[0])
	}
	c.VS = Versus{"backend", []string{"cpu", "gpu"}}
	return c.VS.String()
}

func parseVersus(c *Config, value string) error {
	if value == "none" {
		c.VS = Versus{}
		return nil
	}
	name, list, ok := strings.Cut(value, ":")
	p := paramByName(name)
	if !ok || p == nil || notCompared[name] {
		return text.New("query.versusForm")
	}
	values, err := p.versusValues(list)
	if err == nil {
		c.VS = Versus{name, values}
	}
	return err
}

// versusValues reads the values of a parameter that lanes differ in.
func (p *Param) versusValues(list string) (values []string, err error) {
	separator := separatorOf(list)
	list = strings.TrimSuffix(list, semicolon)
	if strings.Count(list, separator) >= MaxLanes {
		return nil, text.New("query.lanesMost", "lanes", MaxLanes)
	}
	seen := map[string]bool{}
	for _, value := range strings.Split(list, separator) {
		var scratch Config
		if err := p.set(&scratch, value); err != nil {
			return nil, p.noValue(value, err)
		}
		if p.Kind == KindText && separator == comma && scratch.LayerFactors() != nil {
			return nil, text.New("query.versusLists", "name", p.Name)
		}
		value = p.get(scratch)
		if seen[value] {
			return nil, text.New("query.namedTwice", "value", text.Echo(value))
		}
		seen[value] = true
		values = append(values, value)
	}
	return values, nil
}

// noValue says why lanes cannot have a value.
func (p *Param) noValue(value string, err error) error {
	if errors.Is(err, errRange) {
		return text.New("query.valueIs", "name", p.Name, "range", p.Range())
	}
	return text.New("query.noValue", "value", text.Echo(value), "name", p.Name, "why", err)
}

// separatorOf is what stands between the values of a list: semicolons if there are any.
func separatorOf(list string) string {
	if strings.Contains(list, semicolon) {
		return semicolon
	}
	return comma
}
