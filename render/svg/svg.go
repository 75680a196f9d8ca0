// Package svg writes a drawing list as an SVG picture: what that package
// paint draws on a screen, in a file that needs no program. Text stays text.
//
// A file is kept small, as it may be the first that a visitor's browser loads:
// places are rounded to a tenth of a pixel, the colours of lines and small marks
// to what an eye tells apart, and what looks alike stands in the file once.
package svg

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"backflow/render/draw"
	"backflow/render/theme"
)

// Picture is a drawing list with what the file says about it.
type Picture struct {
	List       *draw.List
	W, H       int // CSS pixels, the size that it was laid out for
	Background theme.Color
	// Title names the picture and Desc says what it shows, for readers who do
	// not see it.
	Title, Desc string
	// Sketch puts all but areas on whole pixels, and halves the rows and columns of small pictures that are
	// shown blended: a fifth of the file less, for a picture that stands for a moment.
	Sketch bool
	// Pack is zlib's, for the data of small pictures; they are larger without.
	Pack func([]byte) []byte
}

// Write writes the picture. Its only errors are w's.
func Write(w io.Writer, p Picture) error {
	d := drawing{ids: map[string]string{}, marks: map[string]int{}, pack: p.Pack, sketch: p.Sketch}
	back, moving, front := p.List.Back, onTheirWay(p.List.Moving), p.List.Front
	if p.Sketch {
		back, front = sketched(back), sketched(front)
	}
	for _, layer := range [][]draw.Shape{back, moving, front} {
		d.count(layer)
	}
	d.shapes(back)
	d.rasters(p.List.Rasters)
	d.shapes(moving)
	d.shapes(front)
	d.labels(p.List.Labels)

	out := bufio.NewWriter(w)
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" fill="none" font-family="%s">`+"\n",
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
	marks      map[string]int    // how many of each look there are
	pack       func([]byte) []byte
	sketch     bool
	clouds     [][]draw.Shape // the points of plots, by the number in their id
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(&d.body, format+"\n", args...) }

// define returns the id of a definition, which stands in the file once. Its
// text has one %s, for the id.
func (d *drawing) define(text string) string {
	if id, ok := d.ids[text]; ok {
		return id
	}
	id := "d" + strconv.Itoa(len(d.ids))
	d.ids[text] = id
	fmt.Fprintf(&d.defs, text+"\n", id)
	return id
}

func (d *drawing) labels(labels []draw.Label) {
	for i := range labels {
		l := &labels[i]
		weight := ""
		if l.Bold {
			weight = fmt.Sprintf(` font-weight="%d"`, theme.BoldWeight)
		}
		x, y := l.X+l.Align*l.W, l.Y+theme.Baseline*l.Size
		if d.sketch {
			x, y = part(x, 1), part(y, 1)
		}
		d.add(`<text x="%s" y="%s" font-size="%s"%s%s%s>%s</text>`, num(x), num(y), num(l.Size),
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

// perPixel is how many steps there are to a CSS pixel: lengths are rounded to
// them.
const perPixel = 10

func steps(x float32) int { return int(math.Round(float64(x) * perPixel)) }

func inSteps(n int) string { return digits(float32(n)/perPixel, 1) }

// num is a length in CSS pixels.
func num(x float32) string { return inSteps(steps(x)) }

// digits writes a number with some digits after the point at most, and none
// that say nothing.
func digits(x float32, after int) string {
	text := strconv.FormatFloat(float64(x), 'f', after, 32)
	if after > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	sign, negative := "", strings.HasPrefix(text, "-")
	if negative {
		sign, text = "-", text[1:]
	}
	text = strings.TrimPrefix(text, "0")
	if text == "" {
		return "0"
	}
	return sign + text
}

// paintOf is an attribute, fill or stroke, with a colour and its opacity.
func paintOf(attribute string, c theme.Color) string {
	text := fmt.Sprintf(` %s="%s"`, attribute, hex(c))
	if c.A < 1 {
		text += fmt.Sprintf(` %s-opacity="%s"`, attribute, digits(c.A, 2))
	}
	return text
}

func hex(c theme.Color) string {
	part := func(x float32) int { return int(255*x + 0.5) }
	return fmt.Sprintf("#%02x%02x%02x", part(c.R), part(c.G), part(c.B))
}

// special are the characters that mean something in an element or an attribute.
var special = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// escaped is a text for an element or an attribute.
func escaped(text string) string {
	return special.Replace(strings.ToValidUTF8(text, "\ufffd"))
}
