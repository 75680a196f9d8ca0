// Package text is what people read. A Message is an id with arguments until the last
// moment; a Table, one file a language, has the sentences. English is en.json: adding a
// language is adding such a file here. Echo and Visible make words from outside fit to stand in a sentence.
package text

import (
	"errors"
	"maps"
	"strconv"
	"strings"
)

// Message is what a person reads, before it is put into words: the id of a sentence
// in the table, and what stands in its placeholders. It says itself with the table
// in force: as a sentence by String, as a clause, which stands in another sentence,
// by Error.
type Message struct {
	ID   string
	Args map[string]any // string, int or Message, by name

	cause error // the last argument that is an error and no Message
}

// New makes a message of an id and its arguments: name, value, name, value. A value
// is a string (a name, foreign text through Echo, a number that has been formatted),
// an int, a Message as a clause, or any other error. An int named count chooses
// the plural.
func New(id string, args ...any) Message {
	m := Message{ID: id}
	for i := 0; i < len(args); i += 2 {
		m.set(args[i].(string), args[i+1])
	}
	return m
}

// With is the message with one more argument, a value as New takes them.
func (m Message) With(name string, value any) Message {
	m.Args = maps.Clone(m.Args)
	m.set(name, value)
	return m
}

func (m *Message) set(name string, value any) {
	if m.Args == nil {
		m.Args = map[string]any{}
	}
	switch v := value.(type) {
	case string, int, Message:
		m.Args[name] = v
	case error:
		m.Args[name], m.cause = Of(v), v
	default:
		panic("text: " + m.ID + " takes no such value as " + name)
	}
}

// Verbatim is a message that says s in every language: a name, or foreign text.
func Verbatim(s string) Message {
	if s == "" {
		return Message{}
	}
	return Message{Args: map[string]any{verbatim: s}}
}

const verbatim = "text"

// Of is the message that an error is or wraps, or what another error says, verbatim.
func Of(err error) Message {
	var m Message
	if errors.As(err, &m) {
		return m
	}
	return Verbatim(Visible(err.Error()))
}

func (m Message) verbatim() string {
	s, _ := m.Args[verbatim].(string)
	return s
}

// Begin is Of for the beginning of a sentence: its form is the one that ends in _start,
// if there is one.
func Begin(err error) Message {
	m := Of(err)
	if m.ID != "" {
		m.ID += start
	}
	return m
}

const start = "_start"

// Capital begins a word with a capital, as a word within the name of an id is written: param.lrHelp.
func Capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// Empty reports whether there is nothing to say.
func (m Message) Empty() bool { return m.ID == "" && m.Args[verbatim] == nil }

// Equal reports whether two messages say the same.
func (m Message) Equal(other Message) bool {
	return m.ID == other.ID && maps.EqualFunc(m.Args, other.Args, func(a, b any) bool {
		inner, isMessage := a.(Message)
		same, isToo := b.(Message)
		if isMessage || isToo {
			return isMessage && isToo && inner.Equal(same)
		}
		return a == b
	})
}

// Names are those of the arguments, sorted: by hand, as the stage carries no other sort
// of strings.
func (m Message) Names() (names []string) {
	for name := range m.Args {
		names = append(names, name)
		for i := len(names) - 1; i > 0 && names[i] < names[i-1]; i-- {
			names[i], names[i-1] = names[i-1], names[i]
		}
	}
	return names
}

// String is the message as a sentence.
func (m Message) String() string { return inForce().Say(m) }

// Short is the message in fewer words: in its form that ends in _short, if there is one.
func (m Message) Short() string {
	t := inForce()
	if form := t.form(m.ID+"_short", m.Args); form != "" {
		return t.fill(form, m)
	}
	return t.Say(m)
}

// Error is the message as a clause: by custom a Go error begins small and ends without a stop.
func (m Message) Error() string { return inForce().clause(m) }

// Is reports whether an error says the same thing, perhaps of something else: errors.Is
// finds messages by their ids.
func (m Message) Is(target error) bool {
	other, ok := target.(Message)
	return ok && m.ID != "" && strings.TrimSuffix(other.ID, start) == strings.TrimSuffix(m.ID, start)
}

// Unwrap are the errors among the arguments.
func (m Message) Unwrap() (errs []error) {
	for _, name := range m.Names() {
		if inner, ok := m.Args[name].(Message); ok {
			errs = append(errs, inner)
		}
	}
	if m.cause != nil {
		errs = append(errs, m.cause)
	}
	return errs
}

// Table is a language: sentences by id, with {placeholders}. An id may have several
// forms: those that end in _one and _other are chosen by the argument count, those
// that end in _clause (or _clause_one …) stand in another sentence, those that end in
// _start begin one, and those that end in _short stand where the whole has no room.
type Table map[string]string

// Say puts a message into words, as a sentence.
func (t Table) Say(m Message) string {
	if m.ID == "" {
		return m.verbatim()
	}
	return t.fill(t.form(m.ID, m.Args), m)
}

func (t Table) clause(m Message) string {
	form := t.form(m.ID+"_clause", m.Args)
	if form == "" {
		form = t.form(m.ID, m.Args)
	}
	return t.fill(form, m)
}

// form is the sentence of a name for a count; "" if there is none.
//
//go:noinline
func (t Table) form(name string, args map[string]any) string {
	if s := t.formOf(name, args); s != "" {
		return s
	}
	if base, ok := strings.CutSuffix(name, start); ok {
		return t.formOf(base, args)
	}
	return ""
}

func (t Table) formOf(name string, args map[string]any) string {
	count, counted := args["count"].(int)
	if s, ok := t[name]; ok || !counted {
		return s
	}
	return t.plural(name, count)
}

// plural is the form of a name for a count.
//
//go:noinline
func (t Table) plural(name string, count int) string {
	if s, ok := t[name+"_one"]; ok && count == 1 {
		return s
	}
	return t[name+"_other"]
}

// fill puts arguments in the place of placeholders. What has no words in the table says
// its id, which tells a programmer what is missing.
//
//go:noinline
func (t Table) fill(form string, m Message) string {
	if m.ID == "" {
		return m.verbatim()
	}
	if form == "" {
		return m.ID
	}
	return insert(form, func(name string) string { return t.value(m.Args[name], name) })
}

// insert puts values in the place of placeholders.
//
//go:noinline
func insert(form string, value func(name string) string) string {
	before, name, rest, ok := placeholder(form)
	if !ok {
		return form
	}
	var b strings.Builder
	b.Grow(len(form) + 16)
	for ok {
		b.WriteString(before)
		b.WriteString(value(name))
		before, name, rest, ok = placeholder(rest)
	}
	b.WriteString(before)
	return b.String()
}

// placeholder finds the first {name} of a sentence, and what stands around it.
func placeholder(s string) (before, name, rest string, ok bool) {
	before, rest, ok = strings.Cut(s, "{")
	if !ok {
		return s, "", "", false
	}
	name, rest, ok = strings.Cut(rest, "}")
	return before, name, rest, ok
}

func (t Table) value(value any, name string) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	case Message:
		return t.clause(v)
	}
	return "{" + name + "}"
}
