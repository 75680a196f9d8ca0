package page

import (
	"reflect"
	"strings"
	"testing"

	"backflow/sim/experiment"
	"backflow/sim/lesson"
	"backflow/sim/text"
)

// messages calls a function with each message within a value, and with its place.
func messages(v reflect.Value, place string, with func(place string, m text.Message)) {
	if m, ok := v.Interface().(text.Message); ok {
		with(place, m)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			messages(v.Field(i), place+"."+v.Type().Field(i).Name, with)
		}
	case reflect.Slice:
		for i := range v.Len() {
			messages(v.Index(i), place, with)
		}
	}
}

// Every text is said in English, with something in each of its placeholders.
func TestNoPlaceholderIsLeft(t *testing.T) {
	for _, row := range lesson.Lessons {
		n := 0
		messages(reflect.ValueOf(Of(row)), row.Name, func(place string, m text.Message) {
			n++
			wantSaid(t, place, m)
		})
		if least := 5 + 2*len(row.Steps) + row.Goals; n < least {
			t.Errorf("%s has %d messages, fewer than %d", row.Name, n, least)
		}
	}
	said := map[string]bool{}
	for _, v := range []lesson.Verdict{{}, {Known: true}, {Known: true, Holds: true}} {
		wantSaid(t, "verdict", Verdict(v))
		said[Verdict(v).String()] = true
	}
	if len(said) != 3 {
		t.Errorf("verdicts are not told apart: %v", said)
	}
}

func wantSaid(t *testing.T, place string, m text.Message) {
	t.Helper()
	if said := m.String(); strings.TrimSpace(said) == "" || said == m.ID || strings.Contains(said, "lesson.") || strings.ContainsAny(said, "{}") {
		t.Errorf("%s says %q", place, said)
	}
}

// What is chosen, highlighted or claimed has labels that tell it from its neighbours and name what it is about.
func TestLabelsNameTheirThings(t *testing.T) {
	for _, row := range lesson.Lessons {
		p := Of(row)
		wantDistinct(t, row.Name+": choices", p.Predict.Choices)
		wantDistinct(t, row.Name+": sources", p.Sources)
		if len(p.Predict.Choices) != row.Predict.Choices || len(p.Sources) != len(row.Sources) || len(p.Sources) == 0 || len(p.Teacher.Words) != len(row.Words) {
			t.Errorf("%s: %d choices, %d sources, %d words", row.Name, len(p.Predict.Choices), len(p.Sources), len(p.Teacher.Words))
		}
		for i, s := range p.Steps {
			var looks []text.Message
			for _, look := range s.Look {
				looks = append(looks, look.Label)
				wantPart(t, look)
			}
			wantDistinct(t, row.Name+": looks", looks)
			for j, c := range row.Steps[i].Claims {
				wantClaim(t, c, s.Claims[j], source{row}.laneNames(i))
			}
		}
	}
}

func wantDistinct(t *testing.T, what string, all []text.Message) {
	t.Helper()
	said := map[string]bool{}
	for _, m := range all {
		said[m.String()] = true
	}
	if len(said) != len(all) {
		t.Errorf("%s are not told apart: %v", what, all)
	}
}

// wantPart wants a control's label, or a column's name, in the label of a part.
func wantPart(t *testing.T, p Part) {
	t.Helper()
	kind, of, _ := strings.Cut(p.Name, ".")
	for _, param := range experiment.Params {
		if kind == "control" && param.Name == of {
			of = param.Label.String()
		}
	}
	if kind == "column" {
		of = text.New("column." + of).String() // as the head of the table has it
	}
	if said := p.Label.String(); !strings.Contains(said, of) || said == of {
		t.Errorf("%s is called %q", p.Name, said)
	}
}

// wantClaim wants the lanes in what a claim is about, and the numbers in its sentence.
func wantClaim(t *testing.T, row lesson.Claim, c Claim, names map[string]text.Message) {
	t.Helper()
	about, said := c.Quantity.String(), Say(row, lesson.Verdict{Measured: 12.5, Expected: 7.25}).String()
	for _, lane := range []string{row.Lane, row.Over} {
		if name, ok := names[lane]; lane != "" && (!ok || !strings.Contains(about, name.String())) {
			t.Errorf("a claim of %q over %q is about %q", row.Lane, row.Over, about)
		}
	}
	if !strings.Contains(said, "12.5") || !strings.Contains(said, "7.25") || !strings.Contains(said, c.From.String()) {
		t.Errorf("a claim from %s says %q", c.From, said)
	}
}

// The query of a step is the set-up with all that was set so far, and nothing else.
func TestQueriesAddUpWhatIsSet(t *testing.T) {
	for _, row := range lesson.Lessons {
		sum := map[string]string{}
		add(sum, row.Setup)
		p := Of(row)
		if o, ok := lesson.Open(p.Address); !ok || o.Query != row.Setup || o.Step != 0 {
			t.Errorf("%s: its address opens %q", row.Name, o.Query)
		}
		for i, s := range p.Steps {
			add(sum, s.Set)
			got, problems := experiment.ParseQuery(s.Query)
			want, _ := experiment.ParseQuery(join(sum))
			if len(problems) > 0 || got.Query() != want.Query() {
				t.Errorf("%s, step %d: %q, want %q", row.Name, i+1, got.Query(), want.Query())
			}
		}
	}
}

// add puts the parameters of a query in the place of those that were there. Who sets what is compared ends the comparison.
func add(sum map[string]string, query string) {
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if compared, _, _ := strings.Cut(sum["vs"], ":"); name != "" && name == compared {
			delete(sum, "vs")
		}
		if name != "" {
			sum[name] = value
		}
	}
}

func join(values map[string]string) string {
	var pairs []string
	for name, value := range values {
		pairs = append(pairs, name+"="+value)
	}
	return strings.Join(pairs, "&")
}
