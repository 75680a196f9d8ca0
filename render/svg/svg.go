// Package svg writes a scene as an SVG picture: the drawing list that package
// paint draws on a screen, in a file that needs no program. Text stays text.
package svg

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"backflow/render/scene"
	"backflow/render/theme"
)

// Picture is a scene with what the file says about it.
type Picture struct {
	Scene      *scene.Scene
	W, H       int // CSS pixels, the size that the scene was laid out for
	Background theme.Color
	// Title names the picture and Desc says what it shows, for readers who do
	// not see it.
	Title, Desc string
}

// Write writes the picture. Its only errors are w's.
func Write(w io.Writer, p Picture) error {
	d := drawing{}
	d.shapes(p.Scene.Back)
	d.rasters(p.Scene.Rasters)
	d.shapes(p.Scene.Moving)
	d.shapes(p.Scene.Front)
	d.labels(p.Scene.Labels)

	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" font-family="%s">`+"\n",
		p.W, p.H, p.W, p.H, theme.FontFamily)
	fmt.Fprintf(out, "<title>%s</title>\n<desc>%s</desc>\n", escaped(p.Title), escaped(p.Desc))
	if d.defs.Len() > 0 {
		fmt.Fprintf(out, "<defs>\n%s</defs>\n", d.defs.String())
	}
	fmt.Fprintf(out, `<rect width="%d" height="%d"%s/>`+"\n", p.W, p.H, paintOf("fill", p.Background))
	out.WriteString(d.body.String())
	out.WriteString("</svg>\n")
	return out.Flush()
}

// drawing collects the elements of a file.
type drawing struct {
	body, defs strings.Builder
	ids        map[string]string // of definitions, by their text
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.body, format+"\n", args...) }

// define returns the id of a definition, which stands in the file once. Its
// text has one %s, for the id.
func (d *drawing) define(text string) string {
	if id, ok := d.ids[text]; ok {
		return id
	}
	if d.ids == nil {
		d.ids = map[string]string{}
	}
	id := "d" + strconv.Itoa(len(d.ids))
	d.ids[text] = id
	fmt.Fprintf(&d.defs, text+"\n", id)
	return id
}

func (d *drawing) labels(labels []scene.Label) {
	for i := range labels {
		l := &labels[i]
		weight := ""
		if l.Bold {
			weight = fmt.Sprintf(` font-weight="%d"`, theme.BoldWeight)
		}
		d.add(`<text x="%s" y="%s" font-size="%s"%s%s%s>%s</text>`, num(l.X+l.Align*l.W), num(l.Y+theme.Baseline*l.Size), num(l.Size),
			anchor(l.Align), weight, paintOf("fill", l.Color), escaped(l.Text))
	}
}

// anchor holds text where it was aligned, as the reader's font may be narrower
// than the one it was measured in.
func anchor(align float32) string {
	switch align {
	case 0:
		return ""
	case 1:
		return ` text-anchor="end"`
	}
	return ` text-anchor="middle"`
}

// num is a length in CSS pixels, to the twentieth of one.
func num(x float32) string {
	text := strconv.FormatFloat(float64(x), 'f', 2, 32)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// paintOf is an attribute, fill or stroke, with a colour and its opacity.
func paintOf(attribute string, c theme.Color) string {
	text := fmt.Sprintf(` %s="%s"`, attribute, hex(c))
	if c.A < 1 {
		text += fmt.Sprintf(` %s-opacity="%s"`, attribute, num(c.A))
	}
	return text
}

func hex(c theme.Color) string {
	part := func(x float32) int { return int(255*x + 0.5) }
	return fmt.Sprintf("#%02x%02x%02x", part(c.R), part(c.G), part(c.B))
}

func escaped(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a Builder never fails
	return b.String()
}
