package reason

import (
	"strings"
	"testing"
)

func TestEveryReasonHasAWordAndASentence(t *testing.T) {
	seen := map[string]bool{}
	for r := Measured + 1; int(r) < Count; r++ {
		word, said := r.String(), r.Message().String()
		if word == "" || strings.ToLower(word) != word || seen[word] {
			t.Errorf("reason %d is spelt %q", r, word)
		}
		if !strings.HasSuffix(said, ".") || strings.Count(said, ".") > 1 || seen[said] {
			t.Errorf("%s: %q is no sentence of its own", word, said)
		}
		seen[word], seen[said] = true, true
	}
}

// A number has no reason, and a snapshot of another version may know more of them.
func TestWhatIsNoReasonSaysNothing(t *testing.T) {
	for _, r := range []Reason{Measured, Reason(Count), 255} {
		if r.String() != "" || !r.Message().Empty() {
			t.Errorf("reason %d is %q and says %q", r, r, r.Message())
		}
	}
}
