// Package viewtest holds what the tests of all views share: snapshots, stages, and what
// has to hold of every picture.
package viewtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"backflow/render/draw"
	"backflow/render/layout"
	"backflow/render/theme"
)

// CheckLabels asks for labels that stand whole and apart on the stage.
func CheckLabels(t *testing.T, s *layout.Picture, what string) {
	t.Helper()
	if len(s.Labels) == 0 {
		t.Errorf("%s: no labels at all", what)
	}
	for i, a := range s.Labels {
		bottom := a.Y + theme.LineHeight(a.Size)
		if a.X < 0 || a.Y < 0 || a.X+a.W > s.Options.W || bottom > s.Options.H {
			t.Errorf("%s: %q leaves the stage", what, a.Text)
		}
		if a.Size < theme.Small {
			t.Errorf("%s: %q is set in %v px", what, a.Text, a.Size)
		}
		for _, b := range s.Labels[:i] {
			if a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+theme.LineHeight(b.Size) && b.Y < bottom {
				t.Errorf("%s: %q and %q overlap", what, a.Text, b.Text)
			}
		}
	}
}

// CheckShapes asks for every shape to stay on the stage.
func CheckShapes(t *testing.T, s *layout.Picture, what string) {
	t.Helper()
	const slack = 3 // of rims and glows
	for _, shape := range slices.Concat(s.Back, s.Front) {
		x0, y0, x1, y1 := shape.X, shape.Y, shape.X2, shape.Y2
		switch shape.Kind {
		case draw.Rect:
			x1, y1 = x0+shape.X2, y0+shape.Y2
			if shape.X2 < 0 || shape.Y2 < 0 {
				t.Fatalf("%s: turned over: %s", what, WriteShape(shape))
			}
		case draw.Disc, draw.Ring, draw.Bead, draw.Glow:
			x1, y1 = x0, y0
		}
		if min(x0, x1) < -slack || min(y0, y1) < -slack || max(x0, x1) > s.Options.W+slack || max(y0, y1) > s.Options.H+slack {
			t.Fatalf("%s: leaves the stage: %s", what, WriteShape(shape))
		}
	}
	for _, r := range s.Rasters {
		if r.W < 0 || r.H < 0 || r.X < -slack || r.Y < -slack || r.X+r.W > s.Options.W+slack || r.Y+r.H > s.Options.H+slack {
			t.Fatalf("%s: a raster of %v × %v at %v, %v", what, r.W, r.H, r.X, r.Y)
		}
	}
}

// SaysPart reports whether a label holds a text.
func SaysPart(s *draw.List, text string) bool {
	return slices.ContainsFunc(s.Labels, func(l draw.Label) bool { return strings.Contains(l.Text, text) })
}

// HasLabel reports whether a label is a text.
func HasLabel(s *draw.List, text string) bool {
	for _, l := range s.Labels {
		if l.Text == text {
			return true
		}
	}
	return false
}

// WriteShape writes a shape out.
func WriteShape(s draw.Shape) string {
	colour := Hex(s.Color)
	if s.Graded {
		colour += " to " + Hex(s.Far)
	}
	switch s.Kind {
	case draw.Rect:
		return fmt.Sprintf("rect %.1f %.1f, %.1f × %.1f, %s", s.X, s.Y, s.X2, s.Y2, colour)
	case draw.Line:
		return fmt.Sprintf("line %.1f %.1f – %.1f %.1f, %.1f thick, %s", s.X, s.Y, s.X2, s.Y2, s.R, colour)
	}
	if s.Kind == draw.Area {
		return fmt.Sprintf("area %.1f %.1f – %.1f %.1f, down to %.1f, %s", s.X, s.Y, s.X2, s.Y2, s.R, colour)
	}
	name := map[draw.Kind]string{draw.Disc: "disc", draw.Glow: "glow", draw.Ring: "ring", draw.Bead: "bead"}[s.Kind]
	return fmt.Sprintf("%s %.1f %.1f, radius %.1f, %s", name, s.X, s.Y, s.R, colour)
}

// Hex writes a colour out.
func Hex(c theme.Color) string {
	part := func(x float32) int { return int(255*x + 0.5) }
	text := fmt.Sprintf("#%02x%02x%02x", part(c.R), part(c.G), part(c.B))
	if c.A != 1 {
		text += fmt.Sprintf(" at %.2f", c.A)
	}
	return text
}
