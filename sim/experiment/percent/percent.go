// Package percent writes and reads what stands in a query string with percent signs, as net/url does.
package percent

import (
	"strconv"
	"strings"
)

// What a query escapes and how is net/url's, which reads addresses too and would be
// 18 kB (Brotli) of the engine's download. Only the separators of vs and layerlr stay
// readable, and what net/url never escapes.
const unescaped = "-_.~" + ":,;"

// Encode is a value as it stands in a query.
func Encode(value string) string {
	var b strings.Builder
	for i := range len(value) {
		switch c := value[i]; {
		case c == ' ':
			b.WriteByte('+')
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(unescaped, c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15]})
		}
	}
	return b.String()
}

// Decode is what a name or a value of a query says; the bool is false where a % is not
// followed by two hexadecimal digits.
func Decode(s string) (string, bool) {
	s = strings.ReplaceAll(s, "+", " ")
	before, rest, escaped := strings.Cut(s, "%")
	if !escaped {
		return s, true
	}
	b := []byte(before)
	for escaped {
		c, ok := hexByte(rest)
		if !ok {
			return "", false
		}
		before, rest, escaped = strings.Cut(rest[2:], "%")
		b = append(append(b, c), before...)
	}
	return string(b), true
}

// hexByte is the byte that the first two digits of s are.
func hexByte(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	c, err := strconv.ParseUint(s[:2], 16, 8)
	return byte(c), err == nil
}
