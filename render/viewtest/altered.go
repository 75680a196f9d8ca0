package viewtest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"backflow/sim/text"
)

// Alterations are what the page's stringTest does to every sentence, and a language
// whose words are long and cannot be broken.
var Alterations = map[string]func(sentence string) string{
	"long":   func(s string) string { return s + strings.Repeat(" wordy", more(s)/6+1) },
	"double": func(s string) string { return s + " " + s },
	"rtl":    func(s string) string { return "\u202e" + s + "\u202c" },
	"solid":  func(s string) string { return s + strings.Repeat("m", more(s)) },
}

// more is how many characters make a sentence 1.8 times as long.
func more(s string) int { return utf8.RuneCountInString(s)*4/5 + 1 }

// Alter puts a table in force for one test that says everything in another way.
func Alter(t *testing.T, how func(sentence string) string) {
	t.Helper()
	english, err := text.In("en")
	if err != nil {
		t.Fatal(err)
	}
	altered := text.Table{}
	for id, sentence := range english {
		altered[id] = how(sentence)
	}
	text.Use(altered)
	t.Cleanup(func() { text.Use(english) })
}
