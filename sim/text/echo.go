package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible is foreign text with every character escaped that is not seen as itself,
// such as a line break, or a control that turns the direction of what follows.
// What is left cannot change how a sentence around it reads.
func Visible(s string) string { return visible(s, len(s)) }

// most is how many characters of foreign text a sentence holds.
const most = 60

// Echo is Visible, shortened to what a sentence may repeat.
func Echo(s string) string { return visible(s, most) }

func visible(s string, most int) string {
	var b strings.Builder
	for n := 0; len(s) > 0; n++ {
		if n == most {
			return b.String() + "…"
		}
		r, size := utf8.DecodeRuneInString(s)
		b.WriteString(shown(r, s[:size]))
		s = s[size:]
	}
	return b.String()
}

// shown is a character, or what stands for it.
func shown(r rune, bytes string) string {
	switch {
	case r == utf8.RuneError && len(bytes) == 1:
		return "\ufffd"
	case unicode.IsPrint(r):
		return bytes
	}
	quoted := strconv.QuoteRuneToASCII(r)
	return quoted[1 : len(quoted)-1]
}
