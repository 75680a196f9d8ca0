package viewtest

import (
	"fmt"
	"slices"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
)

// CheckParts asks for the pictures of a lane to stand in it, apart, large enough to
// show something, and free of text but for some words and what gauges say of themselves.
func CheckParts(t *testing.T, s *layout.Picture, b *layout.Lane, parts map[string]draw.Box, own func(name string) []string, what string) {
	t.Helper()
	for name, p := range parts {
		if p.W == 0 || p.H == 0 {
			continue
		}
		if p.Y < b.All.Y-0.01 || p.Y+p.H > b.All.Y+b.All.H+0.01 || p.W < 20 || p.H < 10 {
			t.Errorf("%s: %s %v in a lane of %v", what, name, p, b.All)
		}
		for other, q := range parts {
			if other != name && meet(p, q) {
				t.Errorf("%s: %s %v on %s %v", what, name, p, other, q)
			}
		}
		for _, l := range s.Labels {
			if name != "gauges" && meet(p, draw.BoxAt(l.X, l.Y, l.W, theme.LineHeight(l.Size))) && !slices.Contains(own(name), l.Text) {
				t.Errorf("%s: %q on %s", what, l.Text, name)
			}
		}
	}
}

// Plots are the pictures of a lane that can be pointed at, by name.
func Plots(b *layout.Lane) map[string]draw.Box {
	parts := map[string]draw.Box{}
	for i := range b.Plots {
		parts[fmt.Sprint("plot ", i)] = b.Plots[i].Box
	}
	return parts
}

func meet(a, b draw.Box) bool {
	const touch = 0.01
	return a.X+touch < b.X+b.W && b.X+touch < a.X+a.W && a.Y+touch < b.Y+b.H && b.Y+touch < a.Y+a.H
}
