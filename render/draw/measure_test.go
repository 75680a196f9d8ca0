package draw

import (
	"fmt"
	"testing"

	"backflow/render/theme"
)

func TestTextIsShortened(t *testing.T) {
	m := Measure(func(text string, size float32, _ bool) float32 { return 0.5 * size * float32(len([]rune(text))) })
	const whole, short = "It broke. Nothing is lost.", "It broke."
	for width, want := range map[float32]string{200: whole, 100: short, 40: "It br…", 6: "…", 5: "", -3: ""} {
		if got := m.Longest(12, width, whole, short); got != want {
			t.Errorf("in %v px: %q, want %q", width, got, want)
		}
	}
	for most, want := range map[int]string{1: "[It broke. N…]", 2: "[It broke. Nothing is …]", 3: "[It broke. Nothing is lost.]"} {
		if got := fmt.Sprint(m.Wrap(whole, 12, 72, most)); got != want {
			t.Errorf("in %d lines: %s, want %s", most, got, want)
		}
	}
}

// Nothing stands in the list of labels for what has no words.
func TestNoTextIsNoLabel(t *testing.T) {
	c := Canvas{Measure: func(string, float32, bool) float32 { return 0 }}
	c.Text("", 0, 0, 0, 12, false, theme.Color{})
	if len(c.Labels) != 0 {
		t.Errorf("%d labels", len(c.Labels))
	}
}
