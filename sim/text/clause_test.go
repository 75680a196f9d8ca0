package text

import (
	"errors"
	"testing"
)

func TestClausesStandInSentences(t *testing.T) {
	for message, want := range map[string]string{
		"the GPU was lost.": "The GPU was lost",
		"the GPU was lost":  "The GPU was lost",
		"über alles.":       "Über alles",
	} {
		if got := Capital(Clause(errors.New(message))); got != want {
			t.Errorf("%q starts a sentence as %q, want %q", message, got, want)
		}
	}
}
