package draw

import (
	"testing"
)

func TestNotesEndWithASentence(t *testing.T) {
	s := Measure(func(text string, size float32, _ bool) float32 { return 0.56 * size * float32(len([]rune(text))) })
	const text = "It broke. Nothing is lost. Try again."
	for width, want := range map[float32]string{400: text, 190: "It broke. Nothing is lost.", 100: "It broke.", 50: "It bro…"} {
		if got := s.Shorten(text, 12, width); got != want {
			t.Errorf("in %v px: %q, want %q", width, got, want)
		}
	}
}
