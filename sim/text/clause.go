package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clause is an error's sentence without its full stop, to stand in another.
func Clause(err error) string { return strings.TrimSuffix(err.Error(), ".") }

// Capital is a clause as the start of a sentence.
func Capital(clause string) string {
	first, size := utf8.DecodeRuneInString(clause)
	return string(unicode.ToUpper(first)) + clause[size:]
}
