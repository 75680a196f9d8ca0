package lesson

import (
	"strconv"
	"strings"

	"backflow/sim/experiment"
	"backflow/sim/experiment/percent"
)

// The names that an address has for a lesson beside the parameters of a query.
const (
	addressName = "lesson"
	addressStep = "step"
)

// Opened is what an address with a lesson stands for.
type Opened struct {
	Lesson Lesson
	Step   int    // steps that are done
	Base   string // the query of the lesson at that step
	Own    string // the visitor's own changes to it, a query
	Query  string // both together: what to load
}

// Open reads an address with a lesson, such as lesson=init&step=1&seed=9. It reports false where a query names no lesson
// that there is; what it is asked for then is a query without those names.
func Open(query string) (o Opened, ok bool) {
	var own []string
	name, step := "", 0
	for pair := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		switch key, value := pairOf(pair); key {
		case addressName:
			name = value
		case addressStep:
			step, _ = strconv.Atoi(value)
		case "":
		default:
			own = append(own, pair)
		}
	}
	o.Own = strings.Join(own, "&")
	o.Query = o.Own
	if o.Lesson, ok = ByName(name); !ok {
		return o, false
	}
	o.Step = min(max(step, 0), len(o.Lesson.Steps))
	o.Base = o.Lesson.At(o.Step)
	o.Query = o.Lesson.Query(o.Step, o.Own)
	return o, true
}

// Address is the address of a lesson after some steps with the visitor's own changes: Open reads it.
func (l Lesson) Address(step int, own string) string {
	address := addressName + "=" + percent.Encode(l.Name)
	if step > 0 {
		address += "&" + addressStep + "=" + strconv.Itoa(step)
	}
	if own != "" {
		address += "&" + own
	}
	return address
}

// Own are the visitor's own changes that make a Config of what some steps have set up, as a query: what Open merges to
// the same Config again.
func (l Lesson) Own(step int, cfg experiment.Config) string {
	base, _ := experiment.ParseQuery(l.At(step))
	was, is := base.Values(), cfg.Values()
	var own []string
	for i := range experiment.Params {
		name := experiment.Params[i].Name
		if name != cfg.VS.Param && is[name] != was[name] {
			own = append(own, name+"="+percent.Encode(is[name]))
		}
	}
	return strings.Join(own, "&")
}

// At is the query of a lesson with some of its steps done.
func (l Lesson) At(steps int) string {
	query := l.Setup
	for _, s := range l.Steps[:steps] {
		query = merge(query, s.Set)
	}
	return query
}

// Query is the query of a lesson with some of its steps done and the visitor's own changes.
func (l Lesson) Query(steps int, own string) string { return merge(l.At(steps), own) }

// merge is a query with another's parameters in the place of its own. A comparison of a parameter goes where the other
// query gives that parameter a value, and none of its own to compare.
func merge(query, other string) string {
	if other == "" {
		return query
	}
	given := map[string]bool{}
	for pair := range strings.SplitSeq(other, "&") {
		name, _ := pairOf(pair)
		given[name] = true
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, value := pairOf(pair)
		compared, _, _ := strings.Cut(value, ":")
		if name != "" && !given[name] && !(name == "vs" && given[compared]) {
			kept = append(kept, pair)
		}
	}
	return strings.Join(append(kept, other), "&")
}

// pairOf are the name and the value of a pair.
func pairOf(pair string) (name, value string) {
	name, value, _ = strings.Cut(pair, "=")
	if n, ok := percent.Decode(name); ok {
		name = n
	}
	if v, ok := percent.Decode(value); ok {
		value = v
	}
	return name, value
}
