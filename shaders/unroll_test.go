package shaders

import (
	"strings"
	"testing"
)

func TestUnrollSpellsLoopsOut(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"nothing", "a\n// for a reader\nb", "a\n// for a reader\nb"},
		{"one name", "//: for r in 0 1 2\nvar c$r = 0.0;\n//: end\n", "var c0 = 0.0;\nvar c1 = 0.0;\nvar c2 = 0.0;\n"},
		{"two names", "x\n  //: for r e in 0 a.x 1 b.y\n  c$r += $e;\n  d$r += $e;\n  //: end\ny", "x\n  c0 += a.x;\n  d0 += a.x;\n  c1 += b.y;\n  d1 += b.y;\ny"},
		{"a text", "//: text go\nx\n//: end go\na\n//: insert go\n//: insert go\n", "a\nx\nx\n"},
		{"a loop in a text", "//: text go\n//: for r in 0 1\nc$r\n//: end\n//: end go\n//: insert go\n", "c0\nc1\n"},
		{"a text in a loop", "//: text go\nx\n//: end go\n//: for r in 0 1\nc$r\n//: insert go\n//: end\n", "c0\nx\nc1\nx\n"},
		{"a text in a text", "//: text a\nx\n//: end a\n//: text b\n//: insert a\ny\n//: end b\n//: insert b\n", "x\ny\n"},
		{"two loops", "//: for r in 0\n$r\n//: end\n//: for r in 1\n$r\n//: end\n", "0\n1\n"},
	} {
		got, err := unroll(c.source, map[string]string{})
		if err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.want)
		}
	}
}

func TestTextsAreKnownToFilesBehind(t *testing.T) {
	texts := map[string]string{}
	if got, err := unroll("//: text go\n//: for r in 0 1\nc$r\n//: end\n//: end go\n", texts); err != nil || got != "" {
		t.Errorf("the file of a text: %q (%v)", got, err)
	}
	if got, err := unroll("a\n//: insert go\n", texts); err != nil || got != "a\nc0\nc1\n" {
		t.Errorf("the file behind it: %q (%v)", got, err)
	}
}

func TestUnrollRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for source, says := range map[string]string{
		"//: for r in 0 1\n$r":              "does not end",
		"a\n//: end":                        "line 2",
		"//: for r e in 0 a 1\n//: end":     "2 names for 3 words",
		"//: for in 0\n//: end":             "0 names",
		"//: for r in\n//: end":             "1 names for 0 words",
		"//: for r in 0\n//: for q in 1\n":  "a loop within a loop",
		"//: repeat 8 times\n//: end\n":     "is no loop",
		"//:\nx\n":                          "is no loop",
		"//: for r in 0\n//: end of it\n$r": "a loop within a loop",
		"//: text go\nx":                    "does not end",
		"//: insert go\n":                   "no text",
		"//: text go\n//: for\n//: end go":  "is no loop",
		"//: for r in 0\n//: text go\n":     "a loop within a loop",
	} {
		if got, err := unroll(source, map[string]string{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %q, error %v; want one with %q", source, got, err, says)
		}
	}
}

// No kernel may reach a compiler with anything left to be spelled out.
func TestEveryKernelIsSpelledOut(t *testing.T) {
	for _, k := range All() {
		source, err := k.Source(Options{})
		if err != nil {
			t.Error(err)
		}
		if strings.Contains(source, "$") || strings.Contains(source, "//:") {
			t.Errorf("%s holds a loop that is not spelled out", k.Entry)
		}
	}
}
