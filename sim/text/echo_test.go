package text

import (
	"strings"
	"testing"
	"unicode"
)

func TestEcho(t *testing.T) {
	for in, want := range map[string]string{
		"depth":                  "depth",
		"größe 深さ 🙂":             "größe 深さ 🙂",
		"a\u202eb":               `a\u202eb`,
		"\u2066x\u2069\u200b":    `\u2066x\u2069\u200b`,
		"line\nnext\x00\x1b[31m": `line\nnext\x00\x1b[31m`,
		"bad \xff byte":          "bad \ufffd byte",
		strings.Repeat("é", 60):  strings.Repeat("é", 60),
		strings.Repeat("é", 61):  strings.Repeat("é", 60) + "…",
		"":                       "",
	} {
		if got := Echo(in); got != want {
			t.Errorf("Echo(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever comes in, what goes out is short and shows itself.
func FuzzEcho(f *testing.F) {
	f.Add("a\u202e\u0085\u2028")
	f.Fuzz(func(t *testing.T, in string) {
		out := Echo(in)
		for _, r := range out {
			if !unicode.IsPrint(r) && r != '\ufffd' {
				t.Errorf("%q has %U", out, r)
			}
		}
		if n := len([]rune(out)); n > 10*most+1 {
			t.Errorf("%d characters", n)
		}
	})
}
