package text

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// words is a language for tests: the sentences of Backflow are of no matter here.
var words = Table{
	"a.plain":           "Nothing to fill in.",
	"a.file":            "The file {name} cannot be learnt: {why}.",
	"a.lost":            "The GPU was lost.",
	"a.lost_clause":     "the GPU was lost",
	"a.lost_start":      "The GPU was lost",
	"a.begins":          "{why}; training goes on.",
	"a.steps_one":       "One step, {name}.",
	"a.steps_other":     "{count} steps, {name}.",
	"a.more_clause_one": "one more",
	"a.more_other":      "{count} more.",
}

func TestMessagesSayThemselves(t *testing.T) {
	with(t, words)
	for _, c := range []struct {
		message          Message
		sentence, clause string
	}{
		{New("a.plain"), "Nothing to fill in.", "Nothing to fill in."},
		{New("a.lost"), "The GPU was lost.", "the GPU was lost"},
		{New("a.file", "name", "x{why}.csv", "why", New("a.lost")), "The file x{why}.csv cannot be learnt: the GPU was lost.", ""},
		{New("a.file", "name", "x", "why", io.EOF), "The file x cannot be learnt: EOF.", ""},
		{New("a.file", "name", "x", "why", errors.New("a\nb")), `The file x cannot be learnt: a\nb.`, ""},
		{New("a.file", "name", "x", "why", fmt.Errorf("gpu: %w", New("a.lost"))), "The file x cannot be learnt: the GPU was lost.", ""},
		{New("a.begins", "why", Begin(New("a.lost"))), "The GPU was lost; training goes on.", ""},
		{New("a.begins", "why", Begin(New("a.steps", "count", 2, "name", "n"))), "2 steps, n.; training goes on.", ""},
		{New("a.begins", "why", Begin(io.EOF)), "EOF; training goes on.", ""},
		{New("a.steps", "count", 1, "name", "n"), "One step, n.", ""},
		{New("a.steps", "count", 0, "name", "n"), "0 steps, n.", ""},
		{New("a.more", "count", 1), "1 more.", "one more"},
		{New("a.more", "count", 2), "2 more.", "2 more."},
		{New("a.missing"), "a.missing", "a.missing"},
		{Verbatim("sigmoid {x}"), "sigmoid {x}", "sigmoid {x}"},
		{Message{}, "", ""},
	} {
		if got := c.message.String(); got != c.sentence {
			t.Errorf("%+v says %q, want %q", c.message, got, c.sentence)
		}
		if got := c.message.Error(); c.clause != "" && got != c.clause {
			t.Errorf("%+v says %q in a sentence, want %q", c.message, got, c.clause)
		}
	}
}

func TestShortForms(t *testing.T) {
	with(t, Table{"a.long": "It broke. Nothing is lost of {name}.", "a.long_short": "It broke.", "a.plain": "Fine."})
	for id, want := range map[string]string{"a.long": "It broke.", "a.plain": "Fine.", "a.missing": "a.missing"} {
		if got := New(id, "name", "x").Short(); got != want {
			t.Errorf("%s is %q in short, want %q", id, got, want)
		}
	}
	if got := Verbatim("x").Short(); got != "x" {
		t.Errorf("what is verbatim is %q in short", got)
	}
}

// A sentence is said without a message as with one.
func TestSayAgreesWithMessages(t *testing.T) {
	with(t, words)
	for _, c := range [][2]string{
		{Say("a.plain"), New("a.plain").String()},
		{Say("a.file", "why", "w", "name", "{n}"), New("a.file", "name", "{n}", "why", "w").String()},
		{Say("a.file", "name", "n"), New("a.file", "name", "n").String()},
		{Say("a.missing"), New("a.missing").String()},
		{SayCount("a.steps", 1, "1", "name", "n"), New("a.steps", "count", 1, "name", "n").String()},
		{SayCount("a.steps", 1200, "1\u202f200", "name", "n"), "1\u202f200 steps, n."},
		{SayCount("a.missing", 2, "2"), "a.missing"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

func TestMessagesWrapTheirCauses(t *testing.T) {
	err := error(New("a.file", "name", "x", "why", fmt.Errorf("reading: %w", io.ErrUnexpectedEOF)))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause of a message is not found")
	}
	outer := error(New("a.file", "name", "y", "why", New("a.lost")))
	if !errors.Is(outer, New("a.lost")) || !errors.Is(outer, New("a.file")) || errors.Is(outer, New("a.plain")) {
		t.Error("messages are not told apart by their ids")
	}
}

// A message crosses to the page as an id where there is no table, and is said where there is one.
func TestJSONForm(t *testing.T) {
	messages := []Message{New("a.file", "name", "\"x\\\n\xff", "why", New("a.steps", "count", 2, "name", "<é>")), New("a.plain"), {}, Verbatim("tanh")}
	with(t, nil)
	marshals(t, messages, `[{"id":"a.file","args":{"name":"\"x\\\u000a\ufffd","why":{"id":"a.steps","args":{"count":2,"name":"\u003cé\u003e"}}}},{"id":"a.plain"},"","tanh"]`)
	Use(words)
	marshals(t, messages, `["The file \"x\\\u000a\ufffd cannot be learnt: 2 steps, \u003cé\u003e..","Nothing to fill in.","","tanh"]`)
}

func marshals(t *testing.T, messages []Message, want string) {
	t.Helper()
	want = strings.ReplaceAll(want, `\ufffd`, "\ufffd")
	if got, err := json.Marshal(messages); err != nil || string(got) != want {
		t.Errorf("%s (%v), want %s", got, err, want)
	}
}

func TestEmpty(t *testing.T) {
	for _, m := range []Message{New("a.plain"), Verbatim("x")} {
		if m.Empty() {
			t.Errorf("%+v is empty", m)
		}
	}
	if !(Message{}).Empty() {
		t.Error("the zero message says something")
	}
}

func TestArgumentsOfOtherKindsAreRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a number that nobody has formatted was taken")
		}
	}()
	New("a.plain", "x", 0.1)
}

// with puts a table in force for one test, or none.
func with(t *testing.T, table Table) {
	before := Use(table)
	t.Cleanup(func() { Use(before) })
}

func TestEqualMessagesAreEqual(t *testing.T) {
	for _, c := range []struct {
		a, b Message
		want bool
	}{
		{New("a.lost", "x", New("a.plain")), New("a.lost", "x", New("a.plain")), true},
		{New("a.lost", "x", New("a.plain")), New("a.lost", "x", New("a.lost")), false},
		{New("a.lost", "x", New("a.plain")), New("a.lost", "x", "a.plain"), false},
		{New("a.lost", "x", 1), New("a.lost", "x", 2), false},
		{New("a.lost", "x", 1), New("a.lost", "y", 1), false},
		{Verbatim("x"), Verbatim("x"), true},
		{Verbatim("x"), Message{}, false},
	} {
		if c.a.Equal(c.b) != c.want || c.b.Equal(c.a) != c.want {
			t.Errorf("%+v and %+v are not told apart as %t", c.a, c.b, c.want)
		}
	}
}
